"""The predictors: equal to scikit-learn's, the same on a grid as one by one, and what "dynamic" chooses."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import svm
from sklearn.ensemble import StackingRegressor
from sklearn.linear_model import Ridge as SklearnRidge

from suite.algorithms.linas_predictors import (
    PREDICTORS,
    SVR,
    Dynamic,
    Ridge,
    Stacked,
    label_scale,
    make_predictor,
)
from suite.errors import UnknownNameError
from suite.spaces.grid import GridSpace

SPACE = GridSpace(4, 3)
EVERYTHING = SPACE.one_hot(SPACE.codes(np.arange(SPACE.size)))
WEIGHTS = np.random.Generator(np.random.PCG64(5)).normal(size=(12, 2))
ADDITIVE = EVERYTHING @ WEIGHTS + 20.0
PRODUCT = ADDITIVE + 3.0 * EVERYTHING[:, [0]] * EVERYTHING[:, [4]] * EVERYTHING[:, [8]]
TRAIN = np.random.Generator(np.random.PCG64(6)).permutation(SPACE.size)[:45]


@pytest.mark.parametrize("name", [name for name in PREDICTORS if name != "dynamic"])
@pytest.mark.parametrize("n", [2, 7, 45])
def test_the_grid_is_every_single_prediction(name: str, n: int) -> None:
    model = make_predictor(name).fit(EVERYTHING[TRAIN[:n]], PRODUCT[TRAIN[:n]])
    one_by_one = model.predict(EVERYTHING)
    assert one_by_one.shape == (81, 2)
    assert model.grid(4, 3) == pytest.approx(one_by_one, abs=1e-9)


def test_ridge_learns_what_is_additive() -> None:
    model = Ridge(1e-6).fit(EVERYTHING[TRAIN], ADDITIVE[TRAIN])
    assert model.predict(EVERYTHING) == pytest.approx(ADDITIVE, abs=1e-4)


def test_svr_is_scikit_learns_with_scaled_labels() -> None:
    x, y = EVERYTHING[TRAIN], 137.0 * PRODUCT[TRAIN]
    ours = SVR().fit(x, y).predict(EVERYTHING)
    for column in range(2):
        scale = label_scale(y)[column]
        theirs = svm.SVR(kernel="rbf", gamma="auto", epsilon=0.0, C=10.0).fit(x, y[:, column] / scale)
        assert ours[:, column] == pytest.approx(theirs.predict(EVERYTHING) * scale, rel=1e-3)


def test_label_scale_leaves_two_digits() -> None:
    labels = np.array([[999.0, -0.03, 10.0, 0.0], [1.0, 0.01, 2.0, 0.0]])
    assert label_scale(labels) == pytest.approx([10.0, 0.001, 1.0, 1.0])


def test_stacking_is_scikit_learns() -> None:
    x, y = EVERYTHING[TRAIN], PRODUCT[TRAIN]
    ours = Stacked().fit(x, y).predict(EVERYTHING)
    for column in range(2):
        machine = svm.SVR(kernel="rbf", gamma="auto", epsilon=0.0, C=10.0)
        pair = [("ridge", SklearnRidge(alpha=1.0)), ("svr", machine)]
        theirs = StackingRegressor(pair, final_estimator=SklearnRidge(alpha=1.0), cv=5)
        theirs.fit(x, y[:, column])
        assert label_scale(y)[column] == 1.0  # so that the labels are those of scikit-learn
        assert ours[:, column] == pytest.approx(theirs.predict(EVERYTHING), abs=0.02)


def test_dynamic_keeps_the_better_of_both() -> None:
    far = np.abs(EVERYTHING - EVERYTHING[40]).sum(axis=1, keepdims=True)
    targets = np.concatenate([ADDITIVE[:, :1], 20.0 + 8.0 * np.exp(-far)], axis=1)  # the second is one bump
    costs = (1.0, 10.0, 100.0)
    model = Dynamic(costs).fit(EVERYTHING[TRAIN], targets[TRAIN])
    ridge = Ridge().fit(EVERYTHING[TRAIN], targets[TRAIN])
    machine = SVR(costs).fit(EVERYTHING[TRAIN], targets[TRAIN])
    assert model.svr_wins_.tolist() == (machine.errors_ < ridge.errors_).tolist()
    assert not model.svr_wins_[0]
    expected = [(machine if wins else ridge).predict(EVERYTHING)[:, j] for j, wins in enumerate(model.svr_wins_)]
    assert model.predict(EVERYTHING) == pytest.approx(np.stack(expected, axis=1))
    few = Dynamic(costs).fit(EVERYTHING[:3], targets[:3])
    assert not few.svr_wins_.any()


def test_an_unknown_predictor_is_named() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'ridge'"):
        make_predictor("rigde")
