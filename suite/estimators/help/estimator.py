"""HELP as a cost estimator: meta-trained weights, ten or twenty measurements of a new device, all costs out."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from suite.errors import ConfigurationError
from suite.estimators.base import Estimator, Floats
from suite.estimators.help.settings import SPACES
from suite.networks import require_torch
from suite.spaces.base import Codes, Indices, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.columns import check_name

if TYPE_CHECKING:
    from suite.estimators.help.weights import HelpWeights

UNITS = ("regression", "scale", "extremes")
SUPPORTS = ("all", "others")
FEWEST_REFERENCES = 5


class HELP(Estimator):
    """Few-shot, cross-device predictor (torch): meta-learned on other devices, adapted with 10 or 20 measurements.

    Source: Lee et al., "HELP: Hardware-adaptive Efficient Latency Prediction for NAS via Meta-Learning", NeurIPS 2021
    (arXiv 2106.08630). The weights were meta-trained by this project on nine devices (GPUs, CPUs, phones, the Pixel 3
    of HW-NAS-Bench among them) with CIFAR-10 inputs; see ``docs/help.md``. The ten reference architectures come first
    among its measurements: their costs are the hardware embedding. A reference that the device cannot run is replaced
    by the mean of the training devices' embeddings.

    Args:
        space: NAS-Bench-201.
        rng: source of the modulator's samples.
        weights: a file of weights, or what was read from one; None takes those of the package.
        samples: samples of the modulator that a prediction is the mean of.
        last_sample: take the last sample alone, as the reference code's rank correlation does.
        support: "all" measurements adapt the network; "others" leaves out the references (the reference code, which
            so needs 20 measurements for a support of 10).
        unit: how predictions become costs. "regression": a line through the measurements (least squares); "scale":
            the scale of the references; "extremes": smallest and largest prediction of the measured architectures
            become their smallest and largest cost (the reference code).

    Attributes:
        embedding_: the hardware embedding, ``(10,)``.
        slope_, offset_: cost = offset + slope * prediction.
    """

    name: ClassVar[str] = "help"
    minimum: ClassVar[int] = 10
    random: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        weights: str | PathLike[str] | HelpWeights | None = None,
        samples: int = 10,
        last_sample: bool = False,
        support: str = "all",
        unit: str = "regression",
    ) -> None:
        super().__init__(space, rng=rng)
        require_torch()
        from suite.estimators.help.network import Layout
        from suite.estimators.help.weights import SHIPPED, HelpWeights, read_weights

        if space is not NASBENCH201:
            raise ConfigurationError(f"help knows NAS-Bench-201's cell only, not {space.name}")
        if samples < 1:
            raise ConfigurationError("samples must be at least 1")
        self.samples, self.last_sample = samples, last_sample
        self.support = check_name(support, SUPPORTS, "support")
        self.unit = check_name(unit, UNITS, "unit")
        if not isinstance(weights, HelpWeights):
            weights = read_weights(SHIPPED if weights is None else Path(weights))
        self.weights = weights
        settings = self.weights.settings
        if settings.space != "nasbench201" or settings.method != "help":
            raise ConfigurationError(f"the weights are those of {settings.method} on {settings.space}")
        self._layout = Layout(settings)
        self._references = np.array(SPACES["nasbench201"].references)

    @classmethod
    def load(cls, weights: str | PathLike[str] | None = None, *, seed: int = 0, **arguments: Any) -> Self:
        """Return the estimator with meta-trained weights, ready for :meth:`adapt`.

        Args:
            weights: a file; None takes those of the package.
            seed: of the modulator's samples.
            arguments: see the class.
        """
        return cls(rng=np.random.default_rng(seed), weights=weights, **arguments)

    def adapt(self, architectures: ArrayLike, costs: ArrayLike) -> Self:
        """Learn a device from measurements; another name for ``fit``."""
        return self.fit(architectures, costs)

    @property
    def references(self) -> Indices:
        """The ten architectures to measure first, ``(10,)``."""
        return self._references.copy()

    def measurements(self, n: int, rng: np.random.Generator, candidates: ArrayLike | None = None) -> Indices:
        """Return the references (those among ``candidates``) first, then distinct random architectures, ``(n,)``."""
        self.check_number(n)
        pool = np.arange(self.space.size) if candidates is None else np.unique(np.asarray(candidates))
        first = self._references[np.isin(self._references, pool)]
        others = np.setdiff1d(pool, self._references)
        if n > len(first) + len(others):
            raise ConfigurationError(f"cannot choose {n} of {len(first) + len(others)} architectures")
        return np.concatenate([first, rng.permutation(others)])[:n].astype(np.int64)

    def _fit(self, codes: Codes, costs: Floats) -> None:
        from suite.estimators.help.evaluation import Support
        from suite.estimators.help.tasks import embed, scale

        rows = self.space.index(codes)
        places = [np.flatnonzero(rows == reference) for reference in self._references]
        there = np.array([len(place) > 0 for place in places])
        if there.sum() < FEWEST_REFERENCES:
            missing = ", ".join(str(index) for index in self._references[~there])
            raise ConfigurationError(
                f"help needs the reference architectures measured first (at least {FEWEST_REFERENCES} of 10): "
                f"measure {missing}"
            )
        known = np.array([costs[place].mean() for place in places if len(place)])
        embedding = self.weights.typical.copy()
        embedding[there] = embed(known)
        self.embedding_ = embedding
        self._low, self._high = float(known.min()), float(known.max())
        chosen = np.ones(len(rows), dtype=bool)
        if self.support == "others":
            chosen = ~np.isin(rows, self._references)
            if not chosen.any():
                raise ConfigurationError("support 'others' needs measurements besides the references: give 20")
        targets = scale(costs[chosen], self._low, self._high).astype(np.float32)
        self._support = Support(embedding, rows[chosen], targets)
        self._adapted = None
        self._set_unit(self._scaled(codes), costs)

    def _set_unit(self, predicted: Floats, costs: Floats) -> None:
        """Find the line from predictions of the measured architectures to their costs."""
        from suite.estimators.help.tasks import LOW, SPAN

        self.slope_ = (self._high - self._low) / SPAN
        self.offset_ = self._low - LOW * self.slope_
        span = float(np.ptp(predicted))
        if self.unit == "scale" or span == 0.0:
            return
        if self.unit == "extremes":
            slope = float(np.ptp(costs)) / span
            self.slope_, self.offset_ = slope, float(costs.min() - slope * predicted.min())
            return
        centred = predicted - predicted.mean()
        slope = float(centred @ (costs - costs.mean()) / (centred @ centred))
        if slope > 0:  # a falling line would turn the ranking round
            self.slope_, self.offset_ = slope, float(costs.mean() - slope * predicted.mean())

    def _predict(self, codes: Codes) -> Floats:
        return self.offset_ + self.slope_ * self._scaled(codes)

    def _scaled(self, codes: Codes) -> Floats:
        """Return the network's predictions ``(n,)`` before they become costs."""
        import torch

        from suite.estimators.help.evaluation import adapted_weights, draw_noise, predicted
        from suite.estimators.help.tasks import inputs_of

        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # the same bits whatever the machine
        try:
            if self._adapted is None:
                noise = draw_noise(self._layout, self.samples, np.random.default_rng(self._seed))
                inputs = inputs_of("nasbench201", self.space.codes(self._support.architectures))
                vector = torch.from_numpy(self.weights.vector)
                self._adapted = adapted_weights(self._layout, vector, inputs, self._support, noise)
            found = predicted(self._layout, self._adapted, inputs_of("nasbench201", codes), self._support)
        finally:
            torch.set_num_threads(threads)
        result: Floats = found[-1] if self.last_sample else found.mean(axis=0)
        return result
