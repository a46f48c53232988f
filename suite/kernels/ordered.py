"""Matrix products and symmetric systems whose bits depend on no BLAS: one order of summation on every machine.

BLAS and LAPACK sum in an order that follows the instruction set, the number of threads and the shape of what is asked
together, so their last bits differ between machines, and a search that compares nearly equal predictions goes another
way. Here every sum is numpy's own, over products that are rounded one by one; whole numbers go through BLAS, where no
order changes them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXACT = 2.0**53
"""Whole numbers below it are exact in float64, and so are their sums."""


def product(a: Floats, b: Floats) -> Floats:
    """Return ``a @ b`` of ``(n, k)`` and ``(k, m)``; each row depends on the row of ``a`` and on ``b`` alone.

    Column by column, for a few columns: n k m multiplications one by one.
    """
    result = np.empty((len(a), b.shape[1]))
    for column in range(b.shape[1]):
        result[:, column] = np.add.reduce(a * b[:, column], axis=1)
    return result


def moments(features: Floats, targets: Floats) -> Floats:
    """Return ``features.T @ targets`` of ``(n, d)`` and ``(n, m)``, summed row after row."""
    result = np.empty((features.shape[1], targets.shape[1]))
    for column in range(targets.shape[1]):
        result[:, column] = np.add.reduce(features * targets[:, [column]], axis=0)
    return result


def scatter(features: Floats) -> Floats:
    """Return ``x.T @ x`` ``(d, d)`` of the centred ``features`` ``(n, d)``, ``n >= 1``.

    Whole numbers, one-hot codes and counts for instance, are exact to the one division by n.
    """
    n = len(features)
    largest = float(np.abs(features).max(initial=0.0))
    if (n * largest) ** 2 < EXACT and (features == np.rint(features)).all():
        total = np.add.reduce(features, axis=0)
        return np.asarray((n * (features.T @ features) - np.multiply.outer(total, total)) / n)
    centred = features - features.mean(axis=0)
    return moments(centred, centred)


class Tridiagonal(NamedTuple):
    """A symmetric matrix as ``Q T Q.T``, Q a product of reflections ``1 - v v.T``.

    Attributes:
        diagonal: ``(d,)`` of T.
        beside: ``(d - 1,)`` of T, above and below its diagonal.
        reflections: ``(d - 2, d)`` the vectors v, in the order of the product; row k is 0 up to its entry k.
    """

    diagonal: Floats
    beside: Floats
    reflections: Floats

    def turned(self, columns: Floats) -> Floats:
        """Return ``Q.T @ columns``, ``(d, m)``."""
        return self._reflected(columns, range(len(self.reflections)))

    def turned_back(self, columns: Floats) -> Floats:
        """Return ``Q @ columns``, ``(d, m)``."""
        return self._reflected(columns, range(len(self.reflections) - 1, -1, -1))

    def _reflected(self, columns: Floats, order: range) -> Floats:
        result = np.array(columns, dtype=np.float64)
        for k in order:
            v, part = self.reflections[k, k + 1 :, None], result[k + 1 :]
            part -= v * np.add.reduce(v * part, axis=0)
        return result

    def solve(self, penalties: Floats, right: Floats) -> Floats:
        """Return ``(T + penalty)^-1 @ right``, elimination from the first row to the last and back.

        Args:
            penalties: > 0, of a shape that broadcasts against ``right[0]``; T has no eigenvalue below 0.
            right: ``(d, ...)``.
        """
        d = len(self.diagonal)
        pivots = np.empty((d, *np.shape(penalties)))
        solved = np.empty((d, *np.broadcast_shapes(np.shape(penalties), right.shape[1:])))
        solved[...] = right
        # a pivot is not below the smallest eigenvalue; rounding can push it there where T is singular
        pivots[0] = np.maximum(self.diagonal[0] + penalties, penalties)
        for row in range(1, d):
            factor = self.beside[row - 1] / pivots[row - 1]
            pivots[row] = np.maximum(self.diagonal[row] + penalties - factor * self.beside[row - 1], penalties)
            solved[row] -= factor * solved[row - 1]
        solved[-1] /= pivots[-1]
        for row in range(d - 2, -1, -1):
            solved[row] = (solved[row] - self.beside[row] * solved[row + 1]) / pivots[row]
        return solved


def tridiagonal(matrix: Floats) -> Tridiagonal:
    """Return a symmetric ``matrix`` ``(d, d)`` in tridiagonal form, by Householder's reflections (Golub and Van Loan,
    Matrix Computations, 8.3.1)."""
    left = matrix.copy()
    d = len(left)
    diagonal, beside = np.empty(d), np.empty(max(d - 1, 0))
    reflections = np.zeros((max(d - 2, 0), d))
    for k in range(d - 2):
        diagonal[k] = left[0, 0]
        column = left[1:, 0].copy()
        norm = np.sqrt(np.add.reduce(column * column))
        left = left[1:, 1:]
        beside[k] = column[0] if norm == 0 else -np.copysign(norm, column[0])
        if norm == 0:
            continue
        column[0] -= beside[k]
        v = column * np.sqrt(2.0 / np.add.reduce(column * column))
        reflections[k, k + 1 :] = v
        image = np.add.reduce(left * v, axis=1)
        image -= (0.5 * np.add.reduce(image * v)) * v
        left = left - np.multiply.outer(v, image) - np.multiply.outer(image, v)
    if d > 1:
        diagonal[d - 2], beside[d - 2] = left[0, 0], left[1, 0]
    diagonal[d - 1] = left[-1, -1]
    return Tridiagonal(diagonal, beside, reflections)


class Sliced(NamedTuple):
    """The right operand ``(k, m)`` of :func:`sliced_product`, cut beforehand by :func:`sliced`.

    Attributes:
        high: ``(k, m)``.
        both: ``(2 k, m)``: what is below ``high``, then ``high`` again.
    """

    high: Floats
    both: Floats


def sliced(b: Floats) -> Sliced:
    """Return ``b`` ``(k, m)`` as the right operand of many products."""
    both = _cut(b.T, low_first=True).T
    return Sliced(both[len(b) :], both)


def sliced_product(a: Floats, b: Floats | Sliced, whole: bool = False) -> Floats:
    """Return ``a @ b`` by BLAS, for many columns; each row depends on its row of ``a`` and on ``b`` alone.

    Each operand is cut into two parts of so few bits, below the largest number of its row (of ``a``) or column (of
    ``b``), that every sum of their products is exact (Ozaki et al., Numerical Algorithms 59, 2012). What the parts
    leave out is 2^-42 of that largest number for a thousand summands.

    Args:
        a: ``(n, k)``, below 2^900 in size.
        b: ``(k, m)``, likewise.
        whole: whether ``a`` holds small whole numbers alone, zeros and ones for instance, which need no cutting.
    """
    right = b if isinstance(b, Sliced) else sliced(b)
    k = a.shape[1]
    if whole:
        result = a @ right.high
        result += a @ right.both[:k]
        return np.asarray(result)
    both = _cut(a)
    result = both[:, :k] @ right.high
    result += both @ right.both  # high times low and low times high, together exact, too
    return np.asarray(result)


@lru_cache(maxsize=256)
def _bits(summands: int) -> int:
    return (52 - int(np.ceil(np.log2(max(summands, 2))))) // 2


def _cut(x: Floats, low_first: bool = False) -> Floats:
    """Return two parts of ``x`` ``(n, k)`` side by side, ``(n, 2 k)``.

    They are multiples of ``2^-bits`` and ``2^(-2 bits)`` of a power of two above their row; stored as ``x`` is, so that
    columns of a transposed matrix are not gathered one by one.
    """
    n, k = x.shape
    both = np.empty((n, 2 * k)) if x.flags.c_contiguous else np.empty((2 * k, n)).T
    high, low = (both[:, k:], both[:, :k]) if low_first else (both[:, :k], both[:, k:])
    _, exponent = np.frexp(np.abs(x).max(axis=1, keepdims=True, initial=0.0))
    bits = _bits(k)
    # beside a number of 1.5 * 2^52 units, float64 holds whole units alone: adding it rounds, to even as rint does
    beside = np.ldexp(1.5 * 2.0**52, exponent - bits)
    np.add(x, beside, out=high)
    high -= beside
    np.subtract(x, high, out=low)
    beside *= 2.0**-bits
    low += beside
    low -= beside
    return both
