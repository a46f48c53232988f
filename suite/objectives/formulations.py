"""Formulations of hardware-aware search: how an accuracy and hardware costs become what a method minimises.

The survey of Benmeziane et al. (2021, arXiv 2101.09336, section VI, Fig. 13) names them; its equations were not at
hand, the forms here are working definitions (docs/formulations.md). Every one of them goes with any method that takes
one objective; "pareto" leaves the columns as they are.

==================================  ===================================================================================
text                                minimised
==================================  ===================================================================================
``pareto``                          error and costs, as they are (the default)
``constrained:4.5``                 error + 1 point per per cent above the limit; ``constrained:4.5,0.5``: half a point
``constrained:4.5,hard``            error; above the limit infeasible
``weighted-sum:0.7``                0.7 error / span + 0.3 cost / span; spans: interquartile ranges of 50 random
                                    architectures that the run evaluates first (``sample=50``), on its budget
``weighted-sum:0.7,spans=10/2``     the same with given spans: 10 points of error and 2 ms weigh the same
``weighted-product:4.5,-0.07``      - accuracy (cost / target)^w (MnasNet, soft); ``weighted-product:4.5,-1,hard``:
                                    no reward below the target
``two-stage:0.5``                   the error in the first half of the budget; then the cost among those at most 0.5
                                    points behind the best; ``two-stage:0.5,1``: the fastest of them is only picked
==================================  ===================================================================================

With several costs there is a limit or target for each, separated by "/", and a weighted sum shares its weight equally.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.kernels.reward import mnas_reward

Floats = NDArray[np.float64]

PARETO = "pareto"
KINDS = ("constrained", "weighted-sum", "weighted-product", "two-stage", PARETO)
PENALTY_PER_PERCENT = 1.0
"""Points of error per per cent by which the cost exceeds its limit (a choice: the papers give no constant)."""
SAMPLE = 50
"""Architectures behind the spans of a weighted sum (a choice)."""
FIRST_SHARE = 0.5
"""Share of the budget that the first of two stages gets (a choice)."""


@dataclass(frozen=True)
class Formulation:
    """A parsed formulation; made by :func:`suite.objectives.formulation_text.parse_formulation`.

    Attributes:
        kind: one of :data:`KINDS` but "pareto".
        bounds: limits or targets, one per cost; the spans of a weighted sum, error first, or empty.
        number: penalty weight, lambda, exponent, or tolerance in points.
        hard: drop violators; no reward below the target.
        sample: architectures behind the spans of a weighted sum; 0 where they are given.
        share: of the budget that the first of two stages gets.
    """

    kind: str
    bounds: tuple[float, ...] = ()
    number: float = 0.0
    hard: bool = False
    sample: int = 0
    share: float = 0.0

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """Canonical text, part of a run's identity."""
        bounds, number = "/".join(map(_plain, self.bounds)), _plain(self.number)
        if self.kind == "constrained":
            weight = "" if self.number == PENALTY_PER_PERCENT else f",{number}"
            return f"constrained:{bounds}" + (",hard" if self.hard else weight)
        if self.kind == "weighted-product":
            return f"weighted-product:{bounds},{number},{'hard' if self.hard else 'soft'}"
        if self.kind == "two-stage":
            return f"two-stage:{number}" + ("" if self.share == FIRST_SHARE else f",{_plain(self.share)}")
        if self.bounds:
            return f"weighted-sum:{number},spans={bounds}"
        return f"weighted-sum:{number}" + ("" if self.sample == SAMPLE else f",sample={self.sample}")

    @property
    def by_run(self) -> bool:
        """Whether the run itself has to find out what is minimised (spans, the best accuracy of the first stage)."""
        return self.kind == "two-stage" or self.sample > 0

    @property
    def limit(self) -> float | None:
        """The limit if costs are constrained by exactly one, else None."""
        return self.bounds[0] if self.kind == "constrained" and len(self.bounds) == 1 else None

    def check_costs(self, n: int) -> None:
        """Raise ConfigurationError unless the formulation goes with ``n`` cost columns."""
        if self.kind == "two-stage" and n > 1:
            raise ConfigurationError("two stages minimise one cost: choose one metric and one device, worst: or sum:")
        wanted = len(self.bounds) - (self.kind == "weighted-sum")
        if self.bounds and wanted != n:
            raise ConfigurationError(
                f"'{self.text}' is for {wanted} hardware cost{'s' * (wanted > 1)}, the search has {n}: separate the "
                "numbers by '/'"
            )

    def values(self, error: Floats, costs: Floats) -> Floats:
        """Return what is minimised, ``(n,)``; NaN where infeasible. Not for formulations :attr:`by_run`.

        Args:
            error: ``(n,)`` in per cent.
            costs: ``(n, k)``.
        """
        if self.kind == "weighted-sum":
            return weighted_sum(error, costs, self.number, np.array(self.bounds))
        if self.kind == "weighted-product":
            result = 100.0 - error
            for cost, target in zip(costs.T, self.bounds, strict=True):
                result = mnas_reward(result, _above_zero(cost), target, self.number, self.hard)
            return -result
        excess = np.maximum(0.0, costs / np.array(self.bounds) - 1.0).sum(axis=1)
        if self.hard:
            return np.where(excess > 0, np.nan, error + excess)
        return np.asarray(error + self.number * 100.0 * excess, dtype=np.float64)

    def describe(self) -> str:
        """Return the formulation in words."""
        bounds = " and ".join(map(_plain, self.bounds))
        number = _plain(self.number)
        if self.kind == "constrained":
            what = "infeasible" if self.hard else f"penalised by {number} points of error per per cent"
            return f"error, costs above the limit of {bounds} {what}"
        if self.kind == "weighted-product":
            return f"- accuracy x (cost / {bounds})^{number}" + (", exponent 0 up to the target" if self.hard else "")
        if self.kind == "weighted-sum":
            spans = f"given spans {bounds}" if self.bounds else f"interquartile ranges of the first {self.sample}"
            return f"{number} x error + {_plain(1 - self.number)} x cost, each divided by its span ({spans})"
        then = "the fastest is picked" if self.share == 1 else "the cost is searched"
        return (
            f"error in the first {100 * self.share:g} % of the budget; then, at most {number} points behind the best "
            f"found, {then}"
        )


def weighted_sum(error: Floats, costs: Floats, share: float, spans: Floats) -> Floats:
    """Return ``share * error / span + (1 - share) * mean over costs (cost / span)``, ``(n,)``.

    Args:
        error: ``(n,)``.
        costs: ``(n, k)``.
        share: lambda, 0 to 1.
        spans: ``(1 + k,)``, of the error and of each cost.
    """
    return np.asarray(share * error / spans[0] + (1.0 - share) * (costs / spans[1:]).mean(axis=1), dtype=np.float64)


def _above_zero(cost: Floats) -> Floats:
    """Return ``cost`` with what is not above 0 (-1: unmeasured, taken as fastest) at the smallest cost that is."""
    return np.where(cost <= 0, np.min(cost, where=cost > 0, initial=np.inf), cost)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
