"""The exported score tables and their card: what the Hub reads, what is in the files, and what is not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml  # comes with Optuna
from click.testing import CliRunner, Result

from suite.cli.main import cli
from suite.errors import ConfigurationError, DataError
from suite.scores import load, names
from suite.scores.card import columns, data_card
from suite.spaces import NASBENCH201
from suite.tables.columns import EXPORT_COLUMNS
from tests.scores.made_up import write_rmi, write_supernet


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["data", "scores", *map(str, arguments)])


def test_shipped_tables_are_written_with_a_card_that_names_each(tmp_path: Path) -> None:
    result = call("--export", tmp_path / "out")
    assert result.exit_code == 0, result.output
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    front = yaml.safe_load(card.split("---\n")[1])
    assert front["license"] == "mit"
    assert front["size_categories"] == ["10K<n<100K"]
    assert sum(bool(each.get("default")) for each in front["configs"]) == 1
    assert {each["config_name"] for each in front["configs"]} == set(names())
    for config in front["configs"]:
        frame = pd.read_parquet(tmp_path / "out" / config["data_files"])
        table = load(config["config_name"])
        assert len(frame) == NASBENCH201.size
        assert table.sha256 in card
        assert not set(frame.columns) & set(EXPORT_COLUMNS)  # nothing of a benchmark
        named = {re.sub(r"_\d+$", "_N", column) for column in frame.columns}
        assert all(f"`{column}`" in card or column.startswith("similarity_2") for column in named)
        if table.kind == "supernet":
            np.testing.assert_array_equal(frame["accuracy"], table.values())
        else:
            last = table.steps[-1]
            summed = sum(frame[f"similarity_{tap}_after_{last}"] for tap in (1, 2, 3))
            np.testing.assert_allclose(summed, table.values(":sum"))


def test_chosen_files_as_csv(folder: Path, tmp_path: Path) -> None:
    files = [write_rmi(folder), write_supernet(folder)]
    result = call("--export", tmp_path / "out", "--format", "csv", *files)
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == sorted(["README.md", *(f"{file.stem}.csv" for file in files)])
    frame = pd.read_csv(tmp_path / "out" / f"{files[0].stem}.csv")
    assert frame["architecture"].tolist() == NASBENCH201.strings(np.arange(NASBENCH201.size))
    pd.testing.assert_frame_equal(frame, columns(load(files[0].stem)))
    assert f"data_files: {files[0].stem}.csv" in data_card([load(files[0].stem)], ".csv")


def test_what_cannot_be_exported_is_one_line(folder: Path, tmp_path: Path) -> None:
    empty = call("--export", tmp_path / "out")
    assert isinstance(empty.exception, ConfigurationError)
    assert "suite networks score" in str(empty.exception)
    file = write_rmi(folder)
    again = tmp_path / file.name
    again.write_bytes(file.read_bytes())
    assert "one name" in str(call("--export", tmp_path / "out", file, again).exception)
    (tmp_path / "taken").write_text("")
    refused = call("--export", tmp_path / "taken" / "below", file).exception
    assert isinstance(refused, DataError)
    assert "\n" not in str(refused)


def test_the_card_says_what_was_reduced() -> None:
    card = data_card([load(name) for name in names()])
    for name in names():
        if load(name).reduced:
            assert re.search(rf"\| `{re.escape(name)}` \|.*\| \d+ of \d+ (cells per stage|steps)", card)


@pytest.mark.parametrize("line", ["No accuracy or cost of a benchmark", "MIT", "reduced"])
def test_the_card_says_what_matters(line: str) -> None:
    assert line in data_card([load(names()[0])])
