"""The random forest: scikit-learn's method, pure leaves, exact draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.errors import ConfigurationError
from suite.kernels.forest import grow_forest
from suite.spaces import NASBENCH201


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def labelled(n: int, seed: int = 0) -> tuple[Any, Any]:
    """Distinct cells; the upper 40 per cent by a noisy sum of entries are positive."""
    rng = generator(seed)
    codes = NASBENCH201.codes(rng.choice(NASBENCH201.size, n, replace=False))
    values = NASBENCH201.one_hot(codes) @ rng.normal(size=30) + 0.5 * rng.normal(size=n)
    return codes, values > np.quantile(values, 0.6)


def test_probabilities_are_those_of_scikit_learn() -> None:
    """With many trees two forests differ by chance alone; twice or half the standard error would show."""
    from sklearn.ensemble import RandomForestClassifier

    codes, positive = labelled(80)
    others = NASBENCH201.random(300, generator(1))
    trees = 500
    ours = grow_forest(codes, positive, 5, trees, generator(2))
    theirs = RandomForestClassifier(trees, random_state=3).fit(NASBENCH201.one_hot(codes), positive)
    expected = theirs.predict_proba(NASBENCH201.one_hot(others))[:, 1]
    found = ours.probability(others)
    error = np.sqrt(np.maximum(expected * (1 - expected), 0.01) * 2 / trees)
    assert 0.7 < np.sqrt(np.mean(((found - expected) / error) ** 2)) < 1.3
    nodes = sum(tree.tree_.node_count for tree in theirs.estimators_)
    assert len(ours.feature) == pytest.approx(nodes, rel=0.02)


def test_every_tree_knows_its_own_rows() -> None:
    """Leaves are pure where codes differ, so a tree that saw every row repeats the labels."""
    codes, positive = labelled(60)
    forest = grow_forest(codes, positive, 5, 40, generator())
    leaf = forest.children[:, 0] == np.arange(len(forest.feature))
    assert set(forest.share[leaf].tolist()) == {0.0, 1.0}
    assert ((forest.probability(codes) > 0.5) == positive).all()


def test_equal_codes_with_both_labels_share_a_leaf() -> None:
    codes, positive = [[1, 2]] * 400 + [[0, 0]] * 100, [True, False] * 200 + [False] * 100
    found = grow_forest(codes, positive, 3, 200, generator()).probability([[1, 2], [0, 0]])
    assert found == pytest.approx([0.5, 0.0], abs=0.02)


def test_one_class_only() -> None:
    forest = grow_forest([[0, 1], [1, 1]], [False, False], 2, 5, generator())
    assert len(forest.feature) == 5
    assert forest.probability([[1, 0]]).tolist() == [0.0]


def test_equal_generators_give_equal_forests() -> None:
    codes, positive = labelled(80)
    first, second, third = (grow_forest(codes, positive, 5, 10, generator(seed)) for seed in (4, 4, 5))
    assert first.feature.tobytes() == second.feature.tobytes()
    assert first.probability(codes).tobytes() == second.probability(codes).tobytes()
    assert first.feature.tobytes() != third.feature.tobytes()


@pytest.mark.parametrize(
    ("codes", "positive", "trees"),
    [
        (np.empty((0, 2), int), [], 3),
        ([[0, 1]], [True, False], 3),
        ([[0, 1]], [True], 0),
        ([[0, 3]], [True], 3),
        ([0, 1], [True, False], 3),
    ],
)
def test_wrong_arguments_are_refused(codes: Any, positive: Any, trees: int) -> None:
    with pytest.raises(ConfigurationError):
        grow_forest(codes, positive, 3, trees, generator())
