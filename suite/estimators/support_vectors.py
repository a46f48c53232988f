"""Support vector regression of scikit-learn, with predictions from a table of distances.

Features are whole numbers (one-hot codes, paths, counts), so that squared distances are whole numbers, too, and the
kernel takes few values: they are looked up, and summed in libsvm's order, which gives its bits in a tenth of its time.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 256
"""Rows predicted together: their distances to a thousand support vectors fit into a processor's cache."""


class SupportVectors:
    """The regressor, with a radial kernel.

    Attributes:
        support_: rows of the support vectors ``(s,)``.
        dual_coef_: their coefficients ``(1, s)``.
        intercept_: ``(1,)``.

    Args:
        c: weight of the errors against flatness.
        epsilon: errors up to this are none.
        gamma: inverse width of the kernel, or "auto" or "scale" as in scikit-learn.
    """

    def __init__(self, c: float, epsilon: float, gamma: float | str) -> None:
        self._c, self._epsilon, self._gamma = c, epsilon, gamma

    def fit(self, features: Floats, targets: Floats) -> SupportVectors:
        """Learn from ``features`` ``(n, d)``, whole numbers, and ``targets`` ``(n,)``; return self."""
        from sklearn.svm import SVR

        self._width = _inverse_width(self._gamma, features)
        model = SVR(C=self._c, epsilon=self._epsilon, gamma=self._width)
        model.random_state = 0  # the solver is not random, but without it numpy's global generator is read
        model.fit(features, targets)
        self.support_, self.dual_coef_, self.intercept_ = model.support_, model.dual_coef_, model.intercept_
        self._vectors = features[self.support_]
        return self

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(n,)`` of ``features`` ``(n, d)``, whole numbers."""
        vectors, coefficients = self._vectors, self.dual_coef_[0][:, None]
        of_vectors, of_features = np.add.reduce(vectors**2, axis=1), np.add.reduce(features**2, axis=1)
        result = np.empty(len(features))
        kernel = np.empty(0)
        for start in range(0, len(features), BLOCK):
            rows = slice(start, start + BLOCK)
            distances = -2.0 * vectors @ features[rows].T  # whole numbers, exact in any order
            distances += of_vectors[:, None]
            distances += of_features[rows]
            places = distances.astype(np.int64)
            most = int(places.max(initial=0))
            if most >= len(kernel):
                kernel = np.array([math.exp(-self._width * distance) for distance in range(most + 1)])
            result[rows] = np.add.reduce(coefficients * kernel.take(places), axis=0)  # vector after vector
        result += self.intercept_[0]
        return result


def _inverse_width(gamma: float | str, features: Floats) -> float:
    """Return the number that scikit-learn's rules give."""
    if not isinstance(gamma, str):
        return gamma
    variance = float(features.var()) if gamma == "scale" else 1.0
    return 1.0 / (features.shape[1] * variance) if variance else 1.0
