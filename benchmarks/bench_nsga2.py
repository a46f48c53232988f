"""Time per generation of this package's NSGA-II, pymoo's and pygmo's, in one process on the same look-up problem.

Ours runs by compiled loops (with the extra ``fast``) and by numpy alone. pymoo runs with its own recommendation for
integers (SBX and polynomial mutation, rounded) and with the operators that ours uses (uniform crossover, redrawn
variables); pygmo, where it is installed, with its only ones (SBX and polynomial mutation of integers), its children
evaluated as one batch. Run with ``python -m pytest benchmarks/bench_nsga2.py -o addopts="" -s``; the times are printed
and their ratios stored in the benchmark's ``extra_info``. Benchmarks report, they do not fail.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2 as PymooNSGA2
from pymoo.core.problem import Problem
from pymoo.core.termination import NoTermination
from pymoo.operators.sampling.rnd import IntegerRandomSampling

from benchmarks.turns import told
from suite.algorithms.nsga2 import NSGA2
from suite.algorithms.pymoo_operators import Operators, integer_operators
from suite.kernels import compiled
from suite.spaces import NASBENCH201

pygmo = import_module("pygmo") if find_spec("pygmo") else None
MODES = {"loops": "always", "numpy": "never"} if find_spec("numba") else {"numpy": "never"}
Generations = Callable[[], float]
"""Makes some generations and returns the processor time of one of them in seconds."""
GENERATIONS = 30
ROUNDS = 20
VALUES = np.random.Generator(np.random.PCG64(0)).random((NASBENCH201.size, 3))


class Lookup(Problem):
    """Three objectives of all 15,625 architectures, looked up."""

    def __init__(self) -> None:
        super().__init__(n_var=6, n_obj=3, xl=0, xu=4, vtype=int)

    def _evaluate(self, X: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
        out["F"] = VALUES[NASBENCH201.index(X.astype(np.uint8))]


class PygmoLookup:
    """The same for pygmo; a batch is one flat vector."""

    def get_bounds(self) -> tuple[list[int], list[int]]:
        return [0] * 6, [4] * 6

    def get_nix(self) -> int:
        return 6

    def get_nobj(self) -> int:
        return 3

    def fitness(self, x: Any) -> Any:
        return self.batch_fitness(x)

    def batch_fitness(self, x: Any) -> Any:
        return VALUES[NASBENCH201.index(x.reshape(-1, 6).astype(np.uint8))].ravel()


def ours(population_size: int, mode: str) -> Generations:
    algorithm = NSGA2(NASBENCH201, rng=np.random.default_rng(0), population_size=population_size)

    def generation() -> None:
        codes = algorithm.ask()
        algorithm.tell(codes, VALUES[NASBENCH201.index(codes)])

    def generations() -> float:
        compiled.use(mode)
        generation()  # the loops take over in here
        return seconds(lambda: [generation() for _ in range(GENERATIONS)])

    return generations


def pymoos(population_size: int, operators: Operators) -> Generations:
    algorithm = PymooNSGA2(pop_size=population_size, sampling=IntegerRandomSampling(), **integer_operators(operators))
    algorithm.setup(Lookup(), termination=NoTermination(), seed=0)
    return lambda: seconds(lambda: [algorithm.next() for _ in range(GENERATIONS)])


def pygmos(population_size: int) -> Generations:
    method = pygmo.nsga2(gen=GENERATIONS, cr=0.9, m=1 / 6, seed=0)
    method.set_bfe(pygmo.bfe())
    algorithm = pygmo.algorithm(method)
    state = [pygmo.population(pygmo.problem(PygmoLookup()), population_size, seed=0)]

    def generations() -> None:
        state[0] = algorithm.evolve(state[0])

    return lambda: seconds(generations)


def seconds(function: Callable[[], object]) -> float:
    """Return the processor time of one of the generations that ``function`` makes."""
    start = time.process_time()
    function()
    return (time.process_time() - start) / GENERATIONS


@pytest.mark.parametrize("population_size", [20, 100])
def test_nsga2_generation(benchmark: Any, population_size: int) -> None:
    ways = {name: ours(population_size, mode) for name, mode in MODES.items()}
    ways["pymoo, its integer operators"] = pymoos(population_size, "integer")
    ways["pymoo, our operators"] = pymoos(population_size, "categorical")
    if pygmo is not None:
        ways["pygmo"] = pygmos(population_size)
    for way in ways.values():
        way()  # warm up
    # turn by turn, so that other work on the machine meets all; the minimum is what it disturbs least
    least = dict(
        zip(ways, np.array([[way() for way in ways.values()] for _ in range(ROUNDS)]).min(axis=0), strict=True)
    )
    told(f"NSGA-II, a generation of {population_size}", least)
    first = least[next(iter(ways))]
    benchmark.extra_info.update({name: {"ms": 1e3 * value, "ratio": value / first} for name, value in least.items()})
    benchmark.pedantic(next(iter(ways.values())), rounds=ROUNDS)
    compiled.use(None)
