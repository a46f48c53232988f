"""MACs, parameters and look-up tables: exact where cost is additive, and the figures of the real tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from suite import load_benchmark
from suite.errors import ConfigurationError
from suite.estimators import create
from suite.spaces import NASBENCH201
from suite.tables.closed_forms import macs_m, params
from tests.estimators.tables import ADDITIVE, CODES, EVERY, additive, drawn, rng

BASES = ("none", "skip", "3x3")


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("device", ADDITIVE)
def test_a_look_up_table_recovers_additive_latencies_exactly(base, device):
    estimator = create("lut", base=base)
    rows = estimator.measurements(25)
    found = estimator.fit(rows, ADDITIVE[device][rows]).predict(EVERY)
    np.testing.assert_allclose(found, ADDITIVE[device], rtol=1e-12)
    assert estimator.filled_ == 0


@pytest.mark.parametrize("device", ADDITIVE)
def test_ridge_on_150_random_architectures_recovers_additive_latencies(device):
    rows = drawn(150)
    found = create("ridge", alpha=1e-8).fit(rows, ADDITIVE[device][rows]).predict(EVERY)
    np.testing.assert_allclose(found, ADDITIVE[device], rtol=1e-6)
    chosen = create("ridge").fit(rows, ADDITIVE[device][rows])  # the leave-one-out choice is the smallest penalty
    assert chosen.alpha_ == pytest.approx(1e-4)
    np.testing.assert_allclose(chosen.predict(EVERY), ADDITIVE[device], rtol=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(BASES))
def test_any_additive_cost_is_recovered_by_the_table(seed, base):
    costs = additive(seed)
    estimator = create("lut", base=base)
    rows = estimator.required
    np.testing.assert_allclose(estimator.fit(rows, costs[rows]).predict(EVERY), costs, rtol=1e-9)


def test_the_table_is_the_base_and_its_24_neighbours():
    estimator = create("lut", base="skip")
    codes = NASBENCH201.codes(estimator.required)
    assert len({tuple(code) for code in codes.tolist()}) == 25
    assert (codes[0] == 1).all()
    assert ((codes[1:] != 1).sum(axis=1) == 1).all()
    with pytest.raises(ConfigurationError, match="measures 25"):
        estimator.measurements(24)


def test_a_missing_entry_is_the_mean_of_the_same_operation_elsewhere():
    costs = additive(3)
    estimator = create("lut", base="skip")
    rows = estimator.required
    codes = NASBENCH201.codes(rows)
    lost = int(np.flatnonzero((codes[:, 2] == 3) & ((codes != 1).sum(axis=1) == 1))[0])
    kept = np.delete(rows, lost)
    estimator.fit(kept, costs[kept])
    assert estimator.filled_ == 1
    others = [estimator.differences_[edge, 3] for edge in range(6) if edge != 2]
    assert estimator.differences_[2, 3] == pytest.approx(np.mean(others))


def test_the_table_says_what_it_lacks():
    estimator = create("lut", base="skip")
    rows = estimator.required
    with pytest.raises(ConfigurationError, match="needs the cost of its base, all-skip"):
        estimator.fit(rows[1:], np.ones(24))
    without = rows[~(NASBENCH201.codes(rows) == 4).any(axis=1)]
    with pytest.raises(ConfigurationError, match="no measurement of avg_pool_3x3"):
        estimator.fit(without, np.ones(len(without)))
    with pytest.raises(ConfigurationError, match="choose another base"):
        estimator.measurements(25, rng(), rows[1:])


def test_negative_differences_may_count_zero():
    costs = additive(5)
    keep, zero = create("lut", base="3x3"), create("lut", base="3x3", negative="zero")
    rows = keep.required
    keep.fit(rows, costs[rows])
    zero.fit(rows, costs[rows])
    assert (keep.differences_ < 0).any()
    np.testing.assert_array_equal(zero.differences_, np.maximum(keep.differences_, 0.0))


@pytest.mark.parametrize(("name", "form"), [("macs", macs_m), ("params", params)])
def test_scaling_ranks_as_the_closed_form_and_is_least_squares(name, form):
    rows = drawn(20)
    costs = ADDITIVE["fpga"]
    estimator = create(name).fit(rows, costs[rows])
    amounts = form(CODES, "cifar100")  # another data set's: a straight line of CIFAR-10's
    slope, constant = np.polyfit(amounts[rows], costs[rows], 1)
    np.testing.assert_allclose(estimator.predict(EVERY), constant + slope * amounts, rtol=1e-9)


def test_scaling_never_turns_the_ranking_round():
    rows = drawn(10)
    amounts = macs_m(CODES, "cifar10")
    estimator = create("macs").fit(rows, 300.0 - amounts[rows])
    assert estimator.slope_ > 0
    assert create("macs").fit(rows[:1], [5.0]).predict(rows[:1])[0] == pytest.approx(5.0)
    assert create("macs", form="proportional").fit(rows, 2.0 * amounts[rows]).slope_ == pytest.approx(2.0)


@pytest.mark.real_tables
def test_figures_of_the_real_tables(real_data_dir):
    """Kendall's tau over all 15,625 cells, as computed by another implementation before."""
    benchmark = load_benchmark(real_data_dir, "real")
    expected = {
        "macs": (0.739, 0.682, 0.418, 0.831),
        "none": (0.462, 0.475, 0.992, 1.000),
        "skip": (0.777, 0.754, 0.992, 1.000),
        "3x3": (0.666, 0.181, 0.992, 1.000),
    }
    for number, device in enumerate(("raspi4", "pixel3", "eyeriss", "fpga")):
        costs = benchmark.column(f"{device}_latency_ms", "cifar10")
        for name, values in expected.items():
            estimator = create("macs") if name == "macs" else create("lut", base=name)
            rows = drawn(10) if name == "macs" else estimator.required
            tau = kendalltau(estimator.fit(rows, costs[rows]).predict(EVERY), costs).statistic
            assert tau == pytest.approx(values[number], abs=0.0006), (name, device)
