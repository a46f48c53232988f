"""The paper table of a comparison: the measure with its interval, the best bold, what equals it marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from suite.report.comparison.looks import label
from suite.report.paper import PaperColumn, paper_table
from suite.report.venues import Venue

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05
SAME = "not_different"


def not_different(
    names: Sequence[str], values: Sequence[float], pairs: pd.DataFrame, alpha: float = LEVEL
) -> list[bool]:
    """Return which methods are not different from the best one, the one with the smallest value, itself included.

    Args:
        names: methods.
        values: of the measure, the smaller the better; NaN is never the best.
        pairs: rows with ``first``, ``second`` and ``holm_p``, one a pair in either order.
        alpha: level.
    """
    array = np.asarray(values, dtype=np.float64)
    if np.isnan(array).all():
        return [False] * len(names)
    best = names[int(np.nanargmin(array))]
    p: dict[frozenset[str], float] = {}
    if len(pairs):
        rows = zip(pairs["first"].tolist(), pairs["second"].tolist(), pairs["holm_p"].tolist(), strict=True)
        p = {frozenset((first, second)): value for first, second, value in rows}
    return [name == best or p.get(frozenset((name, best)), 0.0) >= alpha for name in names]


def comparison_table(
    frame: pd.DataFrame,
    pairs: pd.DataFrame,
    columns: Sequence[PaperColumn],
    caption: str,
    label_: str,
    venue: Venue,
    notes: Sequence[str] = (),
    record: str = "",
    alpha: float = LEVEL,
) -> str:
    """Return the LaTeX of a comparison's table; see :func:`suite.report.paper.paper_table`.

    Args:
        frame: one row per method, with a column ``method`` of names in the registry, which are printed for people.
        pairs: tests of all pairs, corrected (``first``, ``second``, ``holm_p``).
        columns: after that of the method; the first of them is the measure that the tests are of, the smaller the
            better.
        caption: one sentence.
        label_: of the table.
        venue: widths.
        notes: sentences below it.
        record: file that holds all columns.
        alpha: level from which on two methods are not different.
    """
    names = [str(name) for name in frame["method"]]
    main, *others = columns
    same = not_different(names, frame[main.key].tolist(), pairs, alpha)
    shown = frame.assign(method=[label(name) for name in names], **{SAME: same})
    first = PaperColumn(main.key, main.heading, main.format, main.low, main.high, "min", SAME)
    level = f"Not different: Holm-corrected p of {alpha:g} or more, over all pairs."
    return paper_table(
        shown, [PaperColumn("method", "method"), first, *others], caption, label_, venue, [*notes, level], record
    )


SUMMARY = (
    PaperColumn("mean", "mean regret", ".4f", "ci_low", "ci_high"),
    PaperColumn("median", "median", ".4f", "q25", "q75", "min"),
    PaperColumn("igd_plus", "IGD+", ".4f", best="min"),
    PaperColumn("additive_epsilon", "additive epsilon", ".4f", best="min"),
    PaperColumn("best_accuracy", "best accuracy (%)", ".2f", best="max"),
    PaperColumn("test_accuracy", "its test accuracy (%)", ".2f"),
    PaperColumn("improvement", "better than the first", ".3f"),
)
"""Columns of the frame of one problem (:func:`suite.analysis.comparison.summary_frame`)."""

AGGREGATES = (
    PaperColumn("iqm", "IQM", ".4f", "iqm_low", "iqm_high"),
    PaperColumn("median", "median", ".4f", "median_low", "median_high", "min"),
    PaperColumn("mean", "mean", ".4f", "mean_low", "mean_high", "min"),
    PaperColumn("mean_rank", "mean rank", ".2f", best="min"),
)
"""Columns of the frame over all problems (:func:`suite.analysis.aggregates.aggregate_frame`, with ``mean_rank``)."""


def columns_in(frame: pd.DataFrame, columns: Sequence[PaperColumn] = SUMMARY) -> list[PaperColumn]:
    """Return those of the columns that the frame has, with a value."""
    return [column for column in columns if column.key in frame and frame[column.key].notna().any()]
