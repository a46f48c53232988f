"""``suite estimate``: a plan, a table with intervals, warnings, and one line for whatever is wrong."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from suite.cli.estimate import estimate
from suite.errors import SuiteError
from suite.estimators import own_device
from suite.estimators.own_device import estimate_all, plan
from suite.spaces import NASBENCH201
from tests.estimators.tables import ADDITIVE, CONNECTED, drawn, rng

QUICK = ("macs", "ridge,features=counts", "ridge")


@pytest.fixture(autouse=True)
def _few_candidates(monkeypatch):
    """The choice among all eight takes seconds; what is tested here is the choosing."""
    monkeypatch.setattr(own_device, "AUTO_METHODS", QUICK)


def call(*arguments):
    """Run the command; return exit code, stdout and stderr as ``suite`` gives them."""
    done = CliRunner().invoke(estimate, [str(each) for each in arguments])
    if isinstance(done.exception, SuiteError):
        return 1, done.stdout, f"error: {done.exception}"
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def measured(path, n=10, noise=0.05, column="cost_ms"):
    rows = drawn(n)
    costs = ADDITIVE["fpga"][rows] * np.exp(noise * rng(1).normal(size=n))
    pd.DataFrame({"architecture": NASBENCH201.strings(rows), column: costs}).to_csv(path, index=False)
    return rows, costs


def test_ten_rows_become_a_table_with_intervals(tmp_path):
    rows, costs = measured(tmp_path / "mine.csv")
    code, out, _ = call("--measurements", tmp_path / "mine.csv", "--out", tmp_path / "p.parquet")
    assert code == 0
    assert "method: ridge,features=counts" in out
    assert "cross-validated on 10 rows" in out
    assert "ESTIMATED cost of 15625 architectures from 10 measured" in out
    frame = pd.read_parquet(tmp_path / "p.parquet")
    assert list(frame["index"]) == list(range(15625))
    assert (frame["arch"] == NASBENCH201.strings(np.arange(15625))).all()
    assert (frame["low_ms"] >= 0).all()
    assert (frame["low_ms"] <= frame["cost_ms"]).all()
    assert (frame["cost_ms"] <= frame["high_ms"]).all()
    assert frame["uncertainty_ms"].nunique() > 1
    np.testing.assert_allclose(frame["uncertainty_ms"], (frame["high_ms"] - frame["low_ms"]) / 2)
    np.testing.assert_array_equal(frame["measured_ms"].to_numpy()[rows], costs)
    assert frame["measured_ms"].isna().sum() == 15615
    others = np.setdiff1d(CONNECTED, rows)
    truth = ADDITIVE["fpga"][others]
    inside = (frame["low_ms"].to_numpy()[others] <= truth) & (truth <= frame["high_ms"].to_numpy()[others])
    assert inside.mean() > 0.8
    assert np.corrcoef(frame["cost_ms"].to_numpy()[others], truth)[0, 1] > 0.95


def test_csv_and_parquet_agree_and_repeat_byte_for_byte(tmp_path):
    import pyarrow.parquet as pq

    measured(tmp_path / "mine.csv", 12)
    for name in ("a.parquet", "b.parquet", "a.csv", "b.csv"):
        assert call("--measurements", tmp_path / "mine.csv", "--out", tmp_path / name)[0] == 0
    for kind in ("parquet", "csv"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    one, two = pd.read_parquet(tmp_path / "a.parquet"), pd.read_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(one, two, check_dtype=False)
    facts = pq.read_schema(tmp_path / "a.parquet").metadata
    assert facts[b"suite.source"] == b"estimated"
    assert facts[b"suite.measurements"] == b"12"


def test_the_choice_is_the_least_cross_validated_error():
    rows = drawn(40)
    table = estimate_all(rows, ADDITIVE["eyeriss"][rows])
    assert set(table.errors) == set(QUICK)
    assert table.method == min(table.errors, key=table.errors.get)
    np.testing.assert_allclose(table.costs, ADDITIVE["eyeriss"], rtol=1e-3)
    assert table.warnings == ()
    assert "help" in table.left_out


def test_too_few_rows_are_said_so(tmp_path):
    measured(tmp_path / "few.csv", 5)
    code, out, err = call("--measurements", tmp_path / "few.csv", "--out", tmp_path / "p.csv")
    assert code == 0
    assert "warning: 5 rows are too few" in err
    assert "nominal level 83 %" in out
    measured(tmp_path / "two.csv", 2)
    code, _, err = call("--measurements", tmp_path / "two.csv", "--out", tmp_path / "q.csv")
    assert code == 1
    assert "measure at least 3" in err
    assert not (tmp_path / "q.csv").exists()


def test_costs_without_any_structure_are_called_unknown():
    rows = drawn(15)
    table = estimate_all(rows, np.exp(rng(3).normal(size=15)))
    assert any("too few here" in warning for warning in table.warnings)
    assert any("no better than the mean" in warning for warning in table.warnings)


def test_equal_costs_everywhere_are_no_error():
    table = estimate_all(drawn(10), np.full(10, 2.0))
    np.testing.assert_allclose(table.costs, 2.0, rtol=1e-9)


def test_disconnected_cells_are_pointed_out():
    rows = np.concatenate([drawn(12), np.setdiff1d(np.arange(15625), CONNECTED)[:2]])
    assert any("does not reach" in warning for warning in estimate_all(rows, ADDITIVE["fpga"][rows]).warnings)


def test_the_look_up_table_has_intervals_only_from_other_rows(tmp_path):
    table = plan(25, "lut:skip")
    alone = estimate_all(table, ADDITIVE["fpga"][table], "lut:skip")
    assert np.isnan(alone.low).all()
    assert any("nothing says how wrong" in warning for warning in alone.warnings)
    rows = np.union1d(table, drawn(30))
    both = estimate_all(rows, ADDITIVE["fpga"][rows], "lut:skip")
    np.testing.assert_allclose(both.high, ADDITIVE["fpga"], rtol=1e-9)
    pd.DataFrame({"index": table, "cost": ADDITIVE["fpga"][table]}).to_csv(tmp_path / "lut.csv", index=False)
    code, out, _ = call("--measurements", tmp_path / "lut.csv", "--method", "lut:skip", "--out", tmp_path / "p.parquet")
    assert code == 0
    assert "not compared" in out
    assert pd.read_parquet(tmp_path / "p.parquet")["low_ms"].isna().all()


def test_a_plan_can_be_filled_in(tmp_path):
    code, out, _ = call("--plan", 12, "--out", tmp_path / "plan.csv")
    assert code == 0
    frame = pd.read_csv(tmp_path / "plan.csv")
    assert np.isin(frame["index"], CONNECTED).all()
    assert frame["architecture"].tolist() == NASBENCH201.strings(frame["index"].to_numpy())
    code, _, err = call("--measurements", tmp_path / "plan.csv", "--out", tmp_path / "p.csv")
    assert (code, "line 2: the cost is empty" in err) == (1, True)
    frame["cost_ms"] = ADDITIVE["fpga"][frame["index"]]
    frame.to_csv(tmp_path / "plan.csv", index=False)
    assert call("--measurements", tmp_path / "plan.csv", "--out", tmp_path / "p.csv")[0] == 0
    code, out, _ = call("--plan", 12)
    assert [int(line.split()[0]) for line in out.splitlines()] == frame["index"].tolist()
    assert call("--plan", 12, "--seed", 1)[1] != out
    assert len(call("--plan", 25, "--method", "lut:none")[1].splitlines()) == 25


def test_the_data_set_sets_the_closed_forms(tmp_path):
    measured(tmp_path / "mine.csv", 10, column="energy_mj")
    for dataset in ("cifar10", "ImageNet16-120"):
        call("--measurements", tmp_path / "mine.csv", "--out", tmp_path / f"{dataset}.csv", "--dataset", dataset)
    one, two = (pd.read_csv(tmp_path / f"{name}.csv") for name in ("cifar10", "ImageNet16-120"))
    assert "cost_mj" in one.columns
    assert (one["macs_m"] > two["macs_m"]).all()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "--measurements FILE.csv"),
        (["--measurements", "mine.csv"], "--out FILE.parquet"),
        (["--measurements", "mine.csv", "--out", "p.xlsx"], ".parquet or .csv"),
        (["--measurements", "mine.csv", "--out", "mine.csv"], "replace the measurements"),
        (["--measurements", "nothing.csv", "--out", "p.csv"], "cannot read nothing.csv"),
        (["--measurements", "mine.csv", "--out", "p.csv", "--method", "rigde"], "did you mean 'ridge'"),
        (["--measurements", "mine.csv", "--out", "p.csv", "--method", "lut:none"], "needs the cost of its base"),
        (["--measurements", "mine.csv", "--out", "p.csv", "--level", "90"], "between 0 and 1"),
        (["--measurements", "mine.csv", "--out", "p.csv", "--level", "nan"], "between 0 and 1"),
        (["--measurements", "mine.csv", "--out", "p.csv", "--seed", "-1"], "seed"),
        (["--measurements", "mine.csv", "--out", "p.csv", "--dataset", "cifar11"], "did you mean 'cifar10"),
        (["--measurements", "mine.csv", "--out", "/proc/none/p.csv", "--method", "macs"], "cannot write"),
        (["--plan", "5", "--measurements", "mine.csv"], "not both"),
        (["--plan", "2"], "at least 3"),
        (["--plan", "20000"], "at most"),
        (["--plan", "5", "--out", "p.parquet"], "a plan is a .csv"),
        (["--plan", "5", "--method", "lut:none"], "measures 25"),
    ],
)
def test_bad_input_gets_one_line(tmp_path, monkeypatch, arguments, text):
    monkeypatch.chdir(tmp_path)
    measured(tmp_path / "mine.csv")
    before = (tmp_path / "mine.csv").read_bytes()
    code, _, err = call(*arguments)
    assert code == 1
    assert err.startswith("error: ")
    assert "\n" not in err
    assert text in err
    assert (tmp_path / "mine.csv").read_bytes() == before
    assert not (tmp_path / "p.csv").exists()


def test_a_bad_row_is_named_on_the_command_line_and_help_imports_nothing_heavy(tmp_path):
    (tmp_path / "mine.csv").write_text("architecture,cost_ms\n7,1.5\n8,-2\n")
    done = subprocess.run(
        [sys.executable, "-m", "suite.cli.main", "estimate", "--measurements", "mine.csv", "--out", "p.csv"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: mine.csv: line 3: the cost -2 is not between 1e-09 and 1e+09: leave the row out"
    ]
    probe = (
        "import sys; sys.argv=['suite','estimate','--help']\n"
        "from suite.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy={'numpy','scipy','pandas','sklearn','matplotlib','torch'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "--plan" in done.stdout


def test_help_is_compared_where_its_references_were_measured(monkeypatch):
    pytest.importorskip("torch", reason="needs the torch extra")
    monkeypatch.setattr(own_device, "AUTO_METHODS", ("macs",))
    rows = plan(14, "help")
    table = estimate_all(rows, ADDITIVE["fpga"][rows])
    assert set(table.errors) == {"macs", "help"}
    assert table.found is not None
    assert len(table.found.costs) == 4  # all but the ten references, for both
    assert "references were not measured" in estimate_all(rows[10:], ADDITIVE["fpga"][rows[10:]]).left_out["help"]


def test_torch_is_not_loaded_for_references_that_were_not_measured(monkeypatch):
    pytest.importorskip("torch", reason="needs the torch extra")
    monkeypatch.setattr(own_device, "AUTO_METHODS", ("macs",))
    monkeypatch.setattr(own_device, "_required", lambda method: pytest.fail("HELP was made"))
    rows = plan(14, "help")[10:]
    assert "10 of its 10 references" in estimate_all(rows, ADDITIVE["fpga"][rows]).left_out["help"]
