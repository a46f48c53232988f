"""Joining published cells with the verdicts of the experiments, and saying what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.kit.inventory import JUDGED, Cell, inventory

VERDICTS = "verdicts.csv"
PRIMARY, SENSITIVITY, NULL = "primary", "sensitivity", "null baseline"
OUTCOMES = ("equal", "equivalent", "inconclusive", "different")
"""Of rows that judge; the other outcomes say that nothing can."""

NUMBERS = ("ours", "low", "high", "n", "margin", "p")
SAME = ("cell", "kind", "outcome", "published", *NUMBERS)
"""What is equal in two rows that show one comparison."""
TIMES = Path(__file__).resolve().parent / "times.csv"
"""Seconds of commands with all runs made anew (:mod:`experiments.ledger.times`)."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class Ledger:
    """Every published cell.

    Attributes:
        rows: one per cell, in the order of the inventory; all values are texts as the experiments wrote them.
        problems: one line each: keys that no published cell has, cells with no or several primary rows, and so on.
    """

    rows: pd.DataFrame
    problems: tuple[str, ...]


def ledger_of(results: Path) -> Ledger:
    """Return the ledger of a folder of results."""
    cells, found = inventory(), verdicts(results)
    by_cell: dict[str, list[Row]] = {}
    for row in found:
        by_cell.setdefault(row["cell"], []).append(row)
    problems = [f"{_place(rows[0])}: '{key}' is no published cell" for key, rows in by_cell.items() if key not in cells]
    seconds = {row["experiment"]: row["seconds"] for row in read(TIMES)}
    joined = []
    for key, cell in cells.items():
        rows = by_cell.get(cell.same_as or key, [])
        problems += _problems(cell, rows)
        joined.append(_joined(cell, rows, seconds))
    return Ledger(pd.DataFrame(joined), tuple(problems))


def verdicts(results: Path) -> list[Row]:
    """Return the rows of all ``verdicts.csv`` that name a published cell, with the experiment's name."""
    files = sorted(results.glob(f"*/{VERDICTS}"))
    return [{**row, "experiment": path.parent.name} for path in files for row in read(path) if row["cell"]]


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV as texts."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    return [{str(name): str(text) for name, text in row.items()} for row in rows]


def judging(rows: Iterable[Row], role: str = PRIMARY) -> list[Row]:
    """Return the rows of a role that have an outcome of a comparison.

    A comparison that several tables show alike, such as a paper's own and that of all papers, is one row.
    """
    found = [row for row in rows if row["role"] == role and row["outcome"] in OUTCOMES]
    return list({tuple(row[name] for name in SAME): row for row in reversed(found)}.values())[::-1]


def _problems(cell: Cell, rows: list[Row]) -> Iterator[str]:
    primary = judging(rows)
    if len(primary) > 1:
        yield f"'{cell.key}' has {len(primary)} primary rows: {', '.join(map(_place, primary))}"
    if cell.state == JUDGED and not primary:
        yield f"'{cell.key}' is to be judged, and no experiment has a primary row for it"
    if cell.state != JUDGED and primary:
        yield f"'{cell.key}' is said to be {cell.state}, and {_place(primary[0])} judges it"
    for row in primary:
        missing = [name for name in ("kind", "ours", "low", "high", "n") if not row[name]]
        if missing:
            yield f"{_place(row)}: the primary row of '{cell.key}' has no {', no '.join(missing)}"
        for name, typed in (("published", cell.value), ("published_std", cell.spread)):
            if typed and not _equal(row[name], typed):
                yield f"{_place(row)}: {name} is '{row[name]}' for '{cell.key}', and {typed} in reported/"
    yield from (
        f"{_place(row)}: the role of '{cell.key}' is '{row['role']}'"
        for row in rows
        if row["role"] not in (PRIMARY, SENSITIVITY, NULL)
    )


def _place(row: Row) -> str:
    return f"results/{row['experiment']}/{row['table']}"


def _equal(shown: str, typed: str) -> bool:
    """Return whether a number that a table shows, possibly rounded, is the one that was typed."""
    digits = len(shown.partition(".")[2])
    try:
        return abs(float(shown) - float(typed)) <= 0.5 * 10.0**-digits + 1e-9
    except ValueError:
        return False


def _joined(cell: Cell, rows: list[Row], seconds: Mapping[str, str]) -> dict[str, str]:
    """Return a cell's line; if it has several primary rows, the first judges."""
    primary = next(iter(judging(rows)), None)
    judged: Mapping[str, str] = primary or {}
    line = {
        "system": cell.system,
        "item": cell.item,
        "what": cell.what,
        "cell": cell.label,
        "key": cell.key,
        "published": cell.value or judged.get("published", ""),
        "spread": cell.spread,
        "published_n": cell.runs,
        "reading_error": cell.error or judged.get("reading_error", ""),
        "state": cell.state,
        "kind": judged.get("kind", "") or _quoted_kind(cell),
        **{name: judged.get(name, "") for name in NUMBERS},
        "outcome": judged.get("outcome", ""),
        "reason": judged.get("reason", "") or cell.why,
        "sensitivity": _tally(judging(rows, SENSITIVITY)),
        "null": _tally(judging(rows, NULL)),
    }
    if primary is None:
        return {**line, "primary": "", "row": "", "command": "", "seconds": ""}
    experiment = primary["experiment"]
    return {
        **line,
        "primary": f"results/{experiment}/{primary['table']}.csv",
        "row": primary["row"],
        "command": f"suite reproduce {experiment}",
        "seconds": seconds.get(experiment, ""),
    }


def _quoted_kind(cell: Cell) -> str:
    if not cell.value:
        return ""
    return "digitised" if cell.kind == "digitised" else "quoted"


def _tally(rows: list[Row]) -> str:
    counts = Counter(row["outcome"] for row in rows)
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
