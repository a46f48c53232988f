"""Tables on disk: one frame as CSV (for machines), Markdown (for reading here) and LaTeX booktabs (for papers)."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.files import write_atomically
from suite.report.latex import escape, label_of, paragraphs

if TYPE_CHECKING:
    import pandas as pd

LONG_TABLE_ROWS = 45
"""More rows than this do not fit on a page: LaTeX output becomes a ``longtable``."""


def write_table(
    frame: pd.DataFrame,
    stem: Path,
    caption: str,
    notes: Iterable[str] = (),
    *,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    csv_columns: Mapping[str, str] | None = None,
    label: str | None = None,
) -> list[Path]:
    """Write ``stem.csv``, ``stem.md`` and ``stem.tex`` with the same cells and return the three paths.

    Args:
        frame: one row per table row, plain columns; missing values are empty in the CSV and a dash elsewhere.
        stem: path without a suffix; folders are made.
        caption: one sentence; without markup, it is escaped for each format.
        notes: sentences below the table: accuracy protocol, edition of the tables, criteria of verdicts.
        headings: column -> heading with unit for readers; the CSV keeps the column names.
        formats: column -> format specification of its numbers, such as ``".2f"``; default ``".4f"``, integers ``"d"``.
        csv_columns: further columns of one value each for the CSV, which has no notes, such as the tables' kind.
        label: of the LaTeX table; by default folder and name, so that no two experiments share one.

    Raises:
        DataError: if the folder cannot be written.
        KeyError: if ``formats`` or ``headings`` name a column that the frame does not have.
    """
    named = label or label_of(stem)
    texts = table_texts(frame, named, caption, notes, headings=headings, formats=formats, csv_columns=csv_columns)
    return [write_atomically(stem.with_name(f"{stem.name}.{suffix}"), text) for suffix, text in texts.items()]


def table_texts(
    frame: pd.DataFrame,
    label: str,
    caption: str,
    notes: Iterable[str] = (),
    *,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    csv_columns: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return what :func:`write_table` writes: suffix -> text. ``label`` is that of the LaTeX table."""
    columns = [str(column) for column in frame.columns]
    for name in (*(headings or {}), *(formats or {})):
        if name not in columns:
            raise KeyError(f"no column {name!r} in the table {label}")
    cells = format_cells(frame, formats or {})
    marked = frame.assign(**(csv_columns or {}))
    titles = [(headings or {}).get(column, column.replace("_", " ")) for column in columns]
    numeric = [_is_numeric(frame[column]) for column in frame.columns]
    return {
        "csv": csv_text(marked, formats or {}),
        "md": _markdown(titles, cells, numeric, caption, list(notes)),
        "tex": _latex(titles, cells, numeric, caption, list(notes), label),
    }


def csv_text(frame: pd.DataFrame, formats: Mapping[str, str]) -> str:
    """Return the frame as CSV with formatted numbers; missing values are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([str(column) for column in frame.columns])
    writer.writerows(format_cells(frame, formats))
    return buffer.getvalue()


def format_cells(frame: pd.DataFrame, formats: Mapping[str, str]) -> list[list[str]]:
    """Return the cells as texts, row by row; missing values are empty."""
    by_column = [
        [format_value(value, formats.get(str(column))) for value in frame[column].tolist()] for column in frame.columns
    ]
    return [list(row) for row in zip(*by_column, strict=True)]


def format_value(value: Any, specification: str | None = None) -> str:
    """Return one cell; a zero has no sign, so that rounding noise shows in no table."""
    if value is None or type(value).__name__ == "NAType" or value != value:  # None, pandas' missing value, NaN
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return format(int(value), specification if specification and specification.endswith("d") else "d")
    if isinstance(value, (float, np.floating)):
        if math.isinf(value):
            raise ValueError("an infinite number has no place in a table")
        text = format(float(value), specification or ".4f")
        return text.lstrip("+-") if set(text) <= set("+-0.") else text
    return str(value)


def _is_numeric(column: Any) -> bool:
    kinds = column.dropna().tolist()
    return bool(kinds) and all(isinstance(v, (int, float, np.number)) and not isinstance(v, bool) for v in kinds)


def _markdown(titles: list[str], cells: list[list[str]], numeric: list[bool], caption: str, notes: list[str]) -> str:
    def row(texts: Iterable[str]) -> str:
        return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") or "–" for text in texts) + " |"

    rule = "| " + " | ".join("---:" if right else "---" for right in numeric) + " |"
    lines = [f"**{caption}**", "", row(titles), rule, *(row(line) for line in cells)]
    if notes:
        lines += ["", *(f"- {note}" for note in notes)]
    return "\n".join(lines) + "\n"


def _latex(
    titles: list[str], cells: list[list[str]], numeric: list[bool], caption: str, notes: list[str], label: str
) -> str:
    def row(texts: Iterable[str]) -> str:
        return " & ".join(escape(text) if text else "--" for text in texts) + r" \\"

    alignment = "".join("r" if right else "l" for right in numeric)
    head = [rf"\caption{{{escape(caption)}}}", rf"\label{{{label}}}"]
    body = [row(line) for line in cells]
    notes_text = paragraphs(notes)
    if len(cells) > LONG_TABLE_ROWS:  # needs \usepackage{longtable}
        lines = [
            r"{\footnotesize",
            rf"\begin{{longtable}}{{{alignment}}}",
            *head[:1],
            head[1] + r" \\",
            r"\toprule",
            row(titles),
            r"\midrule",
            r"\endhead",
            r"\bottomrule",
            r"\endlastfoot",
            *body,
            r"\end{longtable}",
            *([rf"\noindent {notes_text}\par"] if notes else []),
            "}",
        ]
    else:
        lines = [
            r"\begin{table}[t]",
            r"\centering",
            *head,
            r"\footnotesize",
            rf"\begin{{tabular}}{{{alignment}}}",
            r"\toprule",
            row(titles),
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            *([rf"\par\smallskip\parbox{{\linewidth}}{{{notes_text}}}"] if notes else []),
            r"\end{table}",
        ]
    return "% needs the packages booktabs and longtable\n" + "\n".join(lines) + "\n"
