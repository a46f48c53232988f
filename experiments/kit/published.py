"""Published numbers of ``experiments/reported``, and ours beside them in the same columns everywhere.

The rules by which a number matches are those of :mod:`suite.report.verdicts`; they are applied here alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from experiments.kit.columns import Column
from suite.report.verdicts import SPREAD_CRITERION, Verdict, exact, spread, tally, within_spread

FOLDER = Path(__file__).resolve().parents[1] / "reported"


@dataclass(frozen=True)
class Reading:
    """A published number with the error of reading it; 0 for printed numbers."""

    value: float
    error: float = 0.0

    def __sub__(self, other: Reading) -> Reading:
        return Reading(self.value - other.value, self.error + other.error)


@cache
def published(name: str) -> pd.DataFrame:
    """Return ``reported/<name>.csv``; columns ending in ``_approximate`` become booleans."""
    frame = pd.read_csv(FOLDER / f"{name}.csv")
    flags = {column: frame[column] == "yes" for column in frame.columns if column.endswith("_approximate")}
    return frame.assign(**flags)


def published_for(name: str, **where: object) -> pd.DataFrame:
    """Return the rows of ``reported/<name>.csv`` whose columns have the given values."""
    frame = published(name)
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame.reset_index(drop=True)


def published_row(name: str, **where: object) -> Any:
    """Return the first of these rows.

    Raises:
        KeyError: if there is none.
    """
    rows = published_for(name, **where)
    if rows.empty:
        raise KeyError(f"reported/{name}.csv has no row with {where}")
    return rows.iloc[0]


def reading(name: str, value: str, error: str = "", **where: object) -> Reading:
    """Return a number of ``reported/<name>.csv``: columns of the value and of its error, and the row's keys."""
    row = published_row(name, **where)
    return Reading(float(row[value]), float(row[error]) if error else 0.0)


def compared(
    published: Reading, ours: ArrayLike, *, above: str, below: str, verdict: Verdict | None = None
) -> dict[str, Any]:
    """Return the cells of one comparison; the difference is our median minus the published value.

    Args:
        published: the number of one published run.
        ours: one number per seed; NaN (a seed without a result) is left out.
        above: reason to give if all of ours are larger; ``below`` if all are smaller.
        verdict: replaces the verdict by the range of the seeds where another criterion is stated.
    """
    seeds = spread(ours)
    found = verdict or within_spread(published.value, published.error, ours, above=above, below=below)
    return {
        "published": published.value,
        "reading_error": published.error,
        "ours_median": seeds["median"],
        "ours_min": seeds["minimum"],
        "ours_max": seeds["maximum"],
        "difference": seeds["median"] - published.value,
        "verdict": str(found),
    }


def compared_columns(digits: int, reading_error: bool = True) -> tuple[Column, ...]:
    """Return the columns of :func:`compared`, with ``digits`` decimals; the reading error may be left out."""
    number, signed = f".{digits}f", f"+.{digits}f"
    return (
        Column("published", number),
        *((Column("reading_error", number),) if reading_error else ()),
        Column("ours_median", number, "ours (median)"),
        Column("ours_min", number, "min"),
        Column("ours_max", number, "max"),
        Column("difference", signed),
        Column("verdict"),
    )


def exactly(published: Reading, ours: float, why: str) -> str:
    """Return the verdict on one number against one: equal within the reading error, else ``why`` not."""
    return str(exact(published.value, ours, published.error, why))


def verdict_note(verdicts: Iterable[Any], criterion: str = SPREAD_CRITERION) -> str:
    """Return the criterion of verdicts and how many of each outcome there are."""
    return f"Verdict: {criterion}. Here: {tally(str(verdict) for verdict in verdicts)}."
