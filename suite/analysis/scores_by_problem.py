"""Scores of several methods on several problems: the form that every comparison over problems takes.

A score is a number of one run, the smaller the better. An infinite one (nothing feasible found) keeps its rank; a
missing one (NaN) has none and is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Scores = Mapping[str, Mapping[str, Floats]]
"""problem -> method -> ``(runs,)`` scores, smaller is better."""


def checked(scores: Scores) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the problems and of the methods, in their order.

    Raises:
        ConfigurationError: without a problem or a method, where a problem lacks a method that another one has, and for
            scores that are missing (NaN), none at all, or not one number a run.
    """
    problems = tuple(scores)
    if not problems or not scores[problems[0]]:
        raise ConfigurationError("a comparison needs scores of at least one method on at least one problem")
    methods = tuple(scores[problems[0]])
    for problem in problems:
        if set(scores[problem]) != set(methods):
            odd = ", ".join(sorted(set(scores[problem]) ^ set(methods)))
            raise ConfigurationError(f"every problem needs scores of the same methods: '{problem}' differs by {odd}")
        for method in methods:
            values = np.asarray(scores[problem][method], dtype=np.float64)
            if values.ndim != 1 or not len(values) or np.isnan(values).any():
                raise ConfigurationError(
                    f"'{method}' on '{problem}' needs one score a run, at least one, and none missing (NaN)"
                )
    return problems, methods


def scores_of(runs: pd.DataFrame, measure: str) -> dict[str, dict[str, Floats]]:
    """Return one measure of a frame of runs as :data:`Scores`.

    Args:
        runs: one row a run, with the columns ``problem``, ``method`` and ``measure``. A problem on which the measure is
            missing in every run (one objective has no hypervolume) is left out.
        measure: name of the column.

    Raises:
        ConfigurationError: for an unknown measure, one that is missing in single runs, or in all.
    """
    if measure not in runs.columns:
        raise ConfigurationError(f"the runs have no measure '{measure}'")
    methods = list(dict.fromkeys(runs["method"].tolist()))
    found: dict[str, dict[str, Floats]] = {}
    for problem, of_problem in runs.groupby("problem", sort=False):
        if of_problem[measure].isna().all():
            continue
        by_method = dict(iter(of_problem.groupby("method", sort=False)[measure]))
        found[str(problem)] = {
            method: by_method[method].to_numpy(dtype=np.float64) for method in methods if method in by_method
        }
    checked(found)
    return found


def centres(scores: Scores, statistic: Callable[..., Any] = np.median) -> Floats:
    """Return one number per problem and method, ``(problems, methods)``: the median over the runs by default.

    A median between a finite and an infinite score is the infinite one. ``statistic`` takes ``(runs,)``.
    """
    problems, methods = checked(scores)
    return np.array([[float(statistic(scores[problem][method])) for method in methods] for problem in problems])
