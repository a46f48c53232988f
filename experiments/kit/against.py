"""Paired samples against one of them: signed-rank tests, effect sizes, and Holm's correction over a whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.kit.columns import Column, groups, summarise
from suite.analysis.statistics import holm, vargha_delaney_a12, wilcoxon_holm


def against(reference: str, samples: Mapping[str, ArrayLike]) -> dict[str, dict[str, float]]:
    """Return how every sample stands to the one of the name ``reference``.

    Args:
        reference: name of the sample that the others are compared with.
        samples: ``(n,)`` numbers by name, paired; infinite ones keep their rank.

    Returns:
        By name: p of Wilcoxon's signed-rank test (p) and after Holm's correction over these samples (holm_p); the
        chance that a number is larger than one of the reference's (larger), ties counting half, and that it is smaller
        (smaller): Vargha and Delaney's A12 in both directions. NaN for the reference itself.
    """
    rows = {name: dict.fromkeys(("p", "holm_p", "larger", "smaller"), float("nan")) for name in samples}
    for test in wilcoxon_holm(samples, versus=reference):
        theirs, ours = samples[reference], samples[test.second]
        larger, smaller = vargha_delaney_a12(ours, theirs), vargha_delaney_a12(theirs, ours)
        rows[test.second] = {"p": test.p, "holm_p": test.p_holm, "larger": larger, "smaller": smaller}
    return rows


def holm_of_table(p: ArrayLike) -> NDArray[np.float64]:
    """Return p-values of any shape after Holm's correction over all of them; NaN (no test) stays."""
    corrected = np.array(p, dtype=np.float64)
    tested = ~np.isnan(corrected)
    corrected[tested] = holm(corrected[tested])
    return corrected


def summarise_against(
    reference: str,
    runs: pd.DataFrame,
    by: Sequence[str],
    columns: Iterable[Column],
    measure: Callable[[pd.DataFrame], ArrayLike],
) -> pd.DataFrame:
    """Return one row per group of runs and line, with the cells of :func:`against` beside the columns.

    Args:
        reference: key of the line that the others are compared with.
        runs: one row per run, with the column ``line``.
        by: columns that a group shares.
        columns: what is told of a line.
        measure: what is compared, from the rows of a line; paired between the lines of a group.
    """
    wanted, tables = tuple(columns), []
    for _, group in groups(runs, by):
        lines = group.groupby("line", sort=False)
        tests = against(reference, {line.key: measure(rows) for line, rows in lines})
        rows = summarise(group, ("line",), wanted)
        tables.append(rows.join(pd.DataFrame(list(tests.values()))))
    return pd.concat(tables, ignore_index=True)
