"""Which columns of a record table a paper table shows: intervals merged, what is the same in every row told once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from suite.report.paper import PaperColumn
from suite.report.tables import format_value

if TYPE_CHECKING:
    import pandas as pd

BOUNDS = (("mean", "ci_low", "ci_high"), ("median", "q25", "q75"))
"""Columns whose bounds do not carry their name; of others they are NAME_low and NAME_high."""


def paper_columns(
    frame: pd.DataFrame, headings: Mapping[str, str] | None = None, formats: Mapping[str, str] | None = None
) -> tuple[list[PaperColumn], list[str]]:
    """Return the columns of a paper table, in the order of the frame, and notes on what they leave out.

    Args:
        frame: of a record table.
        headings: column -> heading, as of the record table.
        formats: column -> format of its numbers, as of the record table.
    """
    titles = {str(name): (headings or {}).get(str(name), str(name).replace("_", " ")) for name in frame.columns}
    merged = {name: (low, high) for name, low, high in BOUNDS if {name, low, high} <= set(titles)}
    own = {name: (f"{name}_low", f"{name}_high") for name in titles}
    merged |= {name: bounds for name, bounds in own.items() if set(bounds) <= set(titles)}
    inside = {bound for bounds in merged.values() for bound in bounds}
    columns, constant, notes = [], [], []
    for name, title in titles.items():
        if name in inside:
            continue
        form = (formats or {}).get(name, ".4f")
        values = {format_value(value, form) for value in frame[name].tolist()} if len(frame) > 1 else set()
        if len(values) == 1 and name not in merged:
            constant.append(f"{title} {next(iter(values)) or '–'}")
            continue
        low, high = merged.get(name, ("", ""))
        columns.append(PaperColumn(name, title, form, low, high))
        if low:
            notes.append(f"Beside {title}: {titles[low]} and {titles[high]}.")
    if constant:
        notes.append(f"The same in all rows: {', '.join(constant)}.")
    return columns, notes
