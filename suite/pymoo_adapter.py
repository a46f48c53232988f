"""A problem of this package as a pymoo ``Problem``, for pymoo's own algorithms, operators and visualisations.

Importing this module imports pymoo; nothing else in the package imports it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem as _PymooBase
from pymoo.core.variable import Choice, Integer

from suite.objectives.problem import Problem

INFEASIBLE_VALUE = 1e9
"""Objective value reported for an infeasible architecture, beside its violated constraint; pymoo cannot take NaN."""


class PymooProblem(_PymooBase):  # type: ignore[misc]  # pymoo has no types
    """Vectorised pymoo problem over architecture codes.

    Variables are the operations of the edges as integers 0 to ``n_operations - 1``, as an array ``(n, n_edges)`` or,
    for ``MixedVariableGA``, as a dictionary an individual (``vars``). Values from real-valued operators are rounded,
    and the rounded ones are kept: ``X`` of populations and results is integer and belongs to the ``F`` beside it.
    Objectives are those of the problem, minimised. One inequality constraint, ``G = 1`` for an infeasible architecture
    (a row with NaN) and 0 otherwise.

    Args:
        problem: what to minimise.
        categorical: ``vars`` are choices instead of integers, so that mixed-variable operators redraw an operation
            rather than move to a neighbouring number.
    """

    def __init__(self, problem: Problem, categorical: bool = False) -> None:
        self.problem = problem
        space = problem.space
        highest = space.n_operations - 1
        variable = Choice(options=list(range(highest + 1))) if categorical else Integer(bounds=(0, highest))
        super().__init__(
            n_var=space.n_edges,
            n_obj=len(problem.objectives),
            n_ieq_constr=1,
            xl=0,
            xu=highest,
            vtype=int,
            vars={f"edge_{place}": variable for place in range(space.n_edges)},
        )

    def evaluate(self, X: Any, *args: Any, **kwargs: Any) -> Any:
        """Evaluate as pymoo does; what it keeps of ``X`` stays integer, where pymoo makes floats of all outputs."""
        found = super().evaluate(X, *args, **kwargs)
        if isinstance(found, dict) and getattr(found.get("X"), "dtype", None) == np.float64:
            found["X"] = found["X"].astype(np.int64)
        return found

    def _evaluate(self, X: NDArray[Any], out: dict[str, Any], *_: Any, **__: Any) -> None:
        codes = self.codes(X)
        values = self.problem(codes)
        infeasible = np.asarray(np.isnan(values).any(axis=1))
        out["F"] = np.where(infeasible[:, None], INFEASIBLE_VALUE, values)
        out["G"] = infeasible[:, None].astype(np.float64)
        named = isinstance(np.asarray(X, dtype=object).flat[0], dict)
        out["X"] = np.array([dict(zip(self.vars, code.tolist(), strict=True)) for code in codes]) if named else codes

    def codes(self, X: Any) -> NDArray[np.uint8]:
        """Return the codes ``(n, n_edges)`` of pymoo's variables, such as those of a result.

        Args:
            X: ``(n, n_edges)`` or ``(n_edges,)``; or dictionaries ``(n,)``, or one.
        """
        rows = [X] if isinstance(X, dict) else list(np.atleast_1d(X))
        if isinstance(rows[0], dict):
            X = [[row[name] for name in self.vars] for row in rows]
        rounded = np.rint(np.atleast_2d(np.asarray(X)).astype(np.float64))
        return np.clip(rounded, self.xl, self.xu).astype(np.uint8)

    def _calc_pareto_front(self, *_: Any, **__: Any) -> NDArray[np.float64]:
        """Return the exact front ``(k, m)``, which the enumerated space gives."""
        return self.problem.values[self.problem.exact_front()]


def as_pymoo_problem(problem: Problem, categorical: bool = False) -> PymooProblem:
    """Return ``problem`` as a pymoo problem; see :class:`PymooProblem`."""
    return PymooProblem(problem, categorical)
