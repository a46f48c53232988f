"""scikit-learn's own machinery on the estimators: clone, parameters, selection, and the checks that apply."""

from __future__ import annotations

import copy
import inspect
import pickle
import warnings

import numpy as np
import pytest
from sklearn.base import clone, is_regressor
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.utils.estimator_checks import check_estimator

from suite.errors import ConfigurationError, UnknownNameError
from suite.estimators import create, names
from suite.estimators.registry import NEEDS_TORCH
from tests.estimators.tables import ADDITIVE, drawn, rng

LIGHT = [name for name in names() if name not in NEEDS_TORCH]
PARAMS = {"random_forest": {"n_trees": 5}, "gradient_boosting": {"n_trees": 5}, "mlp": {"hidden": "8", "epochs": 20}}

ANY_NUMBERS = "fits arbitrary numbers, or expects words on them: X are architectures of a space"
REFUSED_EARLY = "gives parameters of wrong kinds: they are refused at once, not in fit"
DOES_NOT_APPLY = {
    "check_fit_score_takes_y": "wants the names X and y: they are architectures and costs here",
    "check_parameters_default_constructible": "wants plain default values: the space is an object",
    "check_do_not_raise_errors_in_init_or_set_params": REFUSED_EARLY,
    "check_set_params": REFUSED_EARLY,
    "check_n_features_in_after_fitting": "architectures have no number of features",
    "check_n_features_in": "architectures have no number of features",
    "check_requires_y_none": "wants its own words where costs are missing",
    "check_supervised_y_2d": "wants a column of costs to be flattened",
    "check_estimators_empty_data_messages": "wants its own words for empty data",
    "check_positive_only_tag_during_fit": "wants its own words for negative numbers",
    **dict.fromkeys(
        (
            "check_dont_overwrite_parameters", "check_estimators_dtypes", "check_complex_data", "check_dtype_object",
            "check_estimators_nan_inf", "check_estimator_sparse_tag", "check_estimator_sparse_array",
            "check_estimator_sparse_matrix", "check_f_contiguous_array_estimator", "check_regressors_train",
            "check_regressor_data_not_an_array", "check_regressors_no_decision_function",
            "check_methods_sample_order_invariance", "check_methods_subset_invariance", "check_fit2d_1sample",
            "check_fit2d_1feature", "check_dict_unchanged", "check_fit2d_predict1d",
        ),
        ANY_NUMBERS,
    ),
}  # fmt: skip
PASSED_AT_LEAST = {
    "check_estimator_cloneable", "check_estimator_repr", "check_no_attributes_set_in_init", "check_estimators_unfitted",
    "check_estimators_overwrite_params", "check_estimators_fit_returns_self", "check_readonly_memmap_input",
    "check_estimators_pickle", "check_get_params_invariance", "check_fit_idempotent", "check_fit_check_is_fitted",
    "check_supervised_y_no_nan", "check_pipeline_consistency",
}  # fmt: skip


@pytest.mark.skipif(
    "expected_failed_checks" not in inspect.signature(check_estimator).parameters, reason="scikit-learn before 1.6"
)
@pytest.mark.parametrize("name", ["macs", "ridge", "gradient_boosting"])
def test_checks_of_scikit_learn_that_apply(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimator = create(name, rng=rng(0), **PARAMS.get(name, {}))
        results = check_estimator(estimator, on_fail=None, on_skip=None)
    failed = {each["check_name"]: each["exception"] for each in results if each["status"] == "failed"}
    assert {check: error for check, error in failed.items() if check not in DOES_NOT_APPLY} == {}
    assert {each["check_name"] for each in results if each["status"] == "passed"} >= PASSED_AT_LEAST


@pytest.mark.parametrize("name", LIGHT)
def test_a_clone_is_unfitted_and_learns_the_same(name):
    rows = create(name, rng=rng(1)).required if name == "lut" else drawn(25)
    estimator = create(name, rng=rng(3), **PARAMS.get(name, {}))
    before = clone(estimator)
    learned = estimator.fit(rows, ADDITIVE["eyeriss"][rows]).predict(np.arange(200))
    for twin in (before, clone(estimator), clone(clone(estimator))):
        assert type(twin) is type(estimator)
        assert twin.get_params() == estimator.get_params()
        with pytest.raises(ConfigurationError, match="call fit first"):
            twin.predict([0])
        again = twin.fit(rows, ADDITIVE["eyeriss"][rows]).predict(np.arange(200))
        assert again.tobytes() == learned.tobytes()
    for twin in (copy.deepcopy(estimator), pickle.loads(pickle.dumps(estimator))):
        assert twin.predict(np.arange(200)).tobytes() == learned.tobytes()
    assert repr(estimator).startswith(type(estimator).__name__ + "(")


def test_parameters_are_set_as_the_constructor_takes_them():
    estimator = create("svr").fit(drawn(20), ADDITIVE["fpga"][drawn(20)])
    assert estimator.set_params(c=3.0, features="path") is estimator
    assert estimator.get_params()["c"] == 3.0
    with pytest.raises(NotFittedError):
        estimator.predict([0])
    direct = create("svr", c=3.0, features="path").fit(drawn(20), ADDITIVE["fpga"][drawn(20)])
    estimator.fit(drawn(20), ADDITIVE["fpga"][drawn(20)])
    np.testing.assert_array_equal(estimator.predict(np.arange(50)), direct.predict(np.arange(50)))
    with pytest.raises(ConfigurationError, match="c must be a number above 0"):
        estimator.set_params(c=-1.0)
    assert estimator.get_params()["c"] == 3.0
    with pytest.raises(UnknownNameError, match="did you mean 'epsilon'"):
        estimator.set_params(epsilom=1)


def test_a_random_estimator_keeps_its_seed_when_parameters_change():
    changed = create("random_forest", rng=rng(7), n_trees=3).set_params(n_trees=5)
    direct = create("random_forest", rng=rng(7), n_trees=5)
    rows, costs = drawn(25), ADDITIVE["fpga"][drawn(25)]
    assert changed.fit(rows, costs).predict(rows).tobytes() == direct.fit(rows, costs).predict(rows).tobytes()


def test_cross_validation_and_search_of_parameters():
    rows = drawn(60)
    costs = ADDITIVE["eyeriss"][rows]
    assert is_regressor(create("ridge"))
    scores = cross_val_score(create("ridge"), rows, costs, cv=4)
    assert (scores > 0.99).all()  # the cost is a sum over edges
    search = GridSearchCV(create("ridge"), {"features": ["one_hot", "counts"], "alpha": [0.01, 1.0]}, cv=3)
    search.fit(rows, costs)
    assert search.best_params_["alpha"] == 0.01
    assert search.predict(rows).shape == (60,)
    assert create("ridge").fit(rows, costs).score(rows, costs) == pytest.approx(1.0, abs=1e-3)
