"""Tables fit for a paper: chosen columns that fit the venue, numbers aligned, intervals merged, the best in bold.

They need the packages booktabs, siunitx, threeparttable and array, and stand beside the record tables, which hold every
column (:mod:`suite.report.tables`).
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from suite.report.latex import escape
from suite.report.tables import format_value
from suite.report.venues import POINTS, Venue

if TYPE_CHECKING:
    import pandas as pd

SIZE_PT = 8.0
SMALL_PT = 6.5
GAP_PT = 3.0
"""``tabcolsep``: half the space between two columns."""
ROWS = 40
"""Rows of one float at most; a longer table is split into parts."""
TEXT_SHARE = 0.3
"""A text column takes at most this share of the text's width; longer texts are broken."""
MARK = r"$^{\dagger}$"
PREAMBLE = r"\usepackage{array,booktabs,graphicx,siunitx,threeparttable}"


@dataclass(frozen=True)
class PaperColumn:
    """One column of a paper table.

    Attributes:
        key: column of the frame.
        heading: with unit.
        format: of its numbers.
        low: column of the lower bound, printed small beside the number with the upper one; "" if there is none.
        high: column of the upper bound.
        best: "min" or "max": which number is bold; "" for none.
        strong: column of truth values, those in bold, in the place of ``best``; "" if there is none.
        marked: column of truth values, those not different from the best, which get a dagger; "" if there is none.
    """

    key: str
    heading: str
    format: str = ".4f"
    low: str = ""
    high: str = ""
    best: str = ""
    marked: str = ""
    strong: str = ""


@dataclass
class _Cells:
    """What one column prints, and how wide it is."""

    heading: str
    specification: str
    main: list[str]
    side: list[str]
    width: float
    numeric: bool
    span: int = field(default=1)


def paper_table(
    frame: pd.DataFrame,
    columns: Sequence[PaperColumn],
    caption: str,
    label: str,
    venue: Venue,
    notes: Sequence[str] = (),
    record: str = "",
) -> str:
    """Return the LaTeX of a table that fits the venue.

    A table that is wider than a column becomes a ``table*``; of one that is wider than the text the last columns are
    left out, which a note says. More than :data:`ROWS` rows become several tables.

    Args:
        frame: one row per table row; missing values print as a dash.
        columns: which columns, in order; the first one stays in any case.
        caption: one sentence, without markup.
        label: such as ``tab:folder-name``.
        venue: widths.
        notes: sentences below the table, without markup.
        record: name of the file that holds all columns, for the note on what is left out.

    Raises:
        ValueError: without a column or a row.
    """
    if not columns or not len(frame):
        raise ValueError("a paper table needs a column and a row")
    made = [_cells(frame, column, venue) for column in columns]
    kept = len(made)
    while kept > 1 and _width(made[:kept]) > venue.text_pt:
        kept -= 1
    said = list(notes)
    if any(column.marked for column in columns[:kept]):
        said.append("Bold: the best. Dagger: not different from it by the adjusted test.")
    elif any(column.best for column in columns[:kept]):
        said.append("Bold: the best.")
    if kept < len(made):
        left = ", ".join(column.heading for column in columns[kept:])
        said.append(f"Left out for width: {left}" + (f"; they are in {record}." if record else "."))
    parts = [range(start, min(start + ROWS, len(frame))) for start in range(0, len(frame), ROWS)]
    texts = []
    for number, rows in enumerate(parts, 1):
        of_many = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        name = f"{label}-{number}" if len(parts) > 1 else label
        texts.append(_float(made[:kept], rows, caption + of_many, name, venue, said))
    return f"% needs {PREAMBLE}\n" + "\n".join(texts)


def _cells(frame: pd.DataFrame, column: PaperColumn, venue: Venue) -> _Cells:
    values = frame[column.key].tolist()
    numeric = all(_missing(value) or _is_number(value) for value in values) and not all(map(_missing, values))
    if not numeric:
        main = [escape(format_value(value)) if not _missing(value) else "--" for value in values]
        width = max(_text_width(format_value(value), venue) for value in values)
        most = TEXT_SHARE * venue.text_pt
        if width > most:
            kind = rf">{{\raggedright\arraybackslash}}p{{{most:.1f}pt}}"
            return _Cells(escape(column.heading), kind, main, [], most, numeric=False)
        heading, least = _wrapped(column.heading, width, venue)
        return _Cells(heading, "l", main, [], max(width, least), numeric=False)
    texts = [
        "" if _missing(value) or math.isinf(value) else format_value(value, column.format or None) for value in values
    ]
    texts = [text.replace(",", "") for text in texts]  # siunitx takes a comma for a decimal point
    bold = [bool(each) for each in frame[column.strong]] if column.strong else _best(values, column.best)
    shown = [rf"\bfseries {text}" if strong else text for text, strong in zip(texts, bold, strict=True)]
    main = [text or "{--}" for text in shown]
    whole = max((len(text.lstrip("+-").split("e")[0].split(".")[0]) for text in texts if text), default=1)
    decimals = max((len(text.split("e")[0].partition(".")[2]) for text in texts if text), default=0)
    sign = "-" if any(text.startswith("-") for text in texts) else "+" if any(t.startswith("+") for t in texts) else ""
    exponents = [text.partition("e")[2] for text in texts if "e" in text]
    exponent = f"e-{max(len(each.lstrip('+-0')) or 1 for each in exponents)}" if exponents else ""
    specification = f"S[table-format={sign}{whole}.{decimals}{exponent},detect-weight,mode=text]"
    example = sign + "0" * whole + ("." + "0" * decimals if decimals else "")
    width = _text_width(example, venue, bold=True) + (3.4 * SIZE_PT if exponents else 0.0)
    side = _sides(frame, column, bold)
    span = 1
    if any(side):
        specification += r"@{\,}l"
        bounds = max(_text_width(_bounds(frame, column, row), venue) for row in range(len(frame)))
        width += 1.4 + bounds * SMALL_PT / SIZE_PT + (3.6 if column.marked else 0.0)
        span = 2
    heading, least = _wrapped(column.heading, width, venue)
    return _Cells(heading, specification, main, side, max(width, least), numeric=True, span=span)


def _sides(frame: pd.DataFrame, column: PaperColumn, bold: Sequence[bool]) -> list[str]:
    """Return what stands beside each number: its interval, and the dagger."""
    marks = [False] * len(frame) if not column.marked else [bool(value) for value in frame[column.marked].tolist()]
    sides = []
    for row, (marked, strong) in enumerate(zip(marks, bold, strict=True)):
        bounds = escape(_bounds(frame, column, row))
        small = rf"{{\fontsize{{{SMALL_PT}}}{{8}}\selectfont {bounds}}}" if bounds else ""
        sides.append(small + (MARK if marked and not strong else ""))
    return sides


def _bounds(frame: pd.DataFrame, column: PaperColumn, row: int) -> str:
    if not column.low:
        return ""
    low, high = frame[column.low].iloc[row], frame[column.high].iloc[row]
    if _missing(low) or _missing(high) or math.isinf(low) or math.isinf(high):
        return ""
    return f"[{format_value(low, column.format)}, {format_value(high, column.format)}]"


def _best(values: Sequence[Any], which: str) -> list[bool]:
    usable = [value for value in values if not _missing(value) and math.isfinite(value)] if which else []
    if not usable:
        return [False] * len(values)
    best = min(usable) if which == "min" else max(usable)
    return [value == best for value in values]


def _float(made: Sequence[_Cells], rows: range, caption: str, label: str, venue: Venue, notes: Sequence[str]) -> str:
    wide = venue.two_columns and _width(made) > venue.column_pt
    kind = "table*" if wide else "table"
    headings = [
        rf"\multicolumn{{2}}{{c}}{{{cells.heading}}}" if cells.span == 2
        else f"{{{cells.heading}}}" if cells.numeric else cells.heading
        for cells in made
    ]  # fmt: skip
    lines = [
        rf"\begin{{{kind}}}[t]",
        r"\centering",
        r"\begin{threeparttable}",
        rf"\caption{{{escape(caption)}}}",
        rf"\label{{{label}}}",
        rf"\fontsize{{{SIZE_PT:g}}}{{{SIZE_PT + 1.5:g}}}\selectfont",
        rf"\setlength{{\tabcolsep}}{{{GAP_PT:g}pt}}",
        rf"\begin{{tabular}}{{@{{}}{''.join(cells.specification for cells in made)}@{{}}}}",
        r"\toprule",
        " & ".join(headings) + r" \\",
        r"\midrule",
    ]
    for row in rows:
        cells_of_row = []
        for cells in made:
            cells_of_row.append(cells.main[row])
            if cells.span == 2:
                cells_of_row.append(cells.side[row])
        lines.append(" & ".join(cells_of_row) + r" \\")
    lines += [r"\bottomrule", r"\end{tabular}"]
    if notes:
        lines += [r"\begin{tablenotes}[flushleft]", r"\fontsize{7}{8.5}\selectfont"]
        lines += [rf"\item {escape(note)}" for note in notes]
        lines.append(r"\end{tablenotes}")
    lines += [r"\end{threeparttable}", rf"\end{{{kind}}}"]
    return "\n".join(lines) + "\n"


def _width(made: Sequence[_Cells]) -> float:
    return sum(cells.width for cells in made) + 2 * GAP_PT * (len(made) - 1)


def _wrapped(heading: str, width: float, venue: Venue) -> tuple[str, float]:
    """Return a heading broken at blanks to about the width of its column, and how wide its longest line is."""
    characters = max(10, int(width / (SIZE_PT * 0.46 * venue.wide)))
    lines = textwrap.wrap(heading, characters, break_long_words=False, break_on_hyphens=False) or [""]
    widest = max(_text_width(line, venue) for line in lines)
    if len(lines) == 1:
        return escape(heading), widest
    return r"\shortstack{" + r"\\".join(escape(line) for line in lines) + "}", widest


_NARROW, _BROAD = set("iljtfrI.,:;'|!()[]{}-/ "), set("mwMWOQ%@")


def _text_width(text: str, venue: Venue, bold: bool = False) -> float:
    """Return how wide a text is at :data:`SIZE_PT`, in points, a little too wide rather than too narrow."""
    ems = 0.0
    for character in text:
        if character in _NARROW:
            ems += 0.31
        elif character in _BROAD:
            ems += 0.86
        elif character.isupper() or not character.isascii():
            ems += 0.70
        else:
            ems += 0.50 if character.isdigit() else 0.47
    return ems * SIZE_PT * venue.wide * (1.08 if bold else 1.0)


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ == "NAType" or value != value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def figure_snippet(file: str, caption: str, label: str, venue: Venue, width_in: float) -> str:
    """Return a float with the figure, scaled to the column or the text, whichever it was drawn for.

    Args:
        file: name of the PDF beside the snippet.
        caption: one sentence or more, without markup.
        label: such as ``fig:folder-name``.
        venue: widths.
        width_in: of the figure.
    """
    wide = venue.two_columns and width_in * POINTS > 1.05 * venue.column_pt
    kind, width = ("figure*", r"\textwidth") if wide else ("figure", r"\columnwidth")
    return "\n".join(
        [
            "% needs \\usepackage{graphicx}",
            rf"\begin{{{kind}}}[t]",
            r"\centering",
            rf"\includegraphics[width={width}]{{{file}}}",
            rf"\caption{{{escape(caption)}}}",
            rf"\label{{{label}}}",
            rf"\end{{{kind}}}",
            "",
        ]
    )
