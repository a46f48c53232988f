"""The page of a comparison: its numbers are those of the statistics, and its parts say what they stand for."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from suite.analysis.improvement import unpaired
from suite.cli.compare import compare
from suite.cli.report import report
from suite.comparison.building import build_results
from suite.comparison.report import Sources, comparison_page
from suite.comparison.report.budgets import complete
from suite.comparison.report.fairness import marks_of
from suite.comparison.report.writing import studies_in, write_page_of
from suite.comparison.results import Curve, Results
from suite.comparison.specs import run_specs
from suite.comparison.study import StudyMethod, StudyProblem
from suite.comparison.study_text import to_toml, write_study
from suite.errors import ConfigurationError
from suite.study.pool import BenchmarkSource, run_study
from tests.comparison.conftest import records_of, study_of


def page_of(results: Results, study: Any, opened: Any) -> str:
    sources = Sources("suite compare study.toml --html", to_toml(study), {"anytime": {"pdf": b"%PDF-1.4"}})
    return comparison_page(results, study, opened, unpaired, np.random.default_rng(0), sources)


def data_of(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.findall(r'id="report-data">(.*?)</script>', page, re.DOTALL)[0])
    return found


@pytest.fixture(scope="module")
def page(results: Results, study: Any, opened: Any) -> str:
    return page_of(results, study, opened)


def test_the_page_is_the_same_again(page: str, results: Results, study: Any, opened: Any) -> None:
    assert page_of(results, study, opened) == page


def test_it_has_every_section(page: str) -> None:
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", page) == [
        "Overview", "Over all problems", "Anytime curves", "Fixed budget", "Fixed target", "Fronts", "Pairs",
        "What was fair", "Provenance",
    ]  # fmt: skip


def test_the_heat_map_ranks_by_the_median(page: str, results: Results) -> None:
    rows = [row for row in data_of(page)["overview"]["rows"] if row[0] == "hypervolume regret"]
    assert len(rows) == len(results.problems) * len(results.methods)
    scores = results.scores()
    for problem in results.problems:
        ranks = [row[3] for row in rows if row[1] == problem.title]
        medians = [np.median(scores[problem.name][method]) for method in results.methods]
        assert np.argmin(ranks) == np.argmin(medians)
        assert sum(ranks) == 6
    assert all(row[5] <= row[4] <= row[6] for row in rows)


def test_the_curves_end_at_the_values_of_the_runs(page: str, results: Results) -> None:
    views = data_of(page)["anytime"]["views"]
    for problem in results.problems:
        for line in views[f"{problem.name}|distinct"]["lines"]:
            final = np.sort(results.scores()[problem.name][line["series"]])
            assert line["y"][-1] == pytest.approx(final[(len(final) - 1) // 2], rel=1e-3)
            assert all(b <= a for a, b in zip(line["y"], line["y"][1:], strict=False))
    assert {name.split("|")[1] for name in views} == {"queries", "distinct", "seconds"}


def test_the_fronts_hold_what_the_runs_found(page: str, results: Results, surrogate: Any) -> None:
    fronts = data_of(page)["fronts"]
    cells = fronts["cells"]
    problem = results.problems[0]
    found = fronts["problems"][problem.name]
    index = [cells["indices"][position] for position in found["cells"]]
    assert sorted(index[position] for position in found["exact"]) == sorted(problem.front_indices.tolist())
    positions, counts = found["sets"]["nsga2"]
    expected = {cell for run in results.sets[problem.name]["nsga2"] for cell in run.tolist()}
    assert {index[position] for position in positions} == expected
    assert max(counts) <= found["runs"]["nsga2"] == 3
    x, y = found["values"][found["exact"][0]]
    cell = index[found["exact"][0]]
    assert y == pytest.approx(100 - surrogate.column("valid_accuracy_200", "cifar10")[cell], rel=1e-5)
    assert x == pytest.approx(surrogate.column("raspi4_latency_ms", "cifar10")[cell], rel=1e-5)
    assert cells["digits"][found["cells"][found["exact"][0]]] == surrogate.space.digits([cell])[0]
    titles = " ".join(cells["columns"])
    assert "CIFAR-10: test accuracy @200 (%)" in cells["columns"]
    assert all(device in titles for device in ("FPGA", "Pixel 3", "Edge TPU", "Eyeriss"))


def test_pairs_are_those_of_every_problem_and_of_all(page: str, results: Results) -> None:
    pairs = data_of(page)["pairs"]
    assert len(pairs["rows"]) == 3 * (1 + len(results.problems))
    row = dict(zip(pairs["columns"], pairs["rows"][3], strict=True))
    a, b = (results.scores()[results.problems[0].name][method] for method in ("nsga2", "random_search"))
    wins = (b[None, :] < a[:, None]) + 0.5 * (b[None, :] == a[:, None])
    assert (row["first"], row["second"]) == ("NSGA-II", "random search")
    assert row["improvement"] == pytest.approx(wins.mean(), abs=1e-5)
    assert (row["n"], row["m"]) == (3, 3)
    assert row["ties"] == pytest.approx((a[:, None] == b).mean(), abs=1e-5)


def test_downloads_stand_beside_the_blocks(page: str, results: Results) -> None:
    data = data_of(page)
    for key in ("aggregates", "bayes", "fixed-budget", "running-time", "pairs"):
        assert r"\begin{" in data[key]["files"]["tex"]
    assert data["runtime"]["files"]["pdf"]["base64"].startswith("JVBERi")
    assert data["anytime"]["files"]["pdf"] == {"base64": "JVBERi0xLjQ="}
    assert data["runs"]["files"]["csv"].count("\n") == 1 + len(results.runs)


def test_the_checklist_names_what_differs(page: str) -> None:
    text = re.sub(r"<[^>]+>", "|", page.split("What was fair</h2>")[1].split("<h2")[0])
    assert "Had all methods the same budget?||no||60 distinct architectures, but local search: 30 distinct" in text
    assert "Had all methods the same number of runs?||no||3 runs, but local search: 2 runs" in text
    assert "Did all methods run with their default parameters?||yes" in text
    assert "local search minimised weighted-sum:0.5" in text
    assert "Are the tables measurements?||no" in text


def test_the_page_says_what_it_is_made_of(page: str, study: Any, results: Results) -> None:
    assert "SURROGATE: embedded stand-in" in page.split("<main")[0]
    assert data_of(page)["study"]["files"]["toml"] == to_toml(study)
    assert results.provenance["digest"] in page


def test_imported_and_estimated_are_marked(results: Results, study: Any) -> None:
    marks = marks_of(replace(results, imported=("nsga2",)), replace(study, cost_source="ridge:50"))
    assert [mark.split(":")[0] for mark in marks] == ["SURROGATE", "Estimated", "Imported"]
    assert marks_of(replace(results, surrogate=False), study) == []


def test_one_problem_without_a_device(opened: Any) -> None:
    study = study_of(problems=(StudyProblem("cifar10"),), methods=(StudyMethod("random_search"), StudyMethod("nsga2")))
    study = replace(study, methods=(StudyMethod("random_search"), StudyMethod("local_search")))
    page = page_of(build_results(study, records_of(study, opened), opened), study, opened)
    headings = re.findall(r"<h2[^>]*>([^<]*)</h2>", page)
    assert "Fronts" not in headings
    assert "Pairs" in headings
    assert "error regret (points)" in page


def test_no_label_of_a_method_becomes_markup(opened: Any) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    methods = (StudyMethod("nsga2", label=hostile), StudyMethod("random_search"))
    study = study_of(methods=methods, problems=(StudyProblem("cifar10", "raspi4"),), seeds=2)
    page = page_of(build_results(study, records_of(study, opened), opened), study, opened)
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_complete_part_of_a_curve() -> None:
    regret = np.array([[np.inf, 2.0, 1.0, np.nan], [3.0, 2.0, 1.0, 0.5]])
    part = complete(Curve(np.array([1.0, 2.0, 3.0, 4.0]), regret))
    assert part is not None
    assert part.budget.tolist() == [1.0, 2.0, 3.0]
    assert complete(Curve(np.array([1.0]), np.array([[np.nan]]))) is None


def test_a_folder_is_enough_to_write_the_page(study: Any, opened: Any, tmp_path: Path) -> None:
    origin = BenchmarkSource(tmp_path / "none", "surrogate")
    specs = [spec for found in run_specs(study, opened).values() for spec in found]
    run_study(specs, origin, tmp_path, progress=False)
    write_study(study, tmp_path / "small.toml")
    assert studies_in(tmp_path) == [tmp_path / "small.toml"]
    made = CliRunner().invoke(
        report, [str(tmp_path), "--data-dir", str(tmp_path / "none"), "--source", "surrogate"], catch_exceptions=False
    )
    path = tmp_path / "small-surrogate.html"
    assert str(path) in made.output
    text = path.read_text("utf-8")
    assert data_of(text)["study"]["files"]["toml"] == to_toml(study)
    assert write_page_of(tmp_path / "small.toml", origin).read_text("utf-8") == text


def test_a_study_that_is_not_finished_says_so(study: Any, tmp_path: Path) -> None:
    write_study(study, tmp_path / "small.toml")
    with pytest.raises(ConfigurationError, match=r"16 of 16 runs of small are not in .*'suite compare .*small.toml'"):
        write_page_of(tmp_path / "small.toml", BenchmarkSource(tmp_path / "none", "surrogate"))


ONE = ["--dataset", "cifar10", "--device", "raspi4"]
MANY = ["--datasets", "cifar10", "--devices", "raspi4,fpga"]


@pytest.mark.parametrize("problems", [ONE, MANY])
def test_compare_writes_the_page_that_report_writes(problems: list[str], tmp_path: Path) -> None:
    tables = ["--data-dir", str(tmp_path / "none"), "--source", "surrogate"]
    asked = ["--algorithms", "nsga2,random_search", "--seeds", "2", "--budget", "30", "--name", "few"]
    made = CliRunner().invoke(
        compare, [*asked, *problems, "--out", str(tmp_path), "--html", *tables], catch_exceptions=False
    )
    page = tmp_path / "few-surrogate.html"
    assert f"report: {page}" in made.output
    text = page.read_text("utf-8")
    page.unlink()
    CliRunner().invoke(report, [str(tmp_path), *tables], catch_exceptions=False)
    assert page.read_text("utf-8") == text
