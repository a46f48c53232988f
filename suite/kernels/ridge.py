"""Ridge regression in closed form, with the choice of its penalty by cross-validation, for small feature matrices.

The estimator is scikit-learn's ``Ridge`` (penalty on the coefficients, none on the intercept), the choice that of its
``GridSearchCV`` with unshuffled folds scored by the mean absolute percentage error, or the leave-one-out error of its
``RidgeCV``. All are tested for equality. A whole grid costs one tridiagonal form a fold, which a search that trains
anew for every population needs: a choice among 20 penalties takes a few ms instead of 170. Sums have one order
(:mod:`suite.kernels.ordered`), so that coefficients have the same bits on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.kernels.ordered import Tridiagonal, moments, product, scatter, tridiagonal

Floats = NDArray[np.float64]

TIES = 12
"""Decimals of the mean error that the choice of a penalty looks at, so that rounding noise decides nothing."""


def ridge_fit(features: Floats, targets: Floats, penalty: ArrayLike) -> tuple[Floats, Floats]:
    """Return coefficients ``(d, m)`` and intercepts ``(m,)`` of ridge regressions of all target columns at once.

    Args:
        features: ``(n, d)``.
        targets: ``(n, m)``.
        penalty: alpha > 0, one for all columns or ``(m,)``.
    """
    centre, mean = features.mean(axis=0), targets.mean(axis=0)
    form, projected = _decompose(features, targets - mean)
    coefficients = form.turned_back(form.solve(np.broadcast_to(penalty, mean.shape), projected))
    return coefficients, mean - product(centre[None], coefficients)[0]


def ridge_choose(features: Floats, targets: Floats, penalties: Floats, folds: int = 5) -> tuple[Floats, Floats]:
    """Return for each target column the penalty with the smallest cross-validated error, and that error, ``(m,)`` each.

    The first among equals; the error is the mean over the folds of the mean absolute percentage error, a fraction.

    Args:
        features: ``(n, d)``.
        targets: ``(n, m)``.
        penalties: ``(k,)`` candidates, > 0.
        folds: number of contiguous folds, as scikit-learn's ``KFold`` without shuffling; at most n are used, and with
            fewer than two rows there is nothing to choose by: the first penalty and an error of NaN are returned.
    """
    n, m = targets.shape
    if n < 2:
        return np.full(m, penalties[0]), np.full(m, np.nan)
    error = np.zeros((len(penalties), m))
    parts = contiguous_folds(n, folds)
    for part in parts:
        train = np.ones(n, dtype=bool)
        train[part] = False
        x, y = features[train], targets[train]
        centre, mean = x.mean(axis=0), y.mean(axis=0)
        form, projected = _decompose(x, y - mean)
        shrunk = form.solve(penalties[:, None], projected[:, None, :])  # (d, k, m)
        predicted = product(features[part] - centre, form.turned_back(shrunk.reshape(len(shrunk), -1)))
        error += percentage_error(targets[part][:, None, :], predicted.reshape(-1, len(penalties), m) + mean)
    error /= len(parts)
    best = np.round(error, TIES).argmin(axis=0)
    return penalties[best], error[best, np.arange(m)]


def percentage_error(targets: Floats, predicted: Floats) -> Floats:
    """Return the mean absolute percentage error over the first axis, as a fraction; zero targets as in scikit-learn."""
    scale = np.maximum(np.abs(targets), np.finfo(np.float64).eps)
    return np.asarray((np.abs(targets - predicted) / scale).mean(axis=0))


def contiguous_folds(n: int, folds: int) -> list[slice]:
    """Return the test rows of at most ``folds`` contiguous folds of ``n`` rows, the first ones a row longer."""
    count = min(folds, n)
    sizes = np.full(count, n // count)
    sizes[: n % count] += 1
    ends = sizes.cumsum()
    return [slice(int(end - size), int(end)) for size, end in zip(sizes, ends, strict=True)]


def ridge_leave_one_out(features: Floats, targets: Floats, penalties: Floats) -> Floats:
    """Return the mean squared error ``(k,)`` of each of ``penalties`` ``(k,)`` on rows left out one by one.

    Args:
        features: ``(n, d)``.
        targets: ``(n,)``.
        penalties: > 0.
    """
    centred, known = features - features.mean(axis=0), (targets - targets.mean())[:, None]
    form, projected = _decompose(features, known)
    rows = form.turned(centred.T)  # (d, n)
    errors = []
    for penalty in penalties:
        shrunk = form.solve(penalty, np.concatenate([projected, rows], axis=1))
        residual = known[:, 0] - np.add.reduce(rows * shrunk[:, :1], axis=0)
        leverage = 1.0 / len(features) + np.add.reduce(rows * shrunk[:, 1:], axis=0)  # the mean is fitted, too
        errors.append(np.mean((residual / np.maximum(1.0 - leverage, np.finfo(np.float64).eps)) ** 2))
    return np.array(errors)


def _decompose(features: Floats, targets: Floats) -> tuple[Tridiagonal, Floats]:
    """Return the centred features' scatter in tridiagonal form, and the centred targets' moments turned to it."""
    form = tridiagonal(scatter(features))
    return form, form.turned(moments(features - features.mean(axis=0), targets))
