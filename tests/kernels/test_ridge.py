"""Closed-form ridge: equal to scikit-learn's Ridge and to its grid search by percentage error."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Ridge, RidgeCV
from sklearn.model_selection import GridSearchCV, KFold

from suite.algorithms.linas_predictors import RIDGE_PENALTIES
from suite.kernels.ridge import contiguous_folds, percentage_error, ridge_choose, ridge_fit, ridge_leave_one_out
from suite.spaces import NASBENCH201


def data(n: int, m: int = 2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(seed))
    features = NASBENCH201.one_hot(NASBENCH201.random(n, rng))
    targets = features @ rng.normal(size=(30, m)) + 5.0 + 0.3 * rng.normal(size=(n, m))
    return features, targets


@pytest.mark.parametrize("n", [3, 20, 150])
@pytest.mark.parametrize("penalty", [0.1, 1.0, 10.0])
def test_fit_is_scikit_learns(n: int, penalty: float) -> None:
    features, targets = data(n)
    coefficients, intercepts = ridge_fit(features, targets, penalty)
    theirs = Ridge(alpha=penalty).fit(features, targets)
    assert np.allclose(coefficients.T, theirs.coef_, atol=1e-9)
    assert np.allclose(intercepts, theirs.intercept_, atol=1e-9)


def test_each_column_may_have_its_own_penalty() -> None:
    features, targets = data(40)
    together, _ = ridge_fit(features, targets, [0.5, 7.0])
    for column, penalty in enumerate((0.5, 7.0)):
        alone, _ = ridge_fit(features, targets[:, [column]], penalty)
        assert together[:, column] == pytest.approx(alone[:, 0], abs=1e-12)


@pytest.mark.parametrize(("n", "seed"), [(20, 1), (57, 2)])
def test_choice_is_the_grid_searchs(n: int, seed: int) -> None:
    features, targets = data(n, seed=seed)
    grid = RIDGE_PENALTIES[:: 100 // n]
    chosen, errors = ridge_choose(features, targets, grid)
    for column in range(2):
        search = GridSearchCV(Ridge(), {"alpha": grid}, scoring="neg_mean_absolute_percentage_error")
        search.fit(features, targets[:, column])
        assert errors[column] == pytest.approx(-search.best_score_, rel=1e-9)
        assert chosen[column] == search.best_params_["alpha"]


def test_noise_is_shrunk_more_than_signal() -> None:
    features, targets = data(60, m=1)
    noise = 5.0 + np.random.Generator(np.random.PCG64(9)).normal(size=(60, 1))
    chosen, _ = ridge_choose(features, np.concatenate([targets, noise], axis=1), RIDGE_PENALTIES)
    assert chosen[0] < chosen[1]


def test_too_few_rows_leave_no_choice() -> None:
    features, targets = data(1)
    chosen, errors = ridge_choose(features, targets, RIDGE_PENALTIES)
    assert chosen.tolist() == [0.1, 0.1]
    assert np.isnan(errors).all()
    coefficients, intercepts = ridge_fit(features, targets, chosen)
    assert (features @ coefficients + intercepts)[0] == pytest.approx(targets[0])


@pytest.mark.parametrize(("n", "folds"), [(10, 5), (13, 5), (3, 5), (7, 2)])
def test_folds_are_those_of_kfold(n: int, folds: int) -> None:
    theirs = [test.tolist() for _, test in KFold(min(n, folds)).split(np.zeros((n, 1)))]
    assert [np.arange(n)[part].tolist() for part in contiguous_folds(n, folds)] == theirs


def test_percentage_error_by_hand() -> None:
    assert percentage_error(np.array([2.0, 4.0]), np.array([1.0, 5.0])) == pytest.approx((0.5 + 0.25) / 2)


@pytest.mark.parametrize(("n", "seed"), [(12, 0), (40, 1), (150, 2)])
def test_leave_one_out_errors_are_those_of_scikit_learn(n: int, seed: int) -> None:
    features, targets = data(n, m=1, seed=seed)
    penalties = np.array([1e-4, 0.1, 1.0, 30.0])
    expected = [-RidgeCV(alphas=[penalty]).fit(features, targets[:, 0]).best_score_ for penalty in penalties]
    assert ridge_leave_one_out(features, targets[:, 0], penalties) == pytest.approx(expected, rel=1e-7)
