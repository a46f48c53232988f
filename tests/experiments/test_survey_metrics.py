"""The survey's measures of agreement by hand, and their invariants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.survey.metrics import score
from suite.correlation import kendall, rank_correlations, significant, spearman
from suite.errors import ConfigurationError

costs = arrays(np.float64, st.integers(2, 30), elements=st.floats(0.01, 1e4))


def test_metrics_by_hand() -> None:
    # of the six pairs (1,2,3,4 against 1,3,2,4) one is discordant: tau = (5 - 1) / 6
    found = score([1.0, 3.0, 2.0, 4.0], [1.0, 2.0, 3.0, 4.0])
    assert found.kendall == pytest.approx(4 / 6)
    assert found.spearman == pytest.approx(1 - 6 * 2 / (4 * 15))  # 1 - 6 sum d^2 / (n (n^2 - 1))
    assert found.mape == pytest.approx(100 * (0 + 1 / 2 + 1 / 3 + 0) / 4)
    assert (found.within_5, found.within_10, found.n) == (0.5, 0.5, 4)


def test_shares_count_the_bound_itself() -> None:
    found = score([105.0, 110.0, 111.0, 95.0], [100.0] * 4)
    assert (found.within_5, found.within_10) == (0.5, 0.75)
    assert np.isnan(found.kendall)  # the truth does not vary
    assert np.isnan(found.spearman)


def test_ties_use_tau_b() -> None:
    # four pairs are concordant, two are ties on one side: tau-b = 4 / sqrt(5 * 5)
    assert kendall([1, 1, 2, 3], [1, 2, 3, 3]) == pytest.approx(4 / 5)


def test_scores_refuse_what_has_no_relative_error() -> None:
    for predicted, true in (([1.0], [0.0]), ([np.nan], [1.0]), ([1.0], [np.inf]), ([1.0, 2.0], [1.0]), ([], [])):
        with pytest.raises(ConfigurationError):
            score(predicted, true)


@given(costs, costs)
@settings(deadline=None)
def test_metric_invariants(first: np.ndarray, second: np.ndarray) -> None:
    n = min(len(first), len(second))
    a, b = first[:n], second[:n]
    found = score(a, b)
    assert found.mape >= 0
    assert 0 <= found.within_5 <= found.within_10 <= 1
    if np.isfinite(found.kendall):
        assert -1 - 1e-9 <= found.kendall <= 1 + 1e-9
        assert score(b, a).kendall == pytest.approx(found.kendall)
        doubled = score(2.0 * a, 2.0 * b)  # another unit
        assert (doubled.kendall, doubled.mape) == (pytest.approx(found.kendall), pytest.approx(found.mape))
        assert kendall(-significant(a), significant(b)) == pytest.approx(-found.kendall)
    perfect = score(a, a)
    assert (perfect.mape, perfect.within_5) == (0.0, 1.0)


@given(st.floats(1e-6, 1e9))
@settings(deadline=None)
def test_rounding_keeps_nine_digits(value: float) -> None:
    rounded = significant([value, -value, 0.0, np.nan])
    assert rounded[0] == pytest.approx(value, rel=5.1e-9)  # half a unit of the ninth digit
    assert rounded[1] == -rounded[0]
    assert rounded[2] == 0.0
    assert np.isnan(rounded[3])
    assert significant([rounded[0] * (1 + 1e-15)])[0] == pytest.approx(rounded[0], rel=1e-15)


def test_spearman_is_the_correlation_of_mean_ranks() -> None:
    assert spearman([1, 2, 2, 3], [1, 3, 2, 4]) == pytest.approx(np.corrcoef([1, 2.5, 2.5, 4], [1, 3, 2, 4])[0, 1])


# -- the real tables ---------------------------------------------------------------------------------------------------


@given(st.integers(2, 3000), st.integers(1, 4000), st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_both_correlations_are_those_of_each_alone(n: int, levels: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, levels, n) / 7.0, rng.normal(size=n).round(2)
    np.testing.assert_array_equal(rank_correlations(a, b), (kendall(a, b), spearman(a, b)))
