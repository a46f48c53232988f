"""Tables: columns that know their format, heading and aggregation, one row per group of runs, and writing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.kit.words import dataset_name, fitness_text, short
from suite.report.output import Output
from suite.report.tables import format_cells
from suite.tables.columns import DEVICE_LABELS, short_label

Aggregate = Callable[[pd.DataFrame], Any]
Rows: TypeAlias = "pd.DataFrame | Sequence[Mapping[str, Any]]"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        key: its name in the CSV.
        format: of its numbers, such as ``".2f"`` or ``"+.3f"``; ``"d"`` for whole numbers that may be missing.
        heading: for readers, with unit; "" takes the key with blanks.
        value: how a group of runs becomes one value: a name of :data:`AGGREGATES`, a function of the group's rows, or
            "first" for what the rows share.
        of: column of the runs that it comes from; "" takes ``key``.
        show: how a value is written, such as a data set's name; applied in :func:`write_table` alone.
    """

    key: str
    format: str = ""
    heading: str = ""
    value: str | Aggregate = "first"
    of: str = ""
    show: Callable[[Any], Any] | None = None

    def of_group(self, group: pd.DataFrame) -> Any:
        """Return the value of a group of runs."""
        if callable(self.value):
            return self.value(group)
        values = group[self.of or self.key]
        return values.iloc[0] if self.value == "first" else AGGREGATES[self.value](finite(values))


def of_line(attribute: str) -> Aggregate:
    """Return how a group of runs becomes an attribute of its line, such as ``"label"``."""
    return lambda runs: getattr(runs["line"].iloc[0], attribute)


def rows_where(rows: pd.DataFrame, **where: object) -> pd.DataFrame:
    """Return the rows whose columns have the given values."""
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows


def finite(values: ArrayLike) -> NDArray[np.float64]:
    """Return the finite ones of ``values`` as numbers."""
    numbers = np.asarray(values, dtype=np.float64)
    return numbers[np.isfinite(numbers)]


def _of_some(reduce: Callable[[NDArray[np.float64]], Any], least: int = 1) -> Callable[[NDArray[np.float64]], float]:
    return lambda values: float(reduce(values)) if len(values) >= least else float("nan")


AGGREGATES: Mapping[str, Callable[[NDArray[np.float64]], float]] = {
    "median": _of_some(lambda values: np.quantile(values, 0.5)),
    "q25": _of_some(lambda values: np.quantile(values, 0.25)),
    "q75": _of_some(lambda values: np.quantile(values, 0.75)),
    "mean": _of_some(np.mean),
    "smallest": _of_some(np.min),
    "largest": _of_some(np.max),
    "std": _of_some(lambda values: np.std(values, ddof=1), 2),
    "count": lambda values: float(len(values)),
}
"""By name, over the finite values; NaN where there is none. ``std`` is that of a sample."""


METHOD = Column("method", of="line", show=attrgetter("label"))
METHOD_KEY = Column("method", of="line", show=attrgetter("key"))
"""The line by its identifier, for raw rows."""
FITNESS = Column("fitness", show=short)
FITNESS_TEXT = Column("fitness", show=fitness_text)
"""The fitness as specifications name it, for raw rows."""
DATASET = Column("dataset", show=dataset_name)
DEVICE = Column("device", show=short_label)
DEVICE_IN_FULL = Column("device", show=DEVICE_LABELS.__getitem__)
FOUND = (
    Column("seed"),
    Column("index"),
    Column("latency_ms", ".5f", of="cost"),
    Column("feasible"),
    *(Column(name, ".4f") for name in ("valid", "test", "gap", "fitness_gap")),
)
"""What one run found, for raw rows."""


def groups(runs: pd.DataFrame, by: Sequence[str]) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Return the groups of rows that share the columns ``by``, in the order of their first rows."""
    found = runs.groupby(list(by), sort=False, dropna=False)
    return [(dict(zip(by, key, strict=True)), group) for key, group in found]


def summarise(
    runs: pd.DataFrame,
    by: Sequence[str],
    columns: Iterable[Column],
    more: Callable[[pd.DataFrame], Mapping[str, Any]] | None = None,
) -> pd.DataFrame:
    """Return one row per group of runs.

    Args:
        runs: one row per run (:meth:`experiments.kit.Study.tidy`).
        by: columns that a group shares.
        columns: what is told of a group.
        more: further cells of a group, such as a comparison with a published number.
    """
    wanted = tuple(columns)
    return pd.DataFrame(
        [
            {**{column.key: column.of_group(group) for column in wanted}, **(more(group) if more else {})}
            for _, group in groups(runs, by)
        ]
    )


def write_table(
    output: Output,
    stem: str,
    rows: Rows,
    columns: Sequence[Column],
    caption: str,
    notes: Iterable[str] = (),
    **filled: object,
) -> None:
    """Write the columns of ``rows`` as a table, in CSV, Markdown and LaTeX.

    Args:
        output: where to.
        stem: name of the files.
        rows: one per line.
        columns: in their order.
        caption: one sentence or more; ``notes`` stand below the table.
        filled: what ``{seeds}`` and other placeholders of caption and notes stand for; without any, texts stay.

    Raises:
        KeyError: for a column that no row has.
    """
    output.table(
        stem,
        shown(rows, columns),
        caption.format(**filled) if filled else caption,
        [note.format(**filled) for note in notes] if filled else notes,
        headings={column.key: column.heading for column in columns if column.heading},
        formats=_formats(columns),
    )
    output.verdicts(_verdicts(stem, rows, columns))


def write_rows(output: Output, stem: str, rows: Rows, columns: Sequence[Column], caption: str) -> None:
    """Write the columns of ``rows`` as they are, such as one row per run, as CSV only.

    Raises:
        KeyError: for a column that no row has.
    """
    output.rows(stem, shown(rows, columns), caption, _formats(columns))


def shown(rows: Rows, columns: Sequence[Column]) -> pd.DataFrame:
    """Return the columns of ``rows`` in their order, as they are shown."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    cells = {}
    for column in columns:
        values = frame[column.key if column.key in frame or not column.of else column.of]
        if column.show is not None:
            values = values.map(column.show, na_action="ignore")
        cells[column.key] = values.astype("Int64") if column.format == "d" else values
    return pd.DataFrame(cells)


VERDICT = (
    "cell", "role", "kind", "outcome", "published", "published_std", "published_n", "reading_error", "ours", "low",
    "high", "n", "difference", "margin", "p", "reason",
)  # fmt: skip
"""What :func:`experiments.kit.published.judged` says of a published cell."""


def _verdicts(stem: str, rows: Rows, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Return the rows that judge a published cell, with the row's other columns as one text."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if "cell" not in frame or "outcome" not in frame:
        return []
    first = next(place for place, column in enumerate(columns) if column.key in VERDICT)
    keys = columns[:first]  # what stands before the comparison says which row it is
    texts = format_cells(shown(frame, keys), _formats(keys))
    found = []
    for place in np.flatnonzero(frame["cell"].fillna("").astype(str) != ""):
        line = frame.iloc[place]
        found.append(
            {**{key: line[key] for key in VERDICT}, "row": ", ".join(filter(None, texts[place])), "table": stem}
        )
    return found


def _formats(columns: Iterable[Column]) -> dict[str, str]:
    return {column.key: column.format for column in columns if column.format}
