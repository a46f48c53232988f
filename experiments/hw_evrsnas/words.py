"""Captions, notes and reasons."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit.constrained import BUDGET, RMI_WEIGHT
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
    "accuracy of all architectures within the limit (table 'nine-constraints-ceiling'), which a search by another "
    "fitness would reach only by chance. That suggests a selection, or a plot, by test accuracy; the sources at hand "
    "do not say so."
)

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
        "Added to HW-EvRSNAS: highest validation accuracy within the limit (enumerated) minus the one found, mean "
        f"(marker) and largest (bar) over {seeds} seeds; search on {kit.short(kit.RMI)} (top) and on a look-up of "
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
