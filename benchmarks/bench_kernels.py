"""Kernels and whole runs by numpy alone and by compiled loops, in one process and turn by turn, in processor time.

    python -m pytest benchmarks/bench_kernels.py -o addopts="" -s

Both ways give the same bytes, which is checked; nothing here fails for being slow. Needs the extra ``fast``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba", reason="needs the extra 'fast'")

from benchmarks.turns import told
from suite.algorithms.registry import create
from suite.kernels import compiled
from suite.kernels.choices import ChoiceGenotypes
from suite.kernels.forest import grow_forest
from suite.kernels.ranking import survive
from suite.kernels.table_nsga2 import table_nsga2
from suite.spaces import NASBENCH201

MODES = {"loops": "always", "numpy": "never"}
RUNS = {"nsga2": (3, 2000), "mo_hdnas": (2, 2000), "nevonas": (1, 1000), "rmi_nas": (1, 250), "linas": (2, 200)}
"""Method -> columns of its table, number of queries."""


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    compiled.use(None)


def both(what: str, way: Callable[[], Any], rounds: int = 7, repeats: int = 1) -> None:
    """Print the least processor time of a call by loops and by numpy, and that of numpy over that of loops."""
    seconds = dict.fromkeys(MODES, float("inf"))
    results = {}
    for _ in range(rounds):
        for name, mode in MODES.items():
            compiled.use(mode)
            results[name] = way()  # the loops take over in here, outside the measured time
            start = time.process_time()
            for _ in range(repeats):
                way()
            seconds[name] = min(seconds[name], (time.process_time() - start) / repeats)
    for one, other in zip(results["loops"], results["numpy"], strict=True):
        np.testing.assert_array_equal(one, other)
    told(what, seconds)


@pytest.mark.parametrize("population_size", [20, 50])
def test_search_on_a_table(population_size: int) -> None:
    """LINAS's inner search: 2,000 evaluations of predicted values, with its operators."""
    values, allowed = generator().random((NASBENCH201.size, 2)), np.ones((6, 5), dtype=np.bool_)
    genotypes = ChoiceGenotypes(allowed, crossover_probability=0.9, mutation_rate=1 / population_size)
    both(
        f"table_nsga2, 2,000 evaluations, population {population_size}",
        lambda: table_nsga2(values, genotypes, population_size, 2000, generator(1)),
        repeats=3,
    )


@pytest.mark.parametrize("rows", [50, 250])
def test_forest(rows: int) -> None:
    """What RMI-NAS does after every evaluation: refit 30 trees, and rank 100 candidates."""
    codes, others = NASBENCH201.random(rows, generator()), NASBENCH201.random(100, generator(1))
    positive = generator(2).random(rows) < 0.4
    forest = grow_forest(codes, positive, 5, 30, generator(3))

    def grown() -> list[Any]:
        found = grow_forest(codes, positive, 5, 30, generator(3))
        return [found.feature, found.children, found.share]

    both(f"forest, 30 trees grown on {rows} rows", grown, repeats=10)
    both("forest, probabilities of 100 cells", lambda: [forest.probability(others)], repeats=50)


@pytest.mark.parametrize(("rows", "columns"), [(40, 2), (40, 3), (200, 3), (1000, 3)])
def test_survival(rows: int, columns: int) -> None:
    """Ranks, crowding distances and truncation to half; up to 200 rows the loops rank, too, above moocore does."""
    values = generator().random((rows, columns))
    both(
        f"survival, {rows} x {columns}",
        lambda: survive(values, rows // 2, generator(1)),
        repeats=max(20, 20_000 // rows),
    )


@pytest.mark.parametrize("name", RUNS)
def test_whole_runs(name: str) -> None:
    """Asked and told as a study does it, on a made-up table."""
    columns, queries = RUNS[name]
    table = generator(3).random((NASBENCH201.size, columns)).round(2)

    def run() -> list[Any]:
        algorithm = create(name, NASBENCH201, rng=generator(5))
        while algorithm.n_told < queries and not algorithm.finished:
            codes = algorithm.ask()
            algorithm.tell(codes, table[NASBENCH201.index(codes)])
        return [algorithm.recommend(), np.array([algorithm.n_told])]

    both(f"{name}, {queries:,} queries", run, rounds=3)
