"""Runtimes and areas against plain loops, and against each other where theory says that they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.analysis.runtime import (
    area_scores,
    area_under_curve,
    ert_frame,
    expected_running_time,
    first_reached,
    log_targets,
    runtime_ecdf,
)
from suite.errors import ConfigurationError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    budget: Floats
    regret: Floats


def made_up(seed: int, runs: int = 6, queries: int = 40) -> Curve:
    rng = np.random.default_rng(seed)
    regret = np.minimum.accumulate(10 ** rng.uniform(-6, 0.5, (runs, queries)), axis=1)
    regret[0, :5] = np.inf
    return Curve(np.arange(1.0, queries + 1), regret)


def test_targets_are_51_from_1_to_a_hundred_thousandth() -> None:
    np.testing.assert_allclose(log_targets(), 10 ** (-np.arange(51) / 10))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_runtimes_are_those_of_a_loop(seed: int) -> None:
    curve, targets = made_up(seed), log_targets(number=7)
    found = first_reached(curve, targets)
    for run, runtimes in zip(curve.regret, found, strict=True):
        for target, runtime in zip(targets, runtimes, strict=True):
            reached = [b for b, r in zip(curve.budget, run, strict=True) if r <= target]
            assert runtime == (reached[0] if reached else np.inf)


def test_the_distribution_is_that_of_a_loop_and_weighs_problems_equally() -> None:
    curves = {"p": {"a": made_up(1, runs=3)}, "q": {"a": made_up(2, runs=9)}}
    targets = log_targets(number=11)
    frame = runtime_ecdf(curves, targets, points=30)
    for budget, share in frame[["budget", "share"]].itertuples(index=False):
        expected = np.mean([
            np.mean([[(run[c.budget <= budget] <= t).any() for t in targets] for run in c.regret])
            for c in (curves["p"]["a"], curves["q"]["a"])
        ])  # fmt: skip
        assert share == pytest.approx(expected)
    assert frame["share"].is_monotonic_increasing
    assert frame["budget"].iloc[[0, -1]].tolist() == [1.0, 40.0]


def test_expected_running_time_is_all_that_was_spent_over_the_successes() -> None:
    curve = Curve(np.array([1.0, 2, 3, 4]), np.array([[9, 1, 1, 1], [9, 9, 9, 1], [9, 9, 9, 9.0]]))
    ert, successes = expected_running_time(curve, [9, 1, 0.5])
    assert ert.tolist() == [1.0, (2 + 4 + 4) / 2, np.inf]
    assert successes.tolist() == [3, 2, 0]
    frame = ert_frame({"p": {"a": curve}}, [9, 1, 0.5])
    assert frame["successes"].tolist() == [3, 2, 0]
    assert np.isnan(frame["ert"].iloc[2])


def test_the_area_is_the_mean_of_scaled_logarithms() -> None:
    curve = made_up(3)
    found = area_under_curve(curve)
    for run, area in zip(curve.regret, found, strict=True):
        total = 1.0  # the first query's budget is spent before anything is known
        for value in run[:-1]:
            total += (np.log10(min(max(value, 1e-5), 1.0)) + 5) / 5
        assert area == pytest.approx(total / 40)
    until = area_under_curve(curve, until=10.0)
    short = Curve(curve.budget[:10], curve.regret[:, :10])
    np.testing.assert_allclose(until, area_under_curve(short))


def test_the_area_over_the_curve_is_the_area_under_the_distribution_of_many_targets() -> None:
    """With ever more targets, spaced as the area's logarithm, both are one (Lopez-Ibanez et al., 2024)."""
    curve = made_up(4)
    edges = np.linspace(0, -5, 2001)
    targets = 10 ** ((edges[1:] + edges[:-1]) / 2)
    runtimes = first_reached(curve, targets)
    area = np.mean(np.maximum(0.0, 40 - runtimes) / 40)  # of a step from the runtime to the end
    assert 1 - area_under_curve(curve).mean() == pytest.approx(area, abs=1e-3)


def test_scores_end_with_the_shortest_method() -> None:
    long, short = made_up(5, queries=40), made_up(6, queries=25)
    found = area_scores({"p": {"long": long, "short": short}})
    np.testing.assert_allclose(found["p"]["long"], area_under_curve(long, until=25.0))
    np.testing.assert_allclose(found["p"]["short"], area_under_curve(short))


def test_after_its_end_a_run_reaches_and_spends_nothing() -> None:
    curve = Curve(np.array([1.0, 2, 3, 4]), np.array([[9, 5, np.nan, np.nan], [9, 9, 1, 1.0]]))
    ert, successes = expected_running_time(curve, [5, 1])
    assert successes.tolist() == [2, 1]
    assert ert.tolist() == [2.5, 5.0]  # the first run ended after 2
    assert runtime_ecdf({"p": {"a": curve}}, [5], points=5)["budget"].iloc[-1] == 2
    np.testing.assert_allclose(
        area_under_curve(curve, high=10, low=1), [(1 + np.log10(9)) / 2] * 2
    )  # until 2, the shorter run's end


@pytest.mark.parametrize(
    "curve",
    [
        Curve(np.array([1.0, 1.0]), np.ones((2, 2))),
        Curve(np.array([0.0, 1.0]), np.ones((2, 2))),
        Curve(np.array([1.0, 2.0]), np.ones((2, 3))),
        Curve(np.array([1.0, 2.0]), np.full((2, 2), np.nan)),
    ],
)
def test_a_curve_that_is_none_is_refused(curve: Curve) -> None:
    with pytest.raises(ConfigurationError, match="curve"):
        first_reached(curve, [1.0])


def test_other_refusals() -> None:
    with pytest.raises(ConfigurationError, match="targets"):
        log_targets(1.0, 0.0)
    with pytest.raises(ConfigurationError, match="bounds"):
        area_under_curve(made_up(0), high=0.1, low=0.2)
    with pytest.raises(ConfigurationError, match="ends at a budget of 50"):
        area_under_curve(made_up(0), until=50.0)
    with pytest.raises(ConfigurationError, match="same methods"):
        runtime_ecdf({"p": {"a": made_up(0)}, "q": {"b": made_up(0)}}, [1.0])
