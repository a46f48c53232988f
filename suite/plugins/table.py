"""What another package says of its table: the space, where the numbers lie, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from suite.errors import ConfigurationError
from suite.spaces.grid import GridSpace
from suite.tables.columns import DATASETS, METRIC_UNITS

VALID, TEST = "valid_accuracy", "test_accuracy"
"""Columns of a file: what searches may see, and what is only reported, both in per cent."""

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True)
class EnumeratedTable:
    """An enumerated search space with a file of its accuracies and costs.

    An architecture has one operation at each position; its code is those operations' numbers from 0, as digits.

    The file is CSV (UTF-8) or Parquet, a row an architecture. Columns: ``architecture`` (the digits),
    ``valid_accuracy`` (per cent), ``test_accuracy`` if there is one (reported, never searched on), costs as
    ``<device>_latency_ms``, ``<device>_energy_mj`` or ``<device>_<metric>_<unit>`` for :attr:`metrics`; any other
    column is a score, higher is better (``score:NAME``). An empty cell was not measured; in a search it is infeasible.

    Args:
        name: of the data set, as ``--dataset`` takes it: small letters, digits, hyphens.
        positions: names of the positions, at least one.
        operations: names of the operations, two to ten, the same at every position. Where a position has fewer,
            leave the rows of the others out and set ``complete`` to false.
        file: path of the file.
        title: for readers; default the name.
        edition: of the numbers; part of every record.
        source: where the numbers come from.
        licence: of the numbers.
        metrics: further metrics with their units, such as ``{"memory": "MB"}``.
        estimated: names of cost columns that are estimates; output says so.
        complete: whether the file must have a row for every architecture.

    Raises:
        ConfigurationError: for a name in use or malformed, or a space of no size.
    """

    name: str
    positions: tuple[str, ...]
    operations: tuple[str, ...]
    file: Path
    title: str = ""
    edition: str = "not stated"
    source: str = "not stated"
    licence: str = "not stated"
    metrics: Mapping[str, str] = field(default_factory=dict, hash=False)
    estimated: tuple[str, ...] = ()
    complete: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", Path(self.file))
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise ConfigurationError(f"'{self.name}' is no name of a table: write small letters, digits and hyphens")
        if self.name in DATASETS:
            raise ConfigurationError(f"'{self.name}' is a data set of NAS-Bench-201: choose another name")
        for what, names, most in (("positions", self.positions, 18), ("operations", self.operations, 10)):
            least = 1 if what == "positions" else 2
            if isinstance(names, str) or not least <= len(names) <= most or len(set(names)) < len(names):
                raise ConfigurationError(f"table '{self.name}': give {least} to {most} different names of {what}")
            object.__setattr__(self, what, tuple(names))
        if len(self.operations) ** len(self.positions) > MAXIMUM_SIZE:
            raise ConfigurationError(f"table '{self.name}': a table holds at most {MAXIMUM_SIZE:,} architectures")
        known = [metric for metric in self.metrics if metric in METRIC_UNITS]
        if known:
            raise ConfigurationError(f"table '{self.name}': {known[0]} has its unit already: leave it out of metrics")

    @property
    def label(self) -> str:
        """Its name for readers."""
        return self.title or self.name

    @property
    def units(self) -> dict[str, str]:
        """Metrics that columns may have, with their units: latency, energy and the table's own."""
        return {**METRIC_UNITS, **self.metrics}

    def space(self) -> GridSpace:
        """Return the search space; architectures in lexicographic order of their codes."""
        space = GridSpace(len(self.positions), len(self.operations), tuple(self.operations))
        space.name = self.name
        return space


MAXIMUM_SIZE = 10_000_000
"""Architectures of a table: beyond it the columns of a search no longer fit into memory comfortably."""
