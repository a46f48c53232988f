"""Which runs: the comparison on every problem, one device by energy, the ablations, and searches with a history."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from experiments import kit
from experiments.kit import DATASETS, DEVICES, Case, Line
from suite.algorithms.popdb import as_text, popular_values
from suite.benchmark import Benchmark
from suite.kernels.ranking import nondominated, survive
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec, Scalar

NAME = "linas"
SEEDS = 20

PREDICTED = {"budget": Budget(queries=300)}
"""Of the searches with predictors: each evaluation is a new architecture."""

PLAIN = {"budget": Budget(queries=2000)}
"""Of the searches without, as many queries as in the paper's longest baseline; repetitions are free in the counts."""

ABLATION_SEEDS = 10
"""Of the ablations, which are the lengthiest runs; the first seeds of the main comparison."""

TARGETS = (0.80, 0.95, 0.99)
"""Shares of the exact front's hypervolume."""

POPDB_LOOK = SeriesStyle("PopDB", OKABE_ITO["blue"], "s", "--")
WARM_LOOK = SeriesStyle("warm start", OKABE_ITO["green"], "D", "-.")
_DOTS = (0, (1, 1))
_LONG = (0, (6, 1.5))

LINAS = Line("linas", "LINAS", "linas", settings=PREDICTED)
WEAKNAS = Line(
    "weaknas", "WeakNAS-style", "weaknas", settings=PREDICTED,
)  # fmt: skip
NSGA2 = Line("nsga2", "NSGA-II", "nsga2", settings=PLAIN)
PAPER_NSGA2 = {"mutation_rate": 0.02, "population_size": 50}
"""The settings of the papers' own NSGA-II (2205.10358, Table 4)."""
NSGA2_PAPER = Line(
    "nsga2_paper", "NSGA-II (population 50, mutation 0.02)", "nsga2", PAPER_NSGA2, PLAIN,
    style=SeriesStyle("NSGA-II (population 50, mutation 0.02)", OKABE_ITO["sky"], "v", _DOTS),
)  # fmt: skip
MOHDNAS = Line("mo_hdnas", "MO-HDNAS", "mo_hdnas", settings=PLAIN)
RANDOM = Line("random_search", "random search", "random_search", settings=PLAIN)
COMPARED = (LINAS, WEAKNAS, NSGA2, NSGA2_PAPER, MOHDNAS, RANDOM)

HISTORY = Line(
    "history", "long search on another device", "nsga2", PAPER_NSGA2, {"budget": Budget(queries=10_000)}, most=1
)
"""The long search whose history restricts the space or gives the warm start: the papers' settings, 200 generations."""

PANELS = (("cifar10", "edgegpu"), ("cifar100", "fpga"), ("ImageNet16-120", "edgetpu"))
"""Data set and device of the ablations: each data set once, the Edge TPU with its unmeasured architectures included."""

ENERGY_DEVICE = "edgegpu"

SOURCES = {"edgegpu": "raspi4", "fpga": "eyeriss", "edgetpu": "pixel3"}
"""Target device of an ablation -> another device, whose search history restricts the space or gives the warm start."""


def ablation(key: str, label: str, look: SeriesStyle | None = None, algorithm: str = "linas", **params: Scalar) -> Line:
    """Return LINAS with other parameters, run with few seeds."""
    return Line(f"linas_{key}", label, algorithm, params, PREDICTED, ABLATION_SEEDS, look)


PREDICTORS = (
    ablation("ridge", "ridge, ridge", SeriesStyle("ridge, ridge", OKABE_ITO["blue"], "s", "--"), predictor="ridge"),
    ablation(
        "stacked", "stacked, ridge", SeriesStyle("stacked, ridge", OKABE_ITO["purple"], "v", _DOTS),
        predictor="stacked",
    ),
)  # fmt: skip
EXHAUSTIVE = ablation(
    "exhaustive", "all 15,625 scored (no LINAS)",
    SeriesStyle("all 15,625 scored (no LINAS)", OKABE_ITO["black"], "x", _LONG), algorithm="linas_exhaustive",
)  # fmt: skip
OTHERS = (
    ablation("population_10", "population 10", population_size=10),
    ablation("population_50", "population 50", population_size=50),
    ablation("classes", "equivalent cells count as measured", unique="classes"),
    ablation("final", "whole final population (released code)", next_population="final"),
    ablation("integer", "integer operators (released code)", operators="integer"),
    EXHAUSTIVE,
)
WORST = ablation("worst", "infeasible learnt as the worst values", infeasible="worst")
"""Differs from the default on the Edge TPU alone."""


def search(line: Line, dataset: str, device: str, metric: str = "latency") -> RunSpec:
    """Return one search; lines of one algorithm share their random streams."""
    return line.spec(NAME, dataset=dataset, device=device, metric=metric, fitness=kit.VALID)


def on_panel(panel: tuple[str, str], *lines: Line) -> tuple[Case, ...]:
    """Return searches on one data set and device."""
    return kit.grid(search, dataset=panel[:1], device=panel[1:], line=lines)


COMPARISON = kit.grid(search, dataset=DATASETS, device=DEVICES, line=COMPARED)
ENERGY = kit.grid(search, dataset=DATASETS, device=(ENERGY_DEVICE,), metric=("energy",), line=COMPARED)
ABLATIONS = tuple(
    case
    for panel in PANELS
    for case in on_panel(panel, LINAS, *PREDICTORS, *OTHERS, *((WORST,) if panel[1] == "edgetpu" else ()))
)


@lru_cache(maxsize=8)
def source_history(benchmark: Benchmark, dataset: str, device: str) -> Record:
    """Return the long search on ``device``, seed 0, whose history is transferred."""
    return run(search(HISTORY, dataset, device), benchmark)


def transferred(benchmark: Benchmark, dataset: str, target: str) -> tuple[Line, Line]:
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
    source = kit.device_name(SOURCES[target])
    return (
        ablation("popdb", f"PopDB of {source}", POPDB_LOOK, allowed=allowed),
        ablation("warm", f"warm start from {source}", WARM_LOOK, warm_start=warm),
    )


def transfer(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return LINAS and the two searches with another device's history, on the panels of the ablations."""
    return tuple(case for panel in PANELS for case in on_panel(panel, LINAS, *transferred(benchmark, *panel)))


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    histories = [Case(search(HISTORY, dataset, SOURCES[device]), {}, HISTORY.most) for dataset, device in PANELS]
    return (*COMPARISON, *ENERGY, *ABLATIONS, *transfer(benchmark), *histories)
