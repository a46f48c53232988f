"""Which runs: five searches on three problems, one ablation, fronts moved between devices, and a search's history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import Case, Line
from suite.algorithms.popdb import as_text, popular_values
from suite.benchmark import Benchmark
from suite.kernels.ranking import survive
from suite.ofa import OFABenchmark, load_ofa
from suite.report.style import OKABE_ITO, SeriesStyle, series_style
from suite.study.problem import searched_problem
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec, Scalar

NAME = "linas-ofa"
SEEDS = 5
FITNESS = "predicted"


@dataclass(frozen=True)
class Problem:
    """A space with the cost that is minimised beside the error.

    Attributes:
        key: in files.
        label: for readers.
        dataset: the space.
        device, metric: the cost.
        paper: the space's name in the published tables.
    """

    key: str
    label: str
    dataset: str
    device: str
    metric: str
    paper: str


MOBILE, RESNET = "ofa-mobilenetv3-224", "ofa-resnet50-224"
NOTE10 = Problem("note10", "MobileNetV3, Note10 latency", MOBILE, "note10", "latency", "MobileNetV3")
MACS = Problem("macs", "MobileNetV3, MACs", MOBILE, "network", "macs", "MobileNetV3")
RESNET_MACS = Problem("resnet50-macs", "ResNet50, MACs", RESNET, "network", "macs", "ResNet50")
V100 = Problem("v100-64", "MobileNetV3, V100 latency (batch 64)", MOBILE, "v100_64", "latency", "MobileNetV3")
V100_ONE = Problem("v100-1", "MobileNetV3, V100 latency (batch 1)", MOBILE, "v100_1", "latency", "MobileNetV3")
COMPARED = (NOTE10, MACS, RESNET_MACS)
MOVED = (NOTE10, V100, V100_ONE, MACS)
"""Between which costs fronts are moved."""

FIRST = 50
POPULATION = {"population_size": FIRST, "mutation_rate": 0.02}
"""Both papers: 50; 2205.10358 mutates with 0.02, 2202.12954 with 1 / population."""
WITH_PREDICTORS = {"budget": Budget(queries=500)}
PLAIN = {"budget": Budget(queries=2000)}
"""As many as the longest baseline of the paper."""
WEAK = Budget(queries=1000)
"""On MACs, as many as the longest WeakNAS run of 2202.12954, Table 2."""
INNER, CONCURRENT_INNER = 20_000, 10_000
"""Of the inner search: 2205.10358's, and 200 generations of 50 for 2202.12954's."""

LINAS = Line(
    "linas", "LINAS", "linas", {**POPULATION, "predictor": "ridge", "inner_evaluations": INNER}, WITH_PREDICTORS,
    style=series_style("linas"),
)  # fmt: skip
CONCURRENT = Line(
    "concurrent", "ConcurrentNAS", "linas", {**POPULATION, "predictor": "svr", "inner_evaluations": CONCURRENT_INNER},
    WITH_PREDICTORS, style=SeriesStyle("ConcurrentNAS", OKABE_ITO["sky"], "h", "-."),
)  # fmt: skip
WEAKNAS = Line(
    "weaknas", "WeakNAS-style", "weaknas",
    {"n_initial": 50, "n_sample": 50, "n_top": 500, "predictor": "ridge"}, WITH_PREDICTORS,
    style=series_style("weaknas"),
)  # fmt: skip
NSGA2 = Line("nsga2", "NSGA-II", "nsga2", POPULATION, PLAIN, style=series_style("nsga2"))
RANDOM = Line(
    "random_search", "random search", "random_search", {}, PLAIN,
    style=series_style("random_search"),
)  # fmt: skip
LINES = (LINAS, CONCURRENT, WEAKNAS, NSGA2, RANDOM)
HISTORY = Line(
    "history", "long search on another device", "nsga2", POPULATION, {"budget": Budget(queries=10_000)}, most=1
)
SOURCE, TARGET = V100, NOTE10
"""Whose history restricts the space or gives the warm start, and where the search then runs."""


def search(line: Line, problem: Problem) -> RunSpec | None:
    """Return one search, None where a line has none; lines of one algorithm share their random streams."""
    if line == CONCURRENT and problem not in (MACS, NOTE10):  # the space where its claim was made
        return None
    spec = line.spec(NAME, dataset=problem.dataset, device=problem.device, metric=problem.metric, fitness=FITNESS)
    return replace(spec, budget=WEAK) if line == WEAKNAS and problem == MACS else spec


COMPARISON = kit.grid(search, problem=COMPARED, line=LINES)
MOVES = kit.grid(search, problem=MOVED, line=(LINAS,))


@lru_cache(maxsize=8)
def opened(dataset: str, data_dir: Any) -> OFABenchmark:
    """Return a space with its predictors, once per process."""
    return load_ofa(dataset, data_dir)


@dataclass(frozen=True)
class History:
    """What the long search on another device leaves: the restricted space, and its front as a first population."""

    allowed: str
    warm_start: str
    kept: Mapping[str, tuple[int, int]]
    """Kind of choice -> how many choices lost a value, of how many."""


@lru_cache(maxsize=2)
def history(data_dir: Any) -> History:
    """Return what the search on :data:`SOURCE` leaves, seed 0."""
    benchmark = opened(SOURCE.dataset, data_dir)
    spec = search(HISTORY, SOURCE)
    assert spec is not None
    record = run(spec, benchmark)
    codes = record.listed[record.indices.astype(np.int64)]
    values = searched_problem(spec, benchmark)(codes)
    allowed = popular_values(benchmark.space, codes, values)
    distinct, rows = np.unique(codes, axis=0, return_index=True)
    best = survive(values[rows], FIRST, np.random.Generator(np.random.PCG64(0))).rows
    warm = " ".join("".join(map(str, code)) for code in distinct[best])
    kinds = {"depth": slice(0, 5), "kernel": slice(5, 25), "expansion": slice(25, 45)}
    lost = np.asarray(~allowed.all(axis=1))
    kept = {kind: (int(lost[part].sum()), int(lost[part].size)) for kind, part in kinds.items()}
    return History(as_text(allowed), warm, kept)


def transferred(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return LINAS on the target: plain, in the space that the other history leaves, and from that history's front."""
    left = history(benchmark.data_dir)

    def variant(key: str, label: str, style: SeriesStyle, **params: Scalar) -> Line:
        return Line(key, label, "linas", {**LINAS.params, **params}, WITH_PREDICTORS, style=style)

    lines = (
        LINAS,
        variant("popdb", "PopDB", SeriesStyle("PopDB", OKABE_ITO["blue"], "s", "--"), allowed=left.allowed),
        variant(
            "warm", "warm start", SeriesStyle("warm start", OKABE_ITO["green"], "D", "-."), warm_start=left.warm_start
        ),
    )
    return kit.grid(search, problem=(TARGET,), line=lines)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return (*COMPARISON, *MOVES, *transferred(benchmark))
