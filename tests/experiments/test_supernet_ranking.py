"""Trained supernets' scores: ranking with ties, and the parts of the error."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from experiments.supernet.error import all_cells, edge_effects, error_of, explained, normal_scores
from experiments.supernet.figures import group_medians
from experiments.supernet.ranking import (
    best_cells,
    places,
    ranked_best,
    ranked_first,
    tau_by_lot,
    tied_share,
    ties,
    top_taus,
)
from suite.correlation import kendall
from suite.spaces.grid import GridSpace

SPACE = GridSpace(n_edges=6, n_operations=4)


# -- ranking with ties -------------------------------------------------------------------------------------------------
def test_kendall_by_hand() -> None:
    # of six pairs one is tied in the score, four are concordant, one discordant: tau-b = 3 / sqrt(5 * 6)
    assert kendall([1, 1, 2, 3], [1, 2, 4, 3]) == pytest.approx(3 / math.sqrt(30))
    assert math.isnan(kendall([1, 1, 1], [1, 2, 3]))


def test_ties_by_lot_are_the_mean_over_every_order_of_the_equals() -> None:
    score, truth = np.array([1.0, 1.0, 1.0, 2.0, 2.0, 3.0]), np.array([3.0, 1.0, 2.0, 6.0, 4.0, 5.0])
    broken = []
    for first in permutations(range(3)):
        for second in permutations(range(2)):
            order = np.concatenate([np.array(first), 3 + np.array(second), [5]])
            broken.append(kendall(np.argsort(order), truth))
    assert tau_by_lot(score, truth) == pytest.approx(np.mean(broken))
    assert tau_by_lot(truth, truth) == pytest.approx(1.0)


def test_how_coarse_a_score_is() -> None:
    found = ties([5.0, 5.0, 4.0, 3.0, 5.0])
    assert (found.values, found.first) == (3, 3)
    assert found.tied == pytest.approx(3 / 10)
    assert tied_share([1.0]) == 0.0
    assert ranked_first([5.0, 4.0, 5.0]).tolist() == [0, 2]


def test_tops_are_the_best_by_the_truth() -> None:
    truth = np.arange(20.0)
    assert best_cells(truth, 0.2).tolist() == [19, 18, 17, 16]
    found = top_taus(np.concatenate([np.arange(10.0), np.arange(10.0)[::-1]]), truth)
    assert found["top 50 %"] == pytest.approx(-1.0)
    assert found["top 10 %"] == pytest.approx(-1.0)
    assert found["all"] == pytest.approx(0.0, abs=0.06)


def test_the_cells_ranked_best_share_the_last_places() -> None:
    score = np.array([3.0, 2.0, 2.0, 2.0, 1.0, 4.0])
    weights = ranked_best(score, 4)
    assert weights == pytest.approx([1, 2 / 3, 2 / 3, 2 / 3, 0, 1])
    shuffled = np.array([4, 2, 0, 5, 1, 3])
    assert ranked_best(score[shuffled], 4) == pytest.approx(weights[shuffled])
    for count in range(1, 7):
        assert ranked_best(score, count).sum() == pytest.approx(count)


def test_groups_by_score_keep_equals_together() -> None:
    score = np.repeat([1.0, 2.0, 3.0], 100)
    mean, median = group_medians(score, np.arange(300.0))
    assert mean.tolist() == [1.0, 2.0, 3.0]
    assert median.tolist() == [49.5, 149.5, 249.5]
    mean, median = group_medians(np.arange(1000.0), np.arange(1000.0))
    assert len(mean) == 25
    assert mean == pytest.approx(median)


# -- the error's parts -------------------------------------------------------------------------------------------------
def test_shares_are_those_of_least_squares() -> None:
    rng = np.random.default_rng(0)
    space = GridSpace(n_edges=3, n_operations=4)
    codes = space.codes(np.arange(space.size)).astype(int)
    error = rng.normal(size=space.size) + 0.5 * codes[:, 0] * (codes[:, 1] == 2)
    single = np.eye(4)[codes].reshape(space.size, -1)
    pairs = np.concatenate([np.eye(16)[codes[:, a] * 4 + codes[:, b]] for a, b in combinations(range(3), 2)], axis=1)
    shares = []
    for design in (np.c_[np.ones(space.size), single], np.c_[np.ones(space.size), single, pairs]):
        rest = error - design @ np.linalg.lstsq(design, error, rcond=None)[0]
        shares.append(1.0 - rest.var() / error.var())
    assert explained(error, all_cells(space)) == pytest.approx(shares)


def test_what_the_parts_explain_of_plain_cases() -> None:
    codes, cells = SPACE.codes(np.arange(SPACE.size)).astype(int), all_cells(SPACE)
    assert explained(codes.sum(axis=1) * 1.0, cells) == pytest.approx((1.0, 1.0))
    product = np.prod(codes[:, :2] - 1.5, axis=1)  # no effect of one edge alone
    assert explained(product, cells) == pytest.approx((0.0, 1.0), abs=1e-12)
    assert explained(np.ones(SPACE.size), cells) == (0.0, 0.0)
    white = explained(np.random.default_rng(0).normal(size=SPACE.size), cells)
    assert white[1] < 0.06  # 153 of 4,095 degrees of freedom


def test_effects_of_edges_are_means() -> None:
    values = np.random.default_rng(1).normal(size=SPACE.size)
    codes = SPACE.codes(np.arange(SPACE.size))
    effects = edge_effects(values, all_cells(SPACE))
    assert effects.shape == (6, 4)
    assert effects[2, 3] == pytest.approx(values[codes[:, 2] == 3].mean() - values.mean())
    assert effects.sum(axis=1) == pytest.approx(np.zeros(6), abs=1e-12)


def test_the_error_does_not_correlate_with_the_truth() -> None:
    rng = np.random.default_rng(2)
    truth, score = normal_scores(rng.normal(size=500)), normal_scores(rng.integers(0, 9, 500) * 1.0)
    error = error_of(score, truth)
    assert error @ truth == pytest.approx(0.0, abs=1e-9)
    assert error_of(2.0 * truth + 1.0, truth) == pytest.approx(np.zeros(500), abs=1e-9)


@given(st.integers(2, 400), st.integers(1, 60), st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_kendall_is_scipys_also_of_places(n: int, levels: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, levels, n) / 7.0, rng.normal(size=n).round(1)
    expected = kendalltau(a, b).statistic if len(set(a)) > 1 and len(set(b)) > 1 else np.nan
    for first, second in ((a, b), (places(a), places(b))):
        assert kendall(first, second) == expected or np.isnan(expected)
