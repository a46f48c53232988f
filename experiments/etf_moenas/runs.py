"""Which searches: on which scores beside the FLOPs, by which method; each made by ask and tell.

The published ones see scores of NASLib's table, which covers the 9,445 cells whose operations all lie on a path from
input to output. Any other cell computes what the cell without its dead operations computes, and has that one's score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.kit import Floats, Indices, Line
from suite.algorithms import create
from suite.benchmark import Benchmark
from suite.objectives import Problem, TableObjective
from suite.spaces.cell_graph import NONE, live_edges
from suite.spaces.nasbench201 import NASBENCH201
from suite.study.spec import Budget, rng_for
from suite.tables.freerea import cached_proxy
from suite.tables.proxies import zero_cost_proxies

NAME = "etf-moenas"
SEEDS, EVALUATIONS, POPULATION = 31, 3000, 20
DATASET = "cifar10"
"""The one that the table is about."""


@dataclass(frozen=True)
class Search(Line):
    """A line with the scores that it minimises beside the FLOPs.

    Attributes:
        scores: names of :func:`scores_of`.
    """

    scores: tuple[str, ...] = ()


def nsga2(key: str, label: str, *scores: str) -> Search:
    """Return a search by the paper's NSGA-II."""
    return Search(key, label, "etf_moenas", {"population_size": POPULATION}, scores=scores)


ETF = nsga2("E-TF-MOENAS", "E-TF-MOENAS (SynFlow, Jacobian covariance)", "synflow", "jacov")
VALID_12 = nsga2("val_error", "NSGA-II (valid@12)", "valid@12")
PUBLISHED = (
    VALID_12,
    Search(
        "moead-val_error", "MOEA/D (valid@12)", "pymoo_moead", {"population_size": POPULATION}, scores=("valid@12",)
    ),
    nsga2("synflow", "NSGA-II (SynFlow)", "synflow"),
    nsga2("jacov", "NSGA-II (Jacobian covariance)", "jacov"),
    nsga2("snip", "NSGA-II (SNIP)", "snip"),
    nsga2("grad_norm", "NSGA-II (gradient norm)", "grad_norm"),
    nsga2("grasp", "NSGA-II (GraSP)", "grasp"),
    nsga2("fisher", "NSGA-II (Fisher)", "fisher"),
    ETF,
    nsga2("E-TF-MOENAS-C", "E-TF-MOENAS-C (sum of both)", "synflow+jacov"),
)
"""The searches whose published rows they judge; ``key`` is the row's name."""

SENSITIVITY = {
    "val_error": (nsga2("valid200", "NSGA-II (valid@200)", "valid@200"),),
    "synflow": (nsga2("synflow_all", "NSGA-II (SynFlow, FreeREA's file)", "freerea synflow"),),
    "E-TF-MOENAS": (
        nsga2("naswot", "NASWOT in place of the covariance, FreeREA's files", "freerea synflow", "freerea naswot"),
        Search(
            "nsga2", "tournament, uniform crossover", "nsga2", {"population_size": POPULATION},
            scores=("synflow", "jacov"),
        ),
    ),
}  # fmt: skip
"""Published row -> further searches beside it: another accuracy, another table, another score, another NSGA-II."""

NULLS = (
    nsga2("params", "number of parameters as the score", "parameters"),
    nsga2("noise", "random numbers as the scores", "noise 1", "noise 2"),
)
"""Searches without a network, beside the row of E-TF-MOENAS."""

SEARCHES = (*PUBLISHED, *(each for lines in SENSITIVITY.values() for each in lines), *NULLS)


def of_living_part(values: Floats) -> Floats:
    """Return the values ``(15625,)`` in which each cell has that of the cell without its dead operations."""
    codes = NASBENCH201.all_codes
    living = np.where(live_edges(codes), codes, NONE).astype(np.uint8)
    return np.asarray(values[NASBENCH201.index(living)])


def scores_of(benchmark: Benchmark) -> Mapping[str, Floats]:
    """Return name -> ``(15625,)``, minimised: scores with their sign changed, errors in per cent."""
    proxies = zero_cost_proxies(benchmark.data_dir, DATASET)
    names = ("synflow", "jacov", "snip", "grad_norm", "grasp", "fisher")
    found = {name: -of_living_part(proxies[name]) for name in names}
    found["synflow+jacov"] = found["synflow"] + found["jacov"]
    for name in ("synflow", "naswot"):
        scores = cached_proxy(benchmark.data_dir, name, DATASET)
        found[f"freerea {name}"] = -np.where(np.isneginf(scores), np.nan, scores)
    for epochs in (12, 200):
        found[f"valid@{epochs}"] = 100.0 - benchmark.column(f"valid_accuracy_{epochs}", DATASET)
    found["parameters"] = -benchmark.column("params", DATASET)
    noise = np.random.Generator(np.random.PCG64(20230856)).random((2, NASBENCH201.size))
    return found | {f"noise {number}": values for number, values in enumerate(noise, start=1)}


def problem_of(search: Search, benchmark: Benchmark, scores: Mapping[str, Floats]) -> Problem:
    """Return the scores of a search, then the FLOPs (millions of multiply-accumulates), as objectives."""
    columns = {name: scores[name] for name in search.scores} | {"FLOPs (M)": benchmark.column("macs_m", DATASET)}
    return Problem([TableObjective(name, name, values, benchmark.space) for name, values in columns.items()])


def archive_of(search: Search, problem: Problem, seed: int) -> Indices:
    """Run one search and return its archive, ascending: what no other evaluated cell dominates in its objectives."""
    # the specification only names the random stream: it has no text for FLOPs as a cost
    spec = search.spec(NAME, dataset=DATASET, fitness="valid@12", budget=Budget(queries=EVALUATIONS), seed=seed)
    algorithm = create(search.algorithm, problem.space, rng=rng_for(spec), **search.params)
    while algorithm.n_told < EVALUATIONS:
        codes = algorithm.ask()[: EVALUATIONS - algorithm.n_told]
        algorithm.tell(codes, problem(codes))
    front: NDArray[np.int64] = problem.space.index(algorithm.archive.nondominated()[0])
    return np.sort(front)
