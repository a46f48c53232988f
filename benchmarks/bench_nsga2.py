"""Time per generation of this package's NSGA-II and of pymoo's, in one process on the same look-up problem.

pymoo runs with its own recommendation for integers (SBX and polynomial mutation, rounded) and with the operators that
ours uses (uniform crossover, redrawn variables). Run with ``pytest benchmarks/bench_nsga2.py -o addopts="" -s``; the
ratio is printed and stored in the benchmark's ``extra_info``. Benchmarks report, they do not fail.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2 as PymooNSGA2
from pymoo.core.problem import Problem
from pymoo.core.termination import NoTermination
from pymoo.operators.sampling.rnd import IntegerRandomSampling

from suite.algorithms.nsga2 import NSGA2
from suite.algorithms.pymoo_operators import Operators, integer_operators
from suite.spaces import NASBENCH201

GENERATIONS = 30
ROUNDS = 20
VALUES = np.random.Generator(np.random.PCG64(0)).random((NASBENCH201.size, 3))


class Lookup(Problem):
    """Three objectives of all 15,625 architectures, looked up."""

    def __init__(self) -> None:
        super().__init__(n_var=6, n_obj=3, xl=0, xu=4, vtype=int)

    def _evaluate(self, X: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
        out["F"] = VALUES[NASBENCH201.index(X.astype(np.uint8))]


def ours(population_size: int) -> Any:
    algorithm = NSGA2(NASBENCH201, rng=np.random.default_rng(0), population_size=population_size)

    def generations() -> None:
        for _ in range(GENERATIONS):
            codes = algorithm.ask()
            algorithm.tell(codes, VALUES[NASBENCH201.index(codes)])

    return generations


def pymoos(population_size: int, operators: Operators) -> Any:
    algorithm = PymooNSGA2(pop_size=population_size, sampling=IntegerRandomSampling(), **integer_operators(operators))
    algorithm.setup(Lookup(), termination=NoTermination(), seed=0)

    def generations() -> None:
        for _ in range(GENERATIONS):
            algorithm.next()

    return generations


def seconds(function: Any) -> float:
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) / GENERATIONS


@pytest.mark.parametrize("operators", ["integer", "categorical"])
@pytest.mark.parametrize("population_size", [20, 100])
def test_nsga2_generation(benchmark: Any, population_size: int, operators: Operators) -> None:
    theirs, mine = pymoos(population_size, operators), ours(population_size)
    theirs(), mine()  # warm up
    # turn by turn, so that other work on the machine meets both; the minimum is what it disturbs least
    times = np.array([(seconds(theirs), seconds(mine)) for _ in range(ROUNDS)])
    theirs_ms, mine_ms = 1e3 * times.min(axis=0)
    ratio = theirs_ms / mine_ms
    benchmark.extra_info.update(pymoo_ms=theirs_ms, ms=mine_ms, ratio_to_pymoo=ratio)
    of_medians = np.median(times[:, 0]) / np.median(times[:, 1])
    print(
        f"\nNSGA-II, population {population_size}: {mine_ms:.3f} ms per generation, pymoo with {operators} operators "
        f"{theirs_ms:.2f} ms, ratio {ratio:.1f} (of medians {of_medians:.1f})"
    )
    benchmark.pedantic(mine, rounds=ROUNDS)
