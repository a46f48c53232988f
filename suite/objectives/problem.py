"""Several objectives together: what an algorithm is given, its exact Pareto front and its fixed reference point."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows
from suite.objectives.table import Objective, ReportedMetric, TableObjective
from suite.spaces.base import Indices, SearchSpace

Floats = NDArray[np.float64]

REFERENCE_FACTOR = 1.1
"""Reference point in normalised objectives: 0 is the ideal, 1 the nadir of the exact front."""

ALL_CELLS, CONNECTED = 1, 2
"""Versions of the reference: from the exact front of all architectures, or of those whose input reaches their output.

A cell without a path from input to output guesses, at next to no cost. Where it is on the front of all cells, its
chance accuracy is the nadir, and a point of error weighs a twelfth of what it weighs on another device.
"""
REFERENCE_VERSION = CONNECTED
"""What sets are judged by, unless another version is asked for by name."""
_FRONTS = {ALL_CELLS: "all cells, disconnected ones too", CONNECTED: "connected cells"}


@dataclass(frozen=True, eq=False)
class Reference:
    """Normalisation and hypervolume reference point of a problem, from the exact front of the whole space.

    Attributes:
        ideal: ``(m,)`` best value of each objective on the exact front, in physical units.
        nadir: ``(m,)`` worst value of each objective on the exact front.
        point: ``(m,)`` the reference point, ``ideal + 1.1 * (nadir - ideal)``.
        version: which architectures make the front, :data:`CONNECTED` or :data:`ALL_CELLS`.
    """

    ideal: Floats
    nadir: Floats
    point: Floats
    version: int = REFERENCE_VERSION

    def normalise(self, values: Floats) -> Floats:
        """Return ``values`` with 0 at the ideal and 1 at the nadir; an objective without range keeps its scale."""
        span = self.nadir - self.ideal
        return (values - self.ideal) / np.where(span > 0, span, 1.0)

    @property
    def sha256(self) -> str:
        """Short hash of the point, published beside it."""
        return hashlib.sha256(np.ascontiguousarray(self.point, dtype="<f8").tobytes()).hexdigest()[:16]


def describe_reference(version: int = REFERENCE_VERSION, factor: float = REFERENCE_FACTOR) -> str:
    """Return what a table says of its reference: version, architectures, and the point.

    Raises:
        ConfigurationError: for an unknown version.
    """
    _check_version(version)
    return f"reference {version}: ideal and nadir of the exact front of {_FRONTS[version]}, point {factor:g}"


def _check_version(version: int) -> None:
    if version not in _FRONTS:
        raise ConfigurationError(
            f"no version {version} of the reference: use {CONNECTED} (connected cells) or {ALL_CELLS} (all)"
        )


class Problem:
    """Objectives that are minimised together.

    Args:
        objectives: one or more objectives over one space.
        space: needed only where no objective is a table.

    Raises:
        ConfigurationError: for no objective, objectives over different spaces, or a metric that is only reported.
    """

    def __init__(self, objectives: Sequence[Objective], space: SearchSpace | None = None) -> None:
        if not objectives:
            raise ConfigurationError("a problem needs at least one objective")
        for objective in objectives:
            if isinstance(objective, ReportedMetric):
                raise ConfigurationError(f"'{objective.name}' is only reported: test accuracy selects nothing")
        spaces = [objective.space for objective in objectives if isinstance(objective, TableObjective)]
        if space is not None:
            spaces.append(space)
        if not spaces or any(other is not spaces[0] for other in spaces):
            raise ConfigurationError("the objectives of a problem must be over one search space")
        self.objectives = tuple(objectives)
        self.space: SearchSpace = spaces[0]

    @property
    def n_objectives(self) -> int:
        """Number of objectives, m."""
        return len(self.objectives)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the objectives."""
        return tuple(objective.name for objective in self.objectives)

    def __call__(self, codes: ArrayLike) -> Floats:
        """Return the objective values ``(n, m)``, minimised; a row with NaN is infeasible."""
        if self.is_tabular:
            return self.values[self.space.index(codes)]
        return np.stack([objective(codes) for objective in self.objectives], axis=1)

    @cached_property
    def is_tabular(self) -> bool:
        """Whether every objective has a known value for every architecture."""
        return all(isinstance(objective, TableObjective) for objective in self.objectives)

    @cached_property
    def values(self) -> Floats:
        """All values, ``(space.size, m)``, read-only.

        Raises:
            ConfigurationError: if an objective is not a table (such as a network trained on demand).
        """
        tables = [objective for objective in self.objectives if isinstance(objective, TableObjective)]
        if len(tables) != len(self.objectives):
            raise ConfigurationError("this problem cannot be enumerated: an objective is not a table")
        values = np.stack([table.values for table in tables], axis=1)
        values.flags.writeable = False
        return values

    def exact_front(self) -> Indices:
        """Return the indices of the Pareto front of the enumerated space, by the first objective, ascending.

        Architectures with equal values are all kept.
        """
        return self._fronts(ALL_CELLS)

    def reference_front(self, version: int = REFERENCE_VERSION) -> Indices:
        """Return the front that a version of the reference is made from, in the order of :meth:`exact_front`."""
        return self._fronts(version)

    def counted(self, version: int = REFERENCE_VERSION) -> NDArray[np.bool_]:
        """Return which architectures ``(size,)`` count in a set that is judged by a version of the reference.

        Raises:
            ConfigurationError: for an unknown version.
        """
        _check_version(version)
        return self.space.connected() if version == CONNECTED else np.ones(len(self.values), dtype=np.bool_)

    def _fronts(self, version: int) -> Indices:
        if version not in self._kept_fronts:
            self._kept_fronts[version] = self._front_of(version)
        return self._kept_fronts[version]

    @cached_property
    def _kept_fronts(self) -> dict[int, Indices]:
        return {}

    def _front_of(self, version: int) -> Indices:
        import moocore

        rows = np.flatnonzero(feasible_rows(self.values) & self.counted(version))
        if len(rows) == 0:
            which = "architecture" if version == ALL_CELLS else "connected architecture"
            raise ConfigurationError(
                f"no {which} is feasible: none has a value in every column; choose other devices or metrics"
            )
        keep = moocore.is_nondominated(self.values[rows], keep_weakly=True)
        front = rows[keep].astype(np.int64)
        order = np.lexsort((front, *self.values[front].T[::-1]))
        return np.asarray(front[order])

    def reference(self, factor: float = REFERENCE_FACTOR, version: int = REFERENCE_VERSION) -> Reference:
        """Return ideal, nadir and reference point of the exact front; fixed for given tables and objectives.

        Args:
            factor: where the point lies in normalised objectives.
            version: which architectures make the front.
        """
        values = self.values[self.reference_front(version)]
        ideal, nadir = values.min(axis=0), values.max(axis=0)
        return Reference(ideal, nadir, ideal + factor * (nadir - ideal), version)
