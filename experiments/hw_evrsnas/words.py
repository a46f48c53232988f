"""Captions, notes and reasons."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments import kit
from experiments.kit.constrained import BUDGET, RMI_WEIGHT
from experiments.kit.inference import EXCLUDED, FAVOURED, INFERENCE_NOTES, Evidence
from suite.report.verdicts import EQUIVALENT

ABOVE = "all our seeds find a better test accuracy"
BELOW_OPTIMUM = (
    "even the architecture with the best fitness within the limit has a lower test accuracy: fitness and test accuracy "
    "order the candidates differently"
)
BELOW_PENALTY = "the two-sided penalty pulls to the limit, away from better architectures below it"
BELOW_SEARCH = "all our searches end before the best architecture within the limit"
NOT_CEILING = "the published point is not the architecture with the highest test accuracy within the limit"

NINE = "HW-EvRSNAS on FPGA, CIFAR-100 at nine latency limits: test accuracy (%) of the architecture found."
NINE_SEEDS = f" {BUDGET.describe()} a run. Published: one run, digitised from MO-HDNAS Fig. 5."
NINE_COLUMNS = (
    "'valid', 'gap': validation accuracy, and the best one within the limit (enumerated) minus it, mean in points; "
    "'fitness gap': the same in the searched fitness; 'best fitness': test accuracy of the architecture with the best "
    "fitness within the limit."
)
NO_PENALTY = (
    "Penalty form and constants of the paper are unknown; 'one-sided' is zero within the limit, 'two-sided' is not. "
    f"Weight at twice the limit: 100 points of a look-up, {RMI_WEIGHT:g} of RMI, the range of either fitness."
)

ORACLE = (
    "The published points are those of one figure. Most equal, within the error of reading them, the highest test "
    "accuracy of all architectures within the limit (table 'nine-constraints-ceiling'). That suggests a selection, or "
    "a plot, by test accuracy, but is an inference: the sources at hand do not say so, and a fitness that knows the "
    "accuracy well comes near, too. How likely the points are under either: table 'inference'."
)

INFERENCE = (
    "HW-EvRSNAS, undisclosed choices: posterior probability of every level given the nine published points (FPGA, "
    "CIFAR-100), for a uniform prior over all combinations, by approximate Bayesian computation."
)
INFERENCE_FIGURE = (
    "HW-EvRSNAS, undisclosed choices: the nine published points beside what runs would show (left; median and 95 %, "
    "the other choices weighed by their probability), and the posterior probability of every level (right)."
)
POINTS = (
    "HW-EvRSNAS: the nine published points (digitised, CIFAR-100 test accuracy in per cent) beside what runs would "
    "show if the returned cell is plotted, or the cell of the highest test accuracy that a run evaluated within the "
    "limit."
)
POINTS_NOTE = (
    "2.5 %, median, 97.5 % of simulated runs, fitness, penalty, weight and evaluations weighed by their posterior "
    "probability. The second pick looks at the test set: it describes what may have been plotted and selects nothing."
)


def level(name: str) -> str:
    """Return a level of a choice for readers."""
    return kit.short(name) if name.startswith(("valid@", "score:")) else name


def inference_notes(rows: pd.DataFrame, parts: Sequence[Evidence]) -> list[str]:
    """Return the answer and how the table was made."""
    said = []
    for reading in (FAVOURED, EXCLUDED):
        there = rows[rows["reading"] == reading]
        names = [f"{level(row['level'])} ({row['choice']})" for _, row in there.iterrows()]
        said.append(f"{reading}: {', '.join(names) if names else 'nothing'}")
    runs = parts[0].simulated.shape[-2]
    return [
        f"The nine points together: {'; '.join(said)}; cannot tell the rest.",
        "'Best fitness' plots the cell that the search returned; 'best test accuracy' of all evaluated cells within "
        "the limit the one of the highest test accuracy: an inference on what may have been plotted, not a finding on "
        "what was. Test accuracy selects nothing here.",
        "The fitnesses are this project's: a reduced RMI and look-ups. What is excluded is that these, picked by "
        "themselves, gave the points; a fitness that orders cells as their test accuracy does would give them, too.",
        f"Runs: {runs} seeds per combination and limit; each point is an independent run of one set of choices. "
        f"Likelihood of a point: mean over the runs of a Gaussian kernel whose standard deviation is the reading error "
        f"({float(parts[0].bandwidth[0]):g} points), plus {parts[0].floor:g} for points that are not what they seem, "
        "so that none decides alone. The weight multiplies that of the experiment.",
        *INFERENCE_NOTES,
    ]


NINE_PER_SEED = "HW-EvRSNAS, nine limits: what every seed found."

CEILING = (
    "HW-EvRSNAS on FPGA, CIFAR-100: digitised test accuracy (%) beside the highest test accuracy of all architectures "
    "within the limit."
)
CEILING_NOTE = (
    "The ceiling is a maximum over test accuracies: it marks what a choice by test accuracy would give and is no "
    "target. 'Ours at ceiling': share of our seeds that come within the reading error of it, by the fitness searched "
    "on."
)

QUANTILES = "Added to HW-EvRSNAS: accuracy found at three latency limits for six devices and three data sets."
QUANTILES_PER_SEED = "HW-EvRSNAS, quantile limits: what every seed found."
QUANTILE_COLUMNS = (
    "Limits: quantiles of the device's measured latencies. Accuracies: median over the seeds (%); 'best': of the "
    "architecture with the best searched fitness within the limit, enumerated; 'gap': the highest validation accuracy "
    "within the limit minus the one found, mean and largest in points; 'optimal': share of seeds that find the best "
    "fitness within the limit."
)


QUANTILE_SEEDS = (
    f"{{seeds}} seeds, {BUDGET.describe()} each, one-sided penalty; 'distinct', 'hours': mean number of distinct "
    "architectures and their simulated training time (look-up only)."
)


def nine_figure() -> str:
    """Return the caption of the figure at nine limits."""
    return (
        f"HW-EvRSNAS at nine FPGA latency limits, CIFAR-100, search on {kit.short(kit.RMI)} and on a look-up of "
        "valid@200: median and range over the seeds, beside the points digitised from MO-HDNAS Fig. 5; grey: the "
        "space, black: exact front of latency and test error. Errors above 45 % are outside the frame."
    )


def quantile_figure(seeds: int) -> str:
    """Return the caption of the figure at quantile limits."""
    return (
        "Added to HW-EvRSNAS: highest validation accuracy within the limit (enumerated) minus the one found, median "
        f"(marker) and 25 to 75 % (bar) over {seeds} seeds; search on {kit.short(kit.RMI)} (top) and on a look-up of "
        "valid@200 (bottom)."
    )


def nine_change(rows: pd.DataFrame) -> str:
    """Return what the fitness changes at the nine limits, one-sided penalty."""
    said = []
    for fitness, chosen in rows[rows["penalty"] == "one-sided"].groupby("fitness", sort=False):
        difference = chosen["difference"]
        said.append(
            f"on {kit.short(fitness)} {(chosen['outcome'] == EQUIVALENT).sum()} of {len(chosen)} published accuracies "
            f"are equivalent, and ours (median) differ by {kit.finite(difference).mean():+.2f} points on average, "
            f"{difference.min():+.2f} to {difference.max():+.2f}"
        )
    return f"What the fitness changes (one-sided penalty): {'; '.join(said)}."


def quantile_change(rows: pd.DataFrame) -> str:
    """Return what the fitness changes at the quantile limits."""
    said = []
    for fitness, chosen in rows.groupby("fitness", sort=False):
        gaps = kit.finite(chosen["gap_mean"])
        said.append(
            f"on {kit.short(fitness)} the mean gap is {gaps.mean():.2f} points ({gaps.min():.2f} to {gaps.max():.2f} "
            f"over the {len(chosen)} problems), and {100 * chosen['optimal'].mean():.0f} % of the runs find the best "
            "fitness within the limit"
        )
    return f"What the fitness changes: {'; '.join(said)}."
