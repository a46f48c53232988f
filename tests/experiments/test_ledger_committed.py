"""The committed ledger is what the committed results give, complete and without a problem; README shows its counts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from experiments.kit.inventory import JUDGED, STATES
from experiments.ledger import Ledger, counts_table, csv_of, ledger_of, page_of
from experiments.ledger.counts import BEGIN, END
from experiments.ledger.join import OUTCOMES

ROOT = Path(__file__).resolve().parents[2]
AGAIN = "run 'suite reproduce --ledger' and commit what it writes"


@cache
def committed() -> Ledger:
    return ledger_of(ROOT / "results")


def test_published_cells_and_verdicts_fit() -> None:
    assert committed().problems == ()


def test_every_judged_cell_has_an_outcome_with_interval_number_of_runs_and_kind() -> None:
    rows = committed().rows
    judged = rows[rows["state"] == JUDGED]
    assert set(rows["state"]) == set(STATES)
    assert set(judged["outcome"]) <= set(OUTCOMES)
    assert (judged[["kind", "ours", "low", "high", "n", "primary", "command"]] != "").all(axis=None)
    assert (rows.loc[rows["state"] != JUDGED, "outcome"] == "").all()


@pytest.mark.parametrize(("name", "made"), [("ledger.csv", csv_of), ("ledger.md", page_of)])
def test_the_files_are_those_of_the_results(name: str, made) -> None:
    assert (ROOT / "results" / name).read_text(encoding="utf-8") == made(committed()), AGAIN


def test_the_readme_shows_the_counts() -> None:
    block = (ROOT / "README.md").read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    assert block.strip() == counts_table(committed()).strip(), AGAIN


def test_every_primary_table_is_committed() -> None:
    tables = set(committed().rows["primary"]) - {""}
    assert [table for table in sorted(tables) if not (ROOT / table).is_file()] == []
