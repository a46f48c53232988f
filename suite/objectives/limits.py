"""Limits of hardware cost by text: ``20``, or ``raspi4=20,fpga:energy=4,params=500000``.

========================  =============================================================================================
text                      what is limited
========================  =============================================================================================
``20``                    the one cost of the devices that the command was given
``raspi4=20``             the metric that the command was given (default latency) on that device, in its unit
``fpga:energy=4``         another metric
``macs_m=50``             a size of the cell: ``macs_m`` (millions) or ``params``
========================  =============================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.language import finite_number, split_head, split_list
from suite.objectives.table import TableObjective, hardware_cost
from suite.tables.columns import EXACT_COLUMNS


@dataclass(frozen=True, eq=False)
class Limit:
    """A cost and the most that it may be.

    Attributes:
        cost: the cost of every architecture, NaN where not measured.
        most: largest cost allowed, in the unit of ``cost``, finite.
    """

    cost: TableObjective
    most: float

    @property
    def within(self) -> NDArray[np.bool_]:
        """Which architectures ``(size,)`` keep it; one without a measurement does not."""
        return np.asarray(self.cost.values <= self.most)

    def __str__(self) -> str:
        return f"{self.cost.label} at most {self.most:g}"


def parse_limits(
    texts: Sequence[str],
    benchmark: Benchmark,
    dataset: str,
    metric: str = "latency",
    costs: Sequence[TableObjective] = (),
) -> tuple[Limit, ...]:
    """Return the limits that ``texts`` name, in their order.

    Args:
        texts: each one limit, or several separated by commas.
        benchmark: the tables.
        dataset: whose costs.
        metric: of a device that is named without one.
        costs: the costs that a number without a name may mean.

    Raises:
        ConfigurationError: for a text that is no limit, a number that means none or several of ``costs``, or a cost
            that is limited twice.
        UnknownNameError: for an unknown device, metric or size.
        DataError: for an added device without costs for ``dataset``.
    """
    limits: list[Limit] = []
    for text in (part for each in texts for part in split_list(each) or [""]):
        name, equals, number = (piece.strip() for piece in text.rpartition("="))
        most = finite_number(number)
        if math.isnan(most) or bool(name) != bool(equals):
            raise ConfigurationError(f"no limit '{text}': write a number, or DEVICE=NUMBER such as raspi4=20,fpga=4")
        limit = Limit(_named(name, benchmark, dataset, metric) if name else _only(costs, number), most)
        if any(limit.cost.name == other.cost.name for other in limits):
            raise ConfigurationError(f"{limit.cost.label} is limited twice")
        limits.append(limit)
    return tuple(limits)


def _named(name: str, benchmark: Benchmark, dataset: str, metric: str) -> TableObjective:
    if name in EXACT_COLUMNS and name in benchmark.columns(dataset):
        unit = benchmark.describe(name, dataset).unit
        values = benchmark.column(name, dataset)
        return TableObjective(name, f"{name} ({unit})" if unit else name, values, benchmark.space)
    device, of = split_head(name)
    if of is None and "+" in metric:
        raise ConfigurationError(f"say which metric is limited: {device}:{metric.split('+')[0]}=NUMBER")
    return hardware_cost(benchmark, dataset, device, of or metric)


def _only(costs: Sequence[TableObjective], number: str) -> TableObjective:
    if len(costs) == 1:
        return costs[0]
    what = "which of the costs it limits" if costs else "whose cost it limits"
    raise ConfigurationError(f"the limit {number} does not say {what}: write DEVICE={number}, or give one --device")
