"""``suite estimate`` in a once-for-all space: from a person's measurements to the networks of the best-known fronts."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from suite.cli.main import cli
from suite.ofa import OFABenchmark
from suite.ofa.best_known import best_known_networks

pytestmark = pytest.mark.real_tables


def command(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["estimate", "--dataset", "ofa-mobilenetv3", *arguments])
    return result.output + str(result.exception or "")


def test_from_a_plan_to_estimates(
    mobilenetv3: OFABenchmark, ofa_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUITE_DATA_DIR", str(ofa_dir))
    plan, out = tmp_path / "mine.csv", tmp_path / "out.csv"
    assert "measure these 60 networks" in command("--plan", "60", "--out", str(plan))
    frame = pd.read_csv(plan)
    codes = np.concatenate([mobilenetv3.space.read(name) for name in frame["architecture"]])
    frame["cost_ms"] = mobilenetv3.cost("note10", "latency", codes)
    frame.loc[50:, "cost_ms"] = np.nan  # ten were not measured after all
    frame.to_csv(plan, index=False)
    output = command("--measurements", str(plan), "--out", str(out), "--method", "ridge")
    assert "ESTIMATED cost and PREDICTED accuracy of" in output, output
    found = pd.read_csv(out)
    wanted = np.concatenate([mobilenetv3.space.read(name) for name in found["architecture"]])
    assert len(found) == len(best_known_networks("ofa-mobilenetv3"))
    assert np.allclose(found["accuracy_predicted"], mobilenetv3.accuracy(wanted))
    true = mobilenetv3.cost("note10", "latency", wanted)
    assert np.abs(found["cost_ms"] / true - 1.0).mean() < 0.15
    assert ((found["low_ms"] <= found["cost_ms"]) & (found["cost_ms"] <= found["high_ms"])).all()
    assert found["cost_ms"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "has no first line 'architecture,cost_ms'"),
        ("architecture,cost_ms\nxyz,3\n", "line 2: 'xyz' names no network of ofa-mobilenetv3"),
        ("architecture,cost_ms\n{0},-3\n", "line 2: a cost must be above 0, not -3"),
        ("architecture,cost_ms\n{0},x\n", "line 2 is no network with a cost in ms"),
        ("architecture,cost_ms\n{0},1\n{0},2\n", "has a network twice"),
        ("architecture,cost_ms\n{0},1\n", r"too few measurements \(1\)"),
    ],
)
def test_what_is_no_measurement(
    text: str, message: str, ofa_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUITE_DATA_DIR", str(ofa_dir))
    path = tmp_path / "mine.csv"
    path.write_text(text.replace("{0}", "0" * 47))
    output = command("--measurements", str(path), "--out", str(tmp_path / "out.csv"))
    assert re.search(message, output), output


def test_estimators_that_know_cells_alone(ofa_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITE_DATA_DIR", str(ofa_dir))
    path = tmp_path / "mine.csv"
    path.write_text("architecture,cost_ms\n" + "".join(f"{n:04b}{'0' * 43},{n + 1}\n" for n in (0, 1, 2, 8)))
    output = command("--measurements", str(path), "--out", str(tmp_path / "out.csv"), "--method", "macs")
    assert "macs knows NAS-Bench-201's cells alone: on ofa-mobilenetv3 take ridge" in output
