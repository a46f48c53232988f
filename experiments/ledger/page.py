"""The ledger on disk: a CSV of all cells, and a page with the items of every system and the cells that are judged."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from experiments.kit.inventory import JUDGED, STATES
from experiments.ledger.counts import counts_table
from experiments.ledger.join import OUTCOMES, Ledger
from suite.report.tables import csv_text

MEANINGS = {
    "equal": "a look-up or arithmetic: the same within rounding or reading error",
    "equivalent": "the same within the margin, at a level of 5 %",
    "inconclusive": "the numbers at hand decide neither way",
    "different": "not the same, with the reason",
    **{state: meaning for state, meaning in STATES.items() if state != JUDGED},
}
INTRODUCTION = """# Ledger of published numbers

Every published table, figure and number of the systems, cell by cell in [ledger.csv](ledger.csv); made by
`suite reproduce --ledger` from the committed results, by [stated rules](../docs/verdicts.md). What its columns and
words mean: [ledger](../docs/ledger.md).
"""


def csv_of(ledger: Ledger) -> str:
    """Return every cell as CSV."""
    return csv_text(ledger.rows, {})


def page_of(ledger: Ledger) -> str:
    """Return the page: counts, then per system its items, and its judged cells but for look-ups that are equal."""
    parts = [INTRODUCTION, counts_table(ledger), _meanings()]
    for system, rows in ledger.rows.groupby("system", sort=False):
        parts += [f"## {system}\n", _items(rows)]
        judged = rows[(rows["state"] == JUDGED) & (rows["outcome"] != "equal")]
        if len(judged):
            equal = int((rows["outcome"] == "equal").sum())
            said = f"Judged cells{f', without the {equal} that are equal' if equal else ''}:\n"
            parts += [said, _judged(judged)]
    return "\n".join(parts)


def _meanings() -> str:
    return "\n".join(f"- {name}: {meaning}" for name, meaning in MEANINGS.items()) + "\n"


def _items(rows: pd.DataFrame) -> str:
    lines = []
    for (item, what, state), cells in rows.groupby(["item", "what", "state"], sort=False):
        numbers = str(len(cells)) if cells["published"].ne("").any() or len(cells) > 1 else ""
        primary = ", ".join(f"[{path.split('/', 1)[1]}]({path.split('/', 1)[1]})" for path in _unique(cells["primary"]))
        why = "" if state == JUDGED else "; ".join(_unique(cells["reason"]))
        lines.append((item, what, numbers, _outcomes(state, cells["outcome"]), primary or why))
    return _table(("item", "what", "cells", "state", "judged in, or why not"), lines)


def _outcomes(state: str, outcomes: pd.Series[str]) -> str:
    if state != JUDGED:
        return state
    counts = {name: int((outcomes == name).sum()) for name in OUTCOMES}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "open"


def _judged(rows: pd.DataFrame) -> str:
    lines = []
    for row in rows.to_dict("records"):
        published = row["published"] + (f" ± {row['spread']}" if row["spread"] else "")
        interval = f" [{_short(row['low'])}, {_short(row['high'])}]" if row["low"] else ""
        ours = _short(row["ours"]) + interval
        others = "; ".join(f"{name}: {row[name]}" for name in ("sensitivity", "null") if row[name])
        cells = (
            f"{row['item']}: {row['what']}",
            row["cell"],
            published,
            row["published_n"],
            ours,
            row["n"],
            _short(row["margin"], 3),
        )
        lines.append((*cells, _short(row["p"], 2), row["kind"], row["outcome"] or "open", others))
    heads = ("item", "cell", "published", "n", "ours [95 %]", "n", "margin", "p", "kind", "outcome", "other rows")
    return _table(heads, lines)


def _short(text: str, digits: int = 4) -> str:
    """Return a number with so many digits, for readers; the CSV keeps them all."""
    return f"{float(text):.{digits}g}" if text else ""


def _table(heads: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    names = list(heads)
    body = ["| " + " | ".join(str(text).replace("|", "\\|") for text in line) + " |" for line in lines]
    return "\n".join([f"| {' | '.join(names)} |", "|" + "---|" * len(names), *body]) + "\n"


def _unique(texts: pd.Series[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
