"""Features against counting by hand, regressions against formulas and other implementations, and their quality."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from suite import load_benchmark
from suite.estimators import create
from suite.estimators.features import features, path_bits
from suite.spaces import NASBENCH201
from tests.estimators.tables import ADDITIVE, CODES, CONNECTED, EVERY, drawn, rng

codes = st.lists(st.lists(st.integers(0, 4), min_size=6, max_size=6), min_size=1, max_size=8)
EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
"""Source and target of each edge."""
SEQUENCES = [s for length in (1, 2, 3) for s in product((1, 2, 3, 4), repeat=length)]


def paths_by_walking(code):
    """The sequences of operations from node 0 to node 3, by walking the graph."""
    found, open_ends = set(), [(0, ())]
    while open_ends:
        node, walked = open_ends.pop()
        if node == 3:
            found.add(walked)
            continue
        for (source, target), operation in zip(EDGES, code, strict=True):
            if source == node and operation != 0:
                open_ends.append((target, (*walked, operation)))
    return found


@settings(max_examples=60, deadline=None)
@given(codes)
def test_path_bits_are_the_paths_found_by_walking(rows):
    bits = path_bits(np.array(rows, dtype=np.uint8))
    assert bits.shape == (len(rows), 84)
    for code, row in zip(rows, bits, strict=True):
        assert {SEQUENCES[k] for k in np.flatnonzero(row)} == paths_by_walking(code)


def test_counts_are_the_operations_and_the_live_ones():
    found = features(CODES, NASBENCH201, "counts")
    for operation in (1, 2, 3, 4):
        np.testing.assert_array_equal(found[:, operation - 1], (operation == CODES).sum(axis=1))
    dead = NASBENCH201.index(np.array([[3, 0, 0, 0, 0, 0], [3, 0, 0, 1, 0, 0]]))
    assert found[dead[0]].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    assert found[dead[1]].tolist() == [1, 0, 1, 0, 1, 0, 0, 0]


def test_kinds_of_features_and_their_widths():
    widths = {kind: features(CODES[:5], NASBENCH201, kind).shape for kind in ("one_hot", "path", "one_hot+path")}
    assert widths == {"one_hot": (5, 30), "path": (5, 84), "one_hot+path": (5, 114)}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 60), st.floats(0.01, 10.0))
def test_ridge_is_the_solution_of_the_normal_equations(seed, n, alpha):
    rows = drawn(n, seed)
    costs = ADDITIVE["fpga"][rows] * np.exp(0.1 * rng(seed).normal(size=n))
    x, y = NASBENCH201.one_hot(CODES[rows]), (costs - costs.mean()) / costs.std()
    centred = x - x.mean(axis=0)
    weights = np.linalg.solve(centred.T @ centred + alpha * np.eye(30), centred.T @ (y - y.mean()))
    predicted = costs.mean() + costs.std() * ((NASBENCH201.one_hot(CODES) - x.mean(axis=0)) @ weights)
    found = create("ridge", alpha=alpha).fit(rows, costs).predict(EVERY)
    usual = predicted > costs.min() / 10  # below, predictions are kept positive
    np.testing.assert_allclose(found[usual], predicted[usual], rtol=1e-7)


def test_the_penalty_is_the_one_with_the_least_leave_one_out_error():
    rows = drawn(40, 2)
    costs = ADDITIVE["eyeriss"][rows] * np.exp(0.2 * rng(1).normal(size=40))
    from suite.estimators.regressors import ALPHAS

    y = (costs - costs.mean()) / costs.std()
    x = NASBENCH201.one_hot(CODES[rows])
    errors = []
    for alpha in ALPHAS:
        total = 0.0
        for k in range(40):
            kept = np.arange(40) != k
            mean, level = x[kept].mean(axis=0), y[kept].mean()
            centred = x[kept] - mean
            weights = np.linalg.solve(centred.T @ centred + alpha * np.eye(30), centred.T @ (y[kept] - level))
            total += (level + (x[k] - mean) @ weights - y[k]) ** 2
        errors.append(total)
    assert create("ridge").fit(rows, costs).alpha_ == pytest.approx(ALPHAS[int(np.argmin(errors))])


def test_svr_satisfies_its_own_optimality_conditions():
    """Support vectors lie on or outside the tube; all others inside."""
    rows = drawn(60)
    costs = ADDITIVE["eyeriss"][rows]
    estimator = create("svr", epsilon=0.1, c=1.0).fit(rows, costs)
    x = NASBENCH201.one_hot(CODES[rows])
    distances = ((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2)
    model = estimator.regressor_
    dual = np.zeros(60)
    dual[model.support_] = model.dual_coef_[0]
    by_hand = np.exp(-distances / 30.0) @ dual + model.intercept_[0]
    np.testing.assert_allclose(estimator.predict(rows), costs.mean() + costs.std() * by_hand, rtol=1e-9)
    residual = np.abs((costs - costs.mean()) / costs.std() - by_hand)
    inside = dual == 0
    assert (residual[inside] <= 0.1 + 2e-3).all()
    assert (residual[~inside] >= 0.1 - 2e-3).all()


def test_a_single_deep_boosted_tree_memorises():
    rows = drawn(80)
    costs = ADDITIVE["fpga"][rows]
    params = {"n_trees": 1, "depth": 40, "rate": 1.0, "subsample": 1.0}
    found = create("gradient_boosting", rng=rng(), **params).fit(rows, costs).predict(rows)
    np.testing.assert_allclose(found, costs, rtol=1e-9)


def test_the_logarithm_as_target_is_exact_for_multiplicative_costs():
    factors = rng(9).uniform(0.5, 2.0, size=(6, 5))
    costs = factors[np.arange(6), CODES].prod(axis=1)
    rows = drawn(150)
    found = create("ridge", alpha=1e-8, target="log").fit(rows, costs[rows]).predict(EVERY)
    np.testing.assert_allclose(found, costs, rtol=1e-5)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_of_the_cost_does_not_matter(scale):
    rows = drawn(40)
    for name in ("ridge", "svr", "macs", "mlp"):
        params = {"hidden": "8", "epochs": 20} if name == "mlp" else {}
        one = create(name, rng=rng(), **params).fit(rows, ADDITIVE["fpga"][rows]).predict(EVERY[:200])
        two = create(name, rng=rng(), **params).fit(rows, scale * ADDITIVE["fpga"][rows]).predict(EVERY[:200])
        np.testing.assert_allclose(two, scale * one, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "params", "least"),
    [
        ("ridge", {}, 0.95), ("svr", {}, 0.93), ("random_forest", {}, 0.6), ("gradient_boosting", {}, 0.8),
        ("mlp", {}, 0.8), ("ridge", {"features": "one_hot+path"}, 0.9), ("ridge", {"features": "counts"}, 0.98),
    ],
)  # fmt: skip
def test_124_measurements_rank_the_fpga(name, params, least):
    rows = drawn(124)
    found = create(name, rng=rng(), **params).fit(rows, ADDITIVE["fpga"][rows]).predict(CONNECTED)
    assert kendalltau(found, ADDITIVE["fpga"][CONNECTED]).statistic > least


@pytest.mark.real_tables
def test_quality_on_real_measurements_is_about_what_was_computed_before(real_data_dir):
    """Three draws of 124; another implementation, with other draws, had ridge 0.786 and 0.784, SVR 0.789 and 0.780."""
    benchmark = load_benchmark(real_data_dir, "real")
    for device in ("raspi4", "pixel3"):
        costs = benchmark.column(f"{device}_latency_ms", "cifar10")
        for name, params, expected in (("ridge", {"alpha": 1.0}, 0.785), ("ridge", {}, 0.785), ("svr", {}, 0.79)):
            taus = []
            for seed in range(3):
                rows = rng(seed).permutation(EVERY)[:124]
                found = create(name, **params).fit(rows, costs[rows]).predict(EVERY)
                taus.append(kendalltau(found, costs).statistic)
            assert np.mean(taus) == pytest.approx(expected, abs=0.04), (device, name)
