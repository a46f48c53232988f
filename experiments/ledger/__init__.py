"""The ledger: every published cell with its state, and what judges it, from the committed results alone.

``experiments/reported/inventory.csv`` says what is published (:mod:`experiments.kit.inventory`), the experiments write
their verdicts to ``results/<name>/verdicts.csv``; ``suite reproduce --ledger`` joins the two by the cells' keys.
"""

from __future__ import annotations

from pathlib import Path

from experiments.ledger.counts import counts_table, into_readme
from experiments.ledger.join import Ledger, ledger_of
from experiments.ledger.page import csv_of, page_of
from suite.files import write_atomically


def write(root: Path) -> Ledger:
    """Write ``results/ledger.csv``, ``results/ledger.md`` and the counts in ``README.md``; return the ledger.

    Args:
        root: the clone. What is written is written even if the ledger has problems, so that they can be looked at.
    """
    ledger = ledger_of(root / "results")
    write_atomically(root / "results" / "ledger.csv", csv_of(ledger))
    write_atomically(root / "results" / "ledger.md", page_of(ledger))
    into_readme(root / "README.md", ledger)
    return ledger


__all__ = ["Ledger", "counts_table", "csv_of", "ledger_of", "page_of", "write"]
