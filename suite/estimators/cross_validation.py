"""Errors of an estimator on architectures that its fit did not see, and what they say about all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.correlation import kendall
from suite.errors import ConfigurationError
from suite.estimators.base import Estimator

Floats = NDArray[np.float64]
Make = Callable[[], Estimator]
FOLDS = 10
"""Folds of a cross-validation; with ten measurements or fewer that is leave-one-out."""

_CHUNK = 2_000_000
"""Numbers handled at once: bounds the memory of :func:`intervals` at some 16 MB."""


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Predictions of measurements by estimators that did not see them.

    Attributes:
        rows: positions ``(k,)`` of the predicted measurements; those in every fit (``required``) are not among them.
        fold: ``(k,)`` which of ``models`` predicted them.
        predicted: ``(k,)``.
        costs: ``(k,)`` as measured.
        models: the fitted estimators, one per fold.
    """

    rows: NDArray[np.int64]
    fold: NDArray[np.int64]
    predicted: Floats
    costs: Floats
    models: tuple[Estimator, ...]

    @property
    def error(self) -> float:
        """Summed absolute error as a share of the summed cost: 0 is perfect."""
        return float(np.abs(self.predicted - self.costs).sum() / self.costs.sum())

    @property
    def mean_absolute_error(self) -> float:
        """In the unit of the costs."""
        return float(np.abs(self.predicted - self.costs).mean())

    @property
    def mape(self) -> float:
        """Mean absolute error, each as a share of its own cost."""
        return float((np.abs(self.predicted - self.costs) / self.costs).mean())

    @property
    def tau(self) -> float:
        """Kendall's tau between prediction and measurement; NaN where one of them is constant.

        With leave-one-out even a constant model gets a tau (of -1): its mean is the lower, the higher what it left out.
        """
        return kendall(self.predicted, self.costs)


def out_of_fold(
    make: Make,
    indices: NDArray[np.int64],
    costs: Floats,
    rng: np.random.Generator,
    required: NDArray[np.int64] | None = None,
    folds: int = FOLDS,
) -> OutOfFold:
    """Return each measurement as predicted from the others.

    Args:
        make: returns a new estimator.
        indices: measured architectures ``(n,)``.
        costs: ``(n,)``.
        rng: decides the folds.
        required: architectures that every fit must have; they are never held out.
        folds: number of folds, fewer if there are fewer rows to hold out.

    Raises:
        ConfigurationError: if fewer than two measurements can be held out.
    """
    fixed = np.isin(indices, [] if required is None else required)
    free = np.flatnonzero(~fixed)
    if len(free) < 2:
        raise ConfigurationError(f"cross-validation needs at least 2 measurements to hold out, not {len(free)}")
    order = rng.permutation(free)
    count = min(folds, len(free))
    fold = np.empty(len(free), dtype=np.int64)
    predicted = np.empty(len(free))
    position = np.searchsorted(free, order)
    models = []
    for number in range(count):
        held = np.sort(position[number::count])
        kept = np.setdiff1d(np.arange(len(indices)), free[held])
        model = make().fit(indices[kept], costs[kept])
        fold[held] = number
        predicted[held] = model.predict(indices[free[held]])
        models.append(model)
    return OutOfFold(free, fold, predicted, costs[free], tuple(models))


def attainable(level: float, n: int) -> float:
    """Return ``level``, or the highest level that ``n`` residuals can support, ``n / (n + 1)``, if that is lower."""
    return min(level, n / (n + 1.0))


def intervals(found: OutOfFold, architectures: NDArray[np.int64], level: float) -> tuple[Floats, Floats]:
    """Return lower and upper bounds ``(m,)`` for the costs of ``architectures`` ``(m,)`` by the CV+ method.

    Source: Barber, Candes, Ramdas and Tibshirani, "Predictive inference with the jackknife+", Annals of Statistics 49,
    2021, sections 1 and 3 (leave-one-out is the jackknife+). Each measurement contributes the prediction of its fold's
    model plus and minus its residual, and the bounds are quantiles of these. Where measured and predicted
    architectures are exchangeable (measured ones drawn at random), at least ``2 level - 1`` of the costs lie inside,
    and usually ``level``. Bounds below 0 become 0.

    Args:
        found: from :func:`out_of_fold`.
        architectures: indices.
        level: share of costs to be inside, at most :func:`attainable`.
    """
    n = len(found.costs)
    tail = max(int(np.floor((1.0 - level) * (n + 1) + 1e-9)), 1)
    residual = np.abs(found.costs - found.predicted)[:, None]
    low, high = np.empty(len(architectures)), np.empty(len(architectures))
    step = max(1, _CHUNK // n)
    predictions = np.stack([model.predict(architectures) for model in found.models])
    for start in range(0, len(architectures), step):
        chosen = slice(start, start + step)
        centre = predictions[:, chosen][found.fold]
        low[chosen] = np.partition(centre - residual, tail - 1, axis=0)[tail - 1]
        high[chosen] = np.partition(centre + residual, n - tail, axis=0)[n - tail]
    return np.maximum(low, 0.0), high
