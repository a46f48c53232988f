"""How many published cells of each system are judged, with which outcome, and how many are not: README's table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.kit.inventory import JUDGED, STATES
from experiments.ledger.join import OUTCOMES, Ledger
from suite.errors import DataError
from suite.files import write_atomically

BEGIN, END = "<!-- ledger: made by suite reproduce --ledger -->", "<!-- end of the ledger -->"
OPEN = "open"
COLUMNS = (*OUTCOMES, *(state for state in STATES if state != JUDGED))


def counts(ledger: Ledger) -> pd.DataFrame:
    """Return one row per system, and the sum: number of cells, by outcome if judged and by state if not.

    Cells that are to be judged and have no primary row are counted as "open", a column that is there only then.
    """
    rows = ledger.rows
    kind = rows["outcome"].where(rows["state"] == JUDGED, rows["state"]).replace("", OPEN)
    table = pd.crosstab(rows["system"], kind).reindex(pd.unique(rows["system"]))
    columns = [*COLUMNS, *([OPEN] if OPEN in table else [])]
    table = table.reindex(columns=columns, fill_value=0)
    table.insert(0, "cells", table.sum(axis=1))
    table.loc["all"] = table.sum()
    return table


def counts_table(ledger: Ledger) -> str:
    """Return the counts as a Markdown table."""
    table = counts(ledger)
    lines = [f"| system | {' | '.join(table.columns)} |", "|---|" + "---:|" * len(table.columns)]
    lines += [f"| {system} | {' | '.join(str(n) if n else '' for n in row)} |" for system, row in table.T.items()]
    return "\n".join(lines) + "\n"


def into_readme(path: Path, ledger: Ledger) -> None:
    """Write the counts between the marks of a page.

    Raises:
        DataError: if the page has no such marks.
    """
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise DataError(f"{path} has no place for the ledger's counts: put the lines '{BEGIN}' and '{END}' there")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    write_atomically(path, f"{before}{BEGIN}\n\n{counts_table(ledger)}\n{END}{after}")
