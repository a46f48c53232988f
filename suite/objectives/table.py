"""Objectives that a table gives: one value per architecture, minimised, NaN where infeasible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.accuracy import AccuracyProtocol
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.spaces.base import SearchSpace
from suite.tables.columns import DATASET_LABELS

Floats = NDArray[np.float64]


class Objective(Protocol):
    """What a search minimises. Anything with these three members will do, tables are only the common case."""

    @property
    def name(self) -> str:
        """Identifier for records and file names."""
        ...

    @property
    def label(self) -> str:
        """Text for axes and table heads, with the unit."""
        ...

    def __call__(self, codes: ArrayLike) -> Floats:
        """Return the values ``(n,)`` of ``codes``; NaN marks an infeasible architecture."""
        ...


@dataclass(frozen=True, eq=False)
class TableObjective:
    """An objective with one known value per architecture.

    Attributes:
        name: identifier.
        label: text with unit for axes.
        values: ``(space.size,)``, minimised, NaN = infeasible; read-only.
        space: the search space.
    """

    name: str
    label: str
    values: Floats
    space: SearchSpace

    def __post_init__(self) -> None:
        if np.shape(self.values) != (self.space.size,):
            raise ConfigurationError(
                f"objective {self.name} needs {self.space.size} values, not {np.shape(self.values)}"
            )
        values = np.array(self.values, dtype=np.float64)
        if np.isinf(values).any():
            raise ConfigurationError(
                f"objective {self.name} has infinite values: mark infeasible architectures with NaN"
            )
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

    def __call__(self, codes: ArrayLike) -> Floats:
        """Return the values ``(n,)`` of ``codes`` ``(n, n_edges)``."""
        return self.values[self.space.index(codes)]


@dataclass(frozen=True, eq=False)
class ReportedMetric:
    """A quantity that is only reported, such as a test error. It is no objective, and no search accepts it."""

    name: str
    label: str
    values: Floats


def accuracy_error(benchmark: Benchmark, dataset: str, protocol: AccuracyProtocol | str) -> TableObjective:
    """Return ``100 - accuracy`` in per cent as an objective.

    Raises:
        ConfigurationError: for a protocol that sees test accuracy: test accuracy selects nothing.
    """
    chosen = AccuracyProtocol.parse(protocol)
    if chosen.split != "valid":
        raise ConfigurationError(
            f"'{chosen}' sees test accuracy, which selects nothing: search on valid@12 or valid@200"
        )
    return TableObjective(
        name=f"error_{chosen}",
        label=f"{DATASET_LABELS.get(dataset, dataset)} validation error @{chosen.epochs} (%)",
        values=100.0 - benchmark.column(chosen.column, dataset),
        space=benchmark.space,
    )


def stated_error(benchmark: Benchmark, dataset: str) -> TableObjective:
    """Return ``100 - accuracy`` in per cent, the validation accuracy that a table of another package states.

    Raises:
        ConfigurationError: for the tables of NAS-Bench-201, which hold several.
    """
    if "valid_accuracy" not in benchmark.table_columns(dataset):
        raise ConfigurationError(f"{dataset} has several validation accuracies: write valid@200 or valid@12")
    values = 100.0 - benchmark.column("valid_accuracy", dataset)
    return TableObjective("error_valid", f"{dataset} validation error (%)", values, benchmark.space)


def reported_error(benchmark: Benchmark, dataset: str, protocol: AccuracyProtocol | str) -> ReportedMetric:
    """Return ``100 - accuracy`` in per cent for reporting only, by any protocol."""
    chosen = AccuracyProtocol.parse(protocol)
    return ReportedMetric(
        name=f"error_{chosen}",
        label=f"{DATASET_LABELS.get(dataset, dataset)} {chosen.split} error @{chosen.epochs} (%)",
        values=100.0 - benchmark.column(chosen.column, dataset),
    )


def score_table(
    space: SearchSpace, scores: ArrayLike, name: str, higher_is_better: bool = True, label: str | None = None
) -> TableObjective:
    """Return a per-architecture score (RMI, a supernet's accuracy, a zero-cost proxy) as an objective.

    Args:
        space: the search space.
        scores: ``(space.size,)``; NaN where there is no score (infeasible).
        name: how tables and figures call it.
        higher_is_better: scores are negated when true, because objectives are minimised.
        label: text for axes; default the name.
    """
    values = np.asarray(scores, dtype=np.float64)
    return TableObjective(name, label or name, -values if higher_is_better else values, space)


UNMEASURED = ("infeasible", "fastest")


def hardware_cost(
    benchmark: Benchmark, dataset: str, device: str, metric: str = "latency", unmeasured: str = "infeasible"
) -> TableObjective:
    """Return latency (ms), energy (mJ) or another metric of a device as an objective.

    Args:
        benchmark: the tables.
        dataset: input data set of the measurement.
        device: one of the benchmark's devices.
        metric: "latency", "energy", or another that the device has.
        unmeasured: "infeasible" masks architectures without a measurement (4,699 on the Edge TPU); "fastest" gives them
            the cost -1, as the figures of MO-HDNAS do (paper Figs. 2 and 4).

    Raises:
        ConfigurationError: for another value of ``unmeasured``.
        UnknownNameError: for an unknown device or metric, or one that was not measured there.
    """
    if unmeasured not in UNMEASURED:
        raise ConfigurationError(f"unmeasured must be 'infeasible' or 'fastest', not '{unmeasured}'")
    values = benchmark.column(benchmark.cost_column(device, metric), dataset)
    if unmeasured == "fastest":
        values = np.where(np.isnan(values), -1.0, values)
    devices = benchmark.device_table
    mark = ", estimated" if devices.kind(device, metric, dataset) == "estimated" else ""
    return TableObjective(
        name=f"{device}_{metric}" + ("_unmeasured_fastest" if unmeasured == "fastest" else ""),
        label=f"{benchmark.device_label(device)} {metric}{mark} ({devices.unit(device, metric)})",
        values=values,
        space=benchmark.space,
    )
