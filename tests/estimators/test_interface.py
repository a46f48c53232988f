"""What every estimator promises: conventions of scikit-learn, one source of randomness, refusals in one line."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from suite.errors import ArchitectureError, ConfigurationError, UnknownNameError
from suite.estimators import create, describe, names, parameters
from suite.estimators.base import kept_positive
from suite.estimators.registry import NEEDS_TORCH
from suite.spaces import NASBENCH201
from suite.spaces.grid import GridSpace
from tests.estimators.tables import ADDITIVE, CODES, drawn, rng

LIGHT = [name for name in names() if name not in NEEDS_TORCH]
QUICK = {"random_forest": {"n_trees": 5}, "gradient_boosting": {"n_trees": 5}, "mlp": {"hidden": "8", "epochs": 20}}


def fitted(name, seed=0, n=25, **params):
    rows = create(name, rng=rng(1)).required if name == "lut" else drawn(n)
    estimator = create(name, rng=rng(seed), **{**QUICK.get(name, {}), **params})
    return estimator.fit(rows, ADDITIVE["eyeriss"][rows])


@pytest.mark.parametrize("name", LIGHT)
def test_fit_returns_the_estimator_and_predictions_are_costs(name):
    estimator = fitted(name)
    assert estimator.fit(drawn(25), ADDITIVE["eyeriss"][drawn(25)]) is estimator if name != "lut" else True
    found = fitted(name).predict(np.arange(500))
    assert found.shape == (500,)
    assert found.dtype == np.float64
    assert np.isfinite(found).all()
    assert (found > 0).all()
    assert estimator.n_measurements_ == 25
    assert fitted(name).predict(np.empty(0, dtype=int)).shape == (0,)


@pytest.mark.parametrize("name", LIGHT)
def test_indices_and_codes_are_the_same_architectures(name):
    by_index = fitted(name).predict(np.arange(40))
    np.testing.assert_array_equal(by_index, fitted(name).predict(CODES[:40]))
    rows = create(name, rng=rng(1)).required if name == "lut" else drawn(25)
    again = create(name, rng=rng(0), **QUICK.get(name, {})).fit(CODES[rows], ADDITIVE["eyeriss"][rows])
    np.testing.assert_array_equal(by_index, again.predict(np.arange(40)))


@pytest.mark.parametrize("name", LIGHT)
def test_equal_seeds_give_equal_bytes_and_no_global_state_is_touched(name):
    np.random.seed(7)  # noqa: NPY002
    before = np.random.get_state()[1].tobytes()  # noqa: NPY002
    first = fitted(name, seed=3)
    one, two = first.predict(np.arange(100)), fitted(name, seed=3).predict(np.arange(100))
    assert np.random.get_state()[1].tobytes() == before  # noqa: NPY002
    assert one.tobytes() == two.tobytes()
    rows = create(name, rng=rng(1)).required if name == "lut" else drawn(25)
    assert first.fit(rows, ADDITIVE["eyeriss"][rows]).predict(np.arange(100)).tobytes() == one.tobytes()
    differs = fitted(name, seed=4).predict(np.arange(100)).tobytes() != one.tobytes()
    assert differs == first.random


@pytest.mark.parametrize("name", LIGHT)
def test_what_is_no_measurement_is_refused(name):
    estimator = create(name, rng=rng())
    with pytest.raises(ConfigurationError, match="fit first"):
        estimator.predict([0])
    for bad in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ConfigurationError, match="finite and above 0"):
            estimator.fit([1, 2, 3], [1.0, bad, 2.0])
    with pytest.raises(ConfigurationError, match="as many costs"):
        estimator.fit([1, 2, 3], [1.0, 2.0])
    with pytest.raises(ArchitectureError, match="out of range"):
        estimator.fit([1, 15625], [1.0, 2.0])
    with pytest.raises(ConfigurationError, match="at least"):
        estimator.fit(np.empty(0, dtype=int), [])


@pytest.mark.parametrize("name", LIGHT)
def test_it_describes_itself_and_its_arguments_leave_the_caller_alone(name):
    assert len(describe(name)) > 20
    assert "rng" not in parameters(name)
    rows = create(name, rng=rng()).required if name == "lut" else drawn(25)
    costs = ADDITIVE["fpga"][rows].copy()
    kept = rows.copy(), costs.copy()
    create(name, rng=rng(), **QUICK.get(name, {})).fit(rows, costs)
    np.testing.assert_array_equal(rows, kept[0])
    np.testing.assert_array_equal(costs, kept[1])


def test_measurements_are_distinct_candidates():
    chosen = create("ridge").measurements(30, rng(), np.arange(100, 140))
    assert len(set(chosen.tolist())) == 30
    assert ((chosen >= 100) & (chosen < 140)).all()
    with pytest.raises(ConfigurationError, match="cannot choose 50 of 40"):
        create("ridge").measurements(50, rng(), np.arange(100, 140))


def test_unknown_names_get_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'ridge'"):
        create("rigde")
    with pytest.raises(UnknownNameError, match="did you mean 'alpha'"):
        create("ridge", alhpa=1.0)
    with pytest.raises(UnknownNameError, match="did you mean 'log'"):
        create("svr", target="logg")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("ridge", {"alpha": 0.0}), ("ridge", {"alpha": "auto"}), ("ridge", {"features": "onehot"}),
        ("svr", {"c": -1.0}), ("svr", {"gamma": "wide"}), ("svr", {"epsilon": float("nan")}),
        ("random_forest", {"n_trees": 0}), ("gradient_boosting", {"subsample": 1.5}), ("mlp", {"hidden": "64-x"}),
        ("mlp", {"epochs": 2.5}), ("macs", {"form": "log"}), ("lut", {"base": "5x5"}), ("lut", {"negative": "drop"}),
    ],
)  # fmt: skip
def test_parameters_out_of_range_are_refused(name, params):
    with pytest.raises((ConfigurationError, UnknownNameError)) as caught:
        create(name, rng=rng(), **params)
    assert "\n" not in str(caught.value)


def test_a_random_estimator_wants_a_generator():
    for name in ("random_forest", "gradient_boosting", "mlp"):
        with pytest.raises(ConfigurationError, match="rng"):
            create(name)


def test_other_spaces():
    grid = GridSpace(3, 3)
    costs = 1.0 + np.array([1.0, 2.0, 4.0])[grid.codes(np.arange(27))].sum(axis=1)
    found = create("ridge", grid, alpha=1e-9).fit(np.arange(0, 27, 2), costs[::2]).predict(np.arange(27))
    np.testing.assert_allclose(found, costs, rtol=1e-6)
    for name, params in (("ridge", {"features": "path"}), ("ridge", {"features": "counts"})):
        with pytest.raises(ConfigurationError, match="NAS-Bench-201"):
            create(name, grid, **params).fit(np.arange(27), costs)
    with pytest.raises(ConfigurationError, match="operations"):
        create("macs", grid)


def test_equal_costs_are_predicted_everywhere():
    for name in LIGHT:
        rows = create(name, rng=rng()).required if name == "lut" else drawn(25)
        estimator = create(name, rng=rng(), **QUICK.get(name, {})).fit(rows, np.full(25, 4.0))
        assert np.isfinite(estimator.predict(np.arange(50))).all()


def test_values_near_zero_stay_positive_and_in_order():
    values = np.array([-50.0, -1.0, 0.0, 0.05, 0.1, 0.2, 3.0])
    kept = kept_positive(values, smallest=1.0)
    assert (np.diff(kept) > 0).all()
    assert (kept > 0).all()
    np.testing.assert_array_equal(kept[4:], values[4:])
    assert kept_positive(np.array([0.1 - 1e-9]), 1.0)[0] == pytest.approx(0.1)


def test_naming_estimators_imports_no_heavy_package():
    code = (
        "import sys; from suite.estimators import names, get; names(); get('ridge'); get('mlp'); get('macs')\n"
        "heavy = {'sklearn', 'torch', 'pandas', 'scipy', 'matplotlib', 'pymoo'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_without_torch_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in sorted(NEEDS_TORCH):
        with pytest.raises(ConfigurationError, match=r"hwnas-suite\[torch\]"):
            create(name, NASBENCH201, rng=rng())
