"""IBEA, multi-objective regularised evolution, Pareto local search, NSGA-III, RVEA: what their sources say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.algorithms import create
from suite.algorithms.ibea import epsilon_indicator, indicator_survivors, loss_matrix
from suite.algorithms.mo_regularized_evolution import MORegularizedEvolution
from suite.algorithms.pareto_local_search import ParetoLocalSearch
from suite.errors import ConfigurationError
from suite.kernels.ranking import nondominated, nondominated_ranks
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import run, two_distances
from tests.golden.algorithms import values as golden_values

Floats = NDArray[np.float64]
points = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=14).map(
    lambda rows: np.array(rows, dtype=np.float64)
)


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def dominates(a: Floats, b: Floats) -> bool:
    return bool((a <= b).all() and (a < b).any())


# -- IBEA --------------------------------------------------------------------------------------------------------------
def survivors_written_out(values: Floats, n: int, kappa: float) -> list[int]:
    """Algorithm 1 of the paper with the scaling of Algorithm 2, one pair at a time."""
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = [[(v - a) / (b - a if b > a else 1.0) for v, a, b in zip(row, low, high, strict=True)] for row in values]
    indicator = [[max(a - b for a, b in zip(one, other, strict=True)) for other in scaled] for one in scaled]
    c = max(abs(value) for row in indicator for value in row) or 1.0
    alive = list(range(len(values)))
    while len(alive) > n:
        fitness = {x: sum(-math.exp(-indicator[y][x] / (c * kappa)) for y in alive if y != x) for x in alive}
        alive.remove(min(alive, key=lambda x: fitness[x]))
    return alive


@given(points, st.integers(1, 14))
def test_ibea_survivors_agree_with_the_algorithm_written_out(values: Floats, n: int) -> None:
    rows, fitness = indicator_survivors(values, n, 0.05)
    expected = survivors_written_out(values, n, 0.05)
    # rows of equal values are exchangeable, and sums in another order may differ in the last bit
    assert len(rows) == len(expected) == len(fitness) == min(n, len(values))
    ours = sorted(map(tuple, values[rows].tolist()))
    if ours != sorted(map(tuple, values[expected].tolist())):
        losses = loss_matrix(values, 0.05)
        totals = [losses[np.ix_(kept, kept)].sum() for kept in (rows.tolist(), expected)]
        assert totals[0] == pytest.approx(totals[1], rel=1e-6)


@given(points, st.integers(1, 14))
def test_what_ibea_removes_dominates_no_survivor(values: Floats, n: int) -> None:
    rows, _ = indicator_survivors(values, n, 0.05)  # Theorem 1: the fitness respects dominance
    removed = set(range(len(values))) - set(rows.tolist())
    assert not any(dominates(values[a], values[b]) for a in removed for b in rows)


def test_the_indicator_is_the_shift_that_is_needed() -> None:
    indicator = epsilon_indicator(np.array([[0.0, 3.0], [1.0, 1.0]]))
    np.testing.assert_array_equal(indicator, [[0.0, 2.0], [1.0, 0.0]])


def test_infeasible_architectures_go_first() -> None:
    values = np.array([[np.nan, np.nan], [9.0, 9.0], [1.0, 1.0], [np.nan, np.nan]])
    rows, fitness = indicator_survivors(values, 3, 0.05)
    assert rows.tolist() == [0, 1, 2]
    assert fitness[0] == -np.inf
    assert fitness[1] < fitness[2]
    assert indicator_survivors(values, 1, 0.05)[0].tolist() == [2]


def test_ibea_keeps_its_population_and_recommends_its_front() -> None:
    algorithm = create("ibea", NASBENCH201, rng=generator(), population_size=12)
    run(algorithm, golden_values, 12 * 40)
    population = algorithm.population()
    assert population is not None
    assert len(np.unique(population, axis=0)) == 12
    front = population[nondominated(golden_values(population))]
    assert {code.tobytes() for code in front} == {code.tobytes() for code in algorithm.recommend()}
    with pytest.raises(ConfigurationError, match="kappa"):
        create("ibea", NASBENCH201, rng=generator(), kappa=0.0)


# -- multi-objective regularised evolution -----------------------------------------------------------------------------
def test_the_oldest_dies_and_a_child_is_one_edge_from_a_living_parent() -> None:
    algorithm = MORegularizedEvolution(NASBENCH201, rng=generator(), population_size=15, sample_size=4)
    codes = algorithm.ask()
    assert len(codes) == 15
    algorithm.tell(codes, golden_values(codes))
    living = codes
    for _ in range(60):
        child = algorithm.ask()
        assert len(child) == 1
        assert ((living != child).sum(axis=1) == 1).any()
        algorithm.tell(child, golden_values(child))
        living = np.concatenate([living[1:], child])
        np.testing.assert_array_equal(algorithm.population(), living)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20))
def test_the_parent_is_of_the_best_front_of_the_sample(seed: int, sample_size: int) -> None:
    algorithm = MORegularizedEvolution(NASBENCH201, rng=generator(seed), population_size=20, sample_size=sample_size)
    codes = algorithm.ask()
    table = golden_values(codes)
    algorithm.tell(codes, table)
    sample = generator(seed + 1).integers(20, size=sample_size).tolist()
    chosen = algorithm._best(sample)
    assert chosen in sample
    ranks = nondominated_ranks(table)
    assert ranks[chosen] == ranks[sample].min()


def test_within_a_front_the_net_decides() -> None:
    algorithm = MORegularizedEvolution(NASBENCH201, rng=generator(), population_size=4, sample_size=2)
    codes = algorithm.ask()
    algorithm.tell(codes, np.array([[2.0, 2.0], [0.0, 4.0], [4.0, 0.0], [1.9, 2.1]]))
    assert algorithm._best([0, 2]) == 2  # an end before the middle
    assert algorithm._best([3, 0]) == 0  # the middle before its neighbour
    assert algorithm._best([3, 3]) == 3


# -- Pareto local search -----------------------------------------------------------------------------------------------
class Watched(ParetoLocalSearch):
    """Keeps the archives with which it ended."""

    def _starts(self) -> NDArray[np.uint8]:
        self.ended = [*getattr(self, "ended", []), self._members]
        return super()._starts()


def test_a_finished_archive_is_a_pareto_local_optimum_set() -> None:
    space = GridSpace(4, 4)
    table = golden_table(space)
    algorithm = Watched(space, rng=generator(3))
    run(algorithm, lambda codes: table[space.index(codes)], 200)
    assert len(algorithm.ended) > 3
    for members in algorithm.ended[1:]:
        values = table[space.index(members)]
        assert nondominated(values).all()
        assert len(np.unique(values, axis=0)) == len(values)
        around = np.concatenate([space.neighbours(code) for code in members])
        for value in table[space.index(around)]:  # no neighbour would join
            assert (values <= value).all(axis=1).any()


def golden_table(space: GridSpace) -> Floats:
    """Two conflicting objectives with local optima."""
    rng = generator(11)
    cost = space.codes(np.arange(space.size)).sum(axis=1).astype(np.float64)
    return np.stack([rng.permutation(space.size) - 20.0 * cost, cost], axis=1)


def test_what_was_told_is_not_asked_again_before_the_space_is_used_up() -> None:
    algorithm = ParetoLocalSearch(NASBENCH201, rng=generator())
    trace = run(algorithm, two_distances(NASBENCH201), 1500)
    assert len(np.unique(NASBENCH201.index(trace.codes))) == 1500


def test_batches_are_neighbourhoods_of_members() -> None:
    algorithm = ParetoLocalSearch(NASBENCH201, rng=generator())
    values = two_distances(NASBENCH201)
    start = algorithm.ask()
    algorithm.tell(start, values(start))
    first = algorithm.ask()
    assert len(first) == 24
    assert ((first != start[0]).sum(axis=1) == 1).all()


# -- pymoo's algorithms with directions --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["pymoo_nsga3", "pymoo_rvea"])
def test_reference_directions_fit_into_the_population(name: str) -> None:
    for size in (4, 20, 91):
        algorithm = create(name, NASBENCH201, rng=generator(), population_size=size)
        for m in (2, 3):
            directions = algorithm.directions(m)  # type: ignore[attr-defined]
            assert len(directions) <= size
            np.testing.assert_allclose(directions.sum(axis=1), 1.0)
    assert len(directions) == 91  # three objectives: 13 * 14 / 2


def test_rvea_goes_on_after_its_plan() -> None:
    algorithm = create("pymoo_rvea", NASBENCH201, rng=generator(), generations=3)
    trace = run(algorithm, two_distances(NASBENCH201), 400)
    assert len(trace.codes) == 400
    assert algorithm._pymoo.termination.n_max_gen >= 19  # type: ignore[attr-defined]
    assert len(algorithm.recommend()) > 5
