"""RMI-NAS: threshold, labels, the forest's choice, the end and the result."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.rmi_nas import MARGIN, RMINAS, loss_threshold, sum_cell
from suite.errors import ConfigurationError
from suite.kernels.forest import grow_forest
from suite.spaces.grid import GridSpace
from suite.testing import run
from suite.testing.problems import hidden_code

SPACE = GridSpace(5, 4)


def make(seed: int = 0, **parameters: Any) -> RMINAS:
    parameters = {"n_warmup": 40, "n_candidates": 100, "n_positives": 15, **parameters}
    return RMINAS(SPACE, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


@pytest.mark.parametrize("n", [2, 19, 21, 100])
def test_the_threshold_is_numpys_quantile(n: int) -> None:
    losses = np.random.Generator(np.random.PCG64(n)).normal(size=n)
    assert loss_threshold(losses, 0.05) == pytest.approx(np.quantile(losses, 0.05) + MARGIN, abs=1e-12)


def test_five_of_a_hundred_are_below_the_threshold() -> None:
    losses = np.arange(100.0)[::-1]
    assert (losses < loss_threshold(losses, 0.05)).sum() == 5
    assert (losses < loss_threshold(losses, 5 / 99)).sum() == 6  # the one at the quantile itself counts


def test_infeasible_architectures_are_the_worst() -> None:
    assert loss_threshold(np.array([3.0, np.inf, 1.0, 2.0, np.inf]), 0.5) == pytest.approx(3.0 + MARGIN)
    assert loss_threshold(np.array([np.inf, np.inf]), 0.05) == np.inf
    assert loss_threshold(np.array([1.0, np.inf]), 0.5) == np.inf


def test_the_sum_takes_the_commonest_operation_of_the_best() -> None:
    codes = np.array([[0, 1, 2], [3, 1, 0], [3, 2, 2], [1, 2, 0]], dtype=np.uint8)
    losses = np.array([0.4, 0.1, 0.2, 0.9])
    assert sum_cell(codes, losses, 4, 3).tolist() == [[3, 1, 2]]
    assert sum_cell(codes, losses, 4, 50).tolist() == [[3, 1, 0]]  # of equally common ones the first
    assert sum_cell(codes, losses, 4, 1).tolist() == [[3, 1, 0]]


def test_batches_no_repeats_and_the_end() -> None:
    algorithm = make()
    trace = run(algorithm, hidden_code(SPACE), 1000)
    assert algorithm.finished
    assert trace.batches[0] == 40
    assert set(trace.batches[1:]) == {1}
    indices = SPACE.index(trace.codes).tolist()
    assert len(set(indices)) == len(indices)
    losses = trace.values[:, 0]
    threshold = np.quantile(losses[:40], 0.05) + MARGIN
    assert algorithm.threshold == pytest.approx(threshold)
    positive = np.flatnonzero(losses < threshold)
    assert algorithm.positives()[: len(positive)].tolist() == positive.tolist()
    explored = positive[positive >= 40]
    last = explored[14]  # the 15th positive of the forest's choice ends the exploration
    assert len(losses) - 1 in (last, last + 1)  # the result is asked, unless it was told
    members = positive[positive <= last]
    expected = sum_cell(trace.codes[members], losses[members], 4, 50)
    assert algorithm.recommend().tolist() == expected.tolist()


def test_the_next_one_has_the_highest_probability_of_the_new_candidates() -> None:
    algorithm, twin, values = make(seed=3), make(seed=3), hidden_code(SPACE)
    for each in (algorithm, twin):
        codes = each.ask()
        each.tell(codes, values(codes))
    chosen = algorithm.ask()
    labels = twin.archive.values[:, 0] < twin.threshold
    forest = grow_forest(twin.archive.codes, labels, 4, 30, twin.rng)
    candidates = SPACE.codes(twin.rng.choice(SPACE.size, 100, replace=False))
    told = set(SPACE.index(codes).tolist())
    new = candidates[[index not in told for index in SPACE.index(candidates).tolist()]]
    assert len(new) < 100
    probability = forest.probability(new)
    assert chosen.tolist() == [new[probability.argmax()].tolist()]
    assert probability.max() > np.median(probability)


def test_the_forest_finds_positives_more_often_than_chance() -> None:
    shares = []
    for seed in range(5):
        algorithm = make(seed)
        trace = run(algorithm, hidden_code(SPACE), 1000)
        explored = trace.values[40:-1, 0] < algorithm.threshold
        everything = hidden_code(SPACE)(SPACE.codes(np.arange(SPACE.size)))[:, 0]
        shares.append((explored.mean(), (everything < algorithm.threshold).mean()))
    found, chance = np.mean(shares, axis=0)
    assert found > 3 * chance


def test_best_ends_without_a_further_query() -> None:
    algorithm, other = make(result="best"), make()
    trace, with_sum = (run(each, hidden_code(SPACE), 1000) for each in (algorithm, other))
    assert trace.codes.tolist() == with_sum.codes[: len(trace.codes)].tolist()
    assert SPACE.index(algorithm.recommend())[0] == SPACE.index(trace.codes)[trace.values[:, 0].argmin()]


def test_an_infeasible_result_gives_way_to_the_best() -> None:
    values = hidden_code(SPACE)
    for seed in range(20):
        algorithm = make(seed, top=15)
        while not algorithm.finished:
            codes = algorithm.ask()
            unseen = algorithm._result is not None  # the result, which was not evaluated before
            algorithm.tell(codes, np.full((1, 1), np.nan) if unseen else values(codes))
        if unseen:
            break
    assert unseen
    told = algorithm.archive.values[:, 0]
    assert np.isnan(told[-1])
    assert SPACE.index(algorithm.recommend())[0] == SPACE.index(algorithm.archive.codes)[np.nanargmin(told)]


def test_a_used_up_space_ends_the_search() -> None:
    space = GridSpace(2, 3)
    algorithm = RMINAS(space, rng=np.random.Generator(np.random.PCG64(0)), n_warmup=4)
    trace = run(algorithm, hidden_code(space), 100)
    assert algorithm.finished
    assert sorted(space.index(trace.codes).tolist()) == list(range(9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_warmup": 1}, {"quantile": 0.0}, {"quantile": 1.0}, {"n_trees": 0}, {"n_candidates": 0}, {"n_positives": 0},
        {"top": 0}, {"result": "greedy"},
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)
