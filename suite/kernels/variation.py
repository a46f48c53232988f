"""Crossover and mutation of whole populations."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from suite.kernels.compiled import NSGA2, twin
from suite.spaces.base import Codes

Floats = NDArray[np.float64]
Genotype = TypeVar("Genotype", NDArray[np.uint8], NDArray[np.float64])


def sbx(
    first: Floats,
    second: Floats,
    rng: np.random.Generator,
    *,
    eta: float,
    probability: float,
    per_variable: float = 0.5,
) -> Floats:
    """Return the children ``(2 n, d)`` of simulated binary crossover in the unit box: first children, then second ones.

    Source: Deb and Agrawal, Complex Systems 9, 1995, with the bounds of Deb's NSGA-II code.

    Args:
        first: ``(n, d)`` parents with entries in [0, 1].
        second: ``(n, d)`` their partners.
        rng: source of randomness.
        eta: distribution index; larger keeps children nearer to their parents.
        probability: chance that a couple is crossed at all; otherwise its children are copies.
        per_variable: chance that a variable of a crossed couple is crossed.
    """
    n, d = first.shape
    crossed = rng.random((n, d)) < per_variable
    crossed &= rng.random((n, 1)) < probability
    crossed &= np.abs(first - second) > 1e-14
    a, b = first[crossed], second[crossed]
    low, high = np.minimum(a, b), np.maximum(a, b)
    spread, middle = high - low, 0.5 * (low + high)
    u = rng.random(len(a))
    to_low = middle - 0.5 * spread * _spread_factor(u, 1.0 + 2.0 * low / spread, eta)
    to_high = middle + 0.5 * spread * _spread_factor(u, 1.0 + 2.0 * (1.0 - high) / spread, eta)
    exchanged = rng.random(len(a)) < 0.5
    children = np.concatenate([first, second])
    children[:n][crossed] = np.where(exchanged, to_high, to_low)
    children[n:][crossed] = np.where(exchanged, to_low, to_high)
    return np.clip(children, 0.0, 1.0, out=children)


def _spread_factor(u: Floats, beta: Floats, eta: float) -> Floats:
    """Return beta_q for uniform ``u`` such that no child leaves the bound that ``beta`` measures the distance to."""
    power = eta + 1.0
    scaled = u * (2.0 - beta**-power)
    return np.where(scaled <= 1.0, scaled, 1.0 / (2.0 - scaled)) ** (1.0 / power)


def polynomial_mutation(genotypes: Floats, rng: np.random.Generator, *, eta: float, rate: float) -> Floats:
    """Return ``genotypes`` ``(n, d)`` in the unit box with each entry mutated with chance ``rate``.

    Source: Deb and Goyal, 1996, with the bounds of Deb's NSGA-II code.
    """
    mutated = rng.random(genotypes.shape) < rate
    x = genotypes[mutated]
    u = rng.random(len(x))
    power = eta + 1.0
    down = u <= 0.5
    base = np.where(down, 2.0 * u, 2.0 * (1.0 - u))
    room = np.where(down, 1.0 - x, x)
    shift = 1.0 - (base + (1.0 - base) * room**power) ** (1.0 / power)
    result = genotypes.copy()
    result[mutated] = np.clip(np.where(down, x - shift, x + shift), 0.0, 1.0)
    return result


def row_crossover(
    first: Genotype, second: Genotype, rng: np.random.Generator, *, probability: float = 1.0
) -> tuple[Genotype, Genotype]:
    """Return two complementary children per couple: each row (edge) comes whole from either parent with equal chance.

    Args:
        first: ``(n, n_edges)`` codes or ``(n, n_edges, n_operations)`` matrices.
        second: their partners, of the same shape.
        rng: source of randomness.
        probability: chance that a couple is crossed at all; otherwise its children are copies.
    """
    n, n_edges = first.shape[:2]
    return _crossed(first, second, rng.random((n, n_edges + 1)), probability)


def _crossed(first: Genotype, second: Genotype, u: Floats, probability: float) -> tuple[Genotype, Genotype]:
    keep = (u[:, :-1] < 0.5) | (u[:, -1:] >= probability)
    if first.ndim == 3:
        keep = keep[..., None]
    return np.where(keep, first, second), np.where(keep, second, first)


def row_reset(codes: Codes, n_operations: int, rng: np.random.Generator, *, rate: float) -> Codes:
    """Return ``codes`` ``(n, n_edges)`` with each edge redrawn uniformly, old one included, with chance ``rate``."""
    u = rng.random((2, *codes.shape))
    # floor(u * n) is as uniform as integers() to within 2**-53, at a fraction of its cost for a handful of numbers
    return np.where(u[0] < rate, (u[1] * n_operations).astype(np.uint8), codes)


def code_children(
    first: Codes,
    second: Codes,
    operations: Codes,
    counts: NDArray[np.int64],
    rng: np.random.Generator,
    *,
    probability: float,
    rate: float,
) -> Codes:
    """Return the children ``(2 n, n_edges)`` of couples: :func:`row_crossover`, then each edge redrawn with chance.

    Args:
        first: ``(n, n_edges)`` codes.
        second: their partners.
        operations: ``(n_edges, n_operations)``; the first ones of row k are those allowed on edge k.
        counts: ``(n_edges,)`` how many those are.
        rng: source of randomness.
        probability: chance that a couple is crossed at all.
        rate: chance per edge to be redrawn uniformly from the allowed operations, old one included.
    """
    n, n_edges = first.shape
    u, v = rng.random((n, n_edges + 1)), rng.random((2, 2 * n, n_edges))
    return _crossed_and_reset(first, second, u, v, probability, rate, operations, counts)


@twin(NSGA2)
def _crossed_and_reset(
    first: Codes,
    second: Codes,
    u: Floats,
    v: Floats,
    probability: float,
    rate: float,
    operations: Codes,
    counts: NDArray[np.int64],
) -> Codes:
    children = np.concatenate(_crossed(first, second, u, probability))
    # floor(u * n) is as uniform as integers() to within 2**-53, at a fraction of its cost for a handful of numbers
    drawn = operations[np.arange(len(counts)), (v[1] * counts).astype(np.int64)]
    return np.where(v[0] < rate, drawn, children)


def row_reset_real(matrices: Floats, rng: np.random.Generator, *, rate: float) -> Floats:
    """Return ``matrices`` ``(n, n_edges, n_operations)`` with each row redrawn from U[0, 1) with chance ``rate``."""
    reset = rng.random(matrices.shape[:2]) < rate
    result = matrices.copy()
    result[reset] = rng.random((np.count_nonzero(reset), matrices.shape[2]))
    return result


def change_one_edge(code: NDArray[np.uint8], n_operations: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a copy of ``code`` ``(n_edges,)`` with one edge, drawn uniformly, set to a different operation."""
    return change_edge(code, int(rng.integers(len(code))), n_operations, rng)


def change_edge(code: NDArray[np.uint8], edge: int, n_operations: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a copy of ``code`` ``(n_edges,)`` with this edge set to a different operation, drawn uniformly."""
    child = code.copy()
    child[edge] = (int(code[edge]) + int(rng.integers(1, n_operations))) % n_operations
    return child
