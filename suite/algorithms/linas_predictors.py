"""Predictors of the objectives from the one-hot code, as LINAS / ConcurrentNAS train them anew for every population.

Sources: Sarah et al., arXiv 2202.12954 (ridge, SVR); Cummings et al., arXiv 2205.10358, Table 5 and its ablation
(ridge, SVR-RBF, and "stacked": the outputs of both into a final ridge); the released code's choice between ridge and
SVR by cross-validated percentage error, which is ``"dynamic"`` here. scikit-learn does the SVR; ridge is closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from suite.errors import did_you_mean
from suite.kernels.ordered import product
from suite.kernels.rbf import rbf, rbf_grid
from suite.kernels.ridge import contiguous_folds, ridge_choose, ridge_fit

Floats = NDArray[np.float64]

RIDGE_PENALTIES = np.arange(1, 101) / 10.0
"""The released grid: alpha from 0.1 to 10.0 in steps of 0.1."""

SVR_COSTS = tuple(range(1, 101))
"""The released grid: C from 1 to 100 in steps of 1."""

SVR_COST = 10.0
"""C where it is not searched: the middle of the released grid on a logarithmic scale."""

FOLDS = 5


class Predictor(Protocol):
    """Learns several objectives at once, each for itself, from one-hot codes."""

    def fit(self, features: Floats, targets: Floats) -> Predictor:
        """Learn from ``features`` ``(n, d)`` and ``targets`` ``(n, m)``, n >= 1, no NaN; return self."""
        ...

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(k, m)`` of ``features`` ``(k, d)``."""
        ...

    def grid(self, n_edges: int, n_operations: int) -> Floats:
        """Return :meth:`predict` of all ``n_operations ** n_edges`` codes, in lexicographic order, at less cost."""
        ...


class Ridge:
    """Ridge regression; alpha by 5-fold cross-validation over the released grid, or fixed.

    Attributes:
        penalties_: ``(m,)`` alpha of each objective.
        errors_: ``(m,)`` its cross-validated percentage error, a fraction; only where alpha was searched.

    Args:
        penalty: alpha; None searches it.
    """

    def __init__(self, penalty: float | None = None) -> None:
        self.penalty = penalty

    def fit(self, features: Floats, targets: Floats) -> Ridge:
        """Learn; see :class:`Predictor`."""
        if self.penalty is None:
            self.penalties_, self.errors_ = ridge_choose(features, targets, RIDGE_PENALTIES, FOLDS)
        else:
            self.penalties_ = np.full(targets.shape[1], self.penalty)
        self.coefficients_, self.intercepts_ = ridge_fit(features, targets, self.penalties_)
        return self

    def predict(self, features: Floats) -> Floats:
        """Predict; see :class:`Predictor`."""
        return product(features, self.coefficients_) + self.intercepts_

    def grid(self, n_edges: int, n_operations: int) -> Floats:
        """Predict every code: a sum over the edges; see :class:`Predictor`."""
        total = self.intercepts_[None, :]
        for edge in self.coefficients_.reshape(n_edges, n_operations, -1):
            total = (total[:, None, :] + edge).reshape(-1, total.shape[1])
        return total


def label_scale(targets: Floats) -> Floats:
    """Return the released divisor of the labels, ``10 ** (floor(log10(max |y|)) - 1)`` per column, 1 for zeros."""
    largest = np.abs(targets).max(axis=0)
    return np.asarray(10.0 ** (np.floor(np.log10(np.where(largest > 0, largest, 10.0))) - 1.0))


class SVR:
    """Support vector regression, RBF kernel, gamma "auto" (1 / d), epsilon 0, labels scaled as in the released code.

    Attributes:
        errors_: ``(m,)`` cross-validated percentage error of the chosen C, a fraction; NaN where nothing was searched.

    Args:
        costs: candidates for C, chosen by 5-fold cross-validation (percentage error); one value is simply used.
    """

    def __init__(self, costs: tuple[float, ...] = (SVR_COST,)) -> None:
        self.costs = costs

    def fit(self, features: Floats, targets: Floats) -> SVR:
        """Learn; see :class:`Predictor`."""
        self.scale_ = label_scale(targets)
        self.errors_ = np.full(targets.shape[1], np.nan)
        self._machines = [self._fit_one(features, labels, j) for j, labels in enumerate((targets / self.scale_).T)]
        return self

    def _fit_one(self, features: Floats, labels: Floats, objective: int) -> tuple[Floats, Floats, float]:
        from sklearn.model_selection import GridSearchCV
        from sklearn.svm import SVR as Machine

        machine: Any = Machine(kernel="precomputed", epsilon=0.0, C=self.costs[0])
        kernel = rbf(features, features)
        with _global_random_state_kept():
            if len(self.costs) > 1 and len(labels) >= FOLDS:
                error = "neg_mean_absolute_percentage_error"
                search = GridSearchCV(machine, {"C": list(self.costs)}, scoring=error, cv=FOLDS).fit(kernel, labels)
                machine = search.best_estimator_
                self.errors_[objective] = -search.best_score_
            else:
                machine.fit(kernel, labels)
        return features[machine.support_], machine.dual_coef_[0], float(machine.intercept_[0])

    def predict(self, features: Floats) -> Floats:
        """Predict; see :class:`Predictor`."""
        columns = [
            product(rbf(features, vectors), weights[:, None]) + bias for vectors, weights, bias in self._machines
        ]
        return np.asarray(np.concatenate(columns, axis=1) * self.scale_)

    def grid(self, n_edges: int, n_operations: int) -> Floats:
        """Predict every code; see :class:`Predictor`."""
        columns = [
            rbf_grid(vectors, weights, n_edges, n_operations) + bias for vectors, weights, bias in self._machines
        ]
        return np.asarray(np.stack(columns, axis=1) * self.scale_)


@contextmanager
def _global_random_state_kept() -> Iterator[None]:
    """Put numpy's global state back: scikit-learn draws a seed from it that its regression then does not use."""
    state = np.random.get_state()  # noqa: NPY002  # only to put it back
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


class Stacked:
    """Ridge and SVR, whose out-of-fold outputs train a final ridge (alpha 1), as scikit-learn's stacking does it."""

    def fit(self, features: Floats, targets: Floats) -> Stacked:
        """Learn; see :class:`Predictor`."""
        n, m = targets.shape
        self._first: list[Predictor] = [Ridge(1.0), SVR()]
        outside = np.empty((n, m, 2))
        for part in contiguous_folds(n, FOLDS) if n > 1 else []:
            train = np.ones(n, dtype=bool)
            train[part] = False
            for k, one in enumerate(self._first):
                outside[part, :, k] = one.fit(features[train], targets[train]).predict(features[part])
        for k, one in enumerate(self._first):
            one.fit(features, targets)
            if n == 1:
                outside[:, :, k] = one.predict(features)
        self._final = [ridge_fit(outside[:, j], targets[:, j : j + 1], 1.0) for j in range(m)]
        return self

    def predict(self, features: Floats) -> Floats:
        """Predict; see :class:`Predictor`."""
        return self._combined([one.predict(features) for one in self._first])

    def grid(self, n_edges: int, n_operations: int) -> Floats:
        """Predict every code; see :class:`Predictor`."""
        return self._combined([one.grid(n_edges, n_operations) for one in self._first])

    def _combined(self, outputs: list[Floats]) -> Floats:
        both = np.stack(outputs, axis=2)
        return np.concatenate([product(both[:, j], c) + b for j, (c, b) in enumerate(self._final)], axis=1)


class Dynamic:
    """The released code's predictor: ridge or SVR, each with its best hyper-parameter, whichever errs less.

    Attributes:
        svr_wins_: ``(m,)`` of which objectives the SVR is used; ridge where there are too few rows to judge by.

    Args:
        costs: the grid of C.
    """

    def __init__(self, costs: tuple[float, ...] = SVR_COSTS) -> None:
        self.costs = costs

    def fit(self, features: Floats, targets: Floats) -> Dynamic:
        """Learn; see :class:`Predictor`."""
        self._ridge, self._svr = Ridge().fit(features, targets), SVR(self.costs).fit(features, targets)
        self.svr_wins_ = self._svr.errors_ < self._ridge.errors_
        return self

    def predict(self, features: Floats) -> Floats:
        """Predict; see :class:`Predictor`."""
        return np.where(self.svr_wins_, self._svr.predict(features), self._ridge.predict(features))

    def grid(self, n_edges: int, n_operations: int) -> Floats:
        """Predict every code; see :class:`Predictor`."""
        both = self._svr.grid(n_edges, n_operations), self._ridge.grid(n_edges, n_operations)
        return np.where(self.svr_wins_, *both)


_COARSE = (1.0, 10.0, 100.0)
PREDICTORS: dict[str, Callable[[], Predictor]] = {
    "ridge": Ridge,
    "ridge-1": lambda: Ridge(1.0),
    "svr": SVR,
    "stacked": Stacked,
    "dynamic": Dynamic,
    "dynamic-3": lambda: Dynamic(_COARSE),
}
"""Name -> new predictor: ridge (alpha searched), ridge-1 (alpha 1), svr (C 10), stacked (alpha 1, C 10), dynamic (the
released code's full grids: minutes a run), dynamic-3 (C of 1, 10 and 100 instead of a hundred values)."""


def make_predictor(name: str) -> Predictor:
    """Return a new predictor.

    Raises:
        UnknownNameError: for an unknown name, with the nearest one.
    """
    if name not in PREDICTORS:
        raise did_you_mean(name, PREDICTORS, "predictor")
    return PREDICTORS[name]()
