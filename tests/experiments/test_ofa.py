"""The experiments in once-for-all's spaces: their searches, what is measured of them, their tables on short runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments import kit, load
from experiments.help.ofa import rows as help_rows
from experiments.kit import Case, Study
from experiments.linas.ofa import ratio as linas_ratio
from experiments.linas.ofa import runs as linas_runs
from experiments.linas.ofa.curves import by_authors_reference, judge, measured
from experiments.linas.ofa.ratio import accuracy_after
from experiments.linas.ofa.tables import reaches, table3
from experiments.mobilenetv3.ofa import runs as mobile_runs
from suite.benchmark import load_benchmark
from suite.errors import DataError
from suite.report.output import Output
from suite.study.runner import run
from suite.study.spec import Budget
from suite.tables.upstream.fetch import fetch


@pytest.fixture(scope="module")
def data_dir(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once-for-all")
    fetch(folder, mirror=mirror, group="ofa", progress=False)
    return folder


def short(case: Case, queries: int) -> Case:
    return replace(case, spec=replace(case.spec, budget=Budget(queries=queries)))


def test_every_published_ratio_of_these_spaces_has_one_primary_row() -> None:
    assert {problem.paper for problem in linas_runs.COMPARED} == {"MobileNetV3", "ResNet50"}
    lines = {case["line"].key: case.spec for case in linas_runs.COMPARISON if case["problem"] == linas_runs.MACS}
    assert set(lines) == {"linas", "concurrent", "weaknas", "nsga2", "random_search"}
    assert lines["linas"].budget == Budget(queries=500)
    assert lines["nsga2"].budget == lines["random_search"].budget == Budget(queries=2000)
    assert lines["weaknas"].budget == Budget(queries=1000)
    assert all(dict(lines[key].params)["population_size"] == 50 for key in ("linas", "concurrent", "nsga2"))


def test_all_methods_have_the_same_evaluations_and_are_told_their_target() -> None:
    assert {case.spec.budget for case in mobile_runs.COMPARISON} == {mobile_runs.BUDGET}
    for case in mobile_runs.COMPARISON:
        line, spec = case["line"], case.spec
        if line.told == "cost_limit" and "soft" not in line.key:
            assert dict(spec.params)["cost_limit"] == case["target"]
        if line.told == "constrained":
            assert spec.formulation is not None
            assert spec.formulation.limit == case["target"]
    soft = {case.spec for case in mobile_runs.COMPARISON if case["line"] == mobile_runs.SOFT}
    assert len(soft) == 1  # one run serves all targets


def test_accuracy_within_a_limit_grows_with_the_evaluations() -> None:
    values = np.array([[30.0, 500.0], [25.0, 450.0], [20.0, 490.0], [28.0, 470.0], [22.0, 478.0]])
    np.testing.assert_array_equal(accuracy_after(values, 480.0), [0, 75, 75, 75, 78])


def test_the_authors_reference_point() -> None:
    values = np.array([[25.0, 500.0], [20.0, 550.0], [28.0, 400.0]])
    whole = (600 - 550) * (30 - 20) + (550 - 500) * (30 - 25) + (500 - 400) * (30 - 28)
    assert by_authors_reference(values, 3, values) == pytest.approx(1.0)
    assert by_authors_reference(values, 1, values) == pytest.approx((600 - 500) * (30 - 25) / whole)


@pytest.mark.real_tables
def test_short_searches_become_tables(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    benchmark = load_benchmark(data_dir, "surrogate")
    wanted = (linas_runs.RANDOM, linas_runs.NSGA2, linas_runs.WEAKNAS, linas_runs.CONCURRENT, linas_runs.LINAS)
    cases = [short(case, 60) for case in linas_runs.COMPARISON if case["problem"] == linas_runs.MACS]
    cases = [case for case in cases if case["line"] in wanted]
    opened = linas_runs.opened(linas_runs.MOBILE, data_dir)
    few = {"inner_evaluations": 100, "population_size": 20}
    cases = [
        replace(case, spec=replace(case.spec, params={**dict(case.spec.params), **few}))
        if case.spec.algorithm == "linas" else case
        for case in cases
    ]  # fmt: skip
    records = {spec: run(spec, opened) for case in cases for spec in case.specs(2)}
    study = Study(benchmark, records, 2)
    runs = measured(study, cases)
    assert len(runs) == 2 * len(wanted)
    for curve, values in zip(runs["curve"], runs["values"], strict=True):
        assert (np.diff(curve) >= 0).all()
        assert len(curve) == len(values) <= 60
        assert curve[-1] == pytest.approx(judge(study, cases[0]).share(values))
    reached = reaches(runs)
    assert set(reached["target"]) == {0.80, 0.95, 0.99}
    monkeypatch.setattr(linas_ratio, "AT", 50)
    output = Output(tmp_path, "linas-ofa", opened.edition, surrogate=False)
    linas_ratio.table2(runs, output, [])
    monkeypatch.setattr("experiments.linas.ofa.tables.COMPARED", (linas_runs.MACS, linas_runs.MACS, linas_runs.MACS))
    table3(runs, output, [])
    frame = pd.read_csv(output.results / "concurrentnas-table-2.csv")
    assert frame["accuracy"].between(75, 90).all()
    assert pd.read_csv(output.results / "table-3.csv")["published_other"].isin([260, 2000, 255, 1000]).all()


def test_committed_rows_name_networks_within_the_predicted_limit() -> None:
    found = help_rows.rows("help_ofa_search")
    assert (found["predicted_ms"] <= found["limit_ms"] + 1e-9).all()
    assert found["network"].str.fullmatch("[012]{47}").all()
    counts = found.groupby(["measurements", "limit_ms"]).size()
    assert counts.nunique() == 1
    assert set(counts.index.get_level_values("measurements")) == {10, 20}


def test_missing_rows_say_what_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(help_rows, "FOLDER", tmp_path)
    with pytest.raises(DataError, match="suite networks help-ofa"):
        help_rows.rows("help_ofa")


@pytest.mark.parametrize("name", ["linas-ofa", "help-ofa", "mobilenetv3-ofa"])
def test_without_the_files_an_experiment_is_left_out(name: str) -> None:
    experiment: Any = load(name)
    assert experiment.needs == ("ofa",)
    assert experiment.seeds >= 2


def test_published_numbers_of_the_three_devices_are_at_hand() -> None:
    printed = kit.published("help_table5")
    assert set(printed["device"]) == {"titan_rtx_64", "gold_6226", "jetson_agx_xavier"}
