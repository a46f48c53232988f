"""The networks learn, and their numbers do not depend on the order of sums."""

from __future__ import annotations

import numpy as np
import pytest

from suite.kernels import neural_ensemble
from suite.kernels.neural_ensemble import NeuralEnsemble, Training

TRAINING = Training(3, 2, 16, 60, 32, 0.01)


def data(n: int = 120) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    features = (rng.random((n, 30)) < 0.3).astype(np.float64)
    signal = features[:, 0] - features[:, 1] + 2 * features[:, 2] * features[:, 3]
    return features, np.stack([signal, -features[:, 4]], axis=1)


def test_it_learns_both_columns() -> None:
    features, targets = data(400)
    ensemble = NeuralEnsemble(features[:300], targets[:300], TRAINING, np.random.default_rng(1))
    predicted = ensemble.predict(features[300:])
    assert predicted.shape == (3, 100, 2)
    for column in range(2):
        assert np.corrcoef(predicted.mean(axis=0)[:, column], targets[300:, column])[0, 1] > 0.85
    assert predicted.std(axis=0).min() >= 0.0
    assert not np.array_equal(predicted[0], predicted[1])


def test_the_order_of_sums_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    features, targets = data()
    plain = NeuralEnsemble(features, targets, TRAINING, np.random.default_rng(1)).predict(features)
    matmul = np.matmul

    class Backwards(np.ndarray):
        """An array whose products are summed from the last term to the first."""

        def __matmul__(self, other: np.ndarray) -> np.ndarray:
            return matmul(np.asarray(self)[..., ::-1], np.asarray(other)[..., ::-1, :]).view(Backwards)

    def backwards(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        return matmul(np.asarray(a)[..., ::-1], np.asarray(b)[..., ::-1, :], out=out)

    monkeypatch.setattr(neural_ensemble.np, "matmul", backwards)
    other = NeuralEnsemble(features.view(Backwards), targets, TRAINING, np.random.default_rng(1))
    assert np.array_equal(np.asarray(other.predict(features)), plain)


def test_without_rounding_the_order_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rounding is for; and the test above can fail."""
    monkeypatch.setattr(neural_ensemble, "_rounded", lambda values: values)
    with pytest.raises(AssertionError):
        test_the_order_of_sums_changes_no_bit(monkeypatch)


def test_weights_are_multiples_of_the_grid_and_bounded() -> None:
    features, targets = data()
    flat = NeuralEnsemble(features, 1e6 * targets, Training(2, 1, 8, 20, 32, 5.0), np.random.default_rng(1))._flat
    assert np.abs(flat).max() <= neural_ensemble.LARGEST
    assert np.array_equal(flat * 2.0**17, np.rint(flat * 2.0**17))
