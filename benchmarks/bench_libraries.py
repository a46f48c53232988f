"""Our small kernels and statistics beside a library's, in processor time: the factors of ``docs/design.md``.

``python -m pytest benchmarks/bench_libraries.py -o addopts="" -s``; benchmarks report, they do not fail.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.turns import least_seconds, told
from suite.analysis.statistics import bootstrap_ci
from suite.kernels.adam import Adam
from suite.kernels.forest import grow_forest
from suite.kernels.rbf import rbf, rbf_grid
from suite.kernels.ridge import ridge_choose
from suite.spaces import NASBENCH201


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.mark.parametrize("rows", [50, 250])
def test_forest(rows):
    """What RMI-NAS does after every evaluation: refit 30 trees, and rank 100 candidates."""
    from sklearn.ensemble import RandomForestClassifier

    codes, others = NASBENCH201.random(rows, generator()), NASBENCH201.random(100, generator(1))
    positive = generator(2).random(rows) < 0.4
    hot, other_hot = NASBENCH201.one_hot(codes), NASBENCH201.one_hot(others)
    ways = {
        "ours": lambda: grow_forest(codes, positive, 5, 30, generator(3)),
        "sklearn": lambda: RandomForestClassifier(30, random_state=0).fit(hot, positive),
    }
    told(f"forest, refit on {rows} rows", least_seconds(ways))
    ours, theirs = (way() for way in ways.values())
    ways = {"ours": lambda: ours.probability(others), "sklearn": lambda: theirs.predict_proba(other_hot)}
    told("forest, probabilities of 100 cells", least_seconds(ways))


def test_ridge_choice():
    """The penalty of one target column out of 20 by five folds, on 100 one-hot cells."""
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV, KFold

    x = NASBENCH201.one_hot(NASBENCH201.codes(generator().choice(NASBENCH201.size, 100, replace=False)))
    y = 1.0 + x @ generator(1).random((x.shape[1], 1))
    grid = np.logspace(-4, 2, 20)

    def theirs() -> None:
        score = "neg_mean_absolute_percentage_error"
        GridSearchCV(Ridge(), {"alpha": grid}, scoring=score, cv=KFold(5)).fit(x, y[:, 0])

    told(
        "ridge, penalty chosen", least_seconds({"ours": lambda: ridge_choose(x, y, grid), "sklearn": theirs}, rounds=3)
    )


def test_rbf_grid():
    """Kernel sums of all 15,625 cells with 200 support vectors."""
    from sklearn.metrics.pairwise import rbf_kernel

    vectors = NASBENCH201.one_hot(NASBENCH201.codes(generator().choice(NASBENCH201.size, 200, replace=False)))
    weights, everything = generator(1).normal(size=200), NASBENCH201.one_hot(NASBENCH201.all_codes)
    ways = {
        "ours, grid": lambda: rbf_grid(vectors, weights, 6, 5),
        "ours, pairs": lambda: rbf(everything, vectors) @ weights,
        "sklearn": lambda: rbf_kernel(everything, vectors) @ weights,
    }
    told("RBF sums", least_seconds(ways))


def test_adam():
    """A step on the 30 logits of a search."""
    torch = pytest.importorskip("torch", reason="needs the torch extra")
    start = generator().normal(size=(6, 5))
    ours, parameters = Adam(start.shape, 0.1), torch.from_numpy(start.copy()).requires_grad_()
    theirs = torch.optim.Adam([parameters], lr=0.1)
    parameters.grad = torch.from_numpy(start)
    told("Adam", least_seconds({"ours": lambda: ours.step(start, start), "torch": theirs.step}, repeats=200))


def test_bootstrap():
    """The percentile interval of a mean of 30 runs."""
    from scipy.stats import bootstrap

    sample = generator().normal(size=30)

    def theirs() -> None:
        bootstrap((sample,), np.mean, n_resamples=10_000, method="percentile", vectorized=True, rng=generator(1))

    told("bootstrap", least_seconds({"ours": lambda: bootstrap_ci(sample, generator(1)), "scipy": theirs}))
