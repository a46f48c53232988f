"""Rows that hold a published number against our seeds: the same columns in every comparison table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import ArrayLike

from suite.report.verdicts import SPREAD_CRITERION, Verdict, spread, tally, within_spread

HEADINGS = {
    "published": "published",
    "reading_error": "reading error",
    "ours_median": "ours (median)",
    "ours_min": "min",
    "ours_max": "max",
    "difference": "difference",
    "verdict": "verdict",
}


def compared(
    published: float, error: float, ours: ArrayLike, *, above: str, below: str, verdict: Verdict | None = None
) -> dict[str, Any]:
    """Return the cells of one comparison; the difference is our median minus the published value.

    Args:
        published: the published number of one run.
        error: its reading error; 0 for printed numbers.
        ours: one number per seed.
        above: reason to give if all of ours are larger; ``below`` if all are smaller.
        verdict: replaces the verdict by the range of the seeds where another criterion is stated.
    """
    ours_spread = spread(ours)
    found = verdict or within_spread(published, error, ours, above=above, below=below)
    return {
        "published": published,
        "reading_error": error,
        "ours_median": ours_spread["median"],
        "ours_min": ours_spread["minimum"],
        "ours_max": ours_spread["maximum"],
        "difference": ours_spread["median"] - published,
        "verdict": str(found),
    }


def verdict_note(rows: Sequence[Mapping[str, Any]], criterion: str = SPREAD_CRITERION) -> str:
    """Return the criterion of the verdicts and how many of each outcome there are."""
    return f"Verdict: {criterion}. Here: {tally(row['verdict'] for row in rows)}."


def formats(digits: int) -> dict[str, str]:
    """Return number formats of the comparison columns with ``digits`` decimals."""
    names = ("published", "reading_error", "ours_median", "ours_min", "ours_max")
    return dict.fromkeys(names, f".{digits}f") | {"difference": f"+.{digits}f"}
