"""Captions, notes, and what the numbers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments import kit
from experiments.rmi_protocol.margin import LEVEL, MARGIN
from experiments.rmi_protocol.parts import EVERY, Part
from experiments.rmi_protocol.removal import (
    AMONG,
    BOUND,
    CHOSEN,
    DRAWS,
    HIGHEST,
    NO_BIAS,
    NO_NOISE,
    SCORED,
    SHARE,
    WHITE,
)
from experiments.rmi_protocol.removal_tables import PUBLISHED
from experiments.rmi_protocol.state import STEP_SECONDS
from experiments.rmi_protocol.steps import SUM
from experiments.rmi_protocol.strata import ALL, BEST, FEWER, MANY, RANDOM, REGIONS, RESAMPLES
from suite.report.verdicts import ACCURACY

Rows = Sequence[Mapping[str, Any]]

INTRODUCTION = (
    "Representation mutual information with RMI-NAS's own reference model, for all 6,466 distinct cells (five cells a "
    "stage, 32 images, 40 of the published 150 steps), and for samples of them with all steps and with another seed. "
    "This page says what fewer steps cost, whether another machine gives the same scores, what a second seed adds, "
    "and, with noise, bias and selection taken away one at a time, what the published rows need beyond the score."
)
STATE = "What was scored with the authors' reference model, and by which commands."
STATE_NOTES = (
    "Seconds a cell as they were measured, by several machines beside other work; core hours with "
    f"{STEP_SECONDS:g} s a step, as on the last of them. Finished chunks are kept: each command goes on where it "
    "stopped.",
    f"All 150 steps for every cell would take {EVERY * 150 * STEP_SECONDS / 3600:.0f} core hours there.",
)
REGIONS_NOTE = (
    f"'{ALL}': all distinct cells, estimated from best decile and rest, each pair of cells weighted by the inverse of "
    f"its chance to be scored; '{RANDOM}': the random cells alone, unweighted; '{BEST}': the best tenth by validation "
    "accuracy on CIFAR-10."
)
INTERVALS = (
    f"Tau-b with validation accuracy after 200 epochs, CIFAR-10. Intervals: {LEVEL:.0%}, {RESAMPLES:,} resamples of "
    "the cells within best decile and rest, the same for all scores, so that differences are paired; of more than "
    f"{MANY:,} cells {FEWER}. Where all cells are scored, intervals say what other cells of this kind would give. No "
    "correction for the number of rows."
)
MARGIN_NOTE = (
    f"'Equal within the margin': the {2 * LEVEL - 1:.0%} interval of the difference lies within ±{MARGIN:g} (two "
    f"one-sided tests at {1 - LEVEL:.0%}); 'ranks better', 'worse': the {LEVEL:.0%} interval leaves out 0; 'not told "
    "apart': neither. The margin was stated before the 150 steps were looked at; why it is this one: table 'margin'. "
    "Last column: how many cells in the region would show two equal taus equal with a power of 80 %."
)
_MARGINS = ", ".join(f"{margin.amount:g} ({kit.dataset_name(name)})" for name, margin in ACCURACY.items())
MARGIN_CAPTION = (
    "What a tau is worth: mean test accuracy (%) of the cell of the highest score if the score is the true validation "
    "accuracy with white rank noise."
)
MARGIN_NOTES = (
    "No score of a network is in this table. 'Limits': mean over nine FPGA latency limits, CIFAR-100. Margins of the "
    f"verdicts on accuracies: {_MARGINS} "
    f"points. So a tau that is {MARGIN:g} lower costs less than a row could show, on the limits about as much.",
)
MACHINES = (
    "The same cells by the same protocol on two machines: first the table's, then that of the run with 150 steps, "
    "after the steps that both kept."
)
MACHINES_NOTE = (
    "Similarities as they are kept, to five decimals; one build of torch. It need not be so everywhere: 48 cells of "
    "the first table came out otherwise on another processor, since a fit amplifies rounding (docs/networks.md)."
)
RELIABILITY = "Two seeds of the table's protocol: another batch of images and other initial weights."
RELIABILITY_NOTE = (
    "Intraclass correlation: consistency of single scores (a shift of all cells does not count); of the mean of both "
    "by Spearman and Brown's formula."
)
GAINS = "What a second seed adds: tau of one seed and of the mean of both, paired against seed 0."
SHARES = "What the score follows: the error is what does not follow the accuracy."
SHARES_NOTE = (
    "On normal scores. Slope: of the regression on the true validation accuracy. The error's shares: what the "
    "operations on the edges explain additively (24 degrees of freedom), and the rest: noise of the fit, and what no "
    "sum of operations says. Shares are in-sample; effects fitted to white noise would explain {chance:.0%}."
)
BIAS = "Bias by operation: by how much a score rates a cell above its accuracy, per use of an operation."
BIAS_NOTE = (
    "Standard deviations of the score, per edge with this operation, relative to the mean of the five; intervals from "
    "resampled cells."
)


def removal_caption(part: Part) -> str:
    """Return the caption of the table of removals."""
    return (
        "What the published rows need: noise, bias and selection taken from the score one at a time "
        f"({part.name}, {part.told})."
    )


def removal_notes(part: Part) -> list[str]:
    """Return how the table of removals was made."""
    share = "All cells are scored." if part.complete else f"A draw: {SHARE:.0%} of the scored cells, in proportion."
    return [
        f"{share} Mean over {DRAWS} draws, ±: standard deviation over them. Searches are replaced by the exact best "
        "that they approach, so that what a search misses is not in these rows.",
        "RMI-NAS: the commonest operations of the best 50 of 100 cells drawn from the best-scored twentieth. "
        "HW-EvRSNAS: the best-scored cell within each of nine FPGA limits, CIFAR-100; MO-HDNAS (Fig. 5): the same cell "
        "is the member of its front there. Within margin: nearer than 0.4 points and the reading error. 'Front reaches "
        "the best': share of draws whose front of score and FPGA latency holds the most accurate cell, CIFAR-10.",
        f"'{NO_NOISE}', '{NO_BIAS}': one part of the error taken away (table 'shares'); '{WHITE}': the whole error "
        f"replaced by white noise of its size; '{BOUND}': the true validation accuracy on the same cells. '{CHOSEN}': "
        f"of the {AMONG} best-scored distinct cells (of RMI-NAS's 50) the one of the best validation accuracy, so that "
        "the luck of a maximum is out of the choice.",
        "Error and bias are taken from each data set's own accuracies; the scores are those of CIFAR-10's images. A "
        "simulation on known accuracies: it says what would suffice, not what the papers did.",
    ]


def steps_said(found: Rows, steps: str, against: str, cells: int) -> list[str]:
    """Return in words how some steps rank against others, by region."""
    said = []
    for region in REGIONS:
        for row in found:
            if (row["region"], row["steps"], row["score"]) == (region, steps, SUM):
                said.append(
                    f"{region} {row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f}): {row['reading']}"
                )
    return [f"{steps} steps against {against} by the sum, {cells} cells: {'; '.join(said)}."] if said else []


def verdict(found: Rows, steps: str, hours: float) -> str:
    """Return whether some steps are shown equal to the last ones, and what the last ones would cost for all cells."""
    rows = [row for row in found if (row["steps"], row["score"]) == (steps, SUM)]
    equal = [row["region"] for row in rows if row["reading"] == "equal within the margin"]
    apart = [f"{row['region']}: {row['reading']}" for row in rows if row["reading"].startswith("ranks")]
    if len(equal) == len(rows):
        return f"Verdict: {steps} steps are shown equal to all steps within ±{MARGIN:g} in every region."
    told = f"told apart from all steps ({'; '.join(apart)})" if apart else "nor told apart"
    return (
        f"Verdict on {steps} steps, margin ±{MARGIN:g}: not shown equal, {told}. All steps for all {EVERY:,} cells "
        f"would take some {hours:.0f} core hours."
    )


def target(row: Mapping[str, Any], part: Part) -> str:
    """Return how tau in the best decile stands to the wanted 0.40."""
    place = "above" if row["tau"] >= 0.40 else "below"
    return (
        f"Tau in the best decile on {part.told}: {row['tau']:.3f} ({row['tau_low']:.3f} to {row['tau_high']:.3f}), "
        f"{place} the wanted 0.40."
    )


def machines_said(found: Rows) -> str:
    """Return in words how far two machines differ."""
    start, end = found[0], found[-1]
    if all(row["largest"] == 0 for row in found):
        return (
            f"{end['cells']} cells, up to {end['steps']} steps: every similarity is the same to five decimals, so that "
            "the committed cells and those that another machine adds are one table."
        )
    return (
        f"{end['cells']} cells. After {end['steps']} steps {end['equal']:.0%} of the similarities are equal to five "
        f"decimals (after {start['steps']}: {start['equal']:.0%}), the median difference is {end['median']:.5f}, the "
        f"largest {end['largest']:.3f}; the two sums rank alike by {end['agreement']:.3f}."
    )


def removal_said(found: Rows) -> str:
    """Return in words what each removal brings, from the rows of the table."""
    by = {(row["variant"], row["pick"]): row for row in found}
    theirs, said = next(row for row in found if row["variant"] == PUBLISHED), []
    bound = by[BOUND, HIGHEST]
    for variant in (SCORED, NO_NOISE, NO_BIAS, WHITE, BOUND):
        row = by[variant, HIGHEST]
        near = [
            kit.dataset_name(name)
            for name, margin in ACCURACY.items()
            if abs(row[f"{name} mean"] - theirs[f"{name} mean"]) <= margin.amount
        ]
        said.append(
            f"{variant}: RMI-NAS within the margin on {', '.join(near) if near else 'no data set'}, HW-EvRSNAS "
            f"{row['hw']:+.2f} points ({row['hw'] - bound['hw']:+.2f} to the bound on the same cells)"
        )
    chosen = by[SCORED, CHOSEN]
    difference = chosen["hw"] - bound["hw"]
    said.append(f"as scored, without selection: HW-EvRSNAS {chosen['hw']:+.2f} points ({difference:+.2f} to the bound)")
    return "; ".join(said) + "."


def chance(cells: int) -> float:
    """Return the share of variance that 24 effects explain of white noise."""
    return float(np.clip(24 / max(cells - 1, 1), 0, 1))
