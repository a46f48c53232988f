"""Simulated seconds of an evaluation: training time from the tables, validation time estimated.

The public scripts of NAS-Bench-201 charge an evaluation its 12-epoch training time plus one pass over the validation
images. The compact tables hold the first only, so the second is estimated as a share of the training time per image.
Complete official records at hand: CIFAR-10 (25,000 training and 25,000 validation images), 12 epochs, architectures 0,
11 and 284: one epoch of training takes 7.221, 12.462 and 4.876 s, one validation pass 2.549, 4.151 and 2.389 s, ratios
0.353, 0.333 and 0.490. Their mean is used for every architecture; with 12 epochs the cost of an evaluation is then off
by less than 1 % for each of the three. On CIFAR-100 and ImageNet16-120 the records hold the CIFAR-10 times scaled by
the numbers of images, so the same ratio applies to the smaller validation halves.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from suite.objectives.predicted import AnyBenchmark
from suite.ofa import OFABenchmark
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]

VALIDATION_RATIO = (2.549 / 7.221 + 4.151 / 12.462 + 2.389 / 4.876) / 3
"""Time of validating an image over time of training on it, mean of three official records (0.392)."""

IMAGES = {"cifar10": (25_000, 25_000), "cifar100": (50_000, 5_000), "ImageNet16-120": (151_700, 3_000)}
"""Training and validation images behind ``train_seconds_*`` and ``valid_accuracy_*``."""


def evaluation_seconds(spec: RunSpec, benchmark: AnyBenchmark) -> Floats | None:
    """Return the simulated time of evaluating each architecture ``(space.size,)`` in seconds.

    The training time, and one estimated validation pass if the budget of ``spec`` counts it; None where the fitness
    needs no training of its own (scores, simulated supernets).
    """
    epochs = spec.fitness.epochs
    if epochs is None or isinstance(benchmark, OFABenchmark):
        return None
    training = benchmark.column(f"train_seconds_{epochs}", spec.dataset)
    return training + validation_seconds(training / epochs, spec.dataset) if spec.budget.validation else training


def validation_seconds(epoch_seconds: Floats, dataset: str) -> Floats:
    """Return the estimated time of one pass over the validation images, from the training time of one epoch."""
    training, validation = IMAGES[dataset]
    return epoch_seconds * (VALIDATION_RATIO * validation / training)


def total_seconds(spec: RunSpec, seconds: Floats | None, visited: NDArray[np.int64]) -> float | None:
    """Return the simulated time of a run over ``visited`` ``(queries,)`` as its budget charges it.

    A missing training time costs nothing. The sum is exactly rounded, so it depends neither on order nor processor.
    """
    if seconds is None:
        return None
    charged = visited if spec.budget.charge == "every" else np.unique(visited)
    return math.fsum(np.nan_to_num(seconds[charged]).tolist())
