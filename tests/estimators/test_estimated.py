"""A predicted cost in the place of the table: texts, what is measured, what stays unknown."""

from __future__ import annotations

import numpy as np
import pytest

from suite import load_benchmark
from suite.errors import ConfigurationError, UnknownNameError
from suite.estimators import estimated_cost, parse_cost_source
from suite.estimators.estimated import fitted_estimator
from tests.estimators.tables import CONNECTED


@pytest.fixture(scope="module")
def surrogate():
    return load_benchmark(source="surrogate")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("table", "table"),
        (" table ", "table"),
        ("ridge:50", "ridge:50"),
        ("ridge : 050", "ridge:50"),
        ("ridge:50,features=one_hot", "ridge:50"),
        ("ridge:50,features=path,alpha=1", "ridge:50,alpha=1,features=path"),
        ("lut", "lut:none"),
        ("lut:skip", "lut:skip"),
        ("lut:3x3,negative=zero", "lut:3x3,negative=zero"),
        ("macs:1", "macs:1"),
    ],
)
def test_one_canonical_text(text, canonical):
    assert parse_cost_source(text).text == canonical
    assert parse_cost_source(canonical).text == canonical


def test_naming_a_network_needs_no_torch(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    assert parse_cost_source("help:10").text == "help:10"
    assert parse_cost_source("brp_nas:200").text == "brp_nas:200"


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        ("rigde:5", UnknownNameError, "did you mean 'ridge'"),
        ("", UnknownNameError, "unknown cost"),
        ("table:3", ConfigurationError, "write table alone"),
        ("ridge", ConfigurationError, "ridge:10"),
        ("ridge:x", ConfigurationError, "ridge:10"),
        ("ridge:-5", ConfigurationError, "ridge:10"),
        ("ridge:\u0665", ConfigurationError, "ridge:10"),
        ("ridge:1", ConfigurationError, "at least 2"),
        ("macs:0", ConfigurationError, "at least 1"),
        ("help:0", ConfigurationError, "at least one"),
        ("ridge:5,alph=3", UnknownNameError, "did you mean 'alpha'"),
        ("ridge:5,alpha", ConfigurationError, "NAME=VALUE"),
        ("ridge:5,alpha=1,alpha=2", ConfigurationError, "twice"),
        ("lut:2", ConfigurationError, "lut:skip"),
        ("lut:skip,base=none", ConfigurationError, "lut:skip"),
    ],
)
def test_malformed_texts(text, error, match):
    with pytest.raises(error, match=match):
        parse_cost_source(text)


def test_the_draw_depends_on_every_part_of_its_name_and_on_nothing_else(surrogate):
    base = ("cifar10", "fpga", "latency", "ridge:20", 0)
    first = estimated_cost(surrogate, *base)
    assert first.shape == (15625,)
    np.random.seed(5)  # noqa: NPY002
    assert estimated_cost(surrogate, *base).tobytes() == first.tobytes()
    changed = [
        ("cifar100", "fpga", "latency", "ridge:20", 0), ("cifar10", "eyeriss", "latency", "ridge:20", 0),
        ("cifar10", "fpga", "energy", "ridge:20", 0), ("cifar10", "fpga", "latency", "ridge:21", 0),
        ("cifar10", "fpga", "latency", "ridge:20", 1),
    ]  # fmt: skip
    measured = {fitted_estimator(surrogate, *each)[2].tobytes() for each in [base, *changed]}
    assert len(measured) == 6


def test_only_measured_connected_architectures_are_measured_and_the_rest_stays_unknown(surrogate):
    truth = surrogate.column("edgetpu_latency_ms", "cifar10")
    _, costs, rows = fitted_estimator(surrogate, "cifar10", "edgetpu", "latency", "ridge:60", 2)
    assert len(set(rows.tolist())) == 60
    assert np.isin(rows, CONNECTED).all()
    assert np.isfinite(truth[rows]).all()
    np.testing.assert_array_equal(np.isnan(costs), np.isnan(truth))
    assert (costs[~np.isnan(costs)] > 0).all()


def test_the_look_up_table_measures_its_own(surrogate):
    estimator, costs, rows = fitted_estimator(surrogate, "cifar10", "fpga", "latency", "lut:none", 0)
    np.testing.assert_array_equal(rows, estimator.required)
    np.testing.assert_allclose(costs, surrogate.column("fpga_latency_ms", "cifar10"), rtol=1e-9)


def test_refusals(surrogate):
    with pytest.raises(UnknownNameError, match="not measured on raspi4"):
        estimated_cost(surrogate, "cifar10", "raspi4", "energy", "ridge:20")
    with pytest.raises(ConfigurationError, match="cannot choose 15625"):
        estimated_cost(surrogate, "cifar10", "raspi4", "latency", "macs:15625")


@pytest.mark.real_tables
def test_the_edge_tpu_cannot_run_the_base_of_the_look_up_table(real_data_dir):
    real = load_benchmark(real_data_dir, "real")
    with pytest.raises(ConfigurationError, match="all-none, has no measurement"):
        estimated_cost(real, "cifar10", "edgetpu", "latency", "lut:none")
    estimator, costs, rows = fitted_estimator(real, "cifar10", "edgetpu", "latency", "lut:3x3")
    assert (len(rows), estimator.filled_) == (24, 1)
    assert int(np.isnan(costs).sum()) == 4699


def test_words_for_captions():
    assert parse_cost_source("ridge:50,features=path").describe() == (
        "cost ESTIMATED by ridge from 50 measured architectures, features path"
    )
