"""The searches of the LINAS / ConcurrentNAS experiments as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from suite.algorithms.popdb import as_text, popular_values
from suite.benchmark import Benchmark
from suite.kernels.ranking import nondominated, survive
from suite.report.style import OKABE_ITO, SeriesStyle, series_style
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import DATASETS, DEVICES

EXPERIMENT = "linas"
SEEDS = 20
PROXY = "valid@200:mean"

PREDICTED = Budget(queries=300)
"""Of the searches with predictors: each evaluation is a new architecture."""

PLAIN = Budget(queries=2000)
"""Of the searches without, as many queries as in the paper's longest baseline; repetitions are free in the counts."""

ABLATION_SEEDS = 10
"""Of the ablations, which are the lengthiest runs; the first seeds of the main comparison."""

TARGETS = (0.80, 0.95, 0.99)
"""Shares of the exact front's hypervolume."""

Params = tuple[tuple[str, Scalar], ...]


@dataclass(frozen=True)
class Variant:
    """One search: an algorithm with its parameters, budget and look."""

    name: str
    label: str
    algorithm: str
    budget: Budget
    params: Params = ()

    @property
    def style(self) -> SeriesStyle:
        """Colour, marker and line of the variant in every figure."""
        return STYLES.get(self.name) or replace(series_style(self.name), label=self.label)


_DOTS = (0, (1, 1))
_LONG = (0, (6, 1.5))
STYLES = {
    "linas": SeriesStyle("LINAS", OKABE_ITO["vermilion"], "o", "-"),
    "weaknas": SeriesStyle("WeakNAS-style", OKABE_ITO["orange"], "s", "--"),
    "nsga2_paper": SeriesStyle("NSGA-II (population 50, mutation 0.02)", OKABE_ITO["sky"], "v", _DOTS),
    "linas_ridge": SeriesStyle("ridge, ridge", OKABE_ITO["blue"], "s", "--"),
    "linas_stacked": SeriesStyle("stacked, ridge", OKABE_ITO["purple"], "v", _DOTS),
    "linas_exhaustive": SeriesStyle("all 15,625 scored (no LINAS)", OKABE_ITO["black"], "x", _LONG),
    "linas_popdb": SeriesStyle("PopDB", OKABE_ITO["blue"], "s", "--"),
    "linas_warm": SeriesStyle("warm start", OKABE_ITO["green"], "D", "-."),
}

LINAS = Variant("linas", "LINAS", "linas", PREDICTED)
WEAKNAS = Variant("weaknas", "WeakNAS-style", "weaknas", PREDICTED)
NSGA2 = Variant("nsga2", "NSGA-II", "nsga2", PLAIN)
NSGA2_PAPER = Variant(
    "nsga2_paper",
    "NSGA-II (population 50, mutation 0.02)",
    "nsga2",
    PLAIN,
    (("mutation_rate", 0.02), ("population_size", 50)),
)
"""The settings of the papers' own NSGA-II (2205.10358, Table 4)."""
MOHDNAS = Variant("mo_hdnas", "MO-HDNAS", "mo_hdnas", PLAIN)
RANDOM = Variant("random_search", "random search", "random_search", PLAIN)
COMPARED = (LINAS, WEAKNAS, NSGA2, NSGA2_PAPER, MOHDNAS, RANDOM)

HISTORY = replace(NSGA2_PAPER, name="history", label="long search on another device", budget=Budget(queries=10_000))
"""The long search whose history restricts the space or gives the warm start: the papers' settings, 200 generations."""

PANELS = (("cifar10", "edgegpu"), ("cifar100", "fpga"), ("ImageNet16-120", "edgetpu"))
"""Data set and device of the ablations: each data set once, the Edge TPU with its unmeasured architectures included."""

ENERGY_DEVICE = "edgegpu"

SOURCES = {"edgegpu": "raspi4", "fpga": "eyeriss", "edgetpu": "pixel3"}
"""Target device of an ablation -> another device, whose search history restricts the space or gives the warm start."""


def _ablation(name: str, label: str, **params: Scalar) -> Variant:
    return Variant(f"linas_{name}", label, "linas", PREDICTED, tuple(sorted(params.items())))


PREDICTOR_VARIANTS = (
    _ablation("ridge", "ridge, ridge", predictor="ridge"),
    _ablation("stacked", "stacked, ridge", predictor="stacked"),
)
EXHAUSTIVE = Variant("linas_exhaustive", "all 15,625 scored (no LINAS)", "linas_exhaustive", PREDICTED)
OTHER_VARIANTS = (
    _ablation("population_10", "population 10", population_size=10),
    _ablation("population_50", "population 50", population_size=50),
    _ablation("classes", "equivalent cells count as measured", unique="classes"),
    _ablation("final", "whole final population (released code)", next_population="final"),
    _ablation("integer", "integer operators (released code)", operators="integer"),
    EXHAUSTIVE,
)
WORST = _ablation("worst", "infeasible learnt as the worst values", infeasible="worst")
"""Differs from the default on the Edge TPU alone."""


def specs(variant: Variant, dataset: str, device: str, seeds: int, metric: str = "latency") -> list[RunSpec]:
    """Return one search per seed (ablations: of the first seeds); variants of an algorithm share random streams."""
    one = RunSpec(
        experiment=EXPERIMENT,
        algorithm=variant.algorithm,
        params=variant.params,
        dataset=dataset,
        device=device,
        metric=metric,
        fitness=PROXY,
        budget=variant.budget,
        seed=0,
    )
    few = variant.name.startswith("linas_")
    return [replace(one, seed=seed) for seed in range(min(seeds, ABLATION_SEEDS) if few else seeds)]


@lru_cache(maxsize=8)
def source_history(benchmark: Benchmark, dataset: str, device: str) -> Record:
    """Return the long search on ``device``, seed 0, whose history is transferred."""
    return run(specs(HISTORY, dataset, device, 1)[0], benchmark)


def transferred(benchmark: Benchmark, dataset: str, target: str) -> tuple[Variant, Variant]:
    """Return LINAS in the space restricted by another device's history, and LINAS with that history's front."""
    record = source_history(benchmark, dataset, SOURCES[target])
    problem = searched_problem(record.spec, benchmark)
    indices = record.indices.astype(np.int64)
    codes = benchmark.space.codes(indices)
    allowed = as_text(popular_values(benchmark.space, codes, problem.values[indices]))
    distinct = np.unique(indices)
    front = distinct[nondominated(problem.values[distinct])]
    rows = survive(problem.values[front], 20, np.random.Generator(np.random.PCG64(0))).rows
    warm = " ".join(str(index) for index in front[rows])
    return (
        _ablation("popdb", f"PopDB of {SOURCES[target]}", allowed=allowed),
        _ablation("warm", f"warm start from {SOURCES[target]}", warm_start=warm),
    )


def ablations(benchmark: Benchmark, dataset: str, device: str) -> tuple[Variant, ...]:
    """Return the variants that are run on a panel of the ablations, besides those compared everywhere."""
    worst = (WORST,) if device == "edgetpu" else ()
    return (*PREDICTOR_VARIANTS, *OTHER_VARIANTS, *worst, *transferred(benchmark, dataset, device))


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search."""
    runs: list[RunSpec] = []
    for dataset in DATASETS:
        for device in DEVICES:
            for variant in COMPARED:
                runs += specs(variant, dataset, device, seeds)
        for variant in COMPARED:
            runs += specs(variant, dataset, ENERGY_DEVICE, seeds, "energy")
    for dataset, device in PANELS:
        for variant in ablations(benchmark, dataset, device):
            runs += specs(variant, dataset, device, seeds)
        runs += specs(HISTORY, dataset, SOURCES[device], 1)
    return runs
