"""What a line of :data:`tests.algorithms.cases.CASES` can say, and the conformance kit of such a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.algorithms import create, get
from suite.algorithms.hw_evrsnas import penalised_error
from suite.kernels.latency_loss import cross_entropy, dnas_loss
from suite.spaces import GridSpace
from suite.testing import AlgorithmConformance

Floats = NDArray[np.float64]
Values = Callable[[Any], Floats]
Optimum = Callable[[Floats], NDArray[np.bool_]]
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """An algorithm with parameters, for its golden run and its conformance checks.

    The golden run has costs up to 219 (tests/golden/algorithms.py); the conformance checks have distances up to about
    8, and a space of 27 architectures. What has to differ for that is said apart.

    Attributes:
        algorithm: name in the registry.
        variant: words that tell the case from others of the algorithm.
        parameters: of both.
        golden: further ones of the golden run; None where there is none.
        conformance: further ones of the conformance checks; None where other cases of the algorithm suffice.
        tiny: further ones of the conformance checks on the space of 27.
        n_objectives: of the golden run; by default 2, or 1 where the algorithm takes no more.
        columns: which of the two columns of the golden run the method is given, where it is not the first ones.
        shift: added to the costs of the golden run.
        values: (values of the kit, space, number of objectives) -> objectives of the conformance checks.
        optimal: which of all values ``(size, m)`` the method is to find; by default the best, or the non-dominated.
        budget, tiny_budget: see :class:`suite.testing.AlgorithmConformance`.
        golden_budget: of the golden run, less where a step costs much.
        needs: a package that the conformance checks need.
    """

    algorithm: str
    variant: str = ""
    parameters: Parameters = field(default_factory=dict)
    golden: Parameters | None = field(default_factory=dict)
    conformance: Parameters | None = field(default_factory=dict)
    tiny: Parameters = field(default_factory=dict)
    n_objectives: int | None = None
    columns: tuple[int, ...] | None = None
    shift: float = 0.0
    values: Callable[[Callable[..., Values], Any, int], Values] | None = None
    optimal: Optimum | None = None
    budget: int = AlgorithmConformance.budget
    tiny_budget: int = AlgorithmConformance.tiny_budget
    golden_budget: int = 410  # ends within a batch
    needs: str = ""

    def __str__(self) -> str:
        return f"{self.algorithm} {self.variant}".strip()

    @property
    def golden_objectives(self) -> int:
        """Number of objectives of the golden run."""
        return self.n_objectives or (1 if get(self.algorithm).n_objectives == (1, 1) else 2)


class CaseConformance(AlgorithmConformance):
    """The public kit on one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.algorithm = case.algorithm  # type: ignore[misc]
        self.parameters = {**case.parameters, **(case.conformance or {})}  # type: ignore[misc]
        self.budget, self.tiny_budget = case.budget, case.tiny_budget  # type: ignore[misc]

    def make(self, space: Any, seed: int = 0) -> Any:
        further = self.case.tiny if space.size == GridSpace(3, 3).size else {}
        rng = np.random.Generator(np.random.PCG64(seed))
        return create(self.case.algorithm, space, rng=rng, **{**self.parameters, **further})

    def values(self, space: Any, n_objectives: int) -> Values:
        adapted = self.case.values
        return super().values(space, n_objectives) if adapted is None else adapted(super().values, space, n_objectives)

    def optimal(self, values: Floats) -> NDArray[np.bool_]:
        return super().optimal(values) if self.case.optimal is None else self.case.optimal(values)


# -- values ------------------------------------------------------------------------------------------------------------
def costs_from_one(kit: Callable[..., Values], space: Any, n_objectives: int) -> Values:
    """The second column is a hardware cost, which is positive: a latency of 0 ms has no logarithm."""
    two = kit(space, n_objectives)
    return lambda codes: two(codes) + np.array([0.0, 1.0])


def equal_stages(kit: Callable[..., Values], space: Any, n_objectives: int) -> Values:
    """The columns are one fitness per stage, not objectives in conflict; here all stages agree."""
    one = kit(space, 1)
    return lambda codes: np.tile(one(codes), (1, n_objectives))


def two_rungs(kit: Callable[..., Values], space: Any, n_objectives: int) -> Values:
    """The error on either rung, here the same, then a cost."""
    two = kit(space, n_objectives - 1)
    return lambda codes: two(codes)[:, [0, 0, *range(1, n_objectives - 1)]]


# -- optima ------------------------------------------------------------------------------------------------------------
def least(fitness: Callable[[Floats], Floats]) -> Optimum:
    """What has the least of ``fitness(values)``."""

    def optimal(values: Floats) -> NDArray[np.bool_]:
        found = fitness(values)
        return found == found.min()

    return optimal


def penalised(limit: float, penalty: str = "one-sided") -> Optimum:
    """HW-EvRSNAS's fitness is least."""
    return least(lambda values: penalised_error(values[:, 0], values[:, 1], limit, penalty=penalty))


def everything(values: Floats) -> NDArray[np.bool_]:
    """Novelty alone looks for nothing; it is to reach the whole of a tiny space."""
    return np.ones(len(values), dtype=bool)


def two_best(values: Floats) -> NDArray[np.bool_]:
    """Of a tiny space, in which two architectures are positive, RMI-NAS's result mixes those two."""
    return values[:, 0] <= np.sort(values[:, 0])[1]


def within(limit: float) -> Optimum:
    """The greedy steps of MobileNetV3 promise no optimum, but an architecture within the target."""
    return lambda values: values[:, 1] <= limit


soft_reward = least(lambda values: -(100.0 - values[:, 0]) * (values[:, 1] / 3.0) ** -0.07)
hard_reward = least(lambda values: -(100.0 - values[:, 0]) * np.minimum(1.0, 3.0 / values[:, 1]))
most_accurate_within = least(lambda values: np.where(values[:, 1] <= 3.35, values[:, 0], np.inf))
"""Of many descents of NetAdapt the most accurate end within the target is recommended."""
dnas = least(lambda values: dnas_loss(cross_entropy(values[:, 0], "log-accuracy"), 1000.0 * values[:, 1]))
