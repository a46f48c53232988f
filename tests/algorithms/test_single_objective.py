"""Random search, regularised evolution and local search: what their papers say they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import chisquare

from suite.algorithms.local_search import LocalSearch
from suite.algorithms.random_search import RandomSearch
from suite.algorithms.regularized_evolution import RegularizedEvolution
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import hidden_code, run


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def differing_edges(a: np.ndarray, b: np.ndarray) -> int:
    return int((a != b).sum())


@pytest.mark.parametrize("batch_size", [1, 7, 1000])
def test_random_search_is_a_random_order_whatever_the_batch(batch_size: int) -> None:
    algorithm = RandomSearch(NASBENCH201, rng=generator(), batch_size=batch_size)
    trace = run(algorithm, hidden_code(NASBENCH201), 3000)
    indices = NASBENCH201.index(trace.codes)
    assert len(set(indices.tolist())) == 3000
    reference = run(RandomSearch(NASBENCH201, rng=generator()), hidden_code(NASBENCH201), 3000)
    np.testing.assert_array_equal(trace.codes, reference.codes)


def test_random_search_begins_anew_when_the_space_is_used_up() -> None:
    space = GridSpace(3, 3)
    trace = run(RandomSearch(space, rng=generator()), hidden_code(space), 54)
    assert sorted(space.index(trace.codes[:27]).tolist()) == sorted(space.index(trace.codes[27:]).tolist())


def test_random_search_with_repeats_has_repeats() -> None:
    space = GridSpace(3, 3)
    trace = run(RandomSearch(space, rng=generator(), unique=False), hidden_code(space), 27)
    assert len(set(space.index(trace.codes).tolist())) < 27


def test_random_search_recommends_what_nothing_told_dominates() -> None:
    one = RandomSearch(NASBENCH201, rng=generator())
    trace = run(one, hidden_code(NASBENCH201), 500)
    np.testing.assert_array_equal(one.recommend()[0], trace.codes[trace.values[:, 0].argmin()])


def test_regularized_evolution_batches_are_the_population_then_one_child() -> None:
    algorithm = RegularizedEvolution(NASBENCH201, rng=generator())
    trace = run(algorithm, hidden_code(NASBENCH201), 40)
    assert trace.batches == (10, *[1] * 30)


def test_regularized_evolution_mutates_one_edge_of_a_living_member_and_the_oldest_dies() -> None:
    algorithm = RegularizedEvolution(NASBENCH201, rng=generator())
    values = hidden_code(NASBENCH201)
    living: list[np.ndarray] = []
    for _ in range(60):
        codes = algorithm.ask()
        if living:
            assert min(differing_edges(codes[0], member) for member in living) <= 1
            assert any(differing_edges(codes[0], member) == 1 for member in living)
        algorithm.tell(codes, values(codes))
        living = [*living, *codes][-10:]
        np.testing.assert_array_equal(algorithm.population(), living)


def test_regularized_evolution_may_draw_a_node_and_then_one_of_its_edges() -> None:
    # the public script's chances: one edge into the first node, two into the second, three into the third
    algorithm = RegularizedEvolution(NASBENCH201, rng=generator(), population_size=1, mutation="node")
    values = hidden_code(NASBENCH201)
    changed = np.zeros(6)
    last = algorithm.ask()
    for _ in range(3000):
        algorithm.tell(last, values(last))
        child = algorithm.ask()
        (edge,) = np.flatnonzero(child[0] != last[0])
        changed[edge] += 1
        last = child
    chances = np.array([1 / 3, 1 / 6, 1 / 6, 1 / 9, 1 / 9, 1 / 9])
    assert chisquare(changed, 3000 * chances).pvalue > 1e-4


def test_a_space_without_nodes_has_no_node_to_mutate() -> None:
    with pytest.raises(ConfigurationError, match="no nodes to mutate"):
        RegularizedEvolution(GridSpace(3, 4), rng=generator(), mutation="node")
    with pytest.raises(ConfigurationError, match="'edge' or 'node'"):
        RegularizedEvolution(NASBENCH201, rng=generator(), mutation="cell")  # type: ignore[arg-type]


def test_regularized_evolution_takes_the_best_of_its_sample() -> None:
    # with a sample that is all but certain to hold the best of ten, each child is a neighbour of a living best
    algorithm = RegularizedEvolution(NASBENCH201, rng=generator(), sample_size=300)
    values = hidden_code(NASBENCH201)
    codes = algorithm.ask()
    algorithm.tell(codes, values(codes))
    for _ in range(30):
        population = algorithm.population()
        assert population is not None
        errors = values(population)[:, 0]
        codes = algorithm.ask()
        assert any(differing_edges(codes[0], best) == 1 for best in population[errors == errors.min()])
        algorithm.tell(codes, values(codes))


def test_local_search_asks_whole_neighbourhoods_and_climbs_to_the_optimum() -> None:
    algorithm = LocalSearch(NASBENCH201, rng=generator())
    values = hidden_code(NASBENCH201)
    start = algorithm.ask()
    assert len(start) == 1
    algorithm.tell(start, values(start))
    centre = start[0]
    while values(centre[None])[0, 0] > 0:
        batch = algorithm.ask()
        neighbours = NASBENCH201.neighbours(centre)
        assert {code.tobytes() for code in batch} <= {code.tobytes() for code in neighbours}
        algorithm.tell(batch, values(batch))
        centre = neighbours[values(neighbours)[:, 0].argmin()]
    np.testing.assert_array_equal(algorithm.recommend()[0], centre)
    last = algorithm.ask()  # the rest of the optimum's neighbourhood, then a new start
    algorithm.tell(last, values(last))
    assert len(algorithm.ask()) == 1


def test_local_search_never_asks_twice_before_the_space_is_used_up() -> None:
    trace = run(LocalSearch(NASBENCH201, rng=generator(1)), hidden_code(NASBENCH201), 800)
    assert len(np.unique(trace.codes, axis=0)) == 800


@pytest.mark.parametrize(
    ("cls", "wrong"),
    [
        (RandomSearch, {"batch_size": 0}),
        (RegularizedEvolution, {"population_size": 0}),
        (RegularizedEvolution, {"sample_size": 0}),
        (LocalSearch, {"n_starts": 0}),
    ],
)
def test_wrong_parameters_are_refused(cls: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="at least"):
        cls(NASBENCH201, rng=generator(), **wrong)
