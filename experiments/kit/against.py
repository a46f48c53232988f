"""Samples against one of them: rank tests, effect sizes, Holm's correction over a table, and what a table says of it.

Whether two samples are pairs is decided in :mod:`suite.analysis.pairing` alone, by the searches that they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.kit.columns import Column, groups, summarise
from suite.analysis.pair_tests import MANN_WHITNEY, VAN_ELTEREN, WILCOXON, pair_tests
from suite.analysis.pairing import Shared, shared_by
from suite.analysis.statistics import holm

TEST = Column("test")
PAIRS = Column("correlation", ".2f", "corr. of pairs")
"""Which test a row's p comes from, and Spearman's correlation of the pairs in a paired one."""

_UNPAIRED = "unpaired, as the runs share no drawn fitness or cost, whatever their seeds are called"
_SAID = {
    MANN_WHITNEY: f"Mann-Whitney's, {_UNPAIRED}",
    VAN_ELTEREN: f"van Elteren's (Mann-Whitney's within each problem), {_UNPAIRED}",
}


def against(
    reference: str,
    samples: Mapping[str, ArrayLike],
    shared: Shared,
    strata: Mapping[str, ArrayLike] | None = None,
) -> dict[str, dict[str, float | str]]:
    """Return how every sample stands to the one of the name ``reference``.

    Args:
        reference: name of the sample that the others are compared with.
        samples: ``(n,)`` numbers by name; infinite ones keep their rank.
        shared: what two of them share (:mod:`suite.analysis.pairing`).
        strata: ``(n,)`` the problem of each number, by name; one problem by default.

    Returns:
        By name: p (two-sided) and p after Holm's correction over these samples (holm_p); the chance that a number is
        larger than one of the reference's (larger), ties counting half, and that it is smaller (smaller: Vargha and
        Delaney's A12 in both directions, the mean over the problems); the test, what the pairs share (shared) and their
        correlation. NaN for the reference itself.
    """
    cells = ("p", "holm_p", "larger", "smaller", "test", "shared", "correlation")
    rows: dict[str, dict[str, float | str]] = {name: dict.fromkeys(cells, float("nan")) for name in samples}
    for test in pair_tests(samples, shared, reference, strata):
        found = (test.p, test.p_holm, test.a12, test.improvement, test.test, test.shared, test.correlation)
        rows[test.second] = dict(zip(cells, found, strict=True))
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
    strata: Callable[[pd.DataFrame], ArrayLike] | None = None,
) -> pd.DataFrame:
    """Return one row per group of runs and line, with the cells of :func:`against` beside the columns.

    Args:
        reference: key of the line that the others are compared with.
        runs: one row per run, with the columns ``line`` and ``spec``.
        by: columns that a group shares.
        columns: what is told of a line.
        measure: what is compared, from the rows of a line; in one order of seeds and problems for all lines.
        strata: the problem of each number of ``measure``; one problem by default.
    """
    wanted, tables = tuple(columns), []
    for _, group in groups(runs, by):
        lines = {line.key: rows for line, rows in group.groupby("line", sort=False)}
        shared = shared_by({key: rows["spec"].iloc[0] for key, rows in lines.items()})
        problems = None if strata is None else {key: strata(rows) for key, rows in lines.items()}
        tests = against(reference, {key: measure(rows) for key, rows in lines.items()}, shared, problems)
        rows = summarise(group, ("line",), wanted)
        tables.append(rows.join(pd.DataFrame(list(tests.values()))))
    return pd.concat(tables, ignore_index=True)


def tests_note(tests: pd.DataFrame | Iterable[Mapping[str, object]]) -> str:
    """Return which tests the p-values of a table come from; of paired ones what is shared, and the correlation.

    Args:
        tests: rows with the cells of :func:`against`; those without a test (NaN) are left out.
    """
    frame = tests if isinstance(tests, pd.DataFrame) else pd.DataFrame(list(tests))
    frame = frame[frame["test"].notna()]
    said = [_SAID[name] for name in (MANN_WHITNEY, VAN_ELTEREN) if (frame["test"] == name).any()]
    for shared, rows in frame[frame["test"] == WILCOXON].groupby("shared", sort=False):
        low, high = rows["correlation"].min(), rows["correlation"].max()
        measured = f"{low:.2f} to {high:.2f}" if len(rows) > 1 else f"{low:.2f}"
        said.append(
            f"Wilcoxon's signed-rank test, paired (shared: {shared}); Spearman's correlation of the pairs, within each "
            f"problem: {measured}"
        )
    return f"Tests: {'; '.join(said)}." if said else "No tests."
