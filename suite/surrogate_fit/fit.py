"""Fit the surrogate to the real tables: normal scores as targets, two small ensembles, fixed-point weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.spaces.cell_graph import connected
from suite.spaces.nasbench201 import NASBENCH201
from suite.surrogate_fit.network import Training, train
from suite.tables.surrogate.features import accuracy_features, execution_features
from suite.tables.surrogate.network import quantise
from suite.tables.surrogate.tables import ACCURACY_KEYS, EXECUTION_KEYS, SurrogateModel

if TYPE_CHECKING:
    from suite.benchmark import Benchmark

Floats = NDArray[np.float64]
Table = dict[str, Floats]
"""The real columns that the surrogate models, ``{key: (15625,)}``."""

_N_LEVELS = 41


@dataclass(frozen=True)
class FitSettings:
    """What is fitted: two networks, each the mean of ``members`` trained from different initial weights."""

    accuracy: Training = field(default_factory=lambda: Training(hidden=(48, 48, 48, 48), epochs=300))
    execution: Training = field(default_factory=lambda: Training(hidden=(48, 48, 48), epochs=300))
    members: int = 2

    @classmethod
    def with_epochs(cls, epochs: int) -> FitSettings:
        """Return the settings with another number of epochs for every network."""
        default = cls()
        return cls(replace(default.accuracy, epochs=epochs), replace(default.execution, epochs=epochs))

    @property
    def n_epochs(self) -> int:
        """Epochs of all trainings together (for a progress bar)."""
        return self.members * (self.accuracy.epochs + self.execution.epochs)


def real_columns(benchmark: Benchmark) -> Table:
    """Return the columns to fit from the real tables.

    Raises:
        DataError: if ``benchmark`` is the surrogate, or its tables lack a column.
    """
    if benchmark.is_surrogate:
        raise DataError("the surrogate is fitted to the real tables: run 'suite data fetch' first")
    table = {}
    for key in ACCURACY_KEYS + EXECUTION_KEYS:
        dataset, column = key.split("/")
        table[key] = np.array(benchmark.column(column, dataset), dtype=np.float64)
    return table


def fit_model(
    table: Table,
    rows: NDArray[np.int64],
    seed: int,
    settings: FitSettings | None = None,
    on_epoch: Callable[[], None] | None = None,
) -> SurrogateModel:
    """Fit the surrogate to some rows of the real tables.

    Args:
        table: the real columns, each ``(15625,)``; NaN where not measured.
        rows: indices of the architectures to fit, ``(n,)``; nothing else is read.
        seed: seed of initial weights and row order. The same seed gives the same model on the same machine and
            numpy; another BLAS may differ in the last bits of the training, so the shipped file is the reference.
        settings: sizes and training; default :class:`FitSettings`.
        on_epoch: called after each epoch.
    """
    settings = settings or FitSettings()
    codes = NASBENCH201.codes(rows)
    alive = connected(codes)
    infeasible = np.isnan(table["cifar10/edgetpu_latency_ms"][rows]).astype(np.float64)
    levels = np.linspace(-3.9, 3.9, _N_LEVELS)
    targets, quantiles = [], []
    for key in ACCURACY_KEYS + EXECUTION_KEYS:
        values = table[key][rows]
        if key in ACCURACY_KEYS:  # cells without a path from input to output have a known accuracy
            values = np.where(alive, values, np.nan)
        targets.append(normal_scores(values))
        quantiles.append(_quantiles(values, levels))
    n_accuracy = len(ACCURACY_KEYS)
    parts = (
        (settings.accuracy, accuracy_features(codes), np.stack(targets[:n_accuracy], axis=1), alive, 0),
        (settings.execution, execution_features(codes), np.stack([*targets[n_accuracy:], infeasible], axis=1), None, 1),
    )
    networks = []
    for part, (training, features, wanted, mask, n_labels) in enumerate(parts):
        kept = slice(None) if mask is None else mask
        members = []
        for member in range(settings.members):
            rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, part, member])))
            members.append(train(features[kept], wanted[kept], training, rng, n_labels=n_labels, on_epoch=on_epoch))
        networks.append(quantise(members))
    return SurrogateModel(networks[0], networks[1], levels, np.stack(quantiles).astype(np.float32))


def normal_scores(values: Floats) -> Floats:
    """Return the ranks of ``values`` as standard normal quantiles; ties share their mean rank, NaN stays NaN."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    scores = np.full(len(values), np.nan)
    known = ~np.isnan(values)
    scores[known] = ndtri((rankdata(values[known]) - 0.5) / known.sum())
    return scores


def _quantiles(values: Floats, levels: Floats) -> Floats:
    """Return the values at the normal scores ``levels``: the inverse of :func:`normal_scores`, tabulated."""
    from scipy.special import ndtr

    known = np.sort(values[~np.isnan(values)])
    positions = np.clip(ndtr(levels) * len(known) - 0.5, 0, len(known) - 1)
    return np.asarray(np.interp(positions, np.arange(len(known)), known), dtype=np.float64)
