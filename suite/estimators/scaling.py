"""Analytical estimation: the multiply-accumulate operations or the parameters, scaled to a device."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators.base import Estimator, Floats
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201

FORMS = ("affine", "proportional")


class Scaling(Estimator):
    """Cost as a straight line in one closed form of the cell.

    The ranking is that of the closed form, whatever the measurements: where least squares would give a line that does
    not rise (or there is one measurement), the line through the origin is taken. The data set of the closed form does
    not matter, because those of two data sets are straight lines of each other, except with ``form="proportional"``:
    there it is CIFAR-10's.

    Args:
        space: the search space; its operations 2 and 3 are convolutions of 1x1 and 3x3, as in NAS-Bench-201.
        rng: not used.
        form: "affine" (constant and slope by least squares) or "proportional" (slope alone, the mean ratio).
    """

    version: ClassVar[int] = 2
    minimum: ClassVar[int] = 1

    def __init__(
        self, space: SearchSpace = NASBENCH201, *, rng: np.random.Generator | None = None, form: str = "affine"
    ) -> None:
        super().__init__(space, rng=rng)
        if form not in FORMS:
            raise did_you_mean(str(form), FORMS, "form of the scaling")
        if space.n_operations < 4:
            raise ConfigurationError(f"{self.name} needs NAS-Bench-201's operations, which {space.name} does not have")
        self.form = form

    @staticmethod
    @abstractmethod
    def amount(codes: Codes) -> Floats:
        """Return the closed form ``(n,)`` of ``codes``."""

    def _fit(self, codes: Codes, costs: Floats) -> None:
        amounts = self.amount(codes)
        centred = amounts - amounts.mean()
        spread = float(np.add.reduce(centred * centred))  # no BLAS, whose order of sums is the machine's
        self.slope_ = float(np.add.reduce(centred * (costs - costs.mean()))) / spread if spread > 0 else 0.0
        self.intercept_ = float(costs.mean() - self.slope_ * amounts.mean())
        if self.form == "proportional" or self.slope_ <= 0:
            self.slope_, self.intercept_ = float(costs.mean() / amounts.mean()), 0.0

    def _predict(self, codes: Codes) -> Floats:
        return self.intercept_ + self.slope_ * self.amount(codes)


class MACs(Scaling):
    """Multiply-accumulate operations, scaled to the device by a straight line."""

    name: ClassVar[str] = "macs"

    @staticmethod
    def amount(codes: Codes) -> Floats:
        """Return the multiply-accumulate operations in millions, ``(n,)``."""
        from suite.tables.closed_forms import macs_m

        return macs_m(codes, "cifar10")


class Parameters(Scaling):
    """Number of parameters, scaled to the device by a straight line."""

    name: ClassVar[str] = "params"

    @staticmethod
    def amount(codes: Codes) -> Floats:
        """Return the number of parameters in millions, ``(n,)``."""
        from suite.tables.closed_forms import params

        return params(codes, "cifar10") / 1e6
