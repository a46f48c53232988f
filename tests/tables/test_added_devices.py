"""A person's own device: what a file may look like, what is refused, and what the tables keep."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.benchmark import Benchmark, load_benchmark
from suite.errors import ConfigurationError, DataError, SuiteError, UnknownNameError
from suite.objectives.devices import COMBINATIONS
from suite.spaces import NASBENCH201
from suite.tables.added import add_columns, added_names, check_new_name, open_added, remove_added
from suite.tables.closed_forms import CLOSED_FORMS
from suite.tables.columns import DEVICES
from suite.tables.device_file import read_device
from suite.tables.status import data_status
from tests.study.made_up import write_made_up_store

CELL = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|nor_conv_1x1~2|"


def write(folder: Path, text: str, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def add(folder: Path, text: str, device: str = "mine", force: bool = False, **options: object) -> dict[str, object]:
    found = read_device(write(folder, text), device, **options)  # type: ignore[arg-type]
    add_columns(folder, device, found.columns, found.facts, force)
    return found.facts


def damage(folder: Path, device: str = "mine") -> None:
    (array,) = (folder / "devices" / device).glob("columns-*.npy")
    content = bytearray(array.read_bytes())
    content[-3] ^= 1
    array.write_bytes(bytes(content))


def test_all_spellings_of_a_cell_and_holes(tmp_path: Path) -> None:
    facts = add(
        tmp_path, f"architecture,cifar10,cifar100\n7,1.5,2\n030012,2.5,\n{CELL},,3.5\n", unit="ms", licence="MIT"
    )
    device = open_added(tmp_path, "mine")
    digits, cell = NASBENCH201.parse("030012"), NASBENCH201.parse(CELL)
    ten, hundred = (device.column(f"{name}/mine_latency_ms") for name in ("cifar10", "cifar100"))
    assert [ten[7], ten[digits], hundred[7], hundred[cell]] == [1.5, 2.5, 2.0, 3.5]
    assert np.flatnonzero(~np.isnan(ten)).tolist() == sorted([7, digits])
    assert np.isnan(hundred[digits])
    assert device.metrics() == {"latency": "ms"}
    kept = device.provenance("cifar10/mine_latency_ms")
    assert kept["licence"] == "MIT"
    assert kept["source"] == "mine.csv"
    assert kept["kind"] == facts["kind"] == "measured"
    assert kept["note"] == "2 of 15,625 cells"


@pytest.mark.parametrize(
    ("text", "options", "column"),
    [
        ("arch,cost_ms\n7,1\n", {"dataset": "cifar10"}, "cifar10/mine_latency_ms"),
        ("arch,energy_mJ\n7,1\n", {"dataset": "cifar100"}, "cifar100/mine_energy_mj"),
        ("arch,cost\n7,1\n", {"dataset": "cifar10", "unit": "MS"}, "cifar10/mine_latency_ms"),
        ("arch,cost\n7,1\n", {"dataset": "cifar10", "metric": "energy"}, "cifar10/mine_energy_mj"),
        ("arch,latency_ms,peak_memory_MB\n7,1,9\n", {"dataset": "cifar10", "metric": "peak_memory", "unit": "MB"},
         "cifar10/mine_peak_memory_mb"),
        ("arch,cifar10_ms,cifar10_mJ\n7,9,1\n", {"unit": "mj"}, "cifar10/mine_energy_mj"),
        ("arch;ImageNet16-120_latency_ms\n7;1\n", {}, "ImageNet16-120/mine_latency_ms"),
        ("arch,cifar10,cifar100\n7,1,2\n", {"unit": "ms", "dataset": "cifar10"}, "cifar10/mine_latency_ms"),
    ],
)  # fmt: skip
def test_columns_are_found_by_data_set_metric_and_unit(
    tmp_path: Path, text: str, options: dict[str, str], column: str
) -> None:
    found = read_device(write(tmp_path, text), "mine", **options)  # type: ignore[arg-type]
    assert list(found.columns) == [column]
    assert found.columns[column][7] == (9.0 if "memory" in column else 1.0)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", {"unit": "ms"}, "is empty"),
        ("arch,cifar10\n", {"unit": "ms"}, "no measurements"),
        ("arch,cifar10\n7,\n", {"unit": "ms"}, "no cost for cifar10"),
        ("arch,cifar10\n7,1\nresnet,2\n8,x\n", {"unit": "ms"}, r"line 3: .*names no architecture.*bad too: line 4"),
        ("arch,cifar10\n7,1\n7,2\n", {"unit": "ms"}, "line 3: architecture 7 costs 2 here and 1 in line 2"),
        ("arch,cifar10\n7,1\n7,\n", {"unit": "ms"}, "line 3: architecture 7 costs nothing here and 1 in line 2"),
        ("arch,cifar10\n7,-1\n", {"unit": "ms"}, "line 2: .*not between"),
        ("arch,cifar10\n7,1\n", {}, "no unit: give --unit"),
        ("arch,cifar10_ms,cifar100_mj\n7,1,1\n", {}, "several units"),
        ("arch,cifar10\n7,1\n", {"unit": "s", "metric": "latency"}, "latency is in ms here, not in s"),
        ("arch,cifar10\n7,1\n", {"unit": "mJ", "metric": "latency"}, "not in mJ"),
        ("arch,cost_ms\n7,1\n", {"unit": "mJ", "dataset": "cifar10"}, "'cost_ms' is in ms"),
        ("arch,cifar10\n7,1\n", {"unit": "MB"}, "say of what with --metric"),
        ("arch,cifar10\n7,1\n", {"unit": "m s"}, "no unit"),
        ("arch,cifar10\n7,1\n", {"unit": "MB", "metric": "Peak Memory"}, "no name for a metric"),
        ("arch,cifar10\n7,1\n", {"unit": "pc", "metric": "test_accuracy"}, "no hardware cost"),
        ("arch,cost_ms\n7,1\n", {}, "say whose with --dataset"),
        ("arch,cost_ms\n7,1\n", {"dataset": "cifar"}, "did you mean 'cifar10'"),
        ("arch,cifar10\n7,1\n", {"unit": "ms", "dataset": "cifar100"}, "no column 'cifar100'"),
        ("arch,time\n7,1\n", {"unit": "ms", "dataset": "cifar10"}, "line 1 names no column 'latency_ms'"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line(
    tmp_path: Path, text: str, options: dict[str, str], message: str
) -> None:
    with pytest.raises(SuiteError, match=message) as caught:
        read_device(write(tmp_path, text), "mine", **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [*DEVICES, *(how.split(":")[0] for how in COMBINATIONS), "all", "none", "Mine", "a/b", "..", "", "a" * 41, "ü"],
)
def test_names_that_no_device_may_have(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_new_name(name)
    assert "\n" not in str(caught.value)


def test_a_second_import_adds_and_force_replaces(tmp_path: Path) -> None:
    add(tmp_path, "arch,cifar10\n7,1\n", unit="ms")
    add(tmp_path, "arch,cifar10\n7,5\n", unit="mJ")
    before = open_added(tmp_path, "mine").hash("cifar10/mine_energy_mj")
    with pytest.raises(ConfigurationError, match="--force"):
        add(tmp_path, "arch,cifar10\n7,2\n", unit="ms")
    assert open_added(tmp_path, "mine").column("cifar10/mine_latency_ms")[7] == 1.0
    add(tmp_path, "arch,cifar10\n7,2\n", unit="ms", force=True)
    device = open_added(tmp_path, "mine")
    assert device.column("cifar10/mine_latency_ms")[7] == 2.0
    assert device.metrics() == {"latency": "ms", "energy": "mJ"}
    assert device.hash("cifar10/mine_energy_mj") == before


def test_a_metric_has_one_unit_and_a_column_one_device(tmp_path: Path) -> None:
    add(tmp_path, "arch,cifar10\n7,1\n", metric="peak_memory", unit="MB")
    with pytest.raises(ConfigurationError, match="peak_memory is in MB on the device 'mine'"):
        add(tmp_path, "arch,cifar10\n7,1\n", device="other", metric="peak_memory", unit="GB")
    with pytest.raises(ConfigurationError, match="column of the device 'mine'"):
        add(tmp_path, "arch,cifar10\n7,1\n", device="mine_peak", metric="memory", unit="MB")
    with pytest.raises(ConfigurationError, match="column of the tables"):  # a test accuracy is no cost
        add(tmp_path, "arch,cifar10\n7,1\n", device="test_accuracy_200", metric="train", unit="only")
    assert added_names(tmp_path) == ("mine",)


def test_removal(tmp_path: Path) -> None:
    add(tmp_path, "arch,cifar10\n7,1\n", unit="ms")
    with pytest.raises(ConfigurationError, match="it stays"):
        remove_added(tmp_path, "fpga")
    with pytest.raises(UnknownNameError, match="did you mean 'mine'"):
        remove_added(tmp_path, "mnie")
    damage(tmp_path)
    remove_added(tmp_path, "mine")
    assert added_names(tmp_path) == ()
    assert list((tmp_path / "devices").iterdir()) == []


def test_a_damaged_device_is_one_line_and_harms_no_other(tmp_path: Path) -> None:
    write_made_up_store(tmp_path)
    add(tmp_path, "arch,cifar10\n7,1\n", unit="ms")
    add(tmp_path, "arch,cifar10\n7,1\n", device="other", unit="ms")
    damage(tmp_path)
    benchmark = load_benchmark(tmp_path)
    with pytest.raises(DataError, match=r"was altered.*suite data remove --device mine") as caught:
        benchmark.hardware_cost(7, "cifar10", "mine")
    assert "\n" not in str(caught.value)
    assert benchmark.hardware_cost(7, "cifar10", "other").tolist() == [1.0]
    assert benchmark.hardware_cost(7, "cifar10", "fpga")[0] > 0
    problems = {each["device"]: "problem" in each for each in data_status(tmp_path)["devices"]}
    assert problems == {"mine": True, "other": False}
    with pytest.raises(DataError, match="altered"):
        add(tmp_path, "arch,cifar10\n7,2\n", unit="ms")
    add(tmp_path, "arch,cifar10\n7,2\n", unit="ms", force=True)
    assert load_benchmark(tmp_path).hardware_cost(7, "cifar10", "mine").tolist() == [2.0]


@pytest.mark.parametrize(
    "change",
    [
        lambda meta: meta.pop("columns"),
        lambda meta: meta["provenance"].clear(),
        lambda meta: meta["provenance"]["cifar10/mine_latency_ms"].update(kind="guessed"),
        lambda meta: meta["provenance"]["cifar10/mine_latency_ms"].update(unit="s"),
        lambda meta: meta["provenance"].update({"cifar10/mine_latency_ms": [1]}),
        lambda meta: meta.update(columns=[3]),
        lambda meta: meta.update(format=9),
    ],
)
def test_a_description_that_is_wrong_is_one_line(tmp_path: Path, change: object) -> None:
    add(tmp_path, "arch,cifar10\n7,1\n", unit="ms")
    path = tmp_path / "devices" / "mine" / "store.json"
    meta = json.loads(path.read_text())
    change(meta)  # type: ignore[operator]
    path.write_text(json.dumps(meta))
    with pytest.raises(DataError, match="suite data remove --device mine") as caught:
        open_added(tmp_path, "mine")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("source", ["real", "surrogate"])
def test_the_benchmark_knows_the_device_and_keeps_its_hash(tmp_path: Path, source: str) -> None:
    write_made_up_store(tmp_path)
    before = load_benchmark(tmp_path, source)
    assert before.devices == DEVICES
    add(tmp_path, "arch,cifar10\n7,1.5\n", metric="peak_memory", unit="MB")
    benchmark = load_benchmark(tmp_path, source)
    assert benchmark.data_hash == before.data_hash
    assert benchmark.edition == before.edition
    assert benchmark.devices == (*DEVICES, "mine")
    assert benchmark.metrics == {"latency": "ms", "energy": "mJ", "peak_memory": "MB"}
    assert benchmark.device_label("mine") == "mine"
    assert benchmark.cost_column("mine", "peak_memory") == "mine_peak_memory_mb"
    assert benchmark.columns("cifar10") == (*before.columns("cifar10"), "mine_peak_memory_mb")
    assert benchmark.row(7, "cifar10")["mine_peak_memory_mb"] == 1.5
    assert benchmark.row(8, "cifar10")["mine_peak_memory_mb"] is None
    assert "mine_peak_memory_mb" not in benchmark.row(7, "cifar100")
    assert benchmark.frame("cifar10").columns[-1] == "mine_peak_memory_mb"
    assert benchmark.describe("mine_peak_memory_mb", "cifar10").unit == "MB"
    assert benchmark.provenance("mine_peak_memory_mb", "cifar10")["kind"] == "measured"


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda b: b.hardware_cost(7, "cifar10", "mnie"), "did you mean 'mine'.*suite data import"),
        (lambda b: b.hardware_cost(7, "cifar10", "mine", "energy"), "unknown metric of mine 'energy'"),
        (lambda b: b.hardware_cost(7, "cifar100", "mine"), "no mine_latency_ms for cifar100, only for cifar10"),
        (lambda b: b.hardware_cost(7, "cifar10", "raspi4", "peak_memory"), "unknown metric 'peak_memory'"),
        (lambda b: b.column("mine_energy_mj", "cifar10"), "unknown column 'mine_energy_mj'"),
    ],
)
def test_what_a_device_does_not_have(tmp_path: Path, use: object, message: str) -> None:
    write_made_up_store(tmp_path)
    add(tmp_path, "arch,cifar10\n7,1.5\n", unit="ms")
    benchmark: Benchmark = load_benchmark(tmp_path)
    with pytest.raises(SuiteError, match=message) as caught:
        use(benchmark)  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def own_output(folder: Path, dataset: str, suffix: str = ".csv") -> Path:
    """Write a file as ``suite estimate`` does."""
    import pandas as pd

    every = np.arange(NASBENCH201.size)
    costs = 1.0 + every / 1000
    params = CLOSED_FORMS["params"](NASBENCH201.all_codes, dataset).astype(np.int64)
    frame = {"index": every, "arch": NASBENCH201.strings(every), "cost_ms": costs, "low_ms": costs, "high_ms": costs}
    table = pd.DataFrame({**frame, "uncertainty_ms": 0.0, "measured_ms": np.nan, "macs_m": 1.0, "params": params})
    path = folder / f"all{suffix}"
    table.to_csv(path, index=False) if suffix == ".csv" else table.to_parquet(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("dataset", ["cifar100", "ImageNet16-120"])
def test_output_of_estimate_says_what_it_is(tmp_path: Path, suffix: str, dataset: str) -> None:
    path = own_output(tmp_path, dataset, suffix)
    found = read_device(path, "mine")
    assert found.facts["kind"] == "estimated"
    assert list(found.columns) == [f"{dataset}/mine_latency_ms"]
    assert found.columns[f"{dataset}/mine_latency_ms"][1234] == 1.0 + 1.234
    with pytest.raises(ConfigurationError, match=f"was made for {dataset}"):
        read_device(path, "mine", dataset="cifar10")


def test_no_parquet_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no Parquet file") as caught:
        read_device(write(tmp_path, "arch,cifar10\n7,1\n", "x.parquet"), "mine", unit="ms")
    assert "\n" not in str(caught.value)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.integers(0, 15624), st.lists(st.one_of(st.none(), st.floats(1e-6, 1e6)), min_size=3, max_size=3), min_size=1
    ).filter(lambda rows: all(any(row[place] for row in rows.values()) for place in range(3))),
    st.randoms(use_true_random=False),
)
def test_what_is_written_is_kept(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[int, list[float | None]], random: object
) -> None:
    folder = tmp_path_factory.mktemp("device")
    forms = [str, lambda i: NASBENCH201.strings([i])[0], lambda i: NASBENCH201.digits([i])[0]]
    lines = ["index,cifar10,cifar100,ImageNet16-120"]
    for index, costs in rows.items():
        cells = ["" if cost is None else repr(cost) for cost in costs]
        lines.append(",".join([random.choice(forms)(index), *cells]))  # type: ignore[attr-defined]
    add(folder, "\n".join(lines), unit="ms")
    device = open_added(folder, "mine")
    for place, dataset in enumerate(("cifar10", "cifar100", "ImageNet16-120")):
        expected = np.full(15625, np.nan)
        for index, costs in rows.items():
            expected[index] = np.nan if costs[place] is None else costs[place]
        assert np.array_equal(device.column(f"{dataset}/mine_latency_ms"), expected, equal_nan=True)
