"""Statistics over many problems, each beside an independent implementation."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import scikit_posthocs
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.analysis.aggregates import aggregate_frame, aggregates, location_frame, stratified_resamples
from suite.analysis.bayes import Equivalence, equivalence, equivalence_frame, signed_rank_masses
from suite.analysis.critical_difference import friedman_over_problems, groups, rank_frame
from suite.analysis.improvement import effect_by_problem, improvement_frame, improvement_intervals
from suite.analysis.profiles import profile, profile_frame, profiles, thresholds_of
from suite.analysis.rank_tests import FriedmanResult
from suite.analysis.statistics import iqm_ci
from suite.errors import ConfigurationError

Floats = NDArray[np.float64]


def made_up(seed: int = 0, problems: int = 4, runs: int = 12) -> dict[str, dict[str, Floats]]:
    rng = np.random.default_rng(seed)
    return {
        f"p{p}": {name: rng.gamma(2.0, 0.05 + 0.03 * place, runs) for place, name in enumerate("abcd")}
        for p in range(problems)
    }


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# one number over all problems


def test_estimates_are_those_of_scipy_and_intervals_agree_with_a_plain_bootstrap() -> None:
    parts = [rng(1).gamma(2.0, size=9), rng(2).gamma(1.0, size=12), rng(3).gamma(3.0, size=7)]
    found = aggregates(parts, rng(), resamples=4000)
    pooled = np.concatenate(parts)
    assert found["iqm"].estimate == pytest.approx(scipy.stats.trim_mean(pooled, 0.25))
    assert (found["mean"].estimate, found["median"].estimate) == pytest.approx((pooled.mean(), np.median(pooled)))
    other = rng(9)
    again = [np.concatenate([other.choice(part, len(part)) for part in parts]) for _ in range(4000)]
    plain = scipy.stats.trim_mean(again, 0.25, axis=1)
    low, high = np.percentile(plain, [2.5, 97.5])
    iqm = found["iqm"]
    assert (iqm.low, iqm.high) == pytest.approx((low, high), abs=0.06 * (high - low))
    table = rng(4).random((10, 3))
    ours, former = aggregates(list(table.T), rng(), resamples=4000)["iqm"], iqm_ci(table, rng(1), resamples=4000)
    assert ours.estimate == former.estimate
    assert (ours.low, ours.high) == pytest.approx((former.low, former.high), abs=0.1 * (former.high - former.low))


def test_resamples_stay_within_their_problem_and_take_all_runs() -> None:
    parts = [np.array([1.0, 2.0]), np.array([10.0]), np.array([20.0, 21.0, 22.0])]
    drawn = np.concatenate(list(stratified_resamples(parts, rng(), 500)))
    assert drawn.shape == (500, 6)
    assert set(drawn[:, :2].ravel()) == {1.0, 2.0}
    assert set(drawn[:, 2]) == {10.0}
    assert set(drawn[:, 3:].ravel()) == {20.0, 21.0, 22.0}


def test_frames_have_a_row_each_and_failed_runs_keep_what_is_finite() -> None:
    scores = made_up()
    scores["p0"]["b"][:3] = np.inf
    scores["p1"]["d"][:] = np.inf
    frame = aggregate_frame(scores, rng(), resamples=200).set_index("method")
    assert frame["failed"].tolist() == [0, 3, 0, 12]
    assert np.isfinite(frame.loc["b", "iqm"])
    assert np.isnan(frame.loc["b", "mean"])
    assert not np.isinf(frame.to_numpy(dtype=float)).any()
    assert (frame["iqm_low"].loc[["a", "b", "c"]] <= frame["iqm"].loc[["a", "b", "c"]]).all()
    places = location_frame(scores, rng(), resamples=200)
    assert len(places) == 16
    one = places[(places["problem"] == "p2") & (places["method"] == "c")].iloc[0]
    expected = pd.Series(scores["p2"]["c"]).describe()
    assert (one["median"], one["q25"], one["q75"]) == pytest.approx(tuple(expected[["50%", "25%", "75%"]]))
    ranks = places.pivot(index="problem", columns="method", values="rank")
    assert (ranks.sum(axis=1) == 10).all()
    assert ranks.loc["p1", "d"] == 4
    assert not np.isinf(places.select_dtypes("number").to_numpy()).any()


def test_equal_seeds_give_equal_intervals() -> None:
    pd.testing.assert_frame_equal(
        aggregate_frame(made_up(), rng(5), resamples=50), aggregate_frame(made_up(), rng(5), resamples=50)
    )


# performance profiles


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_profile_is_the_mean_of_the_empirical_distributions(seed: int) -> None:
    parts = [np.round(rng(seed + p).random(5 + p), 1) for p in range(3)]
    grid = np.linspace(-0.1, 1.1, 13)
    found = profile(parts, grid, rng(), resamples=50)
    expected = np.mean([scipy.stats.ecdf(part).cdf.evaluate(grid) for part in parts], axis=0)
    np.testing.assert_allclose(found.share, expected)
    assert (np.diff(found.share) >= 0).all()
    assert found.share[0] == found.low[0] == found.high[0] == 0
    assert found.share[-1] == found.low[-1] == found.high[-1] == 1


def test_bands_agree_with_resampled_runs() -> None:
    parts, grid = [rng(p).random(15) for p in range(4)], np.array([0.2, 0.5, 0.8])
    found = profile(parts, grid, rng(), resamples=4000)
    other = rng(7)
    plain = [
        np.mean([(other.choice(part, 15)[:, None] <= grid).mean(axis=0) for part in parts], axis=0) for _ in range(2000)
    ]
    low, high = np.percentile(plain, [2.5, 97.5], axis=0)
    np.testing.assert_allclose(found.low, low, atol=0.02)
    np.testing.assert_allclose(found.high, high, atol=0.02)


def test_thresholds_span_the_positive_scores_and_zeros_reach_the_first() -> None:
    scores = {"p": {"a": np.array([0.0, 0.01, np.inf]), "b": np.array([0.5, 1.0, 0.2])}}
    grid = thresholds_of(scores, 5)
    assert (grid[0], grid[-1], len(grid)) == (pytest.approx(0.01), 1.0, 5)
    found = profiles(scores, rng(), resamples=20)
    assert found["a"].share[0] == pytest.approx(2 / 3)
    assert found["b"].share[-1] == 1
    frame = profile_frame(found)
    assert list(frame.columns) == ["method", "threshold", "share", "low", "high"]
    assert len(frame) == 2 * len(found["a"].thresholds)
    with pytest.raises(ConfigurationError, match="finite score above zero"):
        thresholds_of({"p": {"a": np.zeros(2)}})


# probability of improvement


def test_pairs_are_counted_and_intervals_agree_with_resampled_runs() -> None:
    scores = made_up(3, problems=3, runs=8)
    scores["p0"]["a"] = np.round(scores["p0"]["a"], 1)
    scores["p0"]["b"] = np.round(scores["p0"]["b"], 1)  # ties

    def plain(samples: dict[str, tuple[Floats, Floats]]) -> float:
        return float(np.mean([np.mean([(y < x) + 0.5 * (y == x) for x in a for y in b]) for a, b in samples.values()]))

    found = improvement_intervals(scores, rng(), resamples=4000)
    assert list(found) == list(itertools.combinations("abcd", 2))
    for first, second in found:
        samples = {p: (of[first], of[second]) for p, of in scores.items()}
        assert found[first, second].estimate == pytest.approx(plain(samples))
    other = rng(8)
    drawn = [
        plain({p: (other.choice(of["a"], 8), other.choice(of["b"], 8)) for p, of in scores.items()}) for _ in range(600)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    assert (found["a", "b"].low, found["a", "b"].high) == pytest.approx((low, high), abs=0.1 * (high - low))


def test_the_frame_of_pairs_holds_tests_effects_and_counts_of_problems() -> None:
    scores = made_up(4)
    frame = improvement_frame(scores, rng(), resamples=100)
    assert len(frame) == 6
    assert (frame["holm_p"] >= frame["p"]).all()
    np.testing.assert_allclose(frame["a12"] + frame["improvement"], 1)
    assert ((frame["low"] <= frame["improvement"]) & (frame["improvement"] <= frame["high"])).all()
    assert set(frame["test"]) == {"van Elteren"}
    row = frame.iloc[2]
    medians = {name: np.array([np.median(of[name]) for of in scores.values()]) for name in "ad"}
    assert (row["first"], row["second"], row["better"]) == ("a", "d", int((medians["d"] < medians["a"]).sum()))
    effects = effect_by_problem(scores, "a", "d")
    for problem, of in scores.items():
        count = scipy.stats.mannwhitneyu(of["d"], of["a"]).statistic
        assert effects[problem] == pytest.approx(count / 144)
    assert row["a12"] == pytest.approx(np.mean(list(effects.values())))


# ranks


def test_friedman_and_nemenyi_over_problems_are_scikit_posthocs_on_medians() -> None:
    scores = made_up(5, problems=9)
    found = friedman_over_problems(scores)
    medians = np.array([[np.median(of[name]) for name in "abcd"] for of in scores.values()])
    np.testing.assert_allclose(found.p_nemenyi, scikit_posthocs.posthoc_nemenyi_friedman(medians).to_numpy(), atol=1e-6)
    # Demsar (2006), Table 5: q for 4 methods at 0.05 is 2.569
    assert found.critical_difference == pytest.approx(2.569 * np.sqrt(4 * 5 / (6 * 9)), abs=1e-3)
    frame = rank_frame(found)
    assert frame["mean_rank"].is_monotonic_increasing
    assert frame["nemenyi_p"].iloc[0] == 1


def ranked(ranks: list[float], difference: float) -> FriedmanResult:
    names = tuple("abcdefgh"[: len(ranks)])
    return FriedmanResult(names, np.array(ranks), 0.0, 1.0, difference, np.ones((len(ranks),) * 2), 0.05, 10)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(4, 24), min_size=3, max_size=8), st.integers(0, 12))
def test_groups_are_the_largest_sets_within_one_critical_difference(quarters: list[int], difference: int) -> None:
    found = ranked([each / 4 for each in quarters], difference / 4)
    rank = dict(zip(found.names, found.mean_ranks.tolist(), strict=True))

    def close(members: tuple[str, ...]) -> bool:
        return max(rank[m] for m in members) - min(rank[m] for m in members) <= difference / 4

    sets = [frozenset(c) for size in range(2, 9) for c in itertools.combinations(found.names, size) if close(c)]
    largest = {each for each in sets if not any(each < other for other in sets)}
    assert {frozenset(group) for group in groups(found)} == largest
    assert len(groups(found)) == len(largest)


def test_letters_of_groups() -> None:
    frame = rank_frame(ranked([1.0, 4.0, 2.0, 3.0], 1.0)).set_index("method")
    assert frame["groups"].to_dict() == {"a": "a", "c": "ab", "d": "bc", "b": "c"}
    assert set(rank_frame(ranked([1.0, 3.0, 6.0], 1.0))["groups"]) == {""}


# Bayesian comparison

BAYCOMP = [
    (
        [0.183, -0.184, 0.053, -0.025, -0.016, 0.003, -0.142, 0.001, -0.049, 0.286, 0.038, -0.008, -0.003, -0.033,
         -0.064, -0.011, 0.059, 0.001, 0.097, 0.004, 0.022, 0.144, 0.064, -0.02, 0.005, 0.063, 0.175],
        0.05, (0.00082, 0.93032, 0.06886),
    ),
    ([0.078, 0.081, 0.18, 0.029, 0.077, 0.171, 0.146, 0.107, 0.154, -0.126], 0.1, (2e-05, 0.55187, 0.44811)),
    (
        [0.082, -0.077, -0.133, 0.022, 0.056, -0.036, -0.086, 0.002, -0.004, 0.112, 0.06, 0.016, 0.089, -0.016, -0.074,
         0.047, 0.047, -0.017],
        0.02, (0.21531, 0.20483, 0.57986),
    ),
]  # fmt: skip
"""Differences, half the region, and the probabilities left, in and right of it by baycomp 1.0.3 (100,000 samples)."""


@pytest.mark.parametrize(("differences", "rope", "theirs"), BAYCOMP)
def test_the_signed_rank_test_gives_the_probabilities_of_baycomp(
    differences: list[float], rope: float, theirs: tuple[float, float, float]
) -> None:
    found = equivalence(np.zeros(len(differences)), differences, rope, rng(), samples=40_000)
    ours = (found.second_better, found.equivalent, found.first_better)
    assert ours == pytest.approx(theirs, abs=0.012)
    assert sum(ours) == pytest.approx(1)


def test_masses_are_the_sums_over_pairs_of_the_paper() -> None:
    z, rope = np.array([0.0, -0.3, 0.1, 0.1, 0.5]), 0.1
    weights = rng(6).dirichlet([0.5, 1, 1, 1, 1], size=5)
    for weight, mass in zip(weights, signed_rank_masses(z[1:], rope, rng(6), samples=5), strict=True):
        right = left = 0.0
        for i, j in itertools.product(range(5), repeat=2):
            middle = z[i] + z[j]
            right += weight[i] * weight[j] * (1.0 if middle > 2 * rope else 0.5 if middle == 2 * rope else 0.0)
            left += weight[i] * weight[j] * (1.0 if middle < -2 * rope else 0.5 if middle == -2 * rope else 0.0)
        assert (mass[0], mass[2]) == pytest.approx((left, right))


def test_turned_round_the_first_and_the_second_change_places() -> None:
    a, b = rng(1).random(20), rng(2).random(20) + 0.2
    one, other = equivalence(a, b, 0.05, rng()), equivalence(b, a, 0.05, rng())
    assert (one.first_better, one.second_better) == pytest.approx((other.second_better, other.first_better), abs=0.02)
    assert one.decision() == "first"
    assert other.decision() == "second"
    assert Equivalence(0.5, 0.3, 0.2).decision() == ""
    same = equivalence(a, a + 0.001, 0.05, rng())
    assert same.decision() == "equivalent"
    nothing = np.full(20, np.inf)
    assert equivalence(a, nothing, 0.05, rng()).first_better > 0.99
    assert equivalence(nothing, nothing, 0.05, rng()).equivalent > 0.99


@pytest.mark.parametrize(("rope", "prior"), [(-0.1, 0.5), (0.1, 0.0)])
def test_a_region_or_prior_that_is_none_is_refused(rope: float, prior: float) -> None:
    with pytest.raises(ConfigurationError, match="region"):
        signed_rank_masses([0.1], rope, rng(), prior=prior)


def test_the_frame_of_the_bayesian_comparison() -> None:
    frame = equivalence_frame(made_up(2, problems=12, runs=30), 0.02, rng(), samples=2000)
    assert len(frame) == 6
    np.testing.assert_allclose(frame[["first_better", "equivalent", "second_better"]].sum(axis=1), 1)
    assert frame.set_index(["first", "second"])["decision"]["a", "d"] == "first"
