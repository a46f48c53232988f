"""What a comparison found, as plain numbers: the one input of its tables, figures and pages.

A *problem* is data set x device x metric, or the fitness alone. A *study* is methods x problems x seeds with one
fitness and one budget. A *measure* is a number of one run, the smaller the better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

AXES = ("queries", "distinct", "seconds")
"""What a budget can be counted in: evaluations, distinct architectures, simulated seconds."""

MEASURES = {
    "hypervolume_regret": "hypervolume regret",
    "returned_hypervolume_regret": "hypervolume regret of what is returned",
    "igd_plus": "IGD+",
    "additive_epsilon": "additive epsilon",
    "r2": "R2",
    "error_regret": "error regret (points)",
    "limit_regret": "error regret within the limit (points)",
}
"""Measure -> its name for people; the smaller the better, all of them."""

RUN_COLUMNS = (
    "problem", "method", "seed", *MEASURES, "queries", "distinct", "simulated_hours", "stop", "best_index",
    "best_accuracy", "test_accuracy", "imported",
)  # fmt: skip
"""Columns of :attr:`Results.runs`."""


@dataclass(frozen=True, eq=False)
class ComparedProblem:
    """One problem with its exact front.

    Attributes:
        name: such as "cifar10-raspi4-latency"; keys of everything in :class:`Results`.
        title: for people, such as "CIFAR-10, Raspberry Pi 4, latency".
        dataset: its name.
        device: as the text language writes it; "" for the fitness alone.
        metric: "latency", "energy", "latency+energy", ...; "" for the fitness alone.
        unit: of the cost; "" for several costs, relative ones or none.
        front_indices: ``(k,)`` architectures of the exact front that counts (connected cells); empty where the front
            is a best-known one, whose networks have no index.
        front_values: ``(k, m)`` their objectives: error, then the costs.
        labels: ``m`` texts with units, for axes.
        ideal: ``(m,)`` of that front.
        nadir: ``(m,)`` of that front.
        limit: cost limit that methods which take one are told; None where there is not one cost.
    """

    name: str
    title: str
    dataset: str
    device: str
    metric: str
    unit: str
    front_indices: Indices
    front_values: Floats
    labels: tuple[str, ...]
    ideal: Floats
    nadir: Floats
    limit: float | None = None


@dataclass(frozen=True, eq=False)
class Curve:
    """The regret of all runs of one method on one problem against one budget.

    Attributes:
        budget: ``(k,)`` increasing, the same for all methods of a problem.
        regret: ``(n, k)`` of the main measure, a row per run in the order of seeds. Beyond the end of a run it is NaN
            where the budget ended it, and its last value where the method had finished by itself.
    """

    budget: Floats
    regret: Floats


@dataclass(frozen=True, eq=False)
class Results:
    """A whole comparison.

    Attributes:
        name: of the study; names of files begin with it.
        title: what was compared, in one sentence.
        problems: in order.
        methods: names in order, as tables write them.
        runs: one row per run with the columns :data:`RUN_COLUMNS`; a measure that is not defined is NaN.
        curves: axis -> problem -> method -> curve; an axis that a fitness does not know (seconds) is missing.
        sets: problem -> method -> one array of architecture indices per run, in the order of seeds: the front of all
            that the run evaluated. Empty where architectures have no index.
        main: the measure that curves show and tables are ordered by.
        notes: sentences that a reader of any table needs.
        provenance: versions, tables, budget, total compute, the study's text; JSON-serialisable.
        imported: the methods whose runs were made elsewhere.
        surrogate: whether the tables are the embedded stand-in.
    """

    name: str
    title: str
    problems: tuple[ComparedProblem, ...]
    methods: tuple[str, ...]
    runs: pd.DataFrame
    curves: Mapping[str, Mapping[str, Mapping[str, Curve]]]
    sets: Mapping[str, Mapping[str, list[Indices]]]
    main: str
    notes: tuple[str, ...]
    provenance: Mapping[str, Any]
    imported: tuple[str, ...] = ()
    surrogate: bool = False

    def problem(self, name: str) -> ComparedProblem:
        """Return a problem by its name.

        Raises:
            UnknownNameError: for another name.
        """
        for each in self.problems:
            if each.name == name:
                return each
        raise did_you_mean(name, [each.name for each in self.problems], "problem")

    def scores(self, measure: str | None = None) -> dict[str, dict[str, Floats]]:
        """Return problem -> method -> ``(runs,)``, in the order of problems, methods and seeds.

        Args:
            measure: one of :data:`MEASURES`; by default the main one.

        Returns:
            Problems on which the measure is defined for no run are left out.

        Raises:
            UnknownNameError: for another measure.
        """
        measure = self.main if measure is None else measure
        if measure not in MEASURES:
            raise did_you_mean(measure, MEASURES, "measure")
        grouped = {
            (str(problem), str(method)): rows[measure].to_numpy(dtype=np.float64)
            for (problem, method), rows in self.runs.sort_values("seed", kind="stable").groupby(["problem", "method"])
        }
        found: dict[str, dict[str, Floats]] = {}
        for problem in (each.name for each in self.problems):
            scores = {method: grouped[problem, method] for method in self.methods if (problem, method) in grouped}
            if any(np.isfinite(values).any() for values in scores.values()):
                found[problem] = scores
        return found

    def defined(self) -> tuple[str, ...]:
        """Return the measures that some run has a number of, the main one first."""
        known = [measure for measure in MEASURES if self.runs[measure].notna().any()]
        return tuple(sorted(known, key=lambda measure: measure != self.main))
