"""A score's error taken apart: what follows the accuracy, what follows the operations, and what follows neither.

On normal scores, as :mod:`experiments.supernet.error` does for whole spaces: the error is the score less its regression
on the true accuracy; the bias is the part of the error that the operations on the edges explain additively; the rest is
the noise, of the fit and of all that no sum of operations says. Equivalent cells are one network: their operations
count by their mean over the class. Every scored cell stands for as many as its stratum says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import Column, Floats
from experiments.kit.cells import OPERATION_LABELS
from experiments.rmi_protocol.margin import LEVEL
from experiments.rmi_protocol.parts import first_of_classes, representatives
from experiments.rmi_protocol.ranks import normal_scores
from experiments.rmi_protocol.strata import Sample
from suite.benchmark import Benchmark

RESAMPLES = 400
SHARES = (
    kit.DATASET,
    *map(Column, ("score", "cells")),
    Column("slope", ".2f", "follows the accuracy (slope)"),
    Column("bias", ".2f", "share of the error by operations"),
    Column("noise", ".2f", "neither"),
)
BIAS = (
    kit.DATASET,
    Column("score"),
    *(Column(name, "+.2f") for name in OPERATION_LABELS.values()),
    *(
        Column(f"{name} {end}", "+.2f", f"{name}, {LEVEL:.0%} {text}")
        for name in OPERATION_LABELS.values()
        for end, text in (("low", "from"), ("high", "to"))
    ),
)


@dataclass(frozen=True, eq=False)
class Split:
    """A score as ``slope * truth + bias + noise``, all ``(n,)`` and on the scale of normal scores.

    Attributes:
        truth: normal scores of the true accuracy.
        score: those of the score.
        slope: of the regression.
        bias: what operations say of the error; mean 0.
        noise: the rest; mean 0.
    """

    truth: Floats
    score: Floats
    slope: float
    bias: Floats
    noise: Floats

    @property
    def error(self) -> Floats:
        """What does not follow the accuracy ``(n,)``."""
        return self.bias + self.noise


def operations(benchmark: Benchmark) -> Floats:
    """Return how often an operation stands on an edge of a distinct cell ``(6466, 6, 5)``, mean over its class."""
    space = benchmark.space
    one_hot = (space.all_codes[:, :, None] == np.arange(space.n_operations)).astype(np.float64)
    return first_of_classes(space.isomorphism_class(), one_hot)


def weights_of(chosen: Sample) -> Floats:
    """Return for how many distinct cells each of a sample stands ``(n,)``."""
    weights = np.empty(len(chosen.rows))
    for places, size in zip(chosen.strata, chosen.sizes, strict=True):
        weights[places] = size / len(places)
    return weights


def split(score: Floats, truth: Floats, features: Floats, weights: Floats) -> Split:
    """Take a score ``(n,)`` apart.

    Args:
        score: higher is better.
        truth: true accuracy.
        features: ``(n, k)`` by which the bias goes.
        weights: ``(n,)``.
    """
    given, known = normal_scores(score, weights), normal_scores(truth, weights)
    share = weights / weights.sum()
    given, known = given - share @ given, known - share @ known
    slope = float((share * given) @ known / ((share * known) @ known))
    error = given - slope * known
    bias = fitted(features, error, weights)[0]
    return Split(known, given, slope, bias, error - bias)


def fitted(features: Floats, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weighted least-squares fit ``(n,)`` by centred features, and their effects ``(k,)``.

    Of equally good effects, which there are where features add up to a constant, the smallest: they have the mean 0.
    """
    share = weights / weights.sum()
    centred = features - share @ features
    root = np.sqrt(weights)
    effects = np.linalg.lstsq(root[:, None] * centred, root * (values - share @ values), rcond=1e-10)[0]
    return centred @ effects, effects


def rows(
    named: Iterable[tuple[str, Floats]], chosen: Sample, cells: Any, benchmark: Benchmark
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of :data:`SHARES` and :data:`BIAS`: one per data set and score.

    Args:
        named: label and ``(n,)`` score of the cells.
        chosen: of :func:`.strata.sample`, of all of them.
        cells: ``(n,)``.
        benchmark: the tables.
    """
    every = operations(benchmark)[np.searchsorted(representatives(), cells)]
    weights = weights_of(chosen)
    counts = chosen.draws(RESAMPLES, "errors")
    shares, biases = [], []
    for dataset in kit.DATASETS:
        truth = benchmark.column("valid_accuracy_200", dataset)[cells]
        for label, score in named:
            found = split(score, truth, every.reshape(len(cells), -1), weights)
            total = float(weights @ found.error**2)
            bias = float(weights @ found.bias**2) / total
            shares.append(
                {
                    "dataset": dataset,
                    "score": label,
                    "cells": len(cells),
                    "slope": found.slope,
                    "bias": bias,
                    "noise": float(weights @ found.noise**2) / total,
                }
            )
            uses = every.sum(axis=1)
            effects = fitted(uses, found.error, weights)[1]
            drawn = np.stack([fitted(uses, found.error, weights * (count + 1e-12))[1] for count in counts])
            low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
            row: dict[str, Any] = {"dataset": dataset, "score": label}
            for place, name in enumerate(OPERATION_LABELS.values()):
                row |= {name: effects[place], f"{name} low": low[place], f"{name} high": high[place]}
            biases.append(row)
    return shares, biases
