"""Descriptions and files of other packages: what is refused, in one line that names the place; and entry points."""

from __future__ import annotations

import itertools
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.plugins import EnumeratedTable, registry
from suite.plugins.benchmark import PluginBenchmark
from suite.plugins.columns import cost_name

HEAD = "architecture,valid_accuracy,test_accuracy,phone_latency_ms,phone_memory_mb,snip"


def write(path: Path, rows: list[str], head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def rows() -> list[str]:
    codes = ["".join(code) for code in itertools.product("01", repeat=3)]
    return [f"{code},{80 + n},{79 + n},{1 + n},{5 + n},{-n}" for n, code in enumerate(codes)]


def table(file: Path, **changes: Any) -> EnumeratedTable:
    values: dict[str, Any] = {
        "name": "tiny", "positions": ("a", "b", "c"), "operations": ("skip", "conv"), "file": file,
        "metrics": {"memory": "MB"},
    }  # fmt: skip
    return EnumeratedTable(**{**values, **changes})


def test_rows_stand_in_the_order_of_the_space_whatever_that_of_the_file(tmp_path: Path) -> None:
    benchmark = PluginBenchmark(table(write(tmp_path / "t.csv", rows()[::-1])))
    np.testing.assert_array_equal(benchmark.column("valid_accuracy", "tiny"), 80 + np.arange(8))
    assert benchmark.space.strings([5]) == ["101"]
    assert benchmark.devices == ("phone",)
    assert benchmark.metrics == {"latency": "ms", "memory": "MB"}
    np.testing.assert_array_equal(benchmark.hardware_cost([5], "tiny", "phone", "memory"), [10.0])
    assert benchmark.row(5, "tiny")["snip"] == -5
    assert benchmark.frame("tiny").shape == (8, 7)
    forwards = PluginBenchmark(table(write(tmp_path / "f.csv", rows())))
    assert forwards.data_hash == benchmark.data_hash
    renamed = PluginBenchmark(table(write(tmp_path / "f.csv", rows()), operations=("skip", "pool")))
    assert renamed.data_hash != benchmark.data_hash


def test_what_was_not_measured_is_missing(tmp_path: Path) -> None:
    some = rows()
    some[2] = "010,82,,,7,-2"
    benchmark = PluginBenchmark(table(write(tmp_path / "t.csv", some)))
    assert np.flatnonzero(np.isnan(benchmark.column("phone_latency_ms", "tiny"))).tolist() == [2]
    assert benchmark.row(2, "tiny")["test_accuracy"] is None
    partial = PluginBenchmark(table(write(tmp_path / "p.csv", rows()[:5]), complete=False))
    assert np.isnan(partial.column("valid_accuracy", "tiny")).sum() == 3
    without = [",".join(np.array(row.split(","))[[0, 1, 3]]) for row in rows()]
    bare = PluginBenchmark(table(write(tmp_path / "b.csv", without, "architecture,valid_accuracy,phone_latency_ms")))
    assert np.isnan(bare.accuracy(np.arange(8), "tiny", "test@200")).all()


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({3: "011,83,82,4,8"}, "line 5: 5 values where the first line names 6 columns"),
        ({3: "11,83,82,4,8,-3"}, "line 5: '11' is no architecture: write 3 operation digits"),
        ({3: "012,83,82,4,8,-3"}, "line 5: operations must lie between 0 and 1"),
        ({3: "010,83,82,4,8,-3"}, "line 5: architecture 010 stands in line 4, too"),
        ({3: "011,83,82,fast,8,-3"}, "line 5: phone_latency_ms: 'fast' is no number"),
        ({3: "011,83,82,inf,8,-3"}, "line 5: phone_latency_ms: 'inf' is no number"),
        ({3: "011,83,82,0,8,-3"}, "costs are above 0, phone_latency_ms is not everywhere"),
        ({3: "011,183,82,4,8,-3"}, "valid_accuracy is in per cent, 0 to 100"),
        ({0: "architecture,valid,test_accuracy,phone_latency_ms,phone_memory_mb,snip"}, "one column 'valid_accuracy'"),
        ({0: HEAD.replace("snip", "phone_latency_ms")}, "names a column twice"),
        ({8: ""}, "holds 7 of 8 architectures of 'tiny'"),
    ],
)
def test_a_wrong_file_is_refused_by_its_line(tmp_path: Path, change: dict[int, str], answer: str) -> None:
    lines = [HEAD, *rows()]
    for line, text in change.items():
        lines[line + (1 if line not in (0, 8) else 0)] = text
    file = write(tmp_path / "t.csv", lines[1:], lines[0])
    with pytest.raises(DataError, match=r"t\.csv") as caught:
        PluginBenchmark(table(file))
    assert answer in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shares_and_empty_columns_are_noticed(tmp_path: Path) -> None:
    shares = [row.replace(",8", ",0.8", 1) for row in rows()]
    with pytest.raises(DataError, match="write it in per cent"):
        PluginBenchmark(table(write(tmp_path / "s.csv", shares)))
    nothing = [row.rpartition(",")[0] + "," for row in rows()]
    with pytest.raises(DataError, match="the column snip is empty"):
        PluginBenchmark(table(write(tmp_path / "e.csv", nothing)))
    with pytest.raises(DataError, match="no column 'board_latency_ms', which the table calls estimated"):
        PluginBenchmark(table(write(tmp_path / "t.csv", rows()), estimated=("board_latency_ms",)))
    (tmp_path / "none.csv").touch()
    with pytest.raises(DataError, match=r"none\.csv of the table 'tiny' is empty"):
        PluginBenchmark(table(tmp_path / "none.csv"))


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"name": "Tiny Table"}, "no name of a table"),
        ({"name": "cifar10"}, "a data set of NAS-Bench-201"),
        ({"positions": ()}, "names of positions"),
        ({"positions": "abc"}, "names of positions"),
        ({"operations": ("skip",)}, "2 to 10 different names of operations"),
        ({"operations": ("skip", "skip")}, "different names of operations"),
        ({"positions": tuple("abcdefgh"), "operations": tuple("0123456789")}, "at most 10,000,000"),
        ({"metrics": {"latency": "s"}}, "latency has its unit already"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Path, change: dict[str, Any], answer: str) -> None:
    with pytest.raises(ConfigurationError, match=answer):
        table(tmp_path / "t.csv", **change)


def test_names_of_cost_columns(tmp_path: Path) -> None:
    described = table(tmp_path / "t.csv")
    assert cost_name("my_phone_latency_ms", described) == ("my_phone", "latency", "ms")
    assert cost_name("phone_memory_mb", described) == ("phone", "memory", "MB")
    assert cost_name("latency_ms", described) is None
    assert cost_name("phone_latency_s", described) is None


def test_entry_points_lead_to_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_points(*points: EntryPoint) -> None:
        monkeypatch.setattr(registry, "entry_points", lambda group: points if group == registry.GROUP else ())

    def point(name: str, value: str) -> EntryPoint:
        return EntryPoint(name, value, registry.GROUP)

    monkeypatch.setattr(f"{__name__}.TINY", table(write(tmp_path / "t.csv", rows())), raising=False)
    with_points(point("tiny", f"{__name__}:TINY"))
    assert registry.names() == ["tiny"]
    assert registry.load_plugin("tiny") is registry.load_plugin("tiny")
    with pytest.raises(UnknownNameError, match="did you mean 'tiny'"):
        registry.get("tinny")
    (tmp_path / "t.csv").unlink()
    with pytest.raises(DataError, match="cannot be read"):
        registry.load_plugin("tiny")
    for points, error, answer in (
        ((point("other", f"{__name__}:TINY"),), ConfigurationError, "called 'tiny': name both alike"),
        ((point("rows", f"{__name__}:rows"),), ConfigurationError, "is no suite.plugins.EnumeratedTable"),
        ((point("gone", "no_such_package:TABLE"),), DataError, "cannot be imported"),
        ((point("tiny", "a:A"), point("tiny", "b:B")), ConfigurationError, "takes a name in use"),
    ):
        with_points(*points)
        with pytest.raises(error, match=answer):
            registry.get(points[0].name)
