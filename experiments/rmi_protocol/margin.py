"""The equivalence margin of tau, stated before the 150 steps were looked at, and what a tau is worth in accuracy.

Two protocols count as equal if their taus differ by less than :data:`MARGIN`. Why 0.05: true accuracies with white rank
noise lose, when tau falls by 0.05 in the range of 0.5 to 0.7, 0.06 to 0.1 points (CIFAR-10, highest score of all
cells), 0.2 to 0.3 (CIFAR-100), 0.1 to 0.2 (ImageNet16-120) and 0.3 to 0.5 (mean of nine latency limits, CIFAR-100); the
margins of the verdicts on accuracies are 0.15, 0.4 and 0.4 points (:data:`suite.report.verdicts.ACCURACY`). A smaller
difference of tau could not be seen in a row of a paper. The table is made from true accuracies and noise alone: no
score of a network is in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import kit
from experiments.kit.constrained import NINE_LIMITS_MS, NINE_PANEL
from experiments.rmi_protocol.parts import representatives
from experiments.rmi_protocol.ranks import normal_scores
from experiments.rmi_protocol.strata import BEST, STRATIFIED_BY, TRUTH, sample
from suite.benchmark import Benchmark
from suite.correlation import kendall

MARGIN = 0.05
LEVEL = 0.95
"""Of the interval of a difference; equivalence is two one-sided tests at 1 - LEVEL, the 90 % interval."""

TAUS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
DRAWS = 100
TEST = "test_accuracy_200"


def worth(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return one row per tau: the mean test accuracy (%) of the highest score, over all cells and within limits."""
    cells = representatives()
    rows: list[dict[str, Any]] = [{"tau": tau} for tau in TAUS]
    for dataset in kit.DATASETS:
        truth, test = (benchmark.column(name, dataset)[cells] for name in (TRUTH, TEST))
        within = _within(benchmark, dataset, cells)
        normal = normal_scores(truth)
        top = sample(cells, BEST, benchmark, ()).rows
        noise = kit.generator("rmi-protocol", "worth", dataset).standard_normal((DRAWS, len(cells)))
        for row in rows:
            rho = float(np.sin(np.pi * row["tau"] / 2))  # of two normal variables
            scores = rho * normal + np.sqrt(1 - rho**2) * noise
            row[f"best {dataset}"] = float(test[scores.argmax(axis=1)].mean())
            if dataset == NINE_PANEL[0]:
                picked = [np.where(inside, scores, -np.inf).argmax(axis=1) for inside in within]
                row["limits"] = float(test[np.stack(picked)].mean())
            if dataset == STRATIFIED_BY:
                row["decile"] = float(np.mean([kendall(each[top], truth[top]) for each in scores]))
    return rows


def _within(benchmark: Benchmark, dataset: str, cells: Any) -> list[Any]:
    latency = benchmark.column(f"{NINE_PANEL[1]}_latency_ms", dataset)[cells]
    return [latency <= limit for limit in NINE_LIMITS_MS]


def reading(low: float, high: float, inner: tuple[float, float]) -> str:
    """Return what an interval of a difference of two taus says.

    Args:
        low, high: its 95 % interval.
        inner: its 90 % interval.
    """
    if inner[0] > -MARGIN and inner[1] < MARGIN:
        return "equal within the margin"
    if low > 0 or high < 0:
        return "ranks better" if low > 0 else "ranks worse"
    return "not told apart"


def cells_needed(error: float, cells: int) -> int:
    """Return how many cells would show two equal taus equal with a power of 80 %, by the error of a difference.

    The error falls with the root of the number of cells; normal, as :func:`suite.equivalence.runs_needed`.
    """
    from scipy.stats import norm

    wanted = MARGIN / float(norm.ppf(LEVEL) + norm.ppf(0.9))
    return int(np.ceil(cells * (error / wanted) ** 2))
