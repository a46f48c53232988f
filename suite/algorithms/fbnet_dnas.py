"""DNAS (tabular): FBNet's differentiable search on look-up values instead of a supernet.

Source: Wu et al., "FBNet: Hardware-Aware Efficient ConvNet Design via Differentiable Neural Architecture Search", CVPR
2019 (arXiv 1812.03443), section 3; theta's optimiser from two public re-implementations, which agree. A table has no
weights and no gradient, so the cross-entropy is looked up and its gradient estimated: docs/algorithms/fbnet_dnas.md.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.adam import Adam
from suite.kernels.additive import AdditiveModel
from suite.kernels.checks import not_negative, one_of, positive
from suite.kernels.gumbel import gumbel_noise, mixture, pathwise_gradient, score_gradient, softmax
from suite.kernels.latency_loss import CROSS_ENTROPIES, LOSSES, cross_entropy, dnas_loss, dnas_slopes
from suite.spaces.base import Codes, SearchSpace

GRADIENTS = ("score", "straight-through")
LATENCIES = ("fitted", "measured", "table")
RETURNS = ("samples", "told")
SMALL_RIDGE = 1e-6
"""Ridge of the measured look-up table: it only settles what the sum cannot identify."""


class FBNetDNAS(Algorithm):
    """DNAS (tabular), FBNet's search (CVPR 2019): Gumbel-softmax over the operations, latency from a look-up table.

    Two columns of values, [fitness error (%), latency in ms]. Per step one or a few architectures are drawn
    from ``P_theta``; the loss is ``CE * alpha * log(LAT)^beta``. The latency's gradient is FBNet's: look-up table and
    relaxed mixture at the temperature of the epoch. The cross-entropy's is estimated from told values. When the epochs
    are over, architectures are drawn from ``P_theta`` and told; ``recommend`` returns the one with the lowest loss.

    Attributes:
        theta: ``(n_edges, n_operations)`` logits.
        theta_history: theta at the start and after every epoch.

    Args:
        space, rng: the search space; the only source of randomness.
        loss: "paper", or a public deviation: "log-power", "additive" (:mod:`suite.kernels.latency_loss`).
        alpha, beta: weight and exponent of the latency.
        unit: microseconds per unit of the second column; 1000 for ms.
        cross_entropy: what the first column becomes: "log-accuracy", "error" (a share), or "told" (it is one already).
        gradient: of the cross-entropy: "score" (REINFORCE) or "straight-through" (through a linear surrogate).
        latency: "fitted" look-up table (to all told latencies), "measured" (to one-at-a-time architectures, asked
            first), or "table": the told latency; the score-function gradient then needs no look-up table.
        lut_base: operation on all edges of the architecture from which "measured" changes one edge at a time.
        epochs: of the schedule.
        warmup_epochs: first ones, in which theta rests; they fill look-up table and baseline (the paper: weights).
        steps_per_epoch, batch_size: steps of theta per epoch, architectures per step.
        temperature, decay: of the first epoch; it is multiplied by ``exp(-decay)`` after every epoch.
        learning_rate, weight_decay: Adam's; the decay is added to the gradient.
        ridge: of the fitted look-up table and of the surrogate (a choice).
        momentum: of the baseline, the moving average of what was told before.
        n_samples: architectures drawn in the end.
        returned: "samples": the best of those drawn in the end; "told": the best of everything told.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "fbnet_dnas"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        loss: str = "paper",
        alpha: float = 0.2,
        beta: float = 0.6,
        unit: float = 1000.0,
        cross_entropy: str = "log-accuracy",
        gradient: str = "score",
        latency: str = "fitted",
        lut_base: int = 1,
        epochs: int = 90,
        warmup_epochs: int = 10,
        steps_per_epoch: int = 5,
        batch_size: int = 4,
        temperature: float = 5.0,
        decay: float = 0.045,
        learning_rate: float = 0.01,
        weight_decay: float = 5e-4,
        ridge: float = 0.1,
        momentum: float = 0.9,
        n_samples: int = 6,
        returned: str = "samples",
    ) -> None:
        super().__init__(space, rng=rng)
        self.loss = one_of(loss, LOSSES, "loss")
        self.cross_entropy = one_of(cross_entropy, CROSS_ENTROPIES, "cross_entropy")
        self.gradient = one_of(gradient, GRADIENTS, "gradient")
        self.latency = one_of(latency, LATENCIES, "latency")
        self.returned = one_of(returned, RETURNS, "returned")
        self.alpha, self.beta = positive(alpha, "alpha"), positive(beta, "beta")
        self.unit = positive(unit, "unit")
        self.temperature = positive(temperature, "temperature")
        self.learning_rate = positive(learning_rate, "learning_rate")
        self.ridge = positive(ridge, "ridge")
        self.decay = not_negative(decay, "decay")
        if not 0.0 <= momentum < 1.0:
            raise ConfigurationError(f"momentum must lie in [0, 1), not {momentum}")
        self.momentum = momentum
        self.epochs = check_positive(epochs, "epochs")
        self.warmup_epochs = check_positive(warmup_epochs, "warmup_epochs", least=0)
        self.steps_per_epoch = check_positive(steps_per_epoch, "steps_per_epoch")
        self.batch_size = check_positive(batch_size, "batch_size")
        self.n_samples = check_positive(n_samples, "n_samples")
        self.lut_base = check_positive(lut_base, "lut_base", least=0)
        if self.latency == "measured" and self.lut_base >= space.n_operations:
            raise ConfigurationError(f"lut_base must be an operation below {space.n_operations}, not {lut_base}")
        shape = (space.n_edges, space.n_operations)
        self.theta: Floats = np.zeros(shape)
        self.theta_history: list[Floats] = [self.theta]
        self._lut = AdditiveModel(*shape, self.ridge if self.latency == "fitted" else SMALL_RIDGE)
        self._surrogate = AdditiveModel(*shape, self.ridge)
        self._adam = Adam(shape, self.learning_rate, not_negative(weight_decay, "weight_decay"))
        self._stage = "measure" if self.latency == "measured" else "search"
        self._step = 0
        self._mixtures: Floats = np.empty((0, *shape))
        self._average = [0.0, 0.0]  # numerator and denominator of the baseline
        self._worst_ce = self._worst_loss = -math.inf
        self._least_us = math.inf
        self._losses: list[Floats] = []

    @property
    def epoch(self) -> int:
        """The epoch of the next step, from 0."""
        return self._step // self.steps_per_epoch

    def temperature_at(self, epoch: int) -> float:
        """Return the temperature of ``epoch``, from 0: ``temperature * exp(-decay * epoch)``."""
        return self.temperature * math.exp(-self.decay * epoch)

    def probabilities(self) -> Floats:
        """Return ``P_theta`` ``(n_edges, n_operations)``: the softmax of each edge's logits."""
        return softmax(self.theta)

    @property
    def finished(self) -> bool:
        """True once the architectures drawn in the end were told."""
        return self._stage == "done"

    def _ask(self) -> Codes:
        if self._stage == "measure":
            base = np.full((1, self.space.n_edges), self.lut_base, dtype=np.uint8)
            return np.concatenate([base, self.space.neighbours(base[0])])
        # while theta rests, an epoch is one batch
        steps = self.steps_per_epoch if self.epoch < self.warmup_epochs else 1
        count = self.n_samples if self._stage == "sample" else steps * self.batch_size
        noise = gumbel_noise((count, *self.theta.shape), self.rng)
        if self._stage == "search":
            self._mixtures = mixture(self.theta, noise, self.temperature_at(self.epoch))
        return np.asarray((self.theta + noise).argmax(axis=2), dtype=np.uint8)

    def _tell(self, codes: Codes, values: Floats) -> None:
        ce = cross_entropy(values[:, 0], self.cross_entropy)
        latency = values[:, 1] * self.unit
        losses = dnas_loss(ce, latency, alpha=self.alpha, beta=self.beta, form=self.loss)
        self._losses.append(losses)
        known = np.isfinite(losses)
        if self.gradient == "straight-through":
            self._surrogate.add(codes, np.where(known, ce, np.nan))
        if self.latency != "measured" or self._stage == "measure":
            self._lut.add(codes, np.where(latency >= 0.0, latency, np.nan))  # a loss may ask for more than a latency
        if known.any():
            self._least_us = min(self._least_us, float(latency[known].min()))
            self._worst_ce = max(self._worst_ce, float(ce[known].max()))
            self._worst_loss = max(self._worst_loss, float(losses[known].max()))
        if self._stage == "search":
            self._search_step(codes, ce, latency, losses)
        elif self._stage == "measure":
            self._lut.fit()
            self._stage = "search"
        else:
            self._stage = "done"

    def _search_step(self, codes: Codes, ce: Floats, latency: Floats, losses: Floats) -> None:
        """Move theta if its time has come, and close the epoch after its last step."""
        warm = self.epoch < self.warmup_epochs
        if math.isfinite(self._worst_loss):  # an infeasible architecture counts as the worst one told so far
            known = np.isfinite(losses)
            ce, losses = np.where(known, ce, self._worst_ce), np.where(known, losses, self._worst_loss)
            self._refit(first=True)
            if not warm and math.isfinite(self._lut.constant):
                latency = np.where(known, latency, self._lut_us(codes))
                self.theta = self._adam.step(self.theta, self._gradient(codes, ce, latency, losses))
            self._remember(losses if self.latency == "table" else ce)
        self._step += self.steps_per_epoch if warm else 1
        if self._step % self.steps_per_epoch == 0:
            self.theta_history.append(self.theta)
            self._refit()
        if self._step >= self.epochs * self.steps_per_epoch:
            self._stage = "sample"

    def _gradient(self, codes: Codes, ce: Floats, latency_us: Floats, losses: Floats) -> Floats:
        """Return the estimated gradient ``(n_edges, n_operations)`` of the mean loss of the draws."""
        temperature, mixtures = self.temperature_at(self.epoch), self._mixtures[: len(codes)]
        if self.gradient == "score" and self.latency == "table":
            return score_gradient(self.theta, codes, losses - self._baseline)
        if self.gradient == "score":  # the product rule of FBNet's loss; only the cross-entropy's part is estimated
            mixed = np.maximum(self._lut.mixed(mixtures), self._least_us)
            by_ce, by_latency = self._slopes(ce, mixed)
            first = score_gradient(self.theta, codes, by_ce * (ce - self._baseline))
        else:  # forward at the drawn architecture, backward through the mixture
            by_ce, by_latency = self._slopes(ce, latency_us if self.latency == "table" else self._lut_us(codes))
            first = pathwise_gradient(mixtures, self._surrogate.entries, by_ce, temperature)
        return first + pathwise_gradient(mixtures, self._lut.entries, by_latency, temperature)

    def _slopes(self, ce: Floats, latency_us: Floats) -> tuple[Floats, Floats]:
        return dnas_slopes(ce, latency_us, alpha=self.alpha, beta=self.beta, form=self.loss)

    def _refit(self, first: bool = False) -> None:
        """Fit what is in use to what was told; ``first``: only what was never fitted."""
        for model in (self._surrogate, self._lut) if self.gradient == "straight-through" else (self._lut,):
            if not (first and math.isfinite(model.constant)):
                model.fit()

    def _lut_us(self, codes: Codes) -> Floats:
        """Return latencies of the look-up table, not below the smallest one told: a sum of fitted entries can be."""
        return np.maximum(self._lut.predict(codes), self._least_us)

    @property
    def _baseline(self) -> float:
        return self._average[0] / self._average[1] if self._average[1] else 0.0

    def _remember(self, told: Floats) -> None:
        for value in told.tolist():
            kept = (self.momentum * old for old in self._average)
            self._average = [old + (1.0 - self.momentum) * new for old, new in zip(kept, (value, 1.0), strict=True)]

    def recommend(self) -> Codes:
        """Return the architecture of the lowest loss ``(1, n_edges)`` among those drawn in the end.

        Among everything told where those are not there yet, are infeasible, or ``returned`` says so; no row before
        anything feasible was told.
        """
        losses, codes = np.concatenate(self._losses or [np.empty(0)]), self.archive.codes
        drawn = len(self._losses[-1]) if self._stage == "done" and self.returned == "samples" else len(losses)
        if not np.isfinite(losses[len(losses) - drawn :]).any():
            drawn = len(losses)
        losses, codes = losses[len(losses) - drawn :], codes[len(codes) - drawn :]
        return codes[[int(np.nanargmin(losses))]] if np.isfinite(losses).any() else codes[:0]
