"""Kendall's tau of all distinct cells from a stratified sample of them, with intervals from resampled cells.

Cells are scored in a stated order that has more of the best decile than its share (:mod:`suite.networks.rmi.
stratified`): in each stratum, best decile and rest, the scored ones are a random sample. A pair of cells therefore
counts by the inverse of its probability to be in the sample: ``N (N - 1) / (n (n - 1))`` within a stratum of N cells,
n of them scored, ``N M / (n m)`` between two. Intervals: cells are drawn with replacement within each stratum, the same
draws for every score, so that differences are paired. A cell that is drawn twice makes no pair with itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments import kit
from experiments.kit import Floats, Indices
from experiments.rmi_protocol.parts import representatives
from suite.benchmark import Benchmark
from suite.correlation import kendall

SHARE = 0.1
RESAMPLES = 1000
FEWER, MANY = 200, 2000
"""Resamples above so many cells, whose interval is narrow in any case."""

TRUTH = "valid_accuracy_200"
STRATIFIED_BY = "cifar10"
"""The best decile is that of this data set's validation accuracy, for all scores and data sets."""

ALL, RANDOM, BEST = "all", "random", "best decile"
REGIONS = (ALL, RANDOM, BEST)


@dataclass(frozen=True, eq=False)
class Sample:
    """Some cells, among which scores are compared.

    Attributes:
        region: one of :data:`REGIONS`.
        rows: ``(n,)`` places of the cells among those that were given.
        strata: the places ``(n,)`` of each stratum among ``rows``.
        sizes: cells of the space in each stratum.
    """

    region: str
    rows: Indices
    strata: tuple[Indices, ...]
    sizes: tuple[int, ...]

    def pair_weights(self) -> Floats:
        """Return what a pair of a cell of one stratum and one of another counts ``(strata, strata)``."""
        n, size = (np.array(each, dtype=np.float64) for each in ([len(s) for s in self.strata], self.sizes))
        weights = np.outer(size / n, size / n)
        within = size * (size - 1) / np.maximum(n * (n - 1), 1)
        weights[np.diag_indices(len(n))] = within
        return np.asarray(weights / weights.max(), dtype=np.float64)

    @property
    def whole(self) -> bool:
        """Whether these are all cells of their region, so that nothing is left to estimate."""
        return sum(len(places) for places in self.strata) == sum(self.sizes)

    def draws(self, resamples: int, *key: str) -> Floats:
        """Return how often each resample holds each cell ``(resamples, n)``."""
        resamples = min(resamples, FEWER if len(self.rows) > MANY else resamples)
        rng, counts = kit.generator("rmi-protocol", self.region, *key), np.zeros((resamples, len(self.rows)))
        for places in self.strata:
            counts[:, places] = rng.multinomial(len(places), np.full(len(places), 1 / len(places)), size=resamples)
        return counts


def best_decile(benchmark: Benchmark) -> Indices:
    """Return the best tenth of the distinct cells by validation accuracy ``(646,)``, of equals the first."""
    cells = representatives()
    accuracy = benchmark.column(TRUTH, STRATIFIED_BY)[cells]
    return cells[np.argsort(-accuracy, kind="stable")[: int(SHARE * len(cells))]]


def sample(cells: ArrayLike, region: str, benchmark: Benchmark, added: ArrayLike) -> Sample:
    """Return those of ``cells`` ``(n,)`` that tell of a region, with what each pair of them counts.

    Args:
        cells: scored, one of each class.
        region: "all" distinct cells; the "random" ones alone, unweighted; the "best decile".
        benchmark: the tables.
        added: cells of the best decile that were scored beside the random ones.
    """
    given, best = np.asarray(cells), best_decile(benchmark)
    top, every = np.isin(given, best), len(representatives())
    if region == BEST:
        rows = np.flatnonzero(top)
        return Sample(region, rows, (np.arange(len(rows)),), (len(best),))
    if region == RANDOM:
        rows = np.flatnonzero(~np.isin(given, np.asarray(added)))
        return Sample(region, rows, (np.arange(len(rows)),), (every,))
    strata = [np.flatnonzero(top), np.flatnonzero(~top)]
    sizes = [len(best), every - len(best)]
    kept = [place for place, rows in enumerate(strata) if len(rows)]
    return Sample(
        region, np.arange(len(given)), tuple(strata[place] for place in kept), tuple(sizes[place] for place in kept)
    )


def taus(chosen: Sample, score: ArrayLike, truth: ArrayLike, counts: NDArray[np.float64]) -> Floats:
    """Return tau-b ``(1 + resamples,)`` of two samples: first that of the cells themselves, then of each resample.

    Args:
        chosen: the cells.
        score: of all cells given to :func:`sample`; likewise ``truth``.
        counts: of :meth:`Sample.draws`.
    """
    if chosen.whole and not len(counts):  # needs no matrix of all pairs
        return np.array([kendall(*(np.asarray(values, dtype=np.float64)[chosen.rows] for values in (score, truth)))])
    first, second = (_signs(np.asarray(values, dtype=np.float64)[chosen.rows]) for values in (score, truth))
    every = np.concatenate([np.ones((1, counts.shape[1])), counts])
    weights = chosen.pair_weights()
    both, one, two = (_total(matrix, every, chosen.strata, weights) for matrix in (first * second, first**2, second**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(both / np.sqrt(one * two))


def _signs(values: Floats) -> Floats:
    above = values[:, None] > values[None, :]  # infinite ones, too
    return above.astype(np.float64) - above.T


def _total(matrix: Floats, counts: Floats, strata: tuple[Indices, ...], weights: Floats) -> Floats:
    """Return the weighted sum over all pairs for each line of ``counts``; whole numbers, so exact in any order."""
    total = np.zeros(len(counts))
    for a, rows in enumerate(strata):
        for b, others in enumerate(strata):
            part = counts[:, rows] @ matrix[np.ix_(rows, others)]
            total += weights[a, b] * (part * counts[:, others]).sum(axis=1)
    return total
