"""Folds and intervals against their definitions, and the coverage of the intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite import load_benchmark
from suite.errors import ConfigurationError
from suite.estimators import create
from suite.estimators.cross_validation import attainable, intervals, out_of_fold
from suite.spaces.cell_graph import connected
from tests.estimators.tables import ADDITIVE, CODES, CONNECTED, drawn, rng


def noisy(seed, spread=0.15):
    return ADDITIVE["fpga"] * np.exp(spread * rng(seed).normal(size=15625))


def counts():
    return create("ridge", features="counts")


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.integers(4, 23), st.integers(2, 12))
def test_each_measurement_is_predicted_by_a_model_that_did_not_see_it(seed, n, folds):
    rows, costs = drawn(n, seed), noisy(seed)
    found = out_of_fold(counts, rows, costs[rows], rng(seed), folds=folds)
    assert found.rows.tolist() == list(range(n))
    assert len(found.models) == min(folds, n)
    sizes = np.bincount(found.fold)
    assert sizes.max() - sizes.min() <= 1
    for fold in range(len(found.models)):
        kept = rows[found.fold != fold]
        again = counts().fit(kept, costs[kept]).predict(rows[found.fold == fold])
        np.testing.assert_allclose(found.predicted[found.fold == fold], again, rtol=1e-9)


def test_required_measurements_are_in_every_fit():
    table = create("lut", base="skip")
    others = np.setdiff1d(drawn(20), table.required)
    rows = np.concatenate([others[:7], table.required, others[7:]])
    found = out_of_fold(lambda: create("lut", base="skip"), rows, ADDITIVE["fpga"][rows], rng(), table.required)
    assert sorted(rows[found.rows].tolist()) == sorted(others.tolist())
    assert found.error < 1e-12
    with pytest.raises(ConfigurationError, match="at least 2"):
        out_of_fold(counts, table.required, ADDITIVE["fpga"][table.required], rng(), table.required)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.integers(4, 40), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_intervals_are_those_of_the_definition(seed, n, level):
    """Barber et al. 2021, equations for CV+, sorted out architecture by architecture."""
    rows, costs = drawn(n, seed), noisy(seed)
    found = out_of_fold(counts, rows, costs[rows], rng(seed), folds=5)
    level = attainable(level, n)
    some = CONNECTED[:6]
    low, high = intervals(found, some, level)
    for place, architecture in enumerate(some):
        lower, upper = [], []
        for k in range(n):
            centre = float(found.models[found.fold[k]].predict([architecture])[0])
            residual = abs(float(costs[rows[k]]) - float(found.predicted[k]))
            lower.append(centre - residual)
            upper.append(centre + residual)
        alpha = 1 - level
        assert low[place] == pytest.approx(max(sorted(lower)[max(math.floor(alpha * (n + 1) + 1e-9), 1) - 1], 0.0))
        assert high[place] == pytest.approx(sorted(upper)[min(math.ceil((1 - alpha) * (n + 1) - 1e-9), n) - 1])


def test_the_chunks_do_not_matter(monkeypatch):
    from suite.estimators import cross_validation

    rows, costs = drawn(12), noisy(0)
    found = out_of_fold(counts, rows, costs[rows], rng())
    whole = intervals(found, CONNECTED[:500], 0.9)
    monkeypatch.setattr(cross_validation, "_CHUNK", 100)
    for one, two in zip(whole, intervals(found, CONNECTED[:500], 0.9), strict=True):
        np.testing.assert_array_equal(one, two)


def test_few_measurements_support_no_high_level():
    assert attainable(0.9, 9) == pytest.approx(0.9)
    assert attainable(0.9, 4) == pytest.approx(0.8)
    assert attainable(0.9, 100) == 0.9


def coverage(costs, make, n, seeds, level=0.9):
    shares = []
    for seed in range(seeds):
        known = CONNECTED[~np.isnan(costs[CONNECTED])]
        rows = rng(seed).permutation(known)[:n]
        found = out_of_fold(make, rows, costs[rows], rng(seed))
        others = np.setdiff1d(known, rows)[::5]
        low, high = intervals(found, others, attainable(level, n))
        shares.append(((low <= costs[others]) & (costs[others] <= high)).mean())
    return float(np.mean(shares))


@pytest.mark.parametrize("n", [10, 30])
def test_coverage_where_the_model_is_right(n):
    assert coverage(noisy(1), counts, n, seeds=20) == pytest.approx(0.9, abs=0.05)


def test_coverage_where_the_model_is_wrong():
    costs = noisy(1) * (1.0 + 3.0 * (CODES[:, 5] == 2))
    assert coverage(costs, lambda: create("macs"), 20, seeds=20) > 0.84


@pytest.mark.real_tables
@pytest.mark.parametrize("device", ["raspi4", "edgegpu", "edgetpu"])
def test_coverage_on_real_measurements(real_data_dir, device):
    costs = load_benchmark(real_data_dir, "real").column(f"{device}_latency_ms", "cifar10")
    assert connected(CODES)[CONNECTED].all()
    assert 0.82 < coverage(costs, counts, 10, seeds=20) < 0.97
