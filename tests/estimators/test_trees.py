"""Forest and boosting are scikit-learn's, and predictions of support vectors libsvm's, to the last bit."""

from __future__ import annotations

import platform
import warnings

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.svm import SVR

from suite.estimators.features import FEATURES, features
from suite.estimators.support_vectors import SupportVectors
from suite.estimators.trees import Boosting, Forest
from suite.spaces import NASBENCH201

CELLS = NASBENCH201.all_codes[::13]


def data(n: int, kind: str, ties: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features and targets of ``n`` cells, and features of others."""
    rng = np.random.Generator(np.random.PCG64(n))
    codes = NASBENCH201.random(n, rng)
    y = NASBENCH201.one_hot(codes) @ rng.normal(size=30) + rng.normal(size=n)
    y = np.rint(y) if ties else (y - y.mean()) / y.std()
    return features(codes, NASBENCH201, kind), y, features(CELLS, NASBENCH201, kind)


@pytest.mark.parametrize(
    ("n", "kind", "leaf", "ties"),
    [(2, "one_hot", 1, False), (25, "one_hot", 1, True), (60, "counts", 3, False), (140, "path", 1, False)],
)
def test_the_forest_is_scikit_learns(n: int, kind: str, leaf: int, ties: bool) -> None:
    x, y, others = data(n, kind, ties)
    theirs = RandomForestRegressor(n_estimators=12, min_samples_leaf=leaf, random_state=5).fit(x, y).predict(others)
    assert np.array_equal(Forest(12, leaf, 5).fit(x, y).predict(others), theirs)


@pytest.mark.parametrize(("n", "kind", "depth", "subsample"), [(2, "one_hot", 2, 0.5), (25, "one_hot", 2, 0.5),
                                                               (60, "counts", 4, 0.8), (90, "path", 3, 1.0),
                                                               (30, "one_hot", 2, 0.01)])  # fmt: skip
def test_boosting_is_scikit_learns(n: int, kind: str, depth: int, subsample: float) -> None:
    x, y, others = data(n, kind)
    theirs = GradientBoostingRegressor(
        n_estimators=40, max_depth=depth, learning_rate=0.2, subsample=subsample, random_state=5,
        criterion="squared_error",
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # the one criterion since scikit-learn 1.9, an option before
        predicted = theirs.fit(x, y).predict(others)
    assert np.array_equal(Boosting(40, depth, 0.2, subsample, 5).fit(x, y).predict(others), predicted)


@pytest.mark.parametrize("kind", FEATURES)
@pytest.mark.parametrize("gamma", ["auto", "scale", 0.3])
def test_support_vectors_predict_as_libsvm(kind: str, gamma: float | str) -> None:
    x, y, others = data(80, kind)
    theirs = SVR(C=10.0, epsilon=0.01, gamma=gamma).fit(x, y)
    ours = SupportVectors(10.0, 0.01, gamma).fit(x, y)
    assert np.array_equal(ours.support_, theirs.support_)
    if platform.machine() in ("x86_64", "AMD64"):  # elsewhere its compiler may fuse products and sums
        assert np.array_equal(ours.predict(others), theirs.predict(others))
    else:
        np.testing.assert_allclose(ours.predict(others), theirs.predict(others), rtol=1e-10, atol=1e-10)


def test_equal_targets_leave_no_support_vectors() -> None:
    x, _, others = data(20, "one_hot")
    found = SupportVectors(1.0, 0.1, "scale").fit(x, np.ones(20))
    assert len(found.support_) == 0
    assert (found.predict(others) == 1.0).all()
