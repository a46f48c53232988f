"""The perceptron is scikit-learn's, to rounding: same stream, same batches, same stopping rule."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from suite.estimators.perceptron import Perceptron
from suite.spaces import NASBENCH201


@pytest.mark.parametrize(
    ("n", "hidden", "epochs", "decay"), [(3, (4,), 30, 0.1), (60, (16, 8), 500, 1e-4), (230, (32,), 60, 1.0)]
)
def test_it_is_scikit_learns(n: int, hidden: tuple[int, ...], epochs: int, decay: float) -> None:
    rng = np.random.Generator(np.random.PCG64(n))
    x = NASBENCH201.one_hot(NASBENCH201.random(n, rng))
    y = x @ rng.normal(size=30) + 0.1 * rng.normal(size=n)
    y = (y - y.mean()) / y.std()
    ours = Perceptron(hidden, epochs, 3e-3, decay, 7).fit(x, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = MLPRegressor(
            hidden_layer_sizes=hidden, max_iter=epochs, learning_rate_init=3e-3, alpha=decay, random_state=7
        ).fit(x, y)
    assert ours.n_iter_ == theirs.n_iter_
    other = NASBENCH201.one_hot(NASBENCH201.random(500, rng))
    np.testing.assert_allclose(ours.predict(other), theirs.predict(other), atol=1e-9)
    np.testing.assert_allclose(ours.predict(other[:3]), ours.predict(other)[:3], rtol=0, atol=0)


def test_training_stops_when_the_loss_no_longer_falls() -> None:
    x, y = np.eye(4), np.zeros(4)
    found = Perceptron((3,), 5000, 1e-2, 0.0, 0).fit(x, y)
    assert 11 < found.n_iter_ < 5000
