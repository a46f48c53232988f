"""Hardware costs of several devices and metrics, and estimated ones, on the embedded surrogate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.benchmark import Benchmark, load_benchmark
from suite.errors import ConfigurationError, SuiteError, UnknownNameError
from suite.estimators import parse_cost_source
from suite.objectives import hardware_cost
from suite.objectives.costs import cost_objectives
from suite.objectives.devices import cost_columns, parse_devices, parse_metric
from suite.spaces.cell_graph import connected
from suite.tables.columns import DEVICES

several = st.lists(st.sampled_from(DEVICES), min_size=2, max_size=6, unique=True)


@pytest.fixture(scope="module")
def tables() -> Benchmark:
    return load_benchmark(source="surrogate")


def relative(tables: Benchmark, device: str) -> np.ndarray:
    cost = tables.column(f"{device}_latency_ms", "cifar10")
    alive = np.array(connected(tables.space.all_codes))
    return cost / np.nanmedian(cost[alive])


@settings(deadline=None, max_examples=15)
@given(devices=several, order=st.randoms())
def test_worst_and_sum(devices: list[str], order: object) -> None:
    tables = load_benchmark(source="surrogate")
    (worst,) = cost_objectives(tables, "cifar10", f"worst:{','.join(devices)}")
    (total,) = cost_objectives(tables, "cifar10", f"sum:{','.join(devices)}")
    each = np.stack([relative(tables, device) for device in devices])
    known = ~np.isnan(each).any(axis=0)
    assert (np.isnan(worst.values) == ~known).all()
    assert (worst.values >= each - 1e-12)[:, known].all()
    assert (worst.values == each.max(axis=0))[known].all()
    np.testing.assert_allclose(total.values[known], each.sum(axis=0)[known])
    order.shuffle(devices)  # type: ignore[attr-defined]
    (again,) = cost_objectives(tables, "cifar10", f"sum:{','.join(devices)}")
    np.testing.assert_array_equal(again.values, total.values)
    assert again.label == total.label


@given(several, st.randoms(), st.sampled_from(["worst", "sum", "each", "worst-ms"]))
def test_one_text_for_equal_devices(devices: list[str], order: object, how: str) -> None:
    one = parse_devices(f"{how}:{','.join(devices)}").text
    order.shuffle(devices)  # type: ignore[attr-defined]
    assert parse_devices(f" {how} : {' , '.join(devices)}").text == one
    assert parse_devices(one).text == one
    assert len(cost_columns(one, "latency")) == (len(devices) if how == "each" else 1)


def test_metrics_and_plain_devices_keep_their_texts() -> None:
    assert parse_metric("energy+latency") == "latency+energy"
    assert parse_metric("energy") == "energy"
    assert parse_devices("raspi4").text == "raspi4"
    assert parse_cost_source(" table ").text == "table"


def test_one_device_is_what_it_was(tables: Benchmark) -> None:
    for unmeasured in ("infeasible", "fastest"):
        (ours,) = cost_objectives(tables, "cifar10", "edgetpu", "latency", unmeasured)
        old = hardware_cost(tables, "cifar10", "edgetpu", "latency", unmeasured)
        np.testing.assert_array_equal(ours.values, old.values)
        assert (ours.name, ours.label) == (old.name, old.label)
    (column,) = cost_columns("fpga", "energy")
    assert (column.key, column.title, column.label) == ("energy_mj", "energy (mJ)", "FPGA energy (mJ)")


def test_columns_of_two_metrics_and_two_devices(tables: Benchmark) -> None:
    costs = cost_objectives(tables, "cifar10", "each:fpga,edgegpu", "energy+latency")
    keys = [column.key for column in cost_columns("each:fpga,edgegpu", "energy+latency")]
    assert keys == ["edgegpu_latency_ms", "fpga_latency_ms", "edgegpu_energy_mj", "fpga_energy_mj"]
    for cost, key in zip(costs, keys, strict=True):
        np.testing.assert_array_equal(cost.values, tables.column(key, "cifar10"))
    titles = [column.title for column in cost_columns("worst:fpga,edgegpu", "latency+energy")]
    assert titles == ["worst latency (1 = median)", "worst energy (1 = median)"]
    assert [column.key for column in cost_columns("fpga", "latency+energy")] == ["latency_ms", "energy_mj"]


def test_physical_units(tables: Benchmark) -> None:
    (total,) = cost_objectives(tables, "cifar10", "sum-mj:edgegpu,fpga", "energy")
    both = tables.column("edgegpu_energy_mj", "cifar10") + tables.column("fpga_energy_mj", "cifar10")
    np.testing.assert_allclose(total.values, both)
    assert total.label.endswith("(mJ)")
    (worst,) = cost_objectives(tables, "cifar10", "worst-ms:raspi4,pixel3")
    one, other = (tables.column(f"{device}_latency_ms", "cifar10") for device in ("raspi4", "pixel3"))
    np.testing.assert_array_equal(worst.values, np.maximum(one, other))


def test_an_estimated_cost_is_drawn_per_seed_and_masked_as_the_table(tables: Benchmark) -> None:
    true = tables.column("edgetpu_latency_ms", "cifar10")
    first, again, other = (
        cost_objectives(tables, "cifar10", "edgetpu", cost_source="ridge:30", seed=seed)[0] for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first.values, again.values)
    assert not np.array_equal(first.values, other.values, equal_nan=True)
    assert (np.isnan(first.values) == np.isnan(true)).all()
    assert "estimated by ridge:30" in first.label
    (fastest,) = cost_objectives(tables, "cifar10", "edgetpu", unmeasured="fastest", cost_source="ridge:30")
    assert (fastest.values[np.isnan(true)] == -1).all()
    (worst,) = cost_objectives(tables, "cifar10", "worst:raspi4,fpga", cost_source="ridge:30")
    assert "estimated by ridge:30" in worst.label
    assert np.isfinite(worst.values).all()


@given(
    st.sampled_from(["each", "worst", "sum", "worst-ms", "sum-mb"]),
    st.lists(st.sampled_from([*DEVICES, "alpha", "mine", "Zeta", "1080ti_1"]), min_size=2, max_size=6, unique=True),
    st.randoms(use_true_random=False),
)
def test_added_devices_stand_behind_the_six_by_name(how: str, names: list[str], random: Any) -> None:
    found = parse_devices(f"{how}:{','.join(names)}")
    random.shuffle(names)
    assert parse_devices(f"{how}:{','.join(names)}") == found == parse_devices(found.text)
    six = [name for name in found.names if name in DEVICES]
    assert six == [name for name in DEVICES if name in names]
    assert list(found.names) == six + sorted(name for name in names if name not in DEVICES)


@pytest.mark.parametrize(
    ("device", "metric", "message"),
    [
        ("worst:raspi4", "latency", "two or more"),
        ("worst:raspi4,raspi4", "latency", "two or more"),
        ("worts:raspi4,fpga", "latency", "did you mean 'worst'"),
        ("worst:raspi4,fgpa", "latency", "did you mean 'fpga'"),
        ("raspi4,fpga", "latency", "worst:raspi4,fpga"),
        ("worst-ms:edgegpu,fpga", "energy", "write worst:"),
        ("worst-mj:edgegpu,fpga", "latency+energy", "write worst:"),
        ("each:raspi4,fpga", "energy", "energy was not measured on raspi4"),
        ("raspi4", "latency+energy", "energy was not measured on raspi4"),
        ("fpga", "latency+power", "unknown metric 'power'"),
        ("fpga", "latncy", "did you mean 'latency'"),
        ("fgpa", "latency", "did you mean 'fpga'"),
    ],
)
def test_what_is_refused(device: str, metric: str, message: str) -> None:
    with pytest.raises(SuiteError, match=message) as caught:
        cost_columns(device, metric)
    assert isinstance(caught.value, (UnknownNameError, ConfigurationError))
    assert "\n" not in str(caught.value)


def test_fastest_goes_with_no_combination(tables: Benchmark) -> None:
    with pytest.raises(ConfigurationError, match="one device"):
        cost_objectives(tables, "cifar10", "worst:edgetpu,fpga", unmeasured="fastest")
    assert len(cost_objectives(tables, "cifar10", "each:edgetpu,fpga", unmeasured="fastest")) == 2
