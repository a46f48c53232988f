"""pymoo operators for codes: integer variables that name operations."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pymoo.core.mutation import Mutation
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.crossover.ux import UX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.repair.rounding import RoundingRepair

from suite.errors import ConfigurationError

Operators = Literal["categorical", "integer"]


class ResetMutation(Mutation):  # type: ignore[misc]  # pymoo has no types
    """Each integer variable is redrawn uniformly within its bounds with chance ``prob_var``, by default 1 / n_var."""

    def _do(self, problem: Any, X: NDArray[Any], random_state: np.random.Generator, **_: Any) -> NDArray[Any]:
        reset = random_state.random(X.shape) < self.get_prob_var(problem, size=(len(X), 1))
        drawn = random_state.integers(problem.xl.astype(int), problem.xu.astype(int) + 1, size=X.shape)
        return np.where(reset, drawn, X)


def integer_operators(kind: Operators) -> dict[str, Any]:
    """Return crossover and mutation for integer variables as keyword arguments of a pymoo algorithm.

    Args:
        kind: ``"categorical"`` (uniform crossover 0.9 and :class:`ResetMutation`) or ``"integer"`` (SBX and polynomial
            mutation with eta 3, rounded: pymoo's own recommendation for integers).

    Raises:
        ConfigurationError: for another kind.
    """
    if kind == "categorical":
        return {"crossover": UX(prob=0.9), "mutation": ResetMutation(prob=1.0)}
    if kind == "integer":
        rounded: dict[str, Any] = {"prob": 1.0, "eta": 3.0, "vtype": float, "repair": RoundingRepair()}
        return {"crossover": SBX(**rounded), "mutation": PM(**rounded)}
    raise ConfigurationError(f"operators must be 'categorical' or 'integer', not '{kind}'")
