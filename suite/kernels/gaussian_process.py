"""A Gaussian process on codes: correlation by the edges in which two codes differ, and its posterior on candidates.

The correlation of codes a and b is ``exp(-sum of relevance_e over the edges e with a_e != b_e)``, the weighted Hamming
kernel of SMAC (Hutter, Hoos and Leyton-Brown, "Sequential Model-Based Optimization for General Algorithm
Configuration", LION 2011, section 4.2); it is also the RBF kernel of one-hot codes with a length scale per edge.
Relevances and noise are those of the largest likelihood on a grid of powers of two, with the variance of the process in
closed form (Jones, Schonlau and Welch, "Efficient Global Optimization of Expensive Black-Box Functions", Journal of
Global Optimization 13, 1998, equations 4 to 6). scikit-learn's ``GaussianProcessRegressor`` gives the same numbers and
is the reference in the tests; it has no way to add a point to a posterior on all cells, which is where the time goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.linalg.blas import dtrsm
from scipy.linalg.lapack import dpotrf

from suite.spaces.base import Codes

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]

RELEVANCE = (-8, 3)
"""Smallest and largest relevance as powers of two."""
NOISE = (-13, 0)
"""The same of the noise, a share of the variance of the process; the least keeps matrices well conditioned."""
GAIN = 1e-3
"""What a step of the parameters must add to the log-likelihood: rounding errors are far below and decide nothing."""
SWEEPS = 8
"""Rounds over all parameters in the first fit; a later fit starts from the last one and makes one."""


LEAST = 1e-9
"""Share of the variance that is left at least; rounding errors could make it negative."""
ROOM = 32
"""Points that a posterior has room for beside those that it was conditioned on."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """The parameters of the process, each as a whole power of two.

    Attributes:
        relevance: ``(d,)`` exponents, one per edge.
        noise: exponent of the noise.
    """

    relevance: Steps
    noise: int = -7

    @classmethod
    def start(cls, n_edges: int) -> Kernel:
        """Return where a first fit begins: codes that differ everywhere are correlated by about exp(-3)."""
        return cls(np.full(n_edges, int(np.round(np.log2(3.0 / n_edges))), dtype=np.int64))

    @property
    def weights(self) -> Floats:
        """Relevances ``(d,)``."""
        return np.asarray(np.exp2(self.relevance.astype(np.float64)))

    def correlation(self, a: Floats, b: Floats) -> Floats:
        """Return the correlations ``(len(a), len(b))``, without noise, of one-hot codes."""
        weights = self.weights
        equal = (a * np.repeat(weights, a.shape[1] // len(weights))) @ b.T
        equal -= weights.sum()
        return np.asarray(np.exp(equal, out=equal))


def log_likelihood(correlation: Floats, noise: float, targets: Floats) -> float:
    """Return the log-likelihood of ``targets`` ``(n,)``, the variance of the process put in, but for a constant."""
    matrix = correlation.copy()
    matrix.flat[:: len(matrix) + 1] += noise
    lower, failed = dpotrf(matrix, lower=1, overwrite_a=1)
    if failed:
        return -np.inf
    z = solve_triangular(lower, targets, lower=True, check_finite=False)
    variance = max(float(z @ z) / len(z), np.finfo(np.float64).tiny)
    return float(-0.5 * len(z) * np.log(variance) - np.log(lower.diagonal()).sum())


def fit(codes: Codes, targets: Floats, start: Kernel, sweeps: int = 1) -> Kernel:
    """Return the kernel of a larger likelihood that is found from ``start`` by steps of a factor of two.

    A sweep tries both neighbours of all relevances together, of each relevance, and of the noise; it takes a step that
    gains more than :data:`GAIN`. Sweeps end where one changes nothing.

    Args:
        codes: ``(n, d)``, n >= 1.
        targets: ``(n,)`` of mean 0.
        start: where to begin.
        sweeps: at most so many.
    """
    differ = (codes[:, None, :] != codes[None, :, :]).transpose(2, 0, 1).astype(np.float64)
    relevance, noise = start.relevance.copy(), start.noise
    distance = np.tensordot(np.exp2(relevance.astype(np.float64)), differ, axes=1)
    best = log_likelihood(np.exp(-distance), 2.0**noise, targets)
    for _ in range(sweeps):
        before = best
        for step in (1, -1):  # all at once
            moved = np.clip(relevance + step, *RELEVANCE)
            further = np.tensordot(np.exp2(moved.astype(np.float64)), differ, axes=1)
            found = log_likelihood(np.exp(-further), 2.0**noise, targets)
            if found > best + GAIN:
                best, relevance, distance = found, moved, further
        for edge in range(len(relevance)):
            for step in (1, -1):
                exponent = int(relevance[edge]) + step
                if not RELEVANCE[0] <= exponent <= RELEVANCE[1]:
                    continue
                further = distance + (2.0**exponent - 2.0 ** int(relevance[edge])) * differ[edge]
                found = log_likelihood(np.exp(-further), 2.0**noise, targets)
                if found > best + GAIN:
                    best, relevance[edge], distance = found, exponent, further
                    break
        correlation = np.exp(-distance)
        for step in (1, -1):
            if NOISE[0] <= noise + step <= NOISE[1]:
                found = log_likelihood(correlation, 2.0 ** (noise + step), targets)
                if found > best + GAIN:
                    best, noise = found, noise + step
                    break
        if best == before:
            break
    return Kernel(relevance, noise)


class Posterior:
    """The process on fixed candidates, given points that are added one by one or all at once.

    Adding a point costs n operations a candidate, a new kernel n squared.

    Args:
        candidates: ``(k, d * n_operations)`` one-hot codes.
    """

    def __init__(self, candidates: Floats) -> None:
        self.candidates = candidates
        self.n = 0
        self._kernel = Kernel(np.empty(0, dtype=np.int64))
        self._points: Floats = np.empty((0, candidates.shape[1]))
        self._lower: Floats = np.empty((0, 0))
        self._rows: Floats = np.empty((0, len(candidates)))  # inverse of _lower times the covariance to the candidates
        self._explained: Floats = np.zeros(len(candidates))

    def condition(self, points: Floats, kernel: Kernel) -> None:
        """Take ``points`` ``(n, d * n_operations)`` as all points, under another kernel."""
        self._kernel, self._points, self.n = kernel, points, len(points)
        room = self.n + ROOM
        self._lower = np.zeros((room, room))
        self._rows = np.empty((room, len(self.candidates)))
        matrix = kernel.correlation(points, points)
        matrix.flat[:: self.n + 1] += 2.0**kernel.noise
        lower = dpotrf(matrix, lower=1)[0]
        self._lower[: self.n, : self.n] = np.tril(lower)
        across = kernel.correlation(points, self.candidates)
        # X Lᵀ = Bᵀ instead of L X = B: the rows stay in place, which is several times faster
        self._rows[: self.n] = dtrsm(1.0, lower, across.T, side=1, lower=1, trans_a=1, overwrite_b=1).T
        self._explained = np.einsum("ij,ij->j", self._rows[: self.n], self._rows[: self.n])

    def add(self, points: Floats) -> None:
        """Add ``points`` ``(n, d * n_operations)`` under the same kernel."""
        if self.n + len(points) > len(self._lower):
            self.condition(np.concatenate([self._points, points]), self._kernel)
            return
        for point in points[:, None]:
            n = self.n
            row = self._kernel.correlation(point, self._points)[0]
            lower = solve_triangular(self._lower[:n, :n], row, lower=True, check_finite=False)
            pivot = np.sqrt(1.0 + 2.0**self._kernel.noise - lower @ lower)
            new = self._kernel.correlation(point, self.candidates)[0]
            new -= lower @ self._rows[:n]
            new /= pivot
            self._lower[n, :n], self._lower[n, n], self._rows[n] = lower, pivot, new
            self._explained += new**2
            self._points = np.concatenate([self._points, point])
            self.n = n + 1

    def predict(self, targets: Floats) -> tuple[Floats, Floats]:
        """Return mean and standard deviation of the process at the candidates, ``(k,)`` each.

        Args:
            targets: ``(n,)`` at the points, of mean 0.
        """
        z = solve_triangular(self._lower[: self.n, : self.n], targets, lower=True, check_finite=False)
        variance = max(float(z @ z) / self.n, np.finfo(np.float64).tiny)
        left = np.maximum(1.0 - self._explained, LEAST)
        return z @ self._rows[: self.n], np.sqrt(variance * left)
