"""Crossover and mutation: rates, bounds and distributions, also against pymoo's operators."""

from __future__ import annotations

import numpy as np
import pytest

from suite.errors import ConfigurationError
from suite.kernels.distinct import fill_distinct, row_keys
from suite.kernels.genotypes import CodeGenotypes, MatrixGenotypes
from suite.kernels.variation import (
    change_one_edge,
    polynomial_mutation,
    row_crossover,
    row_reset,
    row_reset_real,
    sbx,
)
from suite.spaces import NASBENCH201

N = 20_000


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def quantiles(sample: np.ndarray) -> np.ndarray:
    return np.quantile(sample, [0.05, 0.25, 0.5, 0.75, 0.95])


def test_sbx_keeps_the_mean_of_a_couple_away_from_the_bounds_and_stays_within_them() -> None:
    first, second = np.full((N, 2), 0.45), np.full((N, 2), 0.55)
    children = sbx(first, second, generator(), eta=15.0, probability=1.0)
    np.testing.assert_allclose(children[:N] + children[N:], 1.0, atol=1e-9)
    rng = generator(1)
    children = sbx(rng.random((N, 3)), rng.random((N, 3)), rng, eta=2.0, probability=1.0)
    assert children.min() >= 0.0
    assert children.max() <= 1.0


@pytest.mark.parametrize("probability", [0.0, 0.7, 1.0])
def test_sbx_rates(probability: float) -> None:
    first, second = np.full((N, 10), 0.3), np.full((N, 10), 0.7)
    children = sbx(first, second, generator(), eta=15.0, probability=probability)
    changed = (children[:N] != first) & (children[:N] != second)
    assert changed.any(axis=1).mean() == pytest.approx(probability * (1 - 0.5**10), abs=0.015)
    if probability:
        assert changed[changed.any(axis=1)].mean() == pytest.approx(0.5, abs=0.01)


def test_sbx_is_distributed_as_pymoos() -> None:
    from pymoo.operators.crossover.sbx import cross_sbx

    pair = np.stack([np.full((N, 1), 0.2), np.full((N, 1), 0.5)])
    theirs = cross_sbx(
        pair,
        np.zeros(1),
        np.ones(1),
        np.full((N, 1), 15.0),
        np.full((N, 1), 0.5),
        np.full((N, 1), 0.5),
        random_state=generator(1),
    )
    ours = sbx(pair[0], pair[1], generator(2), eta=15.0, probability=1.0)
    np.testing.assert_allclose(quantiles(ours), quantiles(theirs), atol=0.01)
    np.testing.assert_allclose(ours.mean(), theirs.mean(), atol=0.005)


@pytest.mark.parametrize("x", [0.0, 0.1, 0.5, 1.0])
def test_polynomial_mutation_is_distributed_as_pymoos(x: float) -> None:
    from pymoo.operators.mutation.pm import mut_pm

    parents = np.full((N, 1), x)
    theirs = mut_pm(
        parents,
        np.zeros(1),
        np.ones(1),
        np.full(N, 20.0),
        np.full(N, 1.0),
        at_least_once=False,
        random_state=generator(1),
    )
    ours = polynomial_mutation(parents, generator(2), eta=20.0, rate=1.0)
    assert ours.min() >= 0.0
    assert ours.max() <= 1.0
    np.testing.assert_allclose(quantiles(ours), quantiles(theirs), atol=0.005)


def test_polynomial_mutation_rate_is_per_variable_and_leaves_its_input_alone() -> None:
    parents = generator().random((N, 5))
    kept = parents.copy()
    children = polynomial_mutation(parents, generator(1), eta=20.0, rate=0.2)
    np.testing.assert_array_equal(parents, kept)
    assert (children != parents).mean() == pytest.approx(0.2, abs=0.01)


def test_row_crossover_takes_whole_rows_and_gives_complementary_children() -> None:
    first, second = np.zeros((N, 6, 5)), np.ones((N, 6, 5))
    one, two = row_crossover(first, second, generator())
    assert (one == one[:, :, :1]).all()
    np.testing.assert_array_equal(one + two, np.ones_like(one))
    assert one.mean() == pytest.approx(0.5, abs=0.01)
    one, _ = row_crossover(np.zeros((N, 6), np.uint8), np.ones((N, 6), np.uint8), generator(), probability=0.9)
    assert one.any(axis=1).mean() == pytest.approx(0.9 * (1 - 0.5**6), abs=0.01)
    assert one.dtype == np.uint8


def test_row_reset_redraws_uniformly_at_its_rate() -> None:
    codes = np.full((N, 6), 2, dtype=np.uint8)
    children = row_reset(codes, 5, generator(), rate=0.1)
    assert (codes == 2).all()
    assert (children != 2).mean() == pytest.approx(0.1 * 4 / 5, abs=0.005)
    counts = np.bincount(row_reset(codes, 5, generator(1), rate=1.0).ravel(), minlength=5)
    np.testing.assert_allclose(counts / counts.sum(), 0.2, atol=0.01)
    matrices = generator(2).random((N, 6, 5))
    changed = row_reset_real(matrices, generator(3), rate=0.1) != matrices
    np.testing.assert_array_equal(changed.any(axis=2), changed.all(axis=2))
    assert changed.mean() == pytest.approx(0.1, abs=0.005)


def test_change_one_edge_changes_exactly_one_edge_uniformly() -> None:
    code = np.array([0, 1, 2, 3, 4, 0], dtype=np.uint8)
    rng = generator()
    children = np.array([change_one_edge(code, 5, rng) for _ in range(4000)])
    assert ((children != code).sum(axis=1) == 1).all()
    assert len(np.unique(children, axis=0)) == 24
    np.testing.assert_allclose((children != code).mean(axis=0), 1 / 6, atol=0.025)
    assert children.max() < 5


def test_fill_distinct_avoids_what_is_taken_until_there_is_nothing_else() -> None:
    rng = generator()
    space = NASBENCH201
    taken = space.random(30, rng)
    rows = fill_distinct(lambda k: space.random(k, rng), 50, taken, lambda k: space.random(k, rng))
    keys = row_keys(rows)
    assert len(set(keys)) == 50
    assert not set(keys) & set(row_keys(taken))
    only = np.zeros((1, 6), dtype=np.uint8)
    rows = fill_distinct(lambda k: np.repeat(only, k, axis=0), 3, None, lambda k: np.repeat(only + 1, k, axis=0))
    assert rows.tolist() == [[0] * 6, [1] * 6, [1] * 6]


def test_matrix_genotypes_decode_by_arg_max_to_uniform_architectures() -> None:
    genotypes = MatrixGenotypes(NASBENCH201, crossover_probability=0.7, mutation_rate=0.2)
    matrices = genotypes.random(N, generator())
    codes = genotypes.decode(matrices)
    np.testing.assert_array_equal(codes, matrices.reshape(N, 6, 5).argmax(axis=2))
    for edge in range(6):
        np.testing.assert_allclose(np.bincount(codes[:, edge], minlength=5) / N, 0.2, atol=0.015)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_rates_outside_their_range_are_refused(wrong: float) -> None:
    with pytest.raises(ConfigurationError, match="between 0 and 1"):
        CodeGenotypes(NASBENCH201, crossover_probability=wrong, mutation_rate=0.1)
    with pytest.raises(ConfigurationError, match="between 0 and 1"):
        MatrixGenotypes(NASBENCH201, crossover_probability=0.9, mutation_rate=wrong)
    with pytest.raises(ConfigurationError, match="operators"):
        MatrixGenotypes(NASBENCH201, operators="sbx", crossover_probability=0.9, mutation_rate=0.1)  # type: ignore[arg-type]
