"""The graph of a cell against a graph built step by step, and the network on tiny settings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from suite.errors import ConfigurationError, UnknownNameError
from suite.estimators import create
from suite.estimators.cell_graph import cell_graphs
from suite.spaces.grid import GridSpace
from tests.estimators.tables import ADDITIVE, CODES, CONNECTED, drawn, rng

EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
TINY = {"hidden": 16, "layers": 3, "epochs": 20, "rate": 1e-2}


def by_hand(code):
    """Links between labelled nodes after contraction and pruning, by rewriting a graph one step at a time."""
    links = set()
    for k, (_, end) in enumerate(EDGES):
        if end == 3:
            links.add((k, "out"))
        links |= {(k, j) for j, (start, _) in enumerate(EDGES) if start == end}
    links |= {("in", k) for k, (start, _) in enumerate(EDGES) if start == 0}
    for k, operation in enumerate(code):
        before, after = [a for a, b in links if b == k], [b for a, b in links if a == k]
        if operation < 2:
            links = {(a, b) for a, b in links if k not in (a, b)}
        if operation == 1:
            links |= {(a, b) for a in before for b in after}
    while True:  # prune until nothing dangles
        fed, used = {b for _, b in links} | {"in"}, {a for a, _ in links} | {"out"}
        kept = {(a, b) for a, b in links if a in fed and b in used}
        if kept == links:
            return links
        links = kept


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_the_graph_is_that_of_step_by_step_rewriting(code):
    takes, features = (each[0] for each in cell_graphs(np.array([code], dtype=np.uint8)))
    place = {"in": 1, "out": 8, **{k: 2 + k for k in range(6)}}
    links = by_hand(code)
    expected = np.zeros((9, 9), dtype=bool)
    nodes = {1, 8} | {place[end] for link in links for end in link}
    for a, b in links:
        expected[place[b], place[a]] = True
    expected[0, [0, *nodes]] = True
    for node in nodes:
        expected[node, node] = True
    np.testing.assert_array_equal(takes, expected)
    assert features.sum() == len(nodes) + 1
    assert features[0, 5]
    assert features[1, 3]
    assert features[8, 4]
    for k in range(6):
        if 2 + k in nodes:
            assert features[2 + k].tolist() == [code[k] == operation for operation in (2, 3, 4)] + [False] * 3


def test_disconnected_cells_leave_input_and_output_alone():
    takes, features = cell_graphs(CODES[np.setdiff1d(np.arange(15625), CONNECTED)])
    assert (takes == takes[0]).all()
    assert (features == features[0]).all()


def test_the_network_learns_and_repeats_itself():
    torch = pytest.importorskip("torch", reason="needs the torch extra")
    rows, costs = drawn(80), ADDITIVE["fpga"]
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    one = create("brp_nas", rng=rng(1), **TINY).fit(rows, costs[rows])
    found = one.predict(CONNECTED[:300])
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads
    assert kendalltau(found, costs[CONNECTED[:300]]).statistic > 0.5
    two = create("brp_nas", rng=rng(1), **TINY).fit(rows, costs[rows])
    assert two.predict(CONNECTED[:300]).tobytes() == found.tobytes()
    other = create("brp_nas", rng=rng(2), **TINY).fit(rows, costs[rows])
    assert other.predict(CONNECTED[:300]).tobytes() != found.tobytes()


def test_the_forward_pass_is_the_formula():
    pytest.importorskip("torch", reason="needs the torch extra")
    rows, costs = drawn(12), ADDITIVE["fpga"]
    estimator = create("brp_nas", rng=rng(), hidden=5, layers=2, epochs=2).fit(rows, costs[rows])
    network = {name: each.numpy().astype(np.float64) for name, each in estimator.network_.state_dict().items()}
    takes, features = (each.astype(np.float64) for each in cell_graphs(CODES[:30]))
    hidden = features
    for layer in range(2):
        parts = ("matrix", "bias", "norm.weight", "norm.bias")
        matrix, bias, gain, offset = (network[f"convolutions.{layer}.{part}"] for part in parts)
        hidden = takes @ hidden @ matrix + bias
        mean, spread = hidden.mean(axis=-1, keepdims=True), hidden.var(axis=-1, keepdims=True)
        hidden = np.maximum((hidden - mean) / np.sqrt(spread + 1e-5) * gain + offset, 0.0)
    y = hidden[:, 0] @ network["matrix"][:, 0] + network["bias"][0]
    expected = costs[rows].mean() + costs[rows].std() * y
    np.testing.assert_allclose(estimator.predict(np.arange(30)), expected, rtol=1e-4)


def test_early_stopping_and_equal_graphs():
    pytest.importorskip("torch", reason="needs the torch extra")
    rows = drawn(10)
    estimator = create("brp_nas", rng=rng(), **{**TINY, "stop": 1, "epochs": 200}).fit(rows, ADDITIVE["fpga"][rows])
    assert estimator.epochs_ < 200
    dead = np.setdiff1d(np.arange(15625), CONNECTED)[:20]
    assert len(set(estimator.predict(dead).tolist())) == 1


def test_refusals():
    pytest.importorskip("torch", reason="needs the torch extra")
    for params in ({"dropout": 1.0}, {"validation": 0.0}, {"hidden": 0}, {"target": "exp"}, {"batch": 1.5}):
        with pytest.raises((ConfigurationError, UnknownNameError)):
            create("brp_nas", rng=rng(), **params)
    with pytest.raises(ConfigurationError, match="cell only"):
        create("brp_nas", GridSpace(3, 3), rng=rng())
    with pytest.raises(ConfigurationError, match="at least 4"):
        create("brp_nas", rng=rng()).fit([1, 2, 3], [1.0, 2.0, 3.0])
