from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.analysis.statistics import (
    bootstrap_ci,
    friedman_nemenyi,
    holm,
    interquartile_mean,
    iqm_ci,
    probability_of_improvement,
    summarise,
    vargha_delaney_a12,
)
from suite.errors import ConfigurationError

small = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=8)


def test_bootstrap_agrees_with_the_central_limit_theorem_and_with_itself() -> None:
    sample = np.random.default_rng(1).normal(size=200)
    ours = bootstrap_ci(sample, np.random.default_rng(0))
    half = 1.96 * sample.std() / np.sqrt(len(sample))
    assert ours.estimate == pytest.approx(sample.mean())
    assert ours.low == pytest.approx(sample.mean() - half, abs=0.05 * half)
    assert ours.high == pytest.approx(sample.mean() + half, abs=0.05 * half)
    assert bootstrap_ci(sample, np.random.default_rng(0)) == ours


def test_bootstrap_in_chunks_resamples_as_often_as_asked() -> None:
    seen = []
    rng = np.random.default_rng(0)

    def spy(samples: np.ndarray) -> np.ndarray:
        seen.append(samples.shape[0] if samples.ndim == 2 else 0)
        return np.asarray(samples.mean(axis=-1))

    bootstrap_ci(np.arange(3000.0), rng, resamples=1500, statistic=spy)
    assert sum(seen) == 1500
    assert max(seen) < 1500


@pytest.mark.parametrize("values", [[], [np.nan, 1.0], np.zeros((2, 2))])
def test_samples_without_a_mean_are_refused(values: list[float]) -> None:
    with pytest.raises(ConfigurationError):
        bootstrap_ci(values, np.random.default_rng(0))


def test_a_level_outside_its_range_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="level"):
        bootstrap_ci([1.0], np.random.default_rng(0), level=95)


def test_summary_of_a_known_sample() -> None:
    summary = summarise([1.0, 2.0, 3.0, 4.0], np.random.default_rng(0))
    assert (summary.n, summary.mean, summary.median, summary.q25, summary.q75) == (4, 2.5, 2.5, 1.75, 3.25)
    assert (summary.minimum, summary.maximum) == (1.0, 4.0)
    assert summary.ci_low < 2.5 < summary.ci_high
    assert summary.std == pytest.approx(np.std([1, 2, 3, 4], ddof=1))


def test_summary_with_a_failed_run_keeps_its_median() -> None:
    summary = summarise([1.0, 2.0, np.inf], np.random.default_rng(0))
    assert summary.median == 2.0
    assert np.isinf(summary.mean)
    assert np.isnan(summary.ci_low)


@given(st.lists(st.floats(-10, 10), min_size=4, max_size=40).filter(lambda values: len(values) % 4 == 0))
def test_interquartile_mean_is_scipys_trimmed_mean(values: list[float]) -> None:
    assert float(interquartile_mean(values)) == pytest.approx(scipy.stats.trim_mean(values, 0.25), abs=1e-9)


def test_stratified_interval_holds_the_estimate_and_repeats() -> None:
    scores = np.random.default_rng(2).random((30, 6))
    interval = iqm_ci(scores, np.random.default_rng(0), resamples=2000)
    assert interval.low < interval.estimate < interval.high
    assert interval == iqm_ci(scores, np.random.default_rng(0), resamples=2000)
    constant = np.tile([[1.0, 2.0, 3.0]], (5, 1))  # no spread within a problem: resampling within it changes nothing
    narrow = iqm_ci(constant, np.random.default_rng(0), resamples=50)
    assert narrow.low == pytest.approx(narrow.estimate)
    assert narrow.high == pytest.approx(narrow.estimate)


@given(small, small)
def test_a12_counts_pairs(x: list[float], y: list[float]) -> None:
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in itertools.product(x, y)]
    assert vargha_delaney_a12(x, y) == pytest.approx(np.mean(pairs))
    assert vargha_delaney_a12(x, y) + vargha_delaney_a12(y, x) == pytest.approx(1)
    assert probability_of_improvement(x, y) == pytest.approx(vargha_delaney_a12(y, x))


def test_a12_is_the_scaled_mann_whitney_statistic() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.random(20), rng.random(15) + 0.2
    assert vargha_delaney_a12(x, y) == pytest.approx(scipy.stats.mannwhitneyu(x, y).statistic / (20 * 15))


def test_probability_of_improvement_is_a_mean_over_problems() -> None:
    better = np.array([[0.0, 1.0], [0.0, 1.0]])
    worse = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    assert probability_of_improvement(better, worse) == 0.75
    with pytest.raises(ConfigurationError, match="same problems"):
        probability_of_improvement(better, worse[:, :1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_the_step_down_procedure(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    order = sorted(range(len(p_values)), key=lambda k: p_values[k])
    running = 0.0
    for step, k in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - step) * p_values[k]))
        assert adjusted[k] == pytest.approx(running)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_friedman_with_ties_by_the_formula(seed: int) -> None:
    """The variance of the ranks within the problems replaces k (k + 1) / 12 (Conover, 1999, section 5.8)."""
    scores = np.random.default_rng(seed).integers(0, 6, size=(9, 4)).astype(float)
    result = friedman_nemenyi(scores, ["a", "b", "c", "d"])
    ranks = np.array([[np.sum(row < x) + (np.sum(row == x) + 1) / 2 for x in row] for row in scores])
    statistic = 3 * 9 * 9 * ((ranks.mean(axis=0) - 2.5) ** 2).sum() / ((ranks - 2.5) ** 2).sum()
    assert result.mean_ranks == pytest.approx(ranks.mean(axis=0))
    assert result.statistic == pytest.approx(statistic)
    assert result.p == pytest.approx(scipy.stats.chi2.sf(statistic, 3))


def test_critical_differences_are_those_in_the_literature() -> None:
    # Demsar (2006), Table 5: q_0.05 is 2.343 for three methods and 2.728 for five
    for k, q in ((3, 2.343), (5, 2.728)):
        scores = np.random.default_rng(0).random((10, k))
        result = friedman_nemenyi(scores, [str(name) for name in range(k)])
        assert result.critical_difference == pytest.approx(q * np.sqrt(k * (k + 1) / 60), abs=2e-3)
        differs = np.abs(result.mean_ranks[:, None] - result.mean_ranks) > result.critical_difference
        assert (differs == (result.p_nemenyi < 0.05)).all()


def test_friedman_needs_three_methods_without_gaps() -> None:
    with pytest.raises(ConfigurationError, match="three"):
        friedman_nemenyi(np.zeros((5, 2)), ["a", "b"])
    with pytest.raises(ConfigurationError, match="missing"):
        friedman_nemenyi(np.full((5, 3), np.nan), ["a", "b", "c"])
    assert friedman_nemenyi(np.zeros((5, 3)), ["a", "b", "c"]).p == 1.0
