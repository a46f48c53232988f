"""The page of a results folder: what stands in it is what the experiment wrote, and nothing leaves its place."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from suite.errors import DataError
from suite.report.html.markup import embedded, plain
from suite.report.html.reproduction import Published, few_colours, read_markdown, reproduction_page, verdict_counts
from suite.report.html.results_folder import read_results
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from tests.imports import ROOT

HOSTILE = "</script><script>alert(1)</script> & \"quotes\" 'single'"


def verdict(cell: str, outcome: str, role: str = "primary", kind: str = "own network") -> dict[str, Any]:
    numbers = {"published": 93.5, "published_std": 0.2, "published_n": 1, "ours": 93.4, "low": 93.2, "high": 93.6}
    more = {"n": 20, "margin": 0.15, "p": 0.01, "reason": "a reason", "row": "a row", "table": "scores"}
    return {"cell": cell, "role": role, "kind": kind, "outcome": outcome, **numbers, **more}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clone")
    output = Output(root, "a-paper", "NATS-tss-v1_0", surrogate=False)
    frame = pd.DataFrame({"method": [HOSTILE, "b|c"], "error": [9.5, float("nan")], "n": [20, 3]})
    output.table("scores", frame, "Errors, reduced.", ["A note."], headings={"error": "error (%)"})
    with publication_style():
        figure, axes = new_figure(height_in=1.5)
        axes[0, 0].plot([1, 2], [3, 4])
    output.figure("scores", figure, {"x": [1, 2]}, "A line.")
    output.rows("runs", frame, "One row a run.")
    output.verdicts([verdict("p_tab/a", "equal", kind="look-up"), verdict("p_tab/b", "different")])
    output.verdicts([verdict("p_fig/c", "inconclusive"), verdict("p_fig/c", "equivalent", role="sensitivity")])
    output.index("A paper: its search", "What it did.", "suite reproduce a-paper")
    return root / "results"


def test_the_folder_is_read_as_it_was_written(results: Path) -> None:
    (made,) = read_results(results)
    assert (made.name, made.title, made.introduction) == ("a-paper", "A paper: its search", "What it did.")
    assert made.command == "suite reproduce a-paper"
    assert [(item.stem, sorted(item.files)) for item in made.items] == [
        ("scores", ["csv", "md", "tex"]),
        ("scores", ["json", "pdf", "png"]),
        ("runs", ["csv"]),
    ]
    assert read_results(results.parent)[0].title == read_results(results / "a-paper")[0].title == made.title


def test_a_file_that_the_index_names_and_that_is_gone_is_named(results: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(results.parent, tmp_path / "copy")) / "results"
    (copy / "a-paper" / "scores.tex").unlink()
    with pytest.raises(DataError, match=r"scores\.tex, which is not there"):
        read_results(copy)


def test_a_folder_without_results_says_which_one_to_give(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no results: give a folder"):
        read_results(tmp_path)


def test_primary_rows_are_counted_once(results: Path) -> None:
    made = read_results(results)
    assert verdict_counts(made) == {"equal": 1, "different": 1, "inconclusive": 1}
    assert verdict_counts([*made, *made]) == verdict_counts(made)


def test_the_page_asks_for_nothing_and_is_the_same_again(results: Path) -> None:
    made = read_results(results)
    text = reproduction_page(made, Published())
    assert text == reproduction_page(read_results(results), Published())
    markup = text.split('<script type="application')[0]
    addresses = re.findall(r"""<[a-z][^>]*? (?:src|href|action)="([^"]+)""", markup)
    assert addresses
    assert all(address.startswith(("#", "data:image/png;base64,")) for address in addresses)
    assert "default-src 'none'" in text
    assert "Reduced: what is marked" in text


def test_no_text_of_a_table_becomes_markup(results: Path) -> None:
    text = reproduction_page(read_results(results), Published())
    assert "<script>alert" not in text
    assert text.count("</script>") == 2
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_the_downloads_hold_the_files(results: Path) -> None:
    text = reproduction_page(read_results(results), Published())
    data = json.loads(re.findall(r'id="report-data">(.*?)</script>', text)[0])
    folder = results / "a-paper"
    assert data["a-paper-scores"]["files"]["csv"] == (folder / "scores.csv").read_text()
    assert data["a-paper-scores"]["files"]["tex"] == (folder / "scores.tex").read_text()
    assert data["a-paper-runs"]["files"]["csv"] == (folder / "runs.csv").read_text()
    assert data["a-paper-scores-figure"]["files"]["pdf"]["base64"].startswith("JVBERi")
    keys = [row[data["verdicts"]["columns"].index("key")] for row in data["verdicts"]["rows"]]
    assert sorted(keys) == ["p_fig/c", "p_fig/c", "p_tab/a", "p_tab/b"]


def test_a_number_that_another_row_judges_counts_where_it_stands(results: Path) -> None:
    places = {"p_tab/b": ("A paper", "Table 1", "b"), "twin": ("A paper", "Table 2", "the same")}
    twin = {**{k: str(v) for k, v in verdict("twin", "different").items()}, "experiment": "a-paper", "command": "x"}
    page = reproduction_page(read_results(results), Published(places, {("A paper", "Table 1"): {"quoted": 4}}, [twin]))
    assert "2 different" in page.split("judged here:")[1][:60]
    assert "1 different, 4 quoted" in page
    of_another = Published(judged=[{**twin, "experiment": "other"}])
    assert "twin" not in reproduction_page(read_results(results), of_another)


def test_tables_are_read_back_from_markdown(results: Path) -> None:
    titles, numeric, rows, notes = read_markdown((results / "a-paper" / "scores.md").read_text())
    assert titles == ["method", "error (%)", "n"]
    assert numeric == [False, True, True]
    assert rows == [[HOSTILE, "9.5000", "20"], ["b|c", "", "3"]]
    assert notes[0] == "A note."


def test_fewer_colours_keep_the_size_of_an_image(results: Path) -> None:
    from PIL import Image

    image = (results.parent / "figures" / "a-paper" / "scores.png").read_bytes()
    reduced = few_colours(image)
    assert Image.open(io.BytesIO(reduced)).size == Image.open(io.BytesIO(image)).size
    assert few_colours(image) == reduced


@pytest.mark.skipif(not (ROOT / "results" / "ledger.csv").is_file(), reason="not a clone")
def test_the_whole_page_counts_as_the_ledger_does() -> None:
    from suite.cli.report import published_numbers
    from suite.report.html.reproduction import _judged
    from suite.report.html.results_folder import rows_of

    ledger = rows_of(ROOT / "results" / "ledger.csv")
    judged = _judged(read_results(ROOT / "results"), published_numbers(ledger))
    for outcome in ("equal", "equivalent", "inconclusive", "different"):
        expected = sum(row["outcome"] == outcome for row in ledger)
        assert sum(item.counts[outcome] for item in judged) == expected


def test_embedded_data_cannot_end_their_element() -> None:
    text = embedded({"a": [HOSTILE, "\u2028"]})
    assert "<" not in text
    assert text.isascii()
    assert json.loads(text) == {"a": [HOSTILE, "\u2028"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (0.1 + 0.2, 0.3),
        (5.0, 5),
        (True, True),
        (1e300, 1e300),
        (None, None),
    ],
)
def test_numbers_are_plain(value: Any, expected: Any) -> None:
    assert plain(value) == expected
