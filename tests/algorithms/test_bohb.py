"""BOHB: Hyperband's brackets, who is promoted, which budget the model learns from, and the incumbent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.bohb import BOHB
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import hidden_code, run

VALUES = hidden_code(NASBENCH201)


def search(seed: int = 0, **parameters: Any) -> BOHB:
    return BOHB(NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


@pytest.mark.parametrize(
    ("budgets", "sizes"),
    [
        ((12.0, 200.0), [[9, 3, 1], [3, 1], [3], [9, 3, 1]]),  # NAS-Bench-201
        ((1.0, 12.0), [[9, 3, 1], [3, 1], [3], [9, 3, 1]]),  # NATS-Bench
        ((1.0, 81.0), [[81, 27, 9, 3, 1], [27, 9, 3, 1], [9, 3, 1], [6, 2], [5]]),
        ((5.0, 5.0), [[1], [1]]),
    ],
)
def test_brackets_are_hyperbands(budgets: tuple[float, float], sizes: list[list[int]]) -> None:
    algorithm = search(min_budget=budgets[0], max_budget=budgets[1])
    assert [algorithm.bracket_sizes(bracket) for bracket in range(len(sizes))] == sizes


def test_the_best_third_is_evaluated_again_and_new_ones_come_one_by_one() -> None:
    algorithm = search()
    trace = run(algorithm, VALUES, 20)
    assert trace.batches == (*[1] * 9, 3, 1, *[1] * 3, 1, *[1] * 3)
    errors, told = trace.values[:, 0], trace.codes
    first = np.sort(np.argsort(errors[:9], kind="stable")[:3])
    np.testing.assert_array_equal(told[9:12], told[:9][first])
    np.testing.assert_array_equal(told[12], told[9:12][errors[9:12].argmin()])
    np.testing.assert_array_equal(told[16], told[13:16][errors[13:16].argmin()])


def test_infeasible_architectures_are_never_promoted_and_their_places_are_drawn_anew() -> None:
    algorithm = search()
    for position in range(9):
        algorithm.tell(algorithm.ask(), [[float(position) if position < 2 else np.nan]])
    promoted = algorithm.ask()
    assert len(promoted) == 2
    algorithm.tell(promoted, [[1.0], [0.0]])
    extra = algorithm.ask()
    algorithm.tell(extra, [[5.0]])
    np.testing.assert_array_equal(algorithm.ask(), promoted[1:])


def test_the_model_starts_with_as_many_good_and_bad_observations_as_needed() -> None:
    algorithm = search()
    needed = 2 * (NASBENCH201.n_edges + 1)
    told = [0, 0, 0]
    while algorithm._model_rung() < 0:
        stage = algorithm._stage % max(1, len(algorithm._slots))
        codes = algorithm.ask()
        rung = algorithm.n_rungs - len(algorithm._slots) + (algorithm._stage if algorithm._slots else stage)
        algorithm.tell(codes, VALUES(codes))
        told[rung] += len(codes)
    assert algorithm._model_rung() == 0
    assert told[0] == needed
    assert max(told[1:]) < needed


def test_smaller_budgets_are_ignored_once_a_larger_one_has_a_model() -> None:
    algorithm = search()
    run(algorithm, VALUES, 100)  # five rounds of brackets: 5 x 5 evaluations on the largest budget
    assert algorithm._model_rung() == 2
    before = [len(codes) for codes, _ in algorithm._observed]
    codes = algorithm.ask()  # a new bracket begins on the smallest budget
    algorithm.tell(codes, VALUES(codes))
    assert [len(codes) for codes, _ in algorithm._observed] == before
    assert before[2] == 25


def test_the_split_is_that_of_the_public_package() -> None:
    algorithm = search()
    assert algorithm._split(14) == (7, 14)
    assert algorithm._split(40) == (7, 40)
    assert algorithm._split(100) == (15, 100)
    assert algorithm._split(101) == (15, 100)  # 85 per cent, rounded down, are bad


def test_the_incumbent_is_the_best_on_the_largest_budget() -> None:
    algorithm = search()
    trace = run(algorithm, VALUES, 18)  # 9 + 3 + 1, 3 + 1, then one of the largest budget's own
    at_largest = trace.codes[[12, 16, 17]]
    best = at_largest[VALUES(at_largest)[:, 0].argmin()]
    np.testing.assert_array_equal(algorithm.recommend()[0], best)
    early = search()
    trace = run(early, VALUES, 8)  # nothing on the largest budget yet
    np.testing.assert_array_equal(early.recommend()[0], trace.codes[trace.values[:, 0].argmin()])


def test_the_best_of_all_can_be_asked_for() -> None:
    for seed in range(5):
        algorithm = search(seed, incumbent="all")
        trace = run(algorithm, VALUES, 29)
        np.testing.assert_array_equal(algorithm.recommend()[0], trace.codes[trace.values[:, 0].argmin()])


def test_random_fraction_one_never_uses_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    from suite.kernels.kde import CategoricalDensity

    def fail(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(CategoricalDensity, "fit", fail)
    run(search(random_fraction=1.0), VALUES, 120)
    with pytest.raises(AssertionError):
        run(search(random_fraction=0.0), VALUES, 120)


def naive_density(data: np.ndarray, code: np.ndarray) -> float:
    n, d = data.shape
    h = [max(0.3, 1.06 * np.std(data[:, j].astype(float)) * n ** (-1 / (4 + d))) for j in range(d)]
    levels = [len(set(data[:, j].tolist())) for j in range(d)]
    kernels = [
        [1 - h[j] if datum[j] == code[j] else h[j] / (levels[j] - 1) if levels[j] > 1 else np.inf for j in range(d)]
        for datum in data
    ]
    with np.errstate(invalid="ignore"):  # infinities of both signs
        return float(np.mean([np.prod(row) for row in kernels]))


@pytest.mark.parametrize("n_told", [23, 57, 100, 140])
def test_a_new_architecture_is_the_one_that_a_naive_model_chooses(n_told: int) -> None:
    """After ``n_told`` evaluations (whole brackets), replay the next draw by hand."""
    algorithm = search(n_told)
    trace = run(algorithm, VALUES, n_told - n_told % 20)
    largest = [row for row in range(len(trace.codes)) if row % 20 in (12, 16, 17, 18, 19)]
    middle = [row for row in range(len(trace.codes)) if row % 20 in (9, 10, 11, 13, 14, 15)]
    rows = next((each for each in (largest, middle) if len(each) >= 14), None)
    if rows is None:
        rows = [row for row in range(len(trace.codes)) if row % 20 < 9]
    replay = np.random.Generator(np.random.PCG64())
    replay.bit_generator.state = algorithm.rng.bit_generator.state
    asked = algorithm.ask()[0]
    if len(rows) < 14:
        np.testing.assert_array_equal(asked, NASBENCH201.random(1, replay)[0])
        return
    ranked = trace.codes[rows][np.argsort(trace.values[rows, 0], kind="stable")]
    n_good = max(7, 15 * len(rows) // 100)
    good, bad = ranked[:n_good], ranked[n_good : n_good + max(7, 85 * len(rows) // 100)]
    data = good[replay.integers(n_good, size=4)]
    h = np.maximum(0.3, 1.06 * good.std(axis=0) * n_good ** (-1 / 10))
    kept = replay.random((4, 6)) < 1 - h
    candidates = np.where(kept, data, replay.integers(5, size=(4, 6)))
    ratios = [max(1e-32, naive_density(bad, c)) / max(naive_density(good, c), 1e-32) for c in candidates]
    np.testing.assert_array_equal(asked, candidates[int(np.nanargmin(ratios))])


def test_the_optimum_of_a_tiny_space_is_found() -> None:
    space = GridSpace(3, 3)
    for seed in range(5):
        algorithm = BOHB(space, rng=np.random.Generator(np.random.PCG64(seed)))
        run(algorithm, hidden_code(space), 300)
        np.testing.assert_array_equal(algorithm.recommend(), [[1, 2, 0]])


@pytest.mark.parametrize(
    "wrong",
    [{"num_samples": 0}, {"random_fraction": 1.5}, {"min_bandwidth": 0.0}, {"eta": 1}, {"top_n_percent": 100},
     {"min_budget": 0.0}, {"min_budget": 300.0}, {"incumbent": "first"}],
)  # fmt: skip
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        search(**wrong)
