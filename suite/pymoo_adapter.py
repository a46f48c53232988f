"""A problem of this package as a pymoo ``Problem``, for pymoo's own algorithms, operators and visualisations.

Importing this module imports pymoo; nothing else in the package imports it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem as _PymooBase

from suite.objectives.problem import Problem

INFEASIBLE_VALUE = 1e9
"""Objective value reported for an infeasible architecture, beside its violated constraint; pymoo cannot take NaN."""


class PymooProblem(_PymooBase):  # type: ignore[misc]  # pymoo has no types
    """Vectorised pymoo problem over architecture codes.

    Variables are the operations of the edges as integers 0 to ``n_operations - 1``; values from real-valued operators
    are rounded. Objectives are those of the problem, minimised. One inequality constraint, ``G = 1`` for an infeasible
    architecture (a row with NaN) and 0 otherwise.

    Args:
        problem: what to minimise.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(
            n_var=problem.space.n_edges,
            n_obj=len(problem.objectives),
            n_ieq_constr=1,
            xl=0,
            xu=problem.space.n_operations - 1,
            vtype=int,
        )

    def _evaluate(self, X: NDArray[Any], out: dict[str, Any], *_: Any, **__: Any) -> None:
        values = self.problem(self.codes(X))
        infeasible = np.asarray(np.isnan(values).any(axis=1))
        out["F"] = np.where(infeasible[:, None], INFEASIBLE_VALUE, values)
        out["G"] = infeasible[:, None].astype(np.float64)

    def codes(self, X: NDArray[Any]) -> NDArray[np.uint8]:
        """Return the codes ``(n, n_edges)`` of pymoo's variables ``(n, n_edges)``, such as those of a result."""
        rounded = np.rint(np.atleast_2d(X).astype(np.float64))
        return np.clip(rounded, self.xl, self.xu).astype(np.uint8)

    def _calc_pareto_front(self, *_: Any, **__: Any) -> NDArray[np.float64]:
        """Return the exact front ``(k, m)``, which the enumerated space gives."""
        return self.problem.values[self.problem.exact_front()]


def as_pymoo_problem(problem: Problem) -> PymooProblem:
    """Return ``problem`` as a pymoo problem."""
    return PymooProblem(problem)
