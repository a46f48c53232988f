"""Which runs: the nine limits of the paper's figure, and three added ones on every problem."""

from __future__ import annotations

from experiments import kit
from experiments.hw_evrsnas import inference
from experiments.kit import Case
from experiments.kit.constrained import NAME, NINE, constrained
from suite.benchmark import Benchmark
from suite.study.spec import RunSpec

__all__ = ["NAME", "NINE", "SEEDS", "at_quantiles", "cases"]

SEEDS = 20


def at_quantiles(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return the searches at quantiles of each device's measured latencies, one-sided penalty."""

    def search(fitness: str, dataset: str, device: str, quantile: float) -> RunSpec:
        return constrained(dataset, device, kit.quantile_limit(benchmark, dataset, device, quantile), fitness=fitness)

    axes = {"dataset": kit.DATASETS, "device": kit.FIGURE_DEVICES, "quantile": kit.QUANTILES}
    return kit.grid(search, fitness=(*kit.MAIN_FITNESSES, *kit.BESIDE), **axes)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return (*NINE, *at_quantiles(benchmark), *inference.CASES)
