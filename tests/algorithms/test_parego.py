"""ParEGO's weights and scalarisation, and what the searches with Gaussian processes share."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from suite.algorithms import create
from suite.algorithms.parego import augmented_tchebycheff, unit_scaled, weight_vectors
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201, GridSpace
from suite.spaces.ofa_resnet50 import OFA_RESNET50
from suite.testing import hidden_code, run, two_distances


@pytest.mark.parametrize(("m", "count"), [(1, 1), (2, 11), (3, 15), (4, comb(6, 3))])
def test_weight_vectors_are_those_of_the_paper(m: int, count: int) -> None:
    weights = weight_vectors(m)
    assert weights.shape == (count, m)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert len(np.unique(weights, axis=0)) == count
    assert weights.min() >= 0


def test_augmented_tchebycheff_by_hand() -> None:
    values = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])
    found = augmented_tchebycheff(values, np.array([0.3, 0.7]), 0.05)
    np.testing.assert_allclose(found, [0.7 + 0.035, 0.35 + 0.025, 0.3 + 0.015])
    assert np.array_equal(unit_scaled(np.array([[2.0, 7.0], [4.0, 7.0]])), [[0.0, 0.0], [1.0, 0.0]])


@pytest.mark.parametrize("name", ["parego", "ehvi"])
@pytest.mark.parametrize("space", [NASBENCH201, OFA_RESNET50], ids=lambda space: space.name)
def test_the_design_is_balanced_and_nothing_is_asked_twice(name: str, space: object) -> None:
    search = create(name, space, rng=np.random.default_rng(0), n_initial=15, **{"pool": 40})
    first = search.ask()
    counts = np.array([np.bincount(column, minlength=space.n_operations) for column in first.T])
    if space is NASBENCH201:
        assert (counts == 3).all()
    values = two_distances(space)
    search.tell(first, values(first))
    for _ in range(8):
        codes = search.ask()
        assert len(codes) == 1
        search.tell(codes, values(codes))
    assert len(np.unique(search.archive.codes, axis=0)) == 23


@pytest.mark.parametrize("name", ["parego", "ehvi", "rsbo"])
def test_it_learns(name: str) -> None:
    """Of 4,096 architectures it finds a good part of the front of 64 within 90 evaluations, chance about one."""
    space = GridSpace(6, 4)
    search = create(name, space, rng=np.random.default_rng(0))
    run(search, two_distances(space), 90)
    assert (search.recommend() <= 1).all(axis=1).sum() >= 12


def test_a_linear_scalarisation_finds_its_optimum() -> None:
    space = GridSpace(6, 4)
    search = create("lsbo", space, rng=np.random.default_rng(0))
    trace = run(search, lambda codes: two_distances(space)(codes) * [1.0, 0.4], 60)
    scores = unit_scaled(trace.values).mean(axis=1)
    assert (trace.codes[scores.argmin()] <= 1).all()


def test_random_weights_reach_both_ends_of_the_front() -> None:
    space = GridSpace(5, 3)
    search = create("rsbo", space, rng=np.random.default_rng(0), scalarisation="tchebycheff")
    trace = run(search, two_distances(space), 60)
    assert (trace.values.min(axis=0) == 0.0).all()


def test_one_objective_is_ego() -> None:
    search = create("parego", NASBENCH201, rng=np.random.default_rng(0))
    trace = run(search, hidden_code(NASBENCH201), 60)
    assert trace.values.min() == 0.0


@pytest.mark.parametrize("wrong", [{"n_initial": 1}, {"refit_every": 0}, {"targets": "ranks"}, {"rho": -1.0}])
def test_values_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        create("parego", NASBENCH201, rng=np.random.default_rng(0), **wrong)
