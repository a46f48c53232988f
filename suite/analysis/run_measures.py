"""Measures of one run that comparisons add to those of :class:`suite.analysis.evaluation.Evaluation`.

====================================  ================================================================================
returned_hypervolume_regret           hypervolume regret of what the method returns, by its own rule, rather than of all
                                      that it evaluated
r2                                    R2 of all that it evaluated (:func:`suite.analysis.indicators.r2`)
limit_regret                          best error within a cost limit minus the best in the space within it, points, mean
                                      over the limits of :func:`limits_of`
====================================  ================================================================================

A measure that is not defined for the setting is NaN: one objective has no front, several costs no single limit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.evaluation import Evaluator
from suite.analysis.indicators import ReferenceLike, hypervolume_regret, r2
from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows
from suite.study.record import Record

Floats = NDArray[np.float64]
SHARES = (0.25, 0.5, 0.75)
"""Which quantiles of the exact front's costs are the limits of ``limit_regret``."""


def limits_of(exact_front: ArrayLike, shares: tuple[float, ...] = SHARES) -> Floats:
    """Return cost limits ``(l,)``: costs of points of the exact front below which that share of its points lies."""
    costs = np.asarray(exact_front, dtype=np.float64)[:, 1]
    return np.quantile(costs, shares, method="inverted_cdf")


def limit_regret(values: ArrayLike, exact_front: ArrayLike, reference: ReferenceLike, limits: ArrayLike) -> float:
    """Return the mean over the limits of the best error within it minus the best of the space within it.

    Args:
        values: ``(n, 2)`` error and cost, NaN = infeasible.
        exact_front: ``(k, 2)``.
        reference: of the problem; where a set has nothing within a limit, the error of its point counts, so that the
            mean stays finite, as for the hypervolume.
        limits: ``(l,)`` costs, each kept by a point of the exact front.

    Raises:
        ConfigurationError: for other than two objectives, or a limit below all costs of the exact front.
    """
    points, exact = np.asarray(values, dtype=np.float64), np.asarray(exact_front, dtype=np.float64)
    if exact.ndim != 2 or exact.shape[1] != 2:
        raise ConfigurationError("the regret within a cost limit needs an error and one cost")
    points = points[feasible_rows(points)]
    regrets = []
    for limit in np.asarray(limits, dtype=np.float64).tolist():
        within = exact[exact[:, 1] <= limit, 0]
        if not len(within):
            raise ConfigurationError(f"no architecture has a cost of {limit:g} or less: raise the cost limit")
        errors = points[points[:, 1] <= limit, 0]
        worst = float(np.asarray(reference.point)[0])
        regrets.append(min(float(errors.min()), worst) - within.min() if len(errors) else worst - within.min())
    return float(np.mean(regrets))


def run_measures(evaluator: Evaluator, record: Record) -> dict[str, float]:
    """Return the measures of the table above for one run.

    In a setting with a cost limit of its own, ``limit_regret`` is the regret within that one; it is then infinite where
    nothing within was found.
    """
    judge = evaluator.of(record)
    measures = dict.fromkeys(("returned_hypervolume_regret", "r2", "limit_regret"), float("nan"))
    if judge.cost_limit is not None:
        measures["limit_regret"] = judge.evaluate(record).error_regret
    if not judge.by_front:
        return measures
    values = judge.table(record) if judge.scale is None else judge.scale.values
    returned = values[np.unique(record.recommended.astype(np.int64))]
    # a search that trains what it sees is judged by what it returns alone, as in Evaluator
    visited = returned if judge.returned_only else values[np.unique(record.indices.astype(np.int64))]
    exact, reference = judge.exact_front, judge.reference
    measures["returned_hypervolume_regret"] = hypervolume_regret(returned, exact, reference)
    measures["r2"] = r2(visited, exact, reference)
    if exact.shape[1] == 2:
        measures["limit_regret"] = limit_regret(visited, exact, reference, limits_of(exact))
    return measures
