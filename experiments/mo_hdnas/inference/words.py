"""Captions, notes, and what follows, in words from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments import kit
from experiments.kit.inference import EXCLUDED, FAVOURED, INFERENCE_NOTES
from experiments.mo_hdnas.inference import runs

INTRODUCTION = (
    "MO-HDNAS (arXiv 2404.12403v1) leaves open how chi of survivors is kept, the operators, what is done about equal "
    "architectures, the tournament, and which population its figures show; its fitness is known in kind alone. Here "
    "every combination is simulated, and the printed series of Fig. 6 and the digitised sets of Figs. 2 and 4 are "
    "taken as evidence: how likely are they under each?"
)
LEVELS = (
    "MO-HDNAS, undisclosed choices: posterior probability of every level given what is printed, for a uniform prior "
    "over all combinations, by approximate Bayesian computation."
)
FIT = "MO-HDNAS, undisclosed choices: the default's combination and the most likely one, and how typical the print is."
TYPICAL = (
    "Typicality: share of a combination's own runs that are at most as likely under it as what is printed, each left "
    "out in its turn; the smallest over the parts of the evidence, and as coarse as there are few runs (ten for Fig. "
    "6, four for Figs. 2 and 4). At 0 none of them is as unlikely: the combination does not give such numbers, however "
    "likely it is among those of the grid, so no level of it is confirmed. That of the most likely combination is too "
    "kind, for it was chosen by the print."
)
FIGURE = (
    "MO-HDNAS, undisclosed choices: posterior probability of every level by evidence, with 95 % interval from "
    "resampled runs; dashed: the prior."
)
SERIES = (
    "MO-HDNAS Fig. 6 ({panel}): printed diversity over that of simulated runs under the default and under the most "
    "likely combination; median and 5 to 95 % over {seeds} seeds."
)
SERIES_NOTE = "The first generation is a random population and takes no part in the evidence."


def level(name: str) -> str:
    """Return a level for readers."""
    return kit.short(name) if name in runs.FITNESSES else name


def notes(seeds: int, bandwidths: Mapping[str, Sequence[float]]) -> list[str]:
    """Return how the table was made."""
    widths = "; ".join(f"{name}: {', '.join(f'{each:.3g}' for each in values)}" for name, values in bandwidths.items())
    return [
        "Evidence. Fig. 6, with and without χ: natural logarithm of the printed diversity at generations 10, 30, 50, "
        "70 and 100, and the largest latency (ms) at generation 100. Fig. 2: largest latency of the set as a share of "
        "the space's, mean of five devices. Fig. 4: the same, the standard deviation of the latencies, the share of "
        "markers that others dominate in latency and test error, and the median distance above their exact front, "
        "means of 15 panels; markers nearer than 1.5 % of both axes count once, in ours and in the reading. The Edge "
        "TPU is left out (shown at -1 ms). Test accuracy describes sets here and selects nothing.",
        f"Runs: {seeds} seeds per combination for Fig. 6, at most {runs.PAPERS} for Figs. 2 and 4, which vary chi, "
        "operators and fitness alone. The printed series of Fig. 6 started from different populations and count as "
        "independent runs of one set of choices.",
        f"Likelihood: mean over the runs of a Gaussian kernel of the distance; standard deviations {widths} (Fig. 6 "
        "stated, Figs. 2 and 4 those of a combination's own runs).",
        *INFERENCE_NOTES,
        "The fitness levels are this project's: 'RMI (reduced)' is no replica of the paper's RMI, so that what is said "
        "of it holds for this score alone.",
        "'Without χ' only who survives is left of the choice of chi. Where children replace parents both populations "
        "shown are the same.",
    ]


def answer(rows: pd.DataFrame, fits: pd.DataFrame) -> str:
    """Return which levels all the evidence together favours and excludes, and whether the default fits."""
    everything = rows[rows["evidence"] == rows["evidence"].iloc[-1]]
    said = []
    for reading in (FAVOURED, EXCLUDED):
        there = everything[everything["reading"] == reading]
        names = [f"{level(row['level'])} ({row['choice']})" for _, row in there.iterrows()]
        said.append(f"{reading}: {', '.join(names) if names else 'nothing'}")
    told = set(everything.loc[everything["reading"] == FAVOURED, "choice"])
    untold = [choice for choice in everything["choice"].unique() if choice not in told]
    last = fits[fits["evidence"] == fits["evidence"].iloc[-1]].set_index("configuration")
    ratio, typical = last.loc["default", "relative"], last["typicality"]
    return (
        f"All evidence together: {'; '.join(said)}. Not settled: {', '.join(untold) if untold else 'nothing'}. The "
        f"default's combination is {ratio:.2g} times as likely as the best one; typicality {typical['default']:.2f} "
        f"and {typical['most likely']:.2f}."
    )
