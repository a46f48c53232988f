"""Pairs of methods: paired where a draw is shared, and nowhere else; p-values against scipy and permutations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.analysis.pair_tests import MANN_WHITNEY, VAN_ELTEREN, WILCOXON, pair_tests
from suite.analysis.pairing import COSTS, FITNESS, same_problems, shared_by, shared_draws
from suite.analysis.statistics import holm, probability_of_improvement
from suite.errors import ConfigurationError
from tests.study.made_up import make_spec

Floats = NDArray[np.float64]


def nothing(first: str, second: str) -> str:
    return ""


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"algorithm": "nsga2"}, {"algorithm": "random_search"}, ""),
        ({"algorithm": "nsga2"}, {"algorithm": "nsga2", "params": (("population_size", 50),)}, ""),
        ({"algorithm": "nsga2"}, {"algorithm": "nsga2", "device": "raspi4"}, ""),
        ({"algorithm": "nsga2"}, {"algorithm": "nsga2", "fitness": "valid12"}, ""),
        ({"algorithm": "nsga2", "cost_source": "ridge:20"}, {"algorithm": "nsga2"}, ""),
        (
            {"algorithm": "nsga2", "fitness": "rank-noise:tau=0.5", "cost_source": "ridge:20"},
            {"algorithm": "nsga2", "fitness": "rank-noise:tau=0.5", "cost_source": "ridge:20"},
            f"{FITNESS}, {COSTS}",
        ),
        (
            {"algorithm": "nsga2", "fitness": "simulated-supernet"},
            {"algorithm": "random_search", "fitness": "simulated-supernet:preset=one-shot"},
            FITNESS,
        ),
        (
            {"algorithm": "nsga2", "fitness": "simulated-supernet"},
            {"algorithm": "random_search", "fitness": "rank-noise:tau=0.5"},
            "",
        ),
        (
            {"algorithm": "nsga2", "fitness": "valid12-trial", "dataset": "cifar10"},
            {"algorithm": "random_search", "fitness": "valid12-trial", "dataset": "cifar100"},
            "",
        ),
        (
            {"algorithm": "nsga2", "cost_source": "ridge:20"},
            {"algorithm": "random_search", "cost_source": "ridge:20"},
            COSTS,
        ),
    ],
)
def test_runs_are_pairs_only_where_a_draw_is_shared(one: dict, other: dict, shared: str) -> None:
    first, second = make_spec(**one), make_spec(**other, seed=3)
    assert shared_draws(first, second) == shared
    assert shared_draws(second, first) == shared
    assert shared_by({"a": first, "b": second})("a", "b") == shared


def test_runs_of_one_seed_agree_where_they_are_called_pairs_and_not_elsewhere() -> None:
    rng = np.random.default_rng(0)
    draw = rng.normal(size=200)
    first = draw + 0.1 * rng.normal(size=200)
    scores = {"a": first, "b": draw + 0.1 * rng.normal(size=200), "c": rng.normal(size=200)}
    with_b, with_c = pair_tests(scores, lambda *_: FITNESS, versus="a")
    assert with_b.correlation > 0.9
    assert abs(with_c.correlation) < 0.2  # said to be pairs, but the printed number shows that they are none
    assert with_b.correlation == pytest.approx(scipy.stats.spearmanr(scores["a"], scores["b"]).statistic)


def test_unpaired_tests_are_scipys_and_do_not_depend_on_the_order_of_the_runs() -> None:
    rng = np.random.default_rng(0)
    scores = {"a": rng.random(20), "b": rng.random(15) + 0.2, "c": np.array([np.inf, *rng.random(19)])}
    tests = pair_tests(scores, nothing)
    assert [(test.first, test.second, test.test) for test in tests] == [
        (one, other, MANN_WHITNEY) for one, other in itertools.combinations("abc", 2)
    ]
    expected = [scipy.stats.mannwhitneyu(scores[t.first], scores[t.second]) for t in tests]
    assert [test.p for test in tests] == pytest.approx([result.pvalue for result in expected])
    assert [test.p_holm for test in tests] == pytest.approx(holm([test.p for test in tests]).tolist())
    below = [result.statistic / (test.n * test.m) for result, test in zip(expected, tests, strict=True)]
    assert [test.improvement for test in tests] == pytest.approx(below)  # chance that the first is the larger
    assert [test.a12 + test.improvement for test in tests] == pytest.approx([1.0] * 3)
    assert all(np.isnan(test.correlation) and test.shared == "" for test in tests)
    shuffled = {name: rng.permutation(values) for name, values in scores.items()}
    assert [test.p for test in pair_tests(shuffled, nothing)] == pytest.approx([test.p for test in tests])


def test_paired_tests_are_scipys_and_ties_are_counted() -> None:
    rng = np.random.default_rng(0)
    a, b, c = rng.random(12), rng.random(12), rng.random(12)
    b[:3] = a[:3]
    tests = pair_tests({"a": a, "b": b, "c": c}, same_problems)
    assert [(test.test, test.shared, test.ties) for test in tests] == [(WILCOXON, "problem", k) for k in (3, 0, 0)]
    assert tests[0].p == pytest.approx(scipy.stats.wilcoxon(a[3:], b[3:]).pvalue)
    assert tests[1].p == pytest.approx(scipy.stats.wilcoxon(a, c).pvalue)
    ten = np.arange(10.0)
    failed = np.where(ten < 9, ten + 20, np.inf)
    (test,) = pair_tests({"a": ten, "b": failed}, same_problems)
    assert test.p == pytest.approx(scipy.stats.wilcoxon(-ten - 10).pvalue)


def test_samples_without_a_difference_have_p_1() -> None:
    for shared in (nothing, same_problems):
        (test,) = pair_tests({"a": [1.0, 1.0], "b": [1.0, 1.0]}, shared)
        assert (test.p, test.p_holm, test.a12) == (1.0, 1.0, 0.5)
        assert np.isnan(test.correlation)


def stratified(seed: int, shift: float = 0.0) -> tuple[dict[str, Floats], dict[str, NDArray[np.int64]]]:
    """Return two methods on three problems whose levels differ by far more than the methods do."""
    rng = np.random.default_rng(seed)
    problems = {"a": np.repeat([0, 1, 2], [7, 9, 8]), "b": np.repeat([0, 1, 2], [8, 6, 9])}
    values = {
        name: 100.0 * which + np.round(rng.normal(size=len(which)), 1) + (shift if name == "b" else 0.0)
        for name, which in problems.items()
    }
    return values, problems


def test_a_stratified_test_is_near_the_permutations_within_the_problems() -> None:
    """Its normal approximation against 4,000 rearrangements of the same statistic, written out."""
    for seed, shift in ((0, 0.0), (1, 0.6)):
        values, problems = stratified(seed, shift)
        rng = np.random.default_rng(seed)

        def statistic(blocks: list[tuple[Floats, Floats]]) -> float:
            total = 0.0
            for a, b in blocks:
                wins = sum((x > y) + 0.5 * (x == y) for x in a for y in b)
                total += (wins - len(a) * len(b) / 2) / (len(a) + len(b) + 1)
            return total

        blocks = [(values["a"][problems["a"] == k], values["b"][problems["b"] == k]) for k in range(3)]
        seen, larger = abs(statistic(blocks)), 0
        for _ in range(4000):
            moved = [rng.permutation(np.concatenate(block)) for block in blocks]
            drawn = [(m[: len(a)], m[len(a) :]) for m, (a, _) in zip(moved, blocks, strict=True)]
            larger += abs(statistic(drawn)) >= seen - 1e-12
        (test,) = pair_tests(values, nothing, strata=problems)
        assert test.test == VAN_ELTEREN
        assert test.p == pytest.approx(larger / 4000, abs=0.025)


def test_a_stratified_test_sees_what_the_levels_of_the_problems_hide() -> None:
    values, problems = stratified(2, 1.5)
    (within,), (pooled,) = (pair_tests(values, nothing, strata=strata) for strata in (problems, None))
    assert within.p < 1e-3 < 0.05 < pooled.p
    assert within.a12 > 0.75 > pooled.a12


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_a_stratified_test_of_equal_problems_is_scipys_mann_whitney(seed: int) -> None:
    """Two copies of one problem double the statistic and its variance: z grows by the square root of two."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 9, 12).astype(float), rng.integers(0, 9, 10).astype(float)
    doubled = {"a": np.tile(a, 2), "b": np.tile(b, 2)}
    (test,) = pair_tests(doubled, nothing, strata={"a": np.repeat([0, 1], 12), "b": np.repeat([0, 1], 10)})
    once = scipy.stats.mannwhitneyu(a, b, use_continuity=False, method="asymptotic").pvalue
    z = scipy.stats.norm.isf(once / 2) * np.sqrt(2)
    assert test.p == pytest.approx(2 * scipy.stats.norm.sf(z), abs=1e-9)
    assert test.a12 == pytest.approx(probability_of_improvement(a, b))


def test_correlation_of_pairs_is_within_the_problems() -> None:
    """Levels of problems alone are no correlation of runs."""
    rng = np.random.default_rng(0)
    levels = np.repeat([0.0, 100.0, 200.0], 60)
    scores = {name: levels + rng.normal(size=180) for name in ("a", "b")}
    strata = dict.fromkeys(scores, levels)
    (test,) = pair_tests(scores, same_problems, strata=strata)
    assert scipy.stats.spearmanr(*scores.values()).statistic > 0.8
    assert abs(test.correlation) < 0.2


@pytest.mark.parametrize(
    ("scores", "options", "message"),
    [
        ({"a": [1.0], "b": [1.0, 2.0]}, {"shared": same_problems}, "one score per seed"),
        ({"a": [1.0], "b": [float("nan")]}, {"shared": nothing}, "none missing"),
        ({"a": [1.0], "b": []}, {"shared": nothing}, "none missing"),
        ({"a": [1.0], "b": [1.0]}, {"shared": nothing, "versus": "z"}, "not among"),
        ({"a": [1.0], "b": [1.0]}, {"shared": nothing, "strata": {"a": [0], "b": [1]}}, "different problems"),
        ({"a": [1.0], "b": [1.0]}, {"shared": nothing, "strata": {"a": [0], "b": [1, 1]}}, "one problem per score"),
    ],
)
def test_scores_that_cannot_be_tested_are_refused(scores: dict, options: dict, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        pair_tests(scores, **options)
