"""The pages in a real browser: no error, no request, and what a person does with them works."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from suite.analysis.improvement import unpaired
from suite.comparison.report import Sources, comparison_page
from suite.report.html.block import Section
from suite.report.html.matrix import Judged, VerdictMatrix
from suite.report.html.page import page
from suite.report.html.table import Column, Table
from tests.report.browser import KEYS, Browser, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "a browser is there")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(tmp_path_factory.mktemp("browser"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def written(results: Any, study: Any, opened: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    sources = Sources("suite compare study.toml", "seeds = 3\n")
    path = tmp_path_factory.mktemp("page") / "report.html"
    text = comparison_page(results, study, opened, unpaired, np.random.default_rng(0), sources)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def shown(browser: Browser, written: Path) -> Browser:
    browser.open(written)
    return browser


def column(browser: Browser, table: str, number: int) -> list[str]:
    script = """return [...document.querySelectorAll(arguments[0] + ' tbody tr')].filter(row => !row.hidden)
        .map(row => row.cells[arguments[1]].textContent)"""
    found: list[str] = browser.run(script, table, number)
    return found


def test_it_loads_without_an_error_and_without_a_request(shown: Browser, written: Path) -> None:
    assert shown.requests() == [written.as_uri()]
    assert shown.log("browser") == []
    assert shown.run("return document.querySelectorAll('.drawing svg').length") == 5
    blocked = """return fetch('http://127.0.0.1:9/').then(() => 'sent', error => String(error))"""
    assert "Failed to fetch" in shown.run(blocked)
    assert "Content Security Policy" in shown.log("browser")[0]["message"]


def test_a_heading_sorts_by_number_both_ways(shown: Browser) -> None:
    before = column(shown, "#pairs", 3)
    shown.click("#pairs thead th:nth-child(4) button")
    ascending = column(shown, "#pairs", 3)
    assert ascending == sorted(before, key=float)
    shown.click("#pairs thead th:nth-child(4) button")
    assert column(shown, "#pairs", 3) == ascending[::-1]
    assert shown.run("return document.querySelector('#pairs th[aria-sort]').getAttribute('aria-sort')") == "descending"


def test_sorting_works_by_keyboard(shown: Browser) -> None:
    shown.type("#aggregates thead th:nth-child(5) button", KEYS["enter"])
    values = [float(text) for text in column(shown, "#aggregates", 4)]
    assert values == sorted(values)


def test_rows_are_chosen_and_searched(shown: Browser) -> None:
    assert set(column(shown, "#pairs", 0)) == {"all problems"}
    shown.choose("#pairs select[data-column='0']", "CIFAR-10, Raspberry Pi 4, latency")
    assert set(column(shown, "#pairs", 0)) == {"CIFAR-10, Raspberry Pi 4, latency"}


def test_a_table_sorts_numbers_texts_and_missing_ones_and_is_searched(browser: Browser, tmp_path: Path) -> None:
    numbers = [3e-7, 20.0, float("nan"), -1.5, 4.0, None, 1000.0, *range(10)]
    rows = [[f"row {number}", value, "<b>x</b>"] for number, value in enumerate(numbers)]
    table = Table("t", "A table.", (Column("a", "a"), Column("b", "b"), Column("c", "c")), rows)
    path = tmp_path / "table.html"
    path.write_text(page("Table", [], [], [Section("Rows", [table])]), "utf-8")
    browser.open(path)
    browser.click("#t thead th:nth-child(2) button")
    known = sorted(value for value in numbers if value is not None and value == value)
    assert [float(text) for text in column(browser, "#t", 1)[:-2]] == known
    assert column(browser, "#t", 1)[-2:] == ["–", "–"]
    browser.click("#t thead th:nth-child(2) button")
    assert column(browser, "#t", 1)[0] == "1000"
    assert column(browser, "#t", 1)[-2:] == ["–", "–"]
    browser.click("#t thead th:nth-child(1) button")
    assert column(browser, "#t", 0)[:3] == ["row 0", "row 1", "row 2"]
    browser.type("#t input[type=search]", "ROW 12")
    assert column(browser, "#t", 0) == ["row 12"]
    assert column(browser, "#t", 2) == ["<b>x</b>"]
    assert browser.run("return document.querySelector('#t output').textContent") == "1 of 17 rows"


def test_the_axis_of_the_curves_switches(shown: Browser) -> None:
    title = "return [...document.querySelectorAll('#anytime .titles text')].map(text => text.textContent)"
    path = "return document.querySelector('#anytime path[data-series=nsga2]').getAttribute('d')"
    said, drawn = shown.run(title), shown.run(path)
    assert "queries" in said
    shown.choose("#anytime select[data-choice=Axis]", "seconds")
    assert "simulated training (h)" in shown.run(title)
    assert shown.run(path) != drawn
    shown.choose("#anytime select[data-choice=Problem]", "cifar100-fpga-energy")
    assert shown.run("return document.querySelector('#anytime').choice()") == ["cifar100-fpga-energy", "seconds"]


def test_the_cursor_reads_the_curves_by_key_and_by_pointer(shown: Browser) -> None:
    said = "return document.querySelector('#anytime .cursor').textContent"
    end = shown.run(said)
    shown.run("document.querySelector('#anytime .drawing svg').focus()")
    shown.type("#anytime .drawing svg", KEYS["left"])
    assert shown.run(said) != end
    box = shown.run(
        "const svg = document.querySelector('#anytime .drawing svg'); svg.scrollIntoView({block: 'center'});"
        "const box = svg.getBoundingClientRect(); return [box.left, box.top, box.width, box.height]"
    )
    shown.hover(box[0] + 64, box[1] + box[3] / 2)
    assert shown.run(said).startswith("At 1 (")


def test_a_name_in_the_legend_hides_its_line(shown: Browser) -> None:
    lines = "return document.querySelectorAll('#anytime path[data-series]').length"
    assert shown.run(lines) == 3
    shown.click("#anytime .legend li:nth-child(2) button")
    assert shown.run(lines) == 2
    pressed = "return document.querySelector('#anytime .legend li:nth-child(2) button').getAttribute('aria-pressed')"
    assert shown.run(pressed) == "false"


def test_hovering_over_a_front_shows_the_cell(shown: Browser, results: Any, surrogate: Any) -> None:
    place = """const svg = document.querySelector('#fronts .drawing svg'); svg.scrollIntoView({block: 'center'});
        const point = svg.querySelectorAll('.exact-point')[arguments[0]].getBoundingClientRect();
        return [point.left + point.width / 2, point.top + point.height / 2]"""
    seen = set()
    for number in (0, len(results.problems[0].front_indices) - 1):
        shown.hover(*shown.run(place, number))
        text = shown.run("return document.querySelector('#fronts .cell').textContent")
        seen.add(text)
        assert "On the exact front." in text
        assert any(string in text for string in surrogate.space.strings(results.problems[0].front_indices))
        assert "test accuracy @200" in text
        assert "FPGA" in text
    assert len(seen) == 2
    assert shown.run("return document.querySelectorAll('#fronts .cell-drawing path').length") == 12


def test_arrow_keys_walk_along_the_front(shown: Browser) -> None:
    head = "return document.querySelector('#fronts .cell h3').textContent"
    first = shown.run(head)
    shown.type("#fronts .drawing svg", KEYS["right"])
    assert shown.run(head) != first
    shown.choose("#fronts select", "cifar100-fpga-energy")
    assert "FPGA energy" in shown.run("return document.querySelector('#fronts .titles').textContent")


def test_the_heat_map_changes_measure_and_shade(shown: Browser) -> None:
    maps = "[...document.querySelectorAll('#overview .map')]"
    visible = f"return {maps}.filter(map => !map.hidden).map(map => map.dataset.measure)"
    assert shown.run(visible) == ["hypervolume regret"]
    shown.choose("#overview select[data-role=measure]", "IGD+")
    assert shown.run(visible) == ["IGD+"]
    shades = "return [...document.querySelectorAll('#overview td[data-shades]')].map(cell => cell.className)"
    by_rank = shown.run(shades)
    shown.choose("#overview select[data-role=shade]", "value")
    assert shown.run(shades) != by_rank


@pytest.mark.parametrize(
    ("key", "kind", "begins"),
    [
        ("anytime", "csv", "series,queries,"),
        ("fronts", "json", "["),
        ("fronts", "csv", "set,index,architecture,"),
        ("ranks", "svg", "<svg"),
        ("profiles", "pdf", "%PDF"),
        ("pairs", "tex", "%"),
        ("runs", "csv", "problem,method,seed"),
        ("overview", "json", "["),
        ("study", "toml", "seeds"),
    ],
)
def test_downloads_have_content(shown: Browser, key: str, kind: str, begins: str) -> None:
    for old in shown.folder.glob(f"{key}*.{kind}"):
        old.unlink()
    shown.click(f"#{key} button[data-get={kind}]")
    found = wait_for(shown.folder, f"{key}*.{kind}")
    assert found.startswith(begins.encode())
    if kind == "json":
        assert len(json.loads(found)) > 3


def wait_for(folder: Path, pattern: str) -> bytes:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for path in folder.glob(pattern):
            if path.stat().st_size:
                return path.read_bytes()
        time.sleep(0.05)
    raise AssertionError(f"no {pattern} came")


def test_a_narrow_screen_does_not_scroll_sideways(shown: Browser) -> None:
    shown.resize(320, 640)
    try:
        shown.wait("return document.querySelector('#anytime .drawing svg').getBoundingClientRect().width < 320")
        assert shown.run("return document.documentElement.scrollWidth") == 320
    finally:
        shown.resize(0, 0)


def test_a_cell_of_the_verdict_matrix_opens(browser: Browser, tmp_path: Path) -> None:
    row = {
        "key": "k", "cell": "accuracy", "role": "primary", "published": "93.5", "ours": "93.4", "low": "93.2",
        "high": "93.6", "outcome": "equivalent", "criterion": "two means, margin 0.15", "reason": "why",
        "command": "suite reproduce x",
    }  # fmt: skip
    items = [Judged("Paper", "Table 1", [row], {}), Judged("Paper", "Fig. 2", [], {"quoted": 3})]
    path = tmp_path / "verdicts.html"
    path.write_text(page("Verdicts", [], [], [Section("Verdicts", [VerdictMatrix("verdicts", items)])]), "utf-8")
    browser.open(path)
    visible = "return document.querySelector('#verdicts-0 tbody tr').checkVisibility({contentVisibilityAuto: true})"
    assert not browser.run(visible)
    browser.click("a[href='#verdicts-0']")
    browser.wait(visible)
    text = browser.run("return document.querySelector('#verdicts-0').innerText")
    for part in ("93.5", "93.4", "93.2", "93.6", "two means, margin 0.15", "why", "suite reproduce x"):
        assert part in text
    assert browser.log("browser") == []
