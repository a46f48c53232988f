"""Several costs, estimated costs and formulations on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from suite.algorithms import registry
from suite.benchmark import load_benchmark
from suite.cli.compare_outputs import distinct_styles
from suite.cli.main import cli
from suite.errors import SuiteError
from suite.report.style import series_style
from suite.study.record import Record
from tests.study.made_up import write_made_up_store


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_made_up_store(tmp_path_factory.mktemp("tables"))


@pytest.fixture
def suite(tables: Path, tmp_path: Path) -> Any:
    def call(*arguments: str) -> Result:
        places = ("--dataset", "cifar10", "--data-dir", str(tables), "--out", str(tmp_path))
        return CliRunner().invoke(cli, [*arguments, *places])

    return call


def test_run_prints_every_cost_with_its_unit(suite: Any) -> None:
    done = suite("run", "nsga2", "--device", "fpga", "--metric", "energy+latency", "--budget", "60")
    assert done.exit_code == 0, done.output
    head = next(line for line in done.stdout.splitlines() if line.startswith("  index"))
    assert head.index("latency (ms)") < head.index("energy (mJ)")
    assert "FPGA latency (ms); FPGA energy (mJ)" in done.stdout
    done = suite("run", "nsga2", "--device", "worst:edgetpu,fpga", "--budget", "60")
    assert "worst latency (1 = median)" in done.stdout
    done = suite("run", "nsga2", "--device", "each:fpga,edgetpu", "--budget", "60")
    assert "edgetpu latency (ms) fpga latency (ms)" in done.stdout


def test_run_as_json_with_three_objectives(suite: Any) -> None:
    done = suite("run", "nsga2", "--device", "each:fpga,edgetpu", "--budget", "60", "--json")
    document = json.loads(done.stdout)
    assert document["spec"]["device"] == "each:edgetpu,fpga"
    assert len(document["reference_point"]) == 3
    assert all({"edgetpu_latency_ms", "fpga_latency_ms", "search_error"} <= set(row) for row in document["front"])
    assert 0 < document["indicators"]["hypervolume_regret"] < 1
    done = suite("run", "nsga2", "--device", "sum:fpga,edgetpu", "--budget", "60", "--json")
    assert all("sum_latency" in row for row in json.loads(done.stdout)["front"])


def test_run_on_an_estimated_cost_shows_the_true_one(suite: Any, tables: Path) -> None:
    arguments = ("run", "nsga2", "--device", "fpga", "--budget", "60", "--cost-source", "ridge: 20")
    done = suite(*arguments)
    assert done.exit_code == 0, done.output
    assert "FPGA latency (ms), estimated by ridge:20" in done.stdout
    assert "measured on the tables" in done.stdout
    document = json.loads(suite(*arguments, "--json").stdout)
    assert document["spec"]["cost_source"] == "ridge:20"
    true = load_benchmark(tables, "real").column("fpga_latency_ms", "cifar10")
    for row in document["front"]:
        assert row["latency_ms"] == pytest.approx(true[row["index"]])


@pytest.mark.parametrize(
    "formulation",
    ["constrained:6", "constrained:6,hard", "weighted-sum:0.5", "weighted-product:6,-0.07", "two-stage:1", "pareto"],
)
def test_run_with_a_formulation(formulation: str, suite: Any) -> None:
    done = suite("run", "random_search", "--device", "fpga", "--budget", "80", "--formulation", formulation)
    assert done.exit_code == 0, done.output
    record = Record.load(Path(done.stdout.split("record: ")[1].strip()))
    assert (record.spec.formulation is None) == (formulation == "pareto")
    within = "within the limit 6" in done.stdout
    assert within == formulation.startswith("constrained")


def test_with_a_formulation_the_cost_limit_only_measures(suite: Any) -> None:
    options = ("--device", "fpga", "--budget", "80", "--formulation", "two-stage:1", "--cost-limit", "6")
    done = suite("run", "local_search", *options)
    assert "within the limit 6" in done.stdout
    assert "error in the first 50 % of the budget" in done.stdout
    record = Record.load(Path(done.stdout.split("record: ")[1].strip()))
    assert str(record.spec.formulation) == "two-stage:1"


def test_compare_a_formulation_with_fronts(suite: Any, tmp_path: Path) -> None:
    done = suite(
        "compare", "--algorithms", "regularized_evolution,mo_hdnas,hw_evrsnas", "--seeds", "3", "--budget", "120",
        "--device", "worst:fpga,edgetpu", "--formulation", "constrained:1", "--cost-source", "ridge:20",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "at most 1, searched on costs by ridge:20" in done.stdout
    assert "regularized_evolution minimised: error, costs above the limit of 1 penalised" in done.stdout
    assert "mo_hdnas, hw_evrsnas: error and cost as they are" in done.stdout
    stems = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert all(":" not in name and "," not in name for name in stems)
    assert any(name.endswith("-anytime.pdf") for name in stems)


def test_no_two_methods_of_a_comparison_look_alike() -> None:
    names = registry.names()
    for start in range(len(names)):
        chosen = (names[start:] + names[:start])[:7]
        styles = distinct_styles(chosen)
        assert len({style.color for style in styles.values()}) == len(chosen)
        assert len({(style.color, style.marker) for style in distinct_styles(names[:9]).values()}) == 9
    assert distinct_styles(["nsga2", "mo_hdnas"]) == {name: series_style(name) for name in ("nsga2", "mo_hdnas")}


def test_compare_in_three_dimensions(suite: Any, tmp_path: Path) -> None:
    done = suite(
        "compare", "--algorithms", "nsga2,random_search", "--seeds", "3", "--budget", "80", "--device", "fpga",
        "--metric", "latency+energy",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "FPGA latency (ms); FPGA energy (mJ)" in done.stdout
    assert len(list(tmp_path.glob("compare-cifar10-fpga-latency-energy-valid-200-mean-80-queries-*-anytime.pdf"))) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--device", "worts:fpga,edgetpu"), "did you mean 'worst'"),
        (("--device", "worst:fpga,edgtpu"), "did you mean 'edgetpu'"),
        (("--device", "fpga,edgetpu"), "worst:fpga,edgetpu"),
        (("--device", "fpga", "--cost-source", "rigde:10"), "did you mean 'ridge'"),
        (("--device", "fpga", "--formulation", "weigthed-sum:0.5"), "did you mean 'weighted-sum'"),
        (("--device", "fpga", "--formulation", "two-stage"), "write two-stage:TOLERANCE"),
        (("--device", "fpga", "--metric", "enegry"), "did you mean 'energy'"),
        (("--formulation", "two-stage:1"), "needs a device"),
        (("--cost-source", "ridge:10"), "needs a device"),
    ],
)
def test_what_cannot_be_read_is_answered_in_one_line(options: tuple[str, ...], message: str, suite: Any) -> None:
    done = suite("run", "random_search", "--budget", "20", *options)
    assert done.exit_code == 1
    assert isinstance(done.exception, SuiteError)
    assert message in str(done.exception)
    assert "\n" not in str(done.exception)
