"""What runs found, beside the exact optimum of the loss over the enumerated space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.fbnet.settings import PAPER, Variant, random_specs
from experiments.quantities import front_problem, reported_error
from suite.benchmark import Benchmark
from suite.kernels.latency_loss import cross_entropy, dnas_loss
from suite.study.record import Record
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]
Records = Mapping[RunSpec, Record]


@dataclass(frozen=True)
class Found:
    """The cell that one run returned.

    Attributes:
        index: of the cell; -1 if none.
        loss: its loss.
        regret: its loss relative to the smallest one of the whole space, minus 1.
        latency_ms: its latency.
        valid: its proxy accuracy in per cent.
        test: its test accuracy in per cent, reported only.
        evaluations: architectures told.
        distinct: different ones among them.
    """

    index: int
    loss: float
    regret: float
    latency_ms: float
    valid: float
    test: float
    evaluations: int
    distinct: int


@lru_cache(maxsize=256)
def losses(benchmark: Benchmark, variant: Variant, dataset: str, device: str) -> Floats:
    """Return the loss of every cell ``(15625,)``; NaN where the device could not run it."""
    values = front_problem(benchmark, dataset, device, variant.accuracy).values
    return dnas_loss(
        cross_entropy(values[:, 0], str(variant.value("cross_entropy", "log-accuracy"))),
        values[:, 1] * float(variant.value("unit", 1000.0)),  # type: ignore[arg-type]
        form=str(variant.value("loss", "paper")),
    )


def optimum(benchmark: Benchmark, variant: Variant, dataset: str, device: str) -> Found:
    """Return the cell with the smallest loss of all (the earliest of equals)."""
    index = int(np.nanargmin(losses(benchmark, variant, dataset, device)))
    return describe(benchmark, variant, dataset, device, index)


def describe(
    benchmark: Benchmark, variant: Variant, dataset: str, device: str, index: int, told: NDArray[np.int64] | None = None
) -> Found:
    """Return a cell's numbers; ``told`` are the architectures of the run that found it."""
    loss = losses(benchmark, variant, dataset, device)
    values = front_problem(benchmark, dataset, device, variant.accuracy).values[index]
    counts = (len(told), len(np.unique(told))) if told is not None else (0, 0)
    return Found(
        index,
        float(loss[index]),
        float(loss[index] / np.nanmin(loss) - 1.0),
        float(values[1]),
        100.0 - float(values[0]),
        100.0 - float(reported_error(benchmark, dataset)[index]),
        *counts,
    )


def found(
    benchmark: Benchmark, records: Records, variant: Variant, dataset: str, device: str, seeds: int, pick: str = "own"
) -> list[Found]:
    """Return what each seed found.

    Args:
        benchmark: the tables.
        records: all runs.
        variant: of DNAS; its loss also decides what random search found.
        dataset: data set.
        device: device.
        seeds: number of seeds.
        pick: "own": what DNAS returned; "told": the smallest loss of all that it evaluated; "random": of all that
            random search evaluated.
    """
    specs = random_specs(dataset, device, seeds) if pick == "random" else variant.specs(dataset, device, seeds)
    loss = losses(benchmark, variant, dataset, device)
    result = []
    for spec in specs:
        record = records[spec]
        told = record.indices.astype(np.int64)
        index = int(record.recommended[0]) if pick == "own" else int(told[np.nanargmin(loss[told])])
        result.append(describe(benchmark, variant, dataset, device, index, told))
    return result


def median(values: list[float]) -> float:
    """Return the median."""
    return float(np.median(values))


__all__ = ["PAPER", "Found", "Records", "describe", "found", "losses", "median", "optimum"]
