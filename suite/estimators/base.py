"""What every cost estimator offers: a few measured architectures in, a cost for every architecture out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.estimators.conventions import Conventions, not_fitted
from suite.spaces.base import Codes, Indices, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201

Floats = NDArray[np.float64]


class Estimator(Conventions, ABC):
    """An estimator of latency (ms), energy (mJ) or another positive cost, with scikit-learn's conventions
    (:mod:`suite.estimators.conventions`).

    A subclass implements ``_fit`` and ``_predict`` on codes; this class checks what goes in and out. ``fit`` returns
    the estimator, and what it learned has names that end in ``_``. Randomness comes only from ``rng``: it is read once,
    by the constructor, so that a second ``fit`` on the same data gives the same estimator.

    Args:
        space: the search space.
        rng: needed by the estimators that are random, ignored by the others.

    Attributes:
        n_measurements_: number of rows of the last ``fit``.
        smallest_: smallest cost of the last ``fit``.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    minimum: ClassVar[int] = 2
    """Fewest measurements that ``fit`` takes."""
    random: ClassVar[bool] = False
    """Whether the result depends on ``rng``."""
    designed: ClassVar[bool] = False
    """Whether it names its own measurements, disconnected cells among them, and can do without some of them."""

    def __init__(self, space: SearchSpace = NASBENCH201, *, rng: np.random.Generator | None = None) -> None:
        if self.random and rng is None:
            raise ConfigurationError(f"{self.name} is random: pass a numpy Generator as rng")
        self.space = space
        self._seed = 0 if rng is None else int(rng.integers(2**31 - 1))
        self._fitted = False

    # -- what a subclass writes ------------------------------------------------------------------------------------
    @abstractmethod
    def _fit(self, codes: Codes, costs: Floats) -> None:
        """Learn from ``codes`` ``(n, n_edges)`` with ``costs`` ``(n,)``, finite and above 0."""

    @abstractmethod
    def _predict(self, codes: Codes) -> Floats:
        """Return the costs ``(n,)`` of ``codes`` ``(n, n_edges)``, in the unit of the costs that were fitted."""

    @property
    def required(self) -> Indices:
        """Indices of the architectures that must be among the measured ones; none, unless a subclass says so."""
        return np.empty(0, dtype=np.int64)

    # -- what a caller uses ----------------------------------------------------------------------------------------
    def measurements(self, n: int, rng: np.random.Generator, candidates: ArrayLike | None = None) -> Indices:
        """Return which architectures the estimator wants to be measured: here ``n`` distinct random ones.

        Args:
            n: how many.
            rng: decides which.
            candidates: indices to choose from, default all of the space.

        Returns:
            Indices ``(n,)``.

        Raises:
            ConfigurationError: if there are fewer candidates, or the estimator cannot use that many.
        """
        self.check_number(n)
        pool = np.arange(self.space.size) if candidates is None else _distinct(np.asarray(candidates))
        if n > len(pool):
            raise ConfigurationError(f"cannot choose {n} of {len(pool)} architectures")
        return np.asarray(rng.permutation(pool)[:n], dtype=np.int64)

    @classmethod
    def check_number(cls, n: int) -> None:
        """Raise ConfigurationError if ``fit`` cannot use ``n`` measurements."""
        if n < cls.minimum:
            raise ConfigurationError(f"{cls.name} needs at least {cls.minimum} measurements, not {n}")

    def fit(self, architectures: ArrayLike, costs: ArrayLike) -> Self:
        """Learn from measurements.

        Args:
            architectures: indices ``(n,)`` or codes ``(n, n_edges)``.
            costs: ``(n,)``, finite and above 0; one unit throughout, which ``predict`` returns.

        Raises:
            ArchitectureError: for architectures that are not in the space.
            ConfigurationError: for costs that are no costs, another number of them, or too few.
        """
        codes = self._codes(architectures)
        values = np.asarray(costs, dtype=np.float64)
        if values.shape != (len(codes),):
            raise ConfigurationError(f"{len(codes)} architectures need as many costs, not an array {values.shape}")
        if not (np.isfinite(values) & (values > 0)).all():
            raise ConfigurationError("costs must be finite and above 0: leave out what was not measured")
        self.check_number(len(values))
        self.n_measurements_ = len(values)
        self.smallest_ = float(values.min())
        self._fit(codes, values.copy())
        self._fitted = True
        return self

    def predict(self, architectures: ArrayLike) -> Floats:
        """Return the estimated costs ``(n,)`` of indices ``(n,)`` or codes ``(n, n_edges)``, always above 0.

        Raises:
            ArchitectureError: for architectures that are not in the space.
            ConfigurationError: before ``fit``.
        """
        if not self._fitted:
            raise not_fitted(self.name)
        codes = self._codes(architectures)
        if not len(codes):
            return np.empty(0)
        return kept_positive(np.asarray(self._predict(codes), dtype=np.float64), self.smallest_)

    def _codes(self, architectures: ArrayLike) -> Codes:
        array = np.asarray(architectures)
        if not self.space.indexed:
            return self.space.canonical(array)
        if array.ndim == 2:
            return self.space.codes(self.space.index(array))
        return self.space.codes(array)


def kept_positive(values: Floats, smallest: float) -> Floats:
    """Return ``values`` ``(n,)`` with those near or below 0 moved above it, their order kept.

    A linear model may predict a negative latency. With ``t`` a tenth of the ``smallest`` measured cost, a value
    ``y < t`` becomes ``t^2 / (2t - y)``, which continues ``y`` smoothly (a choice of this suite).
    """
    t = smallest / 10.0
    return np.where(values < t, t * t / (2.0 * t - np.minimum(values, t)), values)


def _distinct(values: Indices) -> Indices:
    """Return the distinct ``values`` in order; what is so already, as a device's measured cells are, is not sorted."""
    return values if values.ndim == 1 and bool((np.diff(values) > 0).all()) else np.unique(values)
