"""Ranks over problems: Friedman's test, Nemenyi's critical difference, and the groups that it does not tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suite.analysis.rank_tests import FriedmanResult, friedman_nemenyi
from suite.analysis.scores_by_problem import Scores, centres, checked

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def friedman_over_problems(scores: Scores, alpha: float = 0.05) -> FriedmanResult:
    """Return Friedman's test of the medians, a block a problem (Demsar, JMLR 2006, sections 3.2.2 and 3.2.3).

    Raises:
        ConfigurationError: for fewer than three methods or two problems.
    """
    _, methods = checked(scores)
    return friedman_nemenyi(centres(scores), methods, alpha)


def groups(result: FriedmanResult) -> list[tuple[str, ...]]:
    """Return the largest groups of two or more methods whose mean ranks lie within one critical difference, best first.

    They are the bars of a critical-difference diagram; a method outside all of them differs from every other one.
    """
    order = np.argsort(result.mean_ranks, kind="stable")
    ranks = result.mean_ranks[order]
    found: list[tuple[str, ...]] = []
    reached = 0
    for start in range(len(order)):
        end = int(np.searchsorted(ranks, ranks[start] + result.critical_difference, side="right"))
        if end - start > 1 and end > reached:
            found.append(tuple(result.names[place] for place in order[start:end]))
        reached = max(reached, end)
    return found


def rank_frame(result: FriedmanResult) -> pd.DataFrame:
    """Return one row per method, best first.

    Returns:
        Columns: method, mean_rank, groups (letters of the :func:`groups` that it is in; methods that share a letter are
        not told apart), nemenyi_p (against the best), problems, statistic and friedman_p (of Friedman's test),
        critical_difference.
    """
    import pandas as pd

    letters = dict.fromkeys(result.names, "")
    for number, group in enumerate(groups(result)):
        for name in group:
            letters[name] += _letter(number)
    order = np.argsort(result.mean_ranks, kind="stable")
    return pd.DataFrame(
        {
            "method": [result.names[place] for place in order],
            "mean_rank": result.mean_ranks[order],
            "groups": [letters[result.names[place]] for place in order],
            "nemenyi_p": result.p_nemenyi[order[0], order],
            "problems": result.n,
            "statistic": result.statistic,
            "friedman_p": result.p,
            "critical_difference": result.critical_difference,
        }
    )


def _letter(number: int) -> str:
    """Return a, b, ..., z, a', b', ..."""
    return chr(ord("a") + number % 26) + "'" * (number // 26)
