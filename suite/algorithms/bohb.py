"""BOHB as the NAS-Bench-201 paper ran it: Hyperband's brackets with a density model over the six edges.

Source: Falkner, Klein and Hutter, "BOHB: Robust and Efficient Hyperparameter Optimization at Scale", ICML 2018, with
the settings of the public NAS-Bench-201 scripts (Dong and Yang, ICLR 2020) for the authors' package hpbandster.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.kde import CategoricalDensity, best_ratio
from suite.spaces.base import Codes, SearchSpace

INCUMBENTS = ("largest-budget", "all")


class BOHB(Algorithm):
    """BOHB (Falkner et al. 2018) under the NAS-Bench-201 protocol.

    Successive halving in the brackets of Hyperband: the best third of a rung is evaluated again on the next. New
    architectures come from a density model of the largest budget that has enough observations. In the NAS-Bench-201
    protocol the budgets (12 to 200 epochs) only organise the brackets: every evaluation trains 12 epochs and costs as
    much, promoted architectures too. New architectures are asked one by one, promoted ones together.

    ``recommend`` returns the best architecture evaluated on the largest budget (the package's incumbent), before there
    is one the best of all told.

    Args:
        space: the search space.
        rng: the only source of randomness.
        num_samples: candidates drawn from the good density, of which the one of lowest ``bad / good`` is asked.
        random_fraction: probability of a uniform draw although there is a model.
        min_bandwidth: lower bound of the densities' bandwidths.
        top_n_percent: share of the observations that the good density is fitted to.
        min_budget: smallest budget, epochs by name; only its ratio to the largest matters.
        max_budget: largest budget.
        eta: ratio of neighbouring budgets.
        incumbent: "largest-budget", or "all" for the best of everything told (NATS-Bench).

    Raises:
        ConfigurationError: for values out of range.
    """

    name: ClassVar[str] = "bohb"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        num_samples: int = 4,
        random_fraction: float = 0.0,
        min_bandwidth: float = 0.3,
        top_n_percent: int = 15,
        min_budget: float = 12.0,
        max_budget: float = 200.0,
        eta: int = 3,
        incumbent: str = "largest-budget",
    ) -> None:
        super().__init__(space, rng=rng)
        self.num_samples = check_positive(num_samples, "num_samples")
        self.top_n_percent = check_positive(top_n_percent, "top_n_percent")
        self.eta = check_positive(eta, "eta", least=2)
        if not 0.0 <= random_fraction <= 1.0 or self.top_n_percent >= 100:
            raise ConfigurationError("random_fraction lies between 0 and 1, top_n_percent between 1 and 99")
        if not (min_bandwidth > 0.0 and 0.0 < min_budget <= max_budget):
            raise ConfigurationError("min_bandwidth and min_budget must be positive, max_budget no smaller than that")
        if incumbent not in INCUMBENTS:
            raise ConfigurationError(f"incumbent must be one of {', '.join(INCUMBENTS)}, not '{incumbent}'")
        self.random_fraction = random_fraction
        self.min_bandwidth = min_bandwidth
        self.incumbent = incumbent
        self.n_rungs = int(math.log(max_budget / min_budget) / math.log(self.eta)) + 1
        # per rung, 0 is the smallest budget: what the density models learn from
        self._observed: list[tuple[list[Codes], list[float]]] = [([], []) for _ in range(self.n_rungs)]
        self._at_largest: list[tuple[float, Codes]] = []
        self._bracket = -1
        self._slots: list[int] = []  # architectures per rung of the bracket
        self._stage = 0
        self._waiting: list[Codes] = []  # promoted to the rung, not asked yet
        self._done: list[tuple[float, Codes]] = []  # told on the rung

    def bracket_sizes(self, bracket: int) -> list[int]:
        """Return the numbers of architectures on the rungs of a bracket, the last one on the largest budget."""
        s = self.n_rungs - 1 - bracket % self.n_rungs
        first = math.floor(self.n_rungs / (s + 1)) * self.eta**s
        return [max(first // self.eta**rung, 1) for rung in range(s + 1)]

    def _ask(self) -> Codes:
        if self._stage == len(self._slots):
            self._bracket += 1
            self._slots, self._stage = self.bracket_sizes(self._bracket), 0
        if self._waiting:
            batch, self._waiting = np.stack(self._waiting), []
            return batch
        return self._sample()[None]

    def _tell(self, codes: Codes, values: Floats) -> None:
        errors = np.where(np.isnan(values[:, 0]), np.inf, values[:, 0]).tolist()
        rung = self.n_rungs - len(self._slots) + self._stage
        for error, code in zip(errors, codes, strict=True):
            self._done.append((error, code))
            if rung == self.n_rungs - 1:
                self._at_largest.append((error, code))
            if self._model_rung() <= rung:  # smaller budgets are ignored once a larger one has a model
                self._observed[rung][0].append(code)
                self._observed[rung][1].append(error)
        if len(self._done) >= self._slots[self._stage]:
            self._promote()

    def _promote(self) -> None:
        """Close the rung: the best of it go on, in the order in which they were told."""
        self._stage += 1
        done, self._done = self._done, []
        if self._stage == len(self._slots):
            return
        finite = [each for each in done if math.isfinite(each[0])]
        order = np.argsort([error for error, _ in finite], kind="stable")[: self._slots[self._stage]]
        self._waiting = [finite[row][1] for row in sorted(order.tolist())]

    # -- model -----------------------------------------------------------------------------------------------------
    def _split(self, n: int) -> tuple[int, int]:
        """Return how many of n observations are good, and up to how many the bad ones reach."""
        least = self.space.n_edges + 1
        good = max(least, self.top_n_percent * n // 100)
        return good, min(n, good + max(least, (100 - self.top_n_percent) * n // 100))

    def _model_rung(self) -> int:
        """Return the largest rung with more good and more bad observations than variables; -1 if there is none."""
        for rung in reversed(range(self.n_rungs)):
            good, end = self._split(len(self._observed[rung][0]))
            if end - good > self.space.n_edges:
                return rung
        return -1

    def _sample(self) -> Codes:
        """Return a new architecture ``(n_edges,)`` from the model, or drawn uniformly."""
        rung = self._model_rung()
        if rung < 0 or (self.random_fraction > 0.0 and self.rng.random() < self.random_fraction):
            return self._uniform()
        codes, errors = self._observed[rung]
        ranked = np.stack(codes)[np.argsort(errors, kind="stable")]
        good_end, bad_end = self._split(len(ranked))
        good = CategoricalDensity.fit(ranked[:good_end], self.min_bandwidth)
        bad = CategoricalDensity.fit(ranked[good_end:bad_end], self.min_bandwidth)
        candidates = good.sample(self.num_samples, self.space.n_operations, self.rng)
        best = best_ratio(good(candidates), bad(candidates))
        return self._uniform() if best is None else np.asarray(candidates[best])

    def _uniform(self) -> Codes:
        return np.asarray(self.space.random(1, self.rng)[0])

    def recommend(self) -> Codes:
        """Return the incumbent ``(1, n_edges)``; no rows before anything feasible was told."""
        finite = [each for each in self._at_largest if math.isfinite(each[0])]
        if self.incumbent == "all" or not finite:
            return super().recommend()
        return np.array([min(finite, key=lambda each: each[0])[1]], dtype=np.uint8)
