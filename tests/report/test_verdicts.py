"""Each rule says what its criterion says, and the statistics behind it agree with independent libraries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from suite.equivalence import (
    mean_interval,
    median_interval,
    median_rank,
    prediction_interval,
    runs_needed,
    welch,
)
from suite.errors import ConfigurationError
from suite.report.verdicts import (
    ACCURACY,
    DIFFERENT,
    EQUIVALENT,
    INCONCLUSIVE,
    NOT_TO_BE_HAD,
    RELATIVE,
    Margin,
    exact,
    of_mean,
    of_one_run,
    quoted,
    tally,
)

POINTS = Margin(0.15)


def sample(mean: float, std: float, n: int, seed: int = 0) -> np.ndarray:
    """Return ``n`` numbers with exactly this mean and sample standard deviation."""
    values = np.random.default_rng(seed).normal(size=n)
    return mean + std * (values - values.mean()) / values.std(ddof=1)


# --- statistics against independent libraries --------------------------------------------------------------------
@settings(max_examples=30, deadline=None)
@given(st.integers(2, 40), st.integers(2, 40), st.floats(-1, 1), st.floats(0.05, 3), st.integers(0, 10**6))
def test_welch_agrees_with_scipy_and_statsmodels(n: int, m: int, shift: float, scale: float, seed: int) -> None:
    weightstats = pytest.importorskip("statsmodels.stats.weightstats")
    rng = np.random.default_rng(seed)
    ours, theirs = rng.normal(size=n), rng.normal(shift, scale, m)
    stds = ours.std(ddof=1), theirs.std(ddof=1)
    found = welch((ours.mean(), theirs.mean()), stds, (n, m), 0.5)
    test = stats.ttest_ind(ours, theirs, equal_var=False)
    assert float(found.p_different) == pytest.approx(test.pvalue)
    interval = test.confidence_interval(0.95)
    assert (float(found.low), float(found.high)) == pytest.approx((interval.low, interval.high))
    p, *_ = weightstats.ttost_ind(ours, theirs, -0.5, 0.5, usevar="unequal")
    assert float(found.p_equivalent) == pytest.approx(p)


def test_intervals_agree_with_scipy() -> None:
    values = sample(3.0, 2.0, 12)
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert mean_interval(values) == pytest.approx((interval.low, interval.high))
    for n in range(6, 60):
        interval = stats.quantile_test(np.arange(n), p=0.5).confidence_interval(0.95)
        assert median_interval(np.arange(n)[::-1]) == (interval.low, interval.high)
    assert [median_rank(n) for n in (2, 5, 6, 20)] == [0, 0, 0, 5]


def test_the_prediction_interval_holds_a_further_run_as_often_as_it_says() -> None:
    draws = np.random.default_rng(1).normal(size=(20_000, 6))
    low, high, *_ = prediction_interval(draws[:, :5])
    held = ((low <= draws[:, 5]) & (draws[:, 5] <= high)).mean()
    assert held == pytest.approx(0.95, abs=0.006)


def test_the_number_of_runs_has_the_stated_power() -> None:
    n = runs_needed(0.3, 0.3, 500, 0.15)
    assert n is not None
    rng = np.random.default_rng(2)
    ours, theirs = rng.normal(0, 0.3, (4000, n)), rng.normal(0, 0.3, (4000, 500))
    found = welch(
        (ours.mean(axis=1), theirs.mean(axis=1)), (ours.std(axis=1, ddof=1), theirs.std(axis=1, ddof=1)), (n, 500), 0.15
    )
    assert (found.p_equivalent < 0.05).mean() == pytest.approx(0.8, abs=0.03)
    assert runs_needed(0.3, 0.3, 3, 0.15) is None
    assert runs_needed(0.0, 0.3, None, 0.9) == 2  # all of ours alike, their spread known
    assert runs_needed(0.0, 0.3, None, 0.8) is None


# --- the rule for means ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mean", "std", "n", "outcome"),
    [
        (94.00, 0.2, 100, EQUIVALENT),
        (94.10, 0.2, 100, EQUIVALENT),  # different from 94, yet surely by less than the margin
        (94.30, 0.2, 100, DIFFERENT),
        (94.10, 1.0, 10, INCONCLUSIVE),
        (94.00, 0.0, 10, EQUIVALENT),
    ],
)
def test_a_mean_is_equivalent_different_or_undecided(mean: float, std: float, n: int, outcome: str) -> None:
    found = of_mean(94.0, 0.2, 500, sample(mean, std, n), POINTS, above="over", below="under")
    assert found.outcome == outcome
    assert found.n == n
    assert found.low <= found.ours <= found.high
    assert ("over" in found.reason) == (outcome == DIFFERENT)


def test_what_would_decide_is_said() -> None:
    assert "runs of ours would decide" in of_mean(94.0, 0.3, 500, sample(94.0, 0.4, 10), POINTS).reason
    assert "no number of our runs decides" in of_mean(94.0, 0.3, 3, sample(94.0, 0.4, 10), POINTS).reason
    assert of_mean(94.0, 0.3, 3, [94.0], POINTS).outcome == INCONCLUSIVE
    assert of_mean(94.0, 0.3, 3, [np.nan], POINTS).outcome == NOT_TO_BE_HAD


def test_an_unprinted_spread_is_ours_and_an_unknown_number_of_runs_is_one() -> None:
    ours = sample(94.0, 0.02, 30)
    alike = of_mean(94.0, None, 30, ours, POINTS)
    assert alike.p == pytest.approx(of_mean(94.0, float(ours.std()), 30, ours, POINTS).p)
    assert of_mean(94.0, 0.3, None, ours, POINTS).outcome == INCONCLUSIVE
    assert of_mean(94.0, 0.02, None, ours, POINTS).outcome == EQUIVALENT


# --- the rule for one run ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("published", "ours", "outcome"),
    [
        (70.0, sample(70.1, 0.2, 20), EQUIVALENT),
        (70.0, sample(75.0, 1.0, 20), DIFFERENT),
        (70.0, sample(72.0, 3.0, 20), INCONCLUSIVE),  # inside, but far from the centre
        (70.0, sample(70.3, 0.05, 20), INCONCLUSIVE),  # near, but no run of ours goes there
        (70.0, sample(70.0, 4.0, 8), INCONCLUSIVE),  # our centre is known too little
        (70.0, np.array([70.0]), INCONCLUSIVE),
        (70.0, np.array([np.nan]), NOT_TO_BE_HAD),
    ],
)
def test_one_published_run(published: float, ours: np.ndarray, outcome: str) -> None:
    assert of_one_run(published, 0.0, ours, ACCURACY["cifar100"]).outcome == outcome


def test_noise_earns_no_equivalence() -> None:
    rng = np.random.default_rng(3)
    wide = np.exp(rng.normal(np.log(44.0), 1.2, 20))  # a range of a factor of a hundred
    assert of_one_run(44.32, 0.0, wide, RELATIVE).outcome == INCONCLUSIVE


def test_the_reading_error_widens_both_conditions() -> None:
    ours = sample(70.5, 0.05, 20)
    assert of_one_run(70.0, 0.0, ours, Margin(0.1)).outcome == DIFFERENT
    assert of_one_run(70.0, 0.5, ours, Margin(0.1)).outcome == EQUIVALENT


@settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 100), st.floats(0.01, 0.5), st.floats(0.1, 1e4), st.integers(0, 1000))
def test_a_relative_margin_knows_no_unit(centre: float, spread: float, unit: float, seed: int) -> None:
    runs = centre * np.exp(np.random.default_rng(seed).normal(0, spread, 15))
    plain, scaled = of_one_run(centre, 0.0, runs, RELATIVE), of_one_run(centre * unit, 0.0, runs * unit, RELATIVE)
    assert plain.outcome == scaled.outcome
    assert plain.p == pytest.approx(scaled.p)


# --- look-ups and counts -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ours", "text"), [(4.670, "equal"), (4.665, "equal"), (4.6649, "different: why"), (0.9, "different: why")]
)
def test_a_look_up_is_equal_within_the_reading_error(ours: float, text: str) -> None:
    assert str(exact(4.67, ours, 0.005, "why")) == text


def test_the_tally_counts_outcomes_and_refuses_other_words() -> None:
    assert tally(["different: x", "equal", str(quoted("y")), "equal"]) == "2 equal, 1 different, 1 quoted"
    with pytest.raises(ConfigurationError, match="no outcome of a verdict: match"):
        tally(["match"])
