"""WeakNAS-style search: samples from the predicted top, then the best of the rest, each architecture once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.weaknas import WeakNAS
from suite.errors import ConfigurationError
from suite.spaces.grid import GridSpace
from suite.testing import run
from suite.testing.problems import hidden_code, two_distances

SPACE = GridSpace(5, 4)


def make(seed: int = 0, **parameters: Any) -> WeakNAS:
    return WeakNAS(SPACE, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


def test_batches_and_no_repeats() -> None:
    trace = run(make(n_initial=12, n_sample=8), two_distances(SPACE), 12 + 8 * 6)
    assert trace.batches == (12, 8, 8, 8, 8, 8, 8)
    assert len(set(SPACE.index(trace.codes).tolist())) == 60


@pytest.mark.parametrize("predictor", ["ridge", "svr"])
def test_the_optimum_is_found(predictor: str) -> None:
    algorithm = make(predictor=predictor)
    run(algorithm, hidden_code(SPACE), 150)
    assert algorithm.recommend().tolist() == [[1, 2, 0, 1, 2]]


def test_the_sample_comes_from_the_predicted_top() -> None:
    algorithm, values = make(n_top=30, predictor="ridge"), hidden_code(SPACE)
    codes = algorithm.ask()
    algorithm.tell(codes, values(codes))
    predicted = algorithm._learnt()
    assert predicted is not None
    chosen = SPACE.index(algorithm.ask())
    limit = np.sort(predicted[:, 0])[29]
    assert (predicted[chosen, 0] <= limit).all()
    best = set(np.argsort(predicted[:, 0])[:10].tolist())
    assert set(chosen.tolist()) != best  # a draw, not the best ten


def test_a_measured_top_gives_way_to_the_best_of_the_rest() -> None:
    algorithm, values = make(n_initial=10, n_sample=10, n_top=10, predictor="ridge"), hidden_code(SPACE)
    for _ in range(5):
        codes = algorithm.ask()
        algorithm.tell(codes, values(codes))
    told = set(SPACE.index(algorithm.archive.codes).tolist())
    predicted = algorithm._learnt()
    assert predicted is not None
    rest = [index for index in np.argsort(predicted[:, 0], kind="stable").tolist() if index not in told]
    top = set(np.argsort(predicted[:, 0], kind="stable")[:10].tolist())
    chosen = SPACE.index(algorithm.ask())
    if len(top - told) < 10:
        assert predicted[chosen, 0].max() <= predicted[rest[:10], 0].max() + 1e-9
    assert not told & set(chosen.tolist())


@pytest.mark.parametrize("wrong", [{"n_initial": 1}, {"n_sample": 0}, {"n_top": 5}, {"unique": "names"}])
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)
