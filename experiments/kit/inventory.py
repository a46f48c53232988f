"""Every published number by its key: ``experiments/reported/inventory.csv``, read with the files that it names.

A line of that file is a block: the cells of one published table, figure or text that share a state. It names a file of
``experiments/reported`` with the columns that tell rows apart and those that hold values; or, without a file, the cells
of a quantity that is derived from a figure, or an item whose numbers are not at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

import pandas as pd

from suite.errors import ConfigurationError

FOLDER = Path(__file__).resolve().parents[1] / "reported"
INVENTORY = "inventory"

QUANTITY = "quantity"
"""What tells apart the derived numbers of one figure, the last part of their keys; they have no column in a file."""

JUDGED, QUOTED, OUT_OF_SCOPE, NOT_TO_BE_HAD = "judged", "quoted", "out of scope", "not to be had"
STATES = {
    JUDGED: "a number of ours stands beside it, with an interval and an outcome",
    QUOTED: "it belongs to the subject, and no run of the suite can give it",
    OUT_OF_SCOPE: "another space, task or machine, or no result at all",
    NOT_TO_BE_HAD: "published, but not in the sources at hand",
}


@dataclass(frozen=True)
class Cell:
    """One published number, or an item that has none.

    Attributes:
        key: ``FILE/ROW.../COLUMN`` with the row's key columns as typed in the file; without a file the block's name and
            what tells its cells apart.
        system: whose paper.
        item: table, figure or part of the text.
        what: what the item's numbers are.
        label: which of them; "" for an item of one cell.
        column: the column that holds the value, or the name of a derived quantity; "" for an item without numbers.
        row: the row's columns as typed, or what tells a cell without a file apart.
        value: as typed; "" where it is derived or not at hand.
        spread: as typed: its standard deviation.
        runs: as typed: number of published runs; "" if unknown.
        error: as typed: its reading error.
        state: one of :data:`STATES`.
        why: the reason, for every state but "judged".
        kind: "printed", "digitised" or "others", as the file says; "" without a file.
        same_as: key of the cell that prints the same number of the same thing, and is judged for both; "" for none.
    """

    key: str
    system: str
    item: str
    what: str
    label: str
    state: str
    why: str
    column: str = ""
    row: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    spread: str = ""
    runs: str = ""
    error: str = ""
    kind: str = ""
    same_as: str = ""


@cache
def typed(name: str) -> pd.DataFrame:
    """Return ``reported/<name>.csv`` with every cell as it was typed."""
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def inventory() -> Mapping[str, Cell]:
    """Return every published cell by its key, in the order of the file.

    Raises:
        ConfigurationError: for a key that two cells share, a column that a file lacks, or a block without cells.
    """
    found: dict[str, Cell] = {}
    for block in typed(INVENTORY).to_dict("records"):
        count = len(found)
        for cell in _cells_of({str(name): str(value) for name, value in block.items()}):
            if cell.key in found:
                raise ConfigurationError(f"two published cells have the key '{cell.key}': see inventory.csv")
            found[cell.key] = cell
        if len(found) == count:
            raise ConfigurationError(f"a block of '{block['key']}' ({block['what']}) has no cell: see inventory.csv")
    return found


def cell_of(file: str, column: str = "", **where: object) -> str:
    """Return the key of the one cell of a file and column whose row has the given values.

    Args:
        file: the file's name without ``.csv``, or the name of a block without a file.
        column: that holds the value, or the name of a derived quantity.
        where: columns of the row and their values, as numbers or as texts; enough to tell the row from others.

    Raises:
        ConfigurationError: if there is none, or more than one.
    """
    cells = _by_file().get((file, column), [])
    fitting = [cell.key for cell in cells if all(_same(cell.row.get(name), value) for name, value in where.items())]
    if len(fitting) != 1:
        wanted = ", ".join(f"{name}={value}" for name, value in where.items())
        raise ConfigurationError(f"{len(fitting)} published cells of {file} ({column or 'no column'}) have {wanted}")
    return fitting[0]


@cache
def _by_file() -> Mapping[tuple[str, str], list[Cell]]:
    found: dict[tuple[str, str], list[Cell]] = {}
    for cell in inventory().values():
        found.setdefault((cell.key.split("/")[0], cell.column), []).append(cell)
    return found


def _same(text: str | None, value: object) -> bool:
    if text is None:
        return False
    if isinstance(value, str) or not text:
        return text == str(value)
    try:
        return float(text) == float(str(value))
    except ValueError:
        return text == str(value)


def _cells_of(block: Mapping[str, str]) -> Iterator[Cell]:
    if block["state"] not in STATES or bool(block["why"]) == (block["state"] == JUDGED):
        raise ConfigurationError(
            f"the block '{block['what']}' of '{block['key']}' needs a state, and a reason unless it is judged"
        )
    return _of_file(block) if block["values"] else _of_product(block)


def _of_file(block: Mapping[str, str]) -> Iterator[Cell]:
    frame, values = typed(block["key"]), _names(block["values"])
    errors = dict(zip(values, _names(block["errors"]), strict=False))
    spreads = dict(zip(values, _names(block["spread"]), strict=False))
    for row in _where(frame, block["where"]).to_dict("records"):
        row = {str(name): str(text) for name, text in row.items()}
        labels = [row[name] for name in _names(block["rows"])]
        for column in values:
            if not row[column]:
                continue
            named = [*labels, *([column] if len(values) > 1 else [])]
            yield Cell(
                key="/".join([block["key"], *labels, column]),
                label=", ".join(named),
                column=column,
                row=row,
                value=row[column],
                spread=row.get(spreads.get(column, f"{column}_std"), ""),
                runs=block["runs"],
                error=row.get(errors.get(column, ""), errors.get(column, "")),
                kind=row.get("kind", row.get(f"{column}_kind", "")),
                same_as=block["same_as"].format(**row),
                **_shared(block),
            )


def _of_product(block: Mapping[str, str]) -> Iterator[Cell]:
    axes = [(name, texts) for name, _, texts in _conditions(block["where"])]
    for labels in product(*(texts for _, texts in axes)):
        row = dict(zip((name for name, _ in axes), labels, strict=True))
        key = "/".join([block["key"], *labels])
        column = row.get(QUANTITY, "")
        yield Cell(key=key, label=", ".join(labels), column=column, row=row, runs=block["runs"], **_shared(block))


def _shared(block: Mapping[str, str]) -> dict[str, str]:
    return {name: block[name] for name in ("system", "item", "what", "state", "why")}


def _where(frame: pd.DataFrame, conditions: str) -> pd.DataFrame:
    for name, wanted, texts in _conditions(conditions):
        frame = frame[frame[name].isin(texts) == wanted]
    return frame


def _conditions(text: str) -> list[tuple[str, bool, list[str]]]:
    """Read ``column=a|b; other!=c`` as (column, whether it is one of them, texts)."""
    found = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, _, texts = part.partition("=")
        found.append((name.removesuffix("!"), not name.endswith("!"), texts.split("|")))
    return found


def _names(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
