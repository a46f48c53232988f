"""The ledger: cells joined with verdicts by key, what does not fit is said, and the counts add up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from experiments.kit.inventory import JUDGED, inventory
from experiments.ledger import counts_table, csv_of, ledger_of, page_of
from experiments.ledger.counts import BEGIN, END, counts, into_readme
from suite.errors import DataError

KEY = "help_table3/HELP/fpga"
COLUMNS = (
    "cell", "role", "kind", "outcome", "published", "published_std", "published_n", "reading_error", "ours", "low",
    "high", "n", "difference", "margin", "p", "reason", "row", "table", "tables",
)  # fmt: skip
GOOD = {
    "cell": KEY, "role": "primary", "kind": "own network", "outcome": "inconclusive", "published": "0.985",
    "ours": "0.990", "low": "0.981", "high": "0.995", "n": "10", "margin": "0.02", "row": "HELP; FPGA",
    "table": "table3-comparison",
}  # fmt: skip


def results(folder: Path, *rows: dict[str, str], experiment: str = "help") -> Path:
    place = folder / experiment
    place.mkdir(parents=True, exist_ok=True)
    filled = [{**dict.fromkeys(COLUMNS, ""), **row} for row in rows]
    pd.DataFrame(filled, columns=COLUMNS).to_csv(place / "verdicts.csv", index=False)
    return folder


def problems(folder: Path) -> list[str]:
    """Return what is wrong beyond the cells that nothing judges."""
    return [line for line in ledger_of(folder).problems if "no experiment has a primary row" not in line]


def test_a_judged_cell_takes_its_primary_row(tmp_path: Path) -> None:
    rows = (
        {**GOOD, "role": "sensitivity", "outcome": "different", "ours": "0.9"},
        GOOD,
        {**GOOD, "role": "null baseline", "outcome": "different"},
        {**GOOD, "role": "sensitivity", "outcome": "different", "ours": "0.8"},
        {**GOOD, "role": "sensitivity", "outcome": "different", "ours": "0.8", "table": "another"},
        {**GOOD, "cell": ""},
    )
    ledger = ledger_of(results(tmp_path, *rows))
    (line,) = ledger.rows[ledger.rows["key"] == KEY].to_dict("records")
    assert (line["ours"], line["low"], line["high"], line["n"]) == ("0.990", "0.981", "0.995", "10")
    assert (line["sensitivity"], line["null"]) == ("2 different", "1 different")
    assert (line["primary"], line["command"]) == ("results/help/table3-comparison.csv", "suite reproduce help")
    assert line["published"] == inventory()[KEY].value
    assert problems(tmp_path) == []


def test_every_published_cell_is_in_it_once_whatever_the_results(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    assert ledger.rows["key"].tolist() == list(inventory())
    open_cells = [cell.key for cell in inventory().values() if cell.state == JUDGED]
    assert len(ledger.problems) == len(open_cells)
    assert (ledger.rows.loc[ledger.rows["state"] != JUDGED, "reason"] != "").all()


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{**GOOD, "cell": "help_table3/HELP/dreamt"}], "'help_table3/HELP/dreamt' is no published cell"),
        ([GOOD, {**GOOD, "ours": "0.991"}], f"'{KEY}' has 2 primary rows"),
        ([{**GOOD, "low": "", "n": ""}], "has no low, no n"),
        ([{**GOOD, "kind": ""}], "has no kind"),
        ([{**GOOD, "published": "0.975"}], "published is '0.975'"),
        ([{**GOOD, "cell": "help_hat/titan_rtx/74.0/bleu", "published": "27.19"}], "is said to be out of scope"),
        ([GOOD, {**GOOD, "role": "pilot"}], "the role of"),
    ],
)
def test_what_does_not_fit_is_said_with_the_table(tmp_path: Path, rows: list[dict[str, str]], problem: str) -> None:
    (found,) = problems(results(tmp_path, *rows))
    assert problem in found
    assert "results/help/table3-comparison" in found


def test_two_experiments_cannot_both_judge_a_cell(tmp_path: Path) -> None:
    results(tmp_path, GOOD)
    assert "has 2 primary rows" in problems(results(tmp_path, {**GOOD, "n": "3"}, experiment="survey"))[0]


def test_one_comparison_in_two_tables_is_one_row(tmp_path: Path) -> None:
    results(tmp_path, GOOD)
    results(tmp_path, {**GOOD, "table": "overview"}, experiment="survey")
    assert problems(tmp_path) == []
    rows = ledger_of(tmp_path).rows
    assert rows.loc[rows["key"] == KEY, "primary"].tolist() == ["results/help/table3-comparison.csv"]


def test_a_rounded_number_is_the_published_one(tmp_path: Path) -> None:
    assert problems(results(tmp_path, {**GOOD, "published": "0.98"})) == []  # 0.985 to two digits, either way
    assert problems(results(tmp_path, {**GOOD, "published": "0.99"})) == []


def test_a_quoted_outcome_does_not_judge(tmp_path: Path) -> None:
    row = {**GOOD, "cell": "help_hat/titan_rtx/74.0/bleu", "outcome": "quoted", "published": "27.19", "low": ""}
    assert problems(results(tmp_path, row)) == []


def test_counts_add_up_and_open_cells_are_a_column_of_their_own(tmp_path: Path) -> None:
    ledger = ledger_of(results(tmp_path, GOOD))
    table = counts(ledger)
    assert table.loc["all", "cells"] == len(inventory())
    assert (table.drop(columns="cells").sum(axis=1) == table["cells"]).all()
    assert table.loc["HELP", "inconclusive"] == 1
    assert table.loc["all", "open"] == len(ledger.problems)


def test_the_page_has_every_item_and_the_judged_cell(tmp_path: Path) -> None:
    ledger = ledger_of(results(tmp_path, GOOD))
    page = page_of(ledger)
    for cell in inventory().values():
        assert f"| {cell.item} | {cell.what} |" in page
    assert "| 0.99 [0.981, 0.995] | 10 | 0.02 |" in page
    assert csv_of(ledger).count("\n") == len(inventory()) + 1


def test_the_counts_go_between_the_marks_of_the_readme(tmp_path: Path) -> None:
    page, ledger = tmp_path / "README.md", ledger_of(tmp_path)
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", encoding="utf-8")
    into_readme(page, ledger)
    into_readme(page, ledger)
    assert page.read_text(encoding="utf-8") == f"before\n\n{BEGIN}\n\n{counts_table(ledger)}\n{END}\n\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(DataError, match="no place for the ledger's counts"):
        into_readme(page, ledger)


def test_the_command_refuses_names_and_other_options() -> None:
    from suite.cli.reproduce import reproduce

    for options in (["help"], ["--check"], ["--seeds", "2"]):
        done = CliRunner().invoke(reproduce, ["--ledger", *options])
        assert done.exit_code != 0
        assert "--ledger reads the clone's results as they are" in str(done.exception)
