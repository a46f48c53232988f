"""Tables: the same cells in CSV, Markdown and LaTeX, fixed formats, escaped text."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.report.latex import escape, label_of, paragraphs
from suite.report.tables import LONG_TABLE_ROWS, format_value, write_table

FRAME = pd.DataFrame(
    {
        "name": ["a_b", "c|d"],
        "error_pct": [1.0, np.nan],
        "n": [3, 4],
        "difference": [-0.001, 2.5],
        "best": [True, False],
    }
)


def written(folder: Path, frame: pd.DataFrame = FRAME, **options: object) -> dict[str, str]:
    formats = {"error_pct": ".2f", "difference": "+.2f"} if frame is FRAME else {}
    paths = write_table(frame, folder / "t", "Errors of 5 % & more", ["χ in ms²."], formats=formats, **options)  # type: ignore[arg-type]
    return {path.suffix: path.read_text(encoding="utf-8") for path in paths}


def test_three_files_with_the_same_cells(tmp_path: Path) -> None:
    texts = written(tmp_path, headings={"error_pct": "error (%)"}, csv_columns={"tables": "real"})
    rows = list(csv.reader(texts[".csv"].splitlines()))
    assert rows[0] == ["name", "error_pct", "n", "difference", "best", "tables"]
    assert rows[1] == ["a_b", "1.00", "3", "0.00", "yes", "real"]
    assert rows[2] == ["c|d", "", "4", "+2.50", "no", "real"]
    assert "| a_b | 1.00 | 3 | 0.00 | yes |" in texts[".md"]
    assert "| c\\|d | – | 4 | +2.50 | no |" in texts[".md"]
    assert r"a\_b & 1.00 & 3 & 0.00 & yes \\" in texts[".tex"]
    assert r"error (\%)" in texts[".tex"]
    assert r"\caption{Errors of 5 \% \& more}" in texts[".tex"]
    assert r"\toprule" in texts[".tex"]
    assert r"$\chi$ in ms$^2$." in texts[".tex"]


def test_the_same_bytes_again(tmp_path: Path) -> None:
    assert written(tmp_path / "a" / "x") == written(tmp_path / "b" / "x")


def test_a_long_table_breaks_over_pages(tmp_path: Path) -> None:
    texts = written(tmp_path, pd.DataFrame({"n": range(LONG_TABLE_ROWS + 1)}))
    assert r"\begin{longtable}" in texts[".tex"]
    assert r"\begin{tabular}" not in texts[".tex"]


def test_mistakes_are_told(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="nothing"):
        write_table(FRAME, tmp_path / "t", "x", formats={"nothing": ".2f"})
    with pytest.raises(ValueError, match="infinite"):
        write_table(pd.DataFrame({"a": [np.inf]}), tmp_path / "t", "x")
    with pytest.raises(ValueError, match="LaTeX"):
        escape("é")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("-0.37 to 0.35", "$-$0.37 to 0.35"),
        ("[-1.5, -.5]", "[$-$1.5, $-$.5]"),
        ("p = 1e-05", "p = 1e$-$05"),
        ("2-3 of n1-e8, 12-epoch, (k)-1", "2-3 of n1-e8, 12-epoch, (k)-1"),
        ("Wilcoxon's 'Returned': the methods' set", "Wilcoxon's `Returned': the methods' set"),
        ('the "best" ("one")', "the ``best'' (``one'')"),
    ],
)
def test_minus_signs_and_quotes(text: str, printed: str) -> None:
    assert escape(text) == printed


def test_labels_carry_the_folder_and_no_two_committed_tables_share_one() -> None:
    assert label_of(Path("results/mo-hdnas/front_quality")) == "tab:mo-hdnas-front-quality"
    root = Path(__file__).resolve().parents[2] / "results"
    found = [
        label for path in root.rglob("*.tex") for label in re.findall(r"\\label\{(.*?)\}", path.read_text("utf-8"))
    ]
    assert len(found) > 100
    assert len(set(found)) == len(found)


def test_notes_are_sentences_of_their_own() -> None:
    assert paragraphs(["Regret: x", "n = 3."]) == r"Regret: x.\par n = 3."


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_a_zero_has_no_sign(value: float) -> None:
    text = format_value(value, "+.2f")
    assert float(text) == pytest.approx(value, abs=0.0051)
    assert not re.fullmatch(r"[+-]0\.00", text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_escaped_text_holds_no_bare_special_character(text: str) -> None:
    left = re.sub(r"\\textbackslash\{\}|\\text\w+\{\}|\\[&%$#_{}]|\$[<>|-]\$", "", escape(text))
    assert not set(left) & set("&%$#_{}~^\\<>|")
