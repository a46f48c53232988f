"""``suite best`` and ``suite front`` as a person uses them, and the drawing of ``suite query``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from suite.cli.main import cli
from suite.errors import SuiteError
from tests.study.made_up import write_made_up_store


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_made_up_store(tmp_path_factory.mktemp("made-up"))


def call(*arguments: object) -> str:
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def refusal(*arguments: object) -> str:
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert isinstance(done.exception, SuiteError), done.output
    assert "\n" not in str(done.exception)
    return str(done.exception)


@pytest.mark.real_tables
def test_the_best_cell_within_20_ms_on_a_raspberry_pi(real_data_dir):
    place = ("--device", "raspi4", "--dataset", "cifar10", "--limit", 20, "--data-dir", real_data_dir)
    document = json.loads(call("best", *place, "--json"))
    first = document["best"][0]
    assert first["index"] == 2058
    assert first["valid_accuracy_200"] == pytest.approx(90.42, abs=0.005)
    assert first["test_accuracy_200"] == pytest.approx(93.27, abs=0.005)
    assert first["raspi4_latency_ms"] == pytest.approx(19.48, abs=0.005)
    assert (document["source"], document["n"], len(document["best"])) == ("real", 15625, 5)
    text = call("best", *place, "--top", 1)
    assert "SURROGATE" not in text
    assert text.splitlines()[-1].split()[:4] == ["2058", "90.42", "93.27", "19.4848"]


@pytest.mark.real_tables
def test_the_exact_front_ends_with_the_best_cell_within_the_limit(real_data_dir, tmp_path):
    out = tmp_path / "front.csv"
    call(
        "front", "--device", "raspi4", "--dataset", "cifar10", "--limit", 20, "--out", out, "--data-dir", real_data_dir
    )
    frame = pd.read_csv(out)
    assert frame["index"].iloc[-1] == 2058
    assert (np.diff(frame["raspi4_latency_ms"]) >= 0).all()
    assert {"pixel3_latency_ms", "fpga_energy_mj", "test_accuracy_200", "valid_accuracy_12"} <= set(frame)
    assert set(frame["tables"]) == {"real"}


def test_several_limits_are_kept_together(made_up):
    place = ("--dataset", "cifar10", "--data-dir", made_up, "--json", "--top", 30)
    document = json.loads(call("best", *place, "--limit", "fpga=8,fpga:energy=15.5", "--limit", "params=400000"))
    rows = pd.DataFrame(document["best"])
    assert (rows["fpga_latency_ms"] <= 8).all()
    assert (rows["fpga_energy_mj"] <= 15.5).all()
    assert (rows["params"] <= 400000).all()
    assert (np.diff(rows["valid_accuracy_200"]) <= 0).all()
    alone = json.loads(call("best", *place, "--limit", "fpga=8"))
    assert alone["n_within"] > document["n_within"] >= 30
    assert alone["best"][0]["valid_accuracy_200"] >= rows["valid_accuracy_200"][0]


def test_fewer_epochs_may_decide_but_test_accuracy_may_not(made_up):
    place = ("best", "--dataset", "cifar10", "--data-dir", made_up)
    rows = pd.DataFrame(json.loads(call(*place, "--fitness", "valid@12", "--json"))["best"])
    assert (np.diff(rows["valid_accuracy_12"]) <= 0).all()
    assert "test accuracy" in refusal(*place, "--fitness", "test@200")
    assert "no validation accuracy" in refusal(*place, "--fitness", "rank-noise:tau=0.5")


def test_a_front_of_several_costs_with_csv_and_figure(made_up, tmp_path):
    place = ("front", "--dataset", "cifar10", "--data-dir", made_up)
    out, figure = tmp_path / "front.csv", tmp_path / "drawn" / "front.png"
    text = call(*place, "--device", "fpga", "--metric", "latency+energy", "--out", out, "--figure", figure)
    frame = pd.read_csv(out)
    costs = frame[["fpga_latency_ms", "fpga_energy_mj"]].to_numpy()
    points = np.column_stack([100 - frame["valid_accuracy_200"], costs])
    for point in points:
        assert not ((points <= point).all(axis=1) & (points < point).any(axis=1)).any()
    numbers = json.loads(figure.with_suffix(".json").read_text())
    assert numbers["index"] == frame["index"].tolist()
    assert len(numbers["costs"]) == 2
    assert {path.suffix for path in figure.parent.iterdir()} == {".pdf", ".png", ".json"}
    assert text.splitlines()[-1] == f"wrote {figure.with_suffix('.json')}"


def test_combined_costs_are_columns_of_the_csv(made_up, tmp_path):
    out = tmp_path / "front.csv"
    place = ("front", "--dataset", "cifar10", "--data-dir", made_up, "--out", out)
    call(*place, "--device", "worst:fpga,edgetpu", "--connected", "--limit", 1.5)
    frame = pd.read_csv(out)
    assert frame.columns[2] == "worst_latency"
    assert (frame["worst_latency"] <= 1.5).all()
    assert frame["connected"].all()
    assert frame["edgetpu_latency_ms"].notna().all()


def test_the_surrogate_says_what_it_is_everywhere(tmp_path):
    place = ("--dataset", "cifar10", "--device", "raspi4", "--source", "surrogate", "--limit", 6)
    assert "SURROGATE" in call("best", *place)
    out, figure = tmp_path / "front.csv", tmp_path / "front.pdf"
    text = call("front", *place, "--out", out, "--figure", figure)
    assert "SURROGATE" in text
    assert set(pd.read_csv(out)["tables"]) == {"surrogate"}
    facts = json.loads(figure.with_suffix(".json").read_text())
    assert facts["surrogate"] is True
    assert facts["caption"].endswith("[surrogate]")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("best", "--limit", 20), "does not say whose cost"),
        (("best", "--device", "each:fpga,edgetpu", "--limit", 20), "which of the costs"),
        (("best", "--device", "fpga", "--limit", 0.1), "the least is 1."),
        (("best", "--device", "nano"), "unknown device 'nano'"),
        (("front", "--device", "fpga", "--figure", "front.svg"), "ends in .pdf or .png"),
        (("front", "--device", "fpga", "--out", "front.xlsx"), "ends in .csv"),
    ],
)
def test_wrong_questions_are_answered_in_one_line(made_up, arguments, said):
    assert said in refusal(*arguments, "--dataset", "cifar10", "--data-dir", made_up)


def test_spaces_without_a_list_have_no_exact_answer():
    assert "cannot be listed" in refusal("best", "--dataset", "ofa-mobilenetv3", "--source", "surrogate")


def test_a_cell_is_drawn_with_its_operations(tmp_path):
    figure: Any = tmp_path / "cell.pdf"
    call("query", "103102", "--dataset", "cifar10", "--source", "surrogate", "--figure", figure)
    drawn = json.loads(figure.with_suffix(".json").read_text())
    assert drawn["index"] == 2058
    assert drawn["operations"]["2<-1"] == "nor_conv_3x3"
    assert drawn["operations"]["3<-2"] == "nor_conv_1x1"
    assert figure.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-1", "'-1' names no architecture: an index is 0 or more"),
        ("999999", "six digits are read as operations, 0 to 4 each"),
        ("15625", "index 15625 is out of range"),
        ("12345678", "out of range"),
        ("resnet", "names no architecture"),
    ],
)
def test_what_names_no_cell_is_said_clearly(text, said):
    assert said in refusal("query", text, "--dataset", "cifar10", "--source", "surrogate")


def test_a_search_leaves_a_table_a_figure_and_its_record(made_up, tmp_path):
    out = tmp_path / "deep" / "found.csv"
    place = ("--device", "fpga", "--dataset", "cifar10", "--budget", 80, "--data-dir", made_up)
    said = call("run", "random-search", *place, "--out", out)
    assert {path.name for path in out.parent.iterdir()} == {
        f"found.{end}" for end in ("csv", "pdf", "png", "json", "npz")
    }
    assert f"record: {out.with_suffix('.npz')}" in said
    frame = pd.read_csv(out)
    assert np.allclose(100 - frame["search_error"], frame["valid_accuracy_200"])
    assert np.allclose(frame["latency_ms"], frame["fpga_latency_ms"])
    numbers = json.loads(out.with_suffix(".json").read_text())
    assert sorted(numbers["index"]) == sorted(frame.loc[frame["on_front"], "index"])
    folder = tmp_path / "folder"
    call("run", "random_search", *place, "--out", folder)
    (record,) = folder.glob("runs/*.npz")
    assert record.read_bytes() == out.with_suffix(".npz").read_bytes()


def test_a_search_without_a_cost_leaves_no_figure(made_up, tmp_path):
    out = tmp_path / "found.csv"
    place = ("--dataset", "cifar10", "--budget", 30, "--data-dir", made_up, "--json")
    files = json.loads(call("run", "random_search", *place, "--out", out))["files"]
    assert files == [str(out)]
    assert len(pd.read_csv(out)) >= 1


def test_fronts_of_all_devices_are_those_of_each(tmp_path):
    place = ("--dataset", "cifar10", "--source", "surrogate", "--metric", "energy")
    out, figure = tmp_path / "front.csv", tmp_path / "front.pdf"
    everywhere = json.loads(call("front", "--device", "all", *place, "--out", out, "--figure", figure, "--json"))
    assert set(everywhere["devices"]) == {"edgegpu", "eyeriss", "fpga"}
    for device, answer in everywhere["devices"].items():
        alone = json.loads(call("front", "--device", device, *place, "--json"))
        assert answer["front"] == alone["front"]
        assert sorted(answer["files"]) == sorted(
            str(tmp_path / f"front-{device}.{ending}") for ending in ("csv", "json", "pdf", "png")
        )
    text = call("front", "--device", "all", *place, "--limit", 1)
    assert text.count("exact front of cifar10: ") + text.count("no front of ") == 3
    assert "no architecture keeps the limit" in refusal("front", "--device", "all", *place, "--limit", 1e-9)


def test_all_devices_are_answered_one_by_one():
    place = ("--dataset", "cifar10", "--source", "surrogate", "--top", 2)
    everywhere = json.loads(call("best", "--device", "all", *place, "--limit", 5, "--json"))
    assert set(everywhere["devices"]) == {"edgegpu", "raspi4", "edgetpu", "pixel3", "eyeriss", "fpga"}
    answered = 0
    for device, answer in everywhere["devices"].items():
        alone = CliRunner().invoke(cli, [*map(str, ("best", "--device", device, *place, "--limit", 5, "--json"))])
        if answer["best"]:
            single = json.loads(alone.output)
            assert (single["best"], single["n_within"]) == (answer["best"], answer["n_within"])
            answered += 1
        else:
            assert str(alone.exception) == answer["reason"]
    assert answered > 0
    text = call("best", "--device", "all", *place, "--limit", 5)
    assert all(f"\n{device}: " in text for device in everywhere["devices"])
    energies = json.loads(call("best", "--device", "all", *place, "--metric", "energy", "--json"))["devices"]
    assert set(energies) == {"edgegpu", "eyeriss", "fpga"}
    assert "no architecture keeps the limit" in refusal("best", "--device", "all", *place, "--limit", 1e-9)
    assert "metric" in refusal("best", "--device", "all", *place, "--metric", "memory")
