"""Every statistic and indicator of ``suite.analysis`` beside an independent implementation of it.

scipy, statsmodels and scikit-posthocs for tests and intervals, pymoo for fronts and volumes, pandas for step functions.
What has no library (van Elteren's test for ranks) is held against a library on the data where both are the same.
"""

from __future__ import annotations

import inspect
import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scikit_posthocs
import scipy.spatial
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pymoo.indicators.hv import HV
from pymoo.indicators.igd_plus import IGDPlus
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests

from suite.analysis import indicators
from suite.analysis.anytime import anytime_best, anytime_hypervolume, at_budgets
from suite.analysis.attainment import attainment_surfaces
from suite.analysis.front_scale import FrontScale
from suite.analysis.fronts import nondominated
from suite.analysis.pair_tests import PairTest, pair_tests
from suite.analysis.pairing import same_problems
from suite.analysis.statistics import (
    bootstrap_ci,
    friedman_nemenyi,
    holm,
    iqm_ci,
    probability_of_improvement,
    summarise,
)
from suite.benchmark import load_benchmark
from suite.objectives.problem import ALL_CELLS, CONNECTED
from suite.study.problem import judged_problem
from suite.study.setting import Setting
from tests.analysis import naive

Floats = NDArray[np.float64]
NAMES = ("a", "b", "c", "d")


def nothing(first: str, second: str) -> str:
    return ""


def generator(seed: int) -> dict[str, Any]:
    """Return a generator under the name that this version of scipy's bootstrap takes."""
    name = "rng" if "rng" in inspect.signature(scipy.stats.bootstrap).parameters else "random_state"
    return {name: np.random.default_rng(seed)}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_that_of_statsmodels(p: list[float]) -> None:
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_friedman_and_nemenyi_are_those_of_scipy_and_scikit_posthocs(seed: int, ties: bool) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 8, (12, 4)).astype(float) if ties else rng.random((12, 4))
    ours = friedman_nemenyi(scores, NAMES)
    theirs = scipy.stats.friedmanchisquare(*scores.T)
    assert (ours.statistic, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))
    np.testing.assert_allclose(ours.mean_ranks, pd.DataFrame(scores).rank(axis=1).mean())
    np.testing.assert_allclose(ours.p_nemenyi, scikit_posthocs.posthoc_nemenyi_friedman(scores).to_numpy(), atol=1e-6)


def matrix(tests: list[PairTest], names: tuple[str, ...]) -> Floats:
    """Return corrected p-values as scikit-posthocs shows them: symmetric, 1 on the diagonal."""
    table = np.ones((len(names), len(names)))
    for test in tests:
        i, j = names.index(test.first), names.index(test.second)
        table[i, j] = table[j, i] = test.p_holm
    return table


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_all_pairs_are_those_of_scikit_posthocs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    samples = {name: rng.normal(loc=0.4 * place, size=15) for place, name in enumerate(NAMES)}
    groups = list(samples.values())
    unpaired = scikit_posthocs.posthoc_mannwhitney(groups, p_adjust="holm").to_numpy()
    np.testing.assert_allclose(matrix(pair_tests(samples, nothing), NAMES), unpaired, atol=1e-9)
    paired = scikit_posthocs.posthoc_wilcoxon(groups, p_adjust="holm").to_numpy()
    np.testing.assert_allclose(matrix(pair_tests(samples, same_problems), NAMES), paired, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_van_elteren_is_the_stratified_test_of_statsmodels_on_yes_and_no(seed: int) -> None:
    """On zeros and ones with problems of equal size it is the test of Cochran, Mantel and Haenszel."""
    rng = np.random.default_rng(seed)
    sizes = [(8, 6), (5, 9), (7, 7)]
    blocks = [(rng.integers(0, 2, n).astype(float), rng.integers(0, 2, m).astype(float)) for n, m in sizes]
    for a, b in blocks:  # both answers in every problem
        a[:2], b[:2] = (0, 1), (0, 1)
    scores = {name: np.concatenate(parts) for name, parts in zip("ab", zip(*blocks, strict=True), strict=True)}
    strata = {name: np.repeat([0, 1, 2], [pair[k] for pair in sizes]) for k, name in enumerate("ab")}
    (test,) = pair_tests(scores, nothing, strata=strata)
    tables = [np.array([[x.sum(), len(x) - x.sum()] for x in block]) for block in blocks]
    assert test.p == pytest.approx(StratifiedTable(tables).test_null_odds(correction=False).pvalue)


def test_bootstrap_interval_is_that_of_scipy() -> None:
    sample = np.random.default_rng(1).gamma(2.0, size=30)
    ours = bootstrap_ci(sample, np.random.default_rng(0))
    theirs = scipy.stats.bootstrap((sample,), np.mean, n_resamples=10_000, method="percentile", **generator(0))
    bounds = theirs.confidence_interval
    assert (ours.low, ours.high) == pytest.approx((bounds.low, bounds.high), abs=0.03 * (ours.high - ours.low))


def test_stratified_interval_is_that_of_scipy_with_a_sample_per_problem() -> None:
    scores = np.random.default_rng(2).random((12, 3)) + np.arange(3)
    ours = iqm_ci(scores, np.random.default_rng(0), resamples=3000)

    def pooled(*columns: Floats, axis: int = -1) -> Any:
        return scipy.stats.trim_mean(np.concatenate(columns, axis=-1), 0.25, axis=axis)

    theirs = scipy.stats.bootstrap(tuple(scores.T), pooled, n_resamples=3000, method="percentile", **generator(1))
    bounds = theirs.confidence_interval
    assert ours.estimate == pytest.approx(float(pooled(*scores.T)))
    assert (ours.low, ours.high) == pytest.approx((bounds.low, bounds.high), abs=0.1 * (ours.high - ours.low))


def test_summary_is_that_of_pandas() -> None:
    sample = np.random.default_rng(3).normal(size=17)
    ours, theirs = summarise(sample, np.random.default_rng(0), resamples=10), pd.Series(sample).describe()
    assert ours.n == theirs["count"]
    assert (ours.mean, ours.std, ours.minimum, ours.maximum) == pytest.approx(
        tuple(theirs[["mean", "std", "min", "max"]])
    )
    assert (ours.q25, ours.median, ours.q75) == pytest.approx(tuple(theirs[["25%", "50%", "75%"]]))


def test_probability_of_improvement_is_scipys_statistic_over_the_pairs() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.random((9, 5)), rng.random((7, 5)) + 0.1
    per_problem = [scipy.stats.mannwhitneyu(b, a).statistic / (9 * 7) for a, b in zip(x.T, y.T, strict=True)]
    assert probability_of_improvement(x, y) == pytest.approx(np.mean(per_problem))


@pytest.mark.parametrize("m", [2, 3])
def test_fronts_and_volumes_are_those_of_pymoo(m: int) -> None:
    rng = np.random.default_rng(m)
    values, reference = rng.random((60, m)), naive.reference([0.0] * m, [1.0] * m)
    front = np.flatnonzero(nondominated(values))
    assert front.tolist() == sorted(NonDominatedSorting().do(values, only_non_dominated_front=True).tolist())
    volume = HV(ref_point=np.full(m, 1.1))
    assert indicators.hypervolume(values, reference) == pytest.approx(volume(values))
    few, exact = values[:10], values[front]
    assert indicators.hypervolume_regret(few, exact, reference) == pytest.approx(1 - volume(few) / volume(exact))
    assert indicators.igd_plus(few, exact, reference) == pytest.approx(IGDPlus(exact)(few))
    prefixes = [volume(values[: n + 1]) for n in range(20)]
    np.testing.assert_allclose(anytime_hypervolume(values[:20], reference), prefixes)


@pytest.mark.parametrize("version", [CONNECTED, ALL_CELLS])
def test_sets_of_cells_are_measured_as_pymoo_does(version: int) -> None:
    """Front, normalisation and volume made anew from the tables; what is not counted is left out by hand."""
    benchmark = load_benchmark(source="surrogate")
    problem = judged_problem(Setting("cifar10", "valid200", "pixel3"), benchmark)
    values, names = problem.values, benchmark.space.strings(np.arange(15_625))
    counted = ~np.isnan(values).any(axis=1)
    if version == CONNECTED:
        counted &= np.array([connects(name) for name in names])
    candidates = values[counted]
    front = candidates[NonDominatedSorting().do(candidates, only_non_dominated_front=True)]
    low, high = front.min(axis=0), front.max(axis=0)
    seen = np.random.default_rng(0).choice(15_625, 300, replace=False)
    kept = (values[seen[counted[seen]]] - low) / (high - low)
    exact = (front - low) / (high - low)
    volume = HV(ref_point=np.array([1.1, 1.1]))
    scale = FrontScale(problem, version=version)
    assert scale.regret(seen) == pytest.approx(1 - volume(kept) / volume(exact))
    assert scale.igd_plus(seen) == pytest.approx(IGDPlus(exact)(kept))
    assert scale.anytime_share(seen)[-1] == pytest.approx(scale.share(seen))
    np.testing.assert_allclose(scale.reference.point, low + 1.1 * (high - low))


def connects(name: str) -> bool:
    """Return whether a cell's text has a path from node 0 to node 3, by trying all four."""
    edges = {(int(source), target): operation != "none" for target, node in enumerate(name.split("+"), 1)
             for operation, source in (edge.split("~") for edge in node.strip("|").split("|"))}  # fmt: skip
    paths = ((0, 3), (0, 1, 3), (0, 2, 3), (0, 1, 2, 3))
    return any(all(edges[step] for step in itertools.pairwise(path)) for path in paths)


def test_additive_epsilon_is_the_largest_of_the_smallest_shifts() -> None:
    """No library beside moocore, which computes it here: scipy's Chebyshev distance of what sticks out."""
    rng = np.random.default_rng(5)
    values, exact = rng.random((8, 2)) + 0.3, rng.random((6, 2)) * 0.3  # all of ours are worse in both
    reference = naive.reference([0, 0], [1, 1])
    distances = scipy.spatial.distance.cdist(values, exact, "chebyshev")
    assert indicators.additive_epsilon(values, exact, reference) == pytest.approx(distances.min(axis=0).max())


def test_the_median_attainment_of_staircases_is_the_median_of_their_heights() -> None:
    """Where every run reaches each abscissa once, the surface is the column's quantile, by numpy."""
    rng = np.random.default_rng(6)
    heights = -np.sort(-rng.random((5, 6)), axis=1)  # falling, so that each row is a front
    fronts = [np.stack([np.arange(6.0), row], axis=1) for row in heights]
    surface = attainment_surfaces(fronts, [50])[50]
    np.testing.assert_allclose(surface[:, 1], np.quantile(heights, 0.5, axis=0, method="inverted_cdf"))


def test_step_functions_are_those_of_pandas() -> None:
    rng = np.random.default_rng(7)
    values = np.where(rng.random(50) < 0.2, np.nan, rng.random(50))
    np.testing.assert_array_equal(anytime_best(values), pd.Series(values).fillna(np.inf).cummin())
    axis, grid = np.sort(rng.choice(500, 50, replace=False)), np.arange(0, 600, 7)
    theirs = pd.Series(values, index=axis).fillna(-1.0).asof(grid)
    np.testing.assert_array_equal(at_budgets(axis, np.where(np.isnan(values), -1.0, values), grid), theirs)
