"""What one recorded run is worth: indicators against the exact front, and the best architecture with its test accuracy.

Everything a run evaluated counts, not only what the method returns: all methods are measured by one rule. Test accuracy
is looked up afterwards for the architecture that the search's own fitness ranks best; it selects nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.analysis.anytime import BudgetAxes, anytime_best, budget_axes
from suite.analysis.front_scale import FrontScale
from suite.analysis.fronts import front_members
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows
from suite.objectives import Problem
from suite.objectives.problem import ALL_CELLS
from suite.ofa.best_known import BestKnownFront
from suite.study.cost import evaluation_seconds
from suite.study.problem import judged_problem
from suite.study.record import Record
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]
REPORTED_PROTOCOL = "test@200:mean"


@dataclass(frozen=True)
class Evaluation:
    """One run in numbers.

    Attributes:
        hypervolume_regret: ``1 - HV / HV(exact front)``; None for a search with one objective.
        hypervolume_regret_1: the same by reference 1, whose front is that of all cells, disconnected ones too; None
            unless there are two objectives.
        igd_plus: mean normalised distance to the exact front; None for one objective.
        additive_epsilon: None for one objective.
        error_regret: fitness error of the best architecture minus that of the best one in the space (within the cost
            limit, if any); infinite if the run found no feasible one.
        best_index: the architecture with the lowest fitness error (within the limit), the first found; -1 if none.
        best_accuracy: 100 minus its fitness error, per cent; NaN if none or if the fitness is a score or simulated.
        test_accuracy: its accuracy by :data:`REPORTED_PROTOCOL`, per cent, reported only; NaN if none.
    """

    hypervolume_regret: float | None
    hypervolume_regret_1: float | None
    igd_plus: float | None
    additive_epsilon: float | None
    error_regret: float
    best_index: int
    best_accuracy: float
    test_accuracy: float


class Evaluator:
    """Measures the runs of one search setting; what depends on the setting alone is computed once.

    A fitness with stages is measured by the last one, a fitness drawn per seed by the table of the run's own seed.
    Where the search itself trains what it sees (a live supernet), what the method returns is measured, by
    :data:`JUDGE`.

    Args:
        spec: any run of the setting (dataset, device, metric, fitness and handling of unmeasured costs count).
            Costs are the tables', also where the search saw estimated ones.
        benchmark: the tables.
        cost_limit: errors count only where the hardware cost is at most this, in its unit.

    Attributes:
        exact_front: ``(k, m)`` the front that sets are measured against, that of connected cells.
        reference: ideal, nadir and reference point of it.
        scale: of the indicators; None where runs are not measured by their fronts.
        seconds: ``(size,)`` simulated cost of evaluating each architecture; None where the fitness needs no training.
        is_accuracy: whether 100 minus a fitness error is an accuracy.
        test_accuracies: ``(size,)`` by :data:`REPORTED_PROTOCOL`, reported only.
        returned_only: whether only what the method returns is measured, rather than all that it evaluated.

    Raises:
        ConfigurationError: for a cost limit without a device, one that no architecture keeps, no feasible architecture,
            or an exact front without a volume, as where hardly any costs are known.
    """

    scale: FrontScale | None = None
    best_known: BestKnownFront | None = None
    """The front in the place of the exact one, where that is not known (:mod:`suite.analysis.predicted`)."""

    def __init__(self, spec: RunSpec, benchmark: Benchmark, cost_limit: float | None = None) -> None:
        fitness = spec.fitness
        self.problem: Problem = judged_problem(spec, benchmark)
        self.cost_limit = cost_limit
        self.values: Floats = self.problem.values
        self.exact_front: Floats = self.values[self.problem.reference_front()]
        errors = np.where(feasible_rows(self.values), self.values[:, 0], np.nan)
        if cost_limit is not None:
            if self.values.shape[1] != 2:
                remedy = "give --device" if spec.device is None else "choose one metric, and one device, worst: or sum:"
                raise ConfigurationError(f"a cost limit needs a device, and one cost: {remedy}")
            errors = np.where(self.values[:, 1] <= cost_limit, errors, np.nan)
            if np.isnan(errors).all():
                raise ConfigurationError(f"no architecture has a cost of {cost_limit:g} or less: raise the cost limit")
        self.errors: Floats = errors
        self.optimum = float(np.nanmin(errors))
        self.reference = self.problem.reference()
        self.scale = FrontScale(self.problem) if self.by_front else None
        # beside it the former reference; with more costs it would double the time of every evaluation
        two = self.values.shape[1] == 2
        self._all_cells = FrontScale(self.problem, version=ALL_CELLS) if self.by_front and two else None
        if self.scale is not None and not self.scale.best_volume > 0:
            raise ConfigurationError(
                f"the exact front spans no volume ({len(self.exact_front)} point(s) of "
                f"{int((~np.isnan(errors)).sum()):,} feasible architectures): a device needs more measured cells"
            )
        self.seconds = evaluation_seconds(spec, benchmark)
        self.is_accuracy = fitness.is_accuracy or fitness.live is not None
        self.returned_only = fitness.live is not None
        self._spec, self._benchmark = spec, benchmark
        self._others: dict[int, Evaluator] | None = {} if fitness.drawn and fitness.live is None else None
        self.test_accuracies = benchmark.accuracy(np.arange(benchmark.space.size), spec.dataset, REPORTED_PROTOCOL)

    def table(self, record: Record) -> Floats:
        """Return the values ``(k, m)`` of what the arrays of ``record`` number: all architectures."""
        return self.values

    @property
    def by_front(self) -> bool:
        """Whether runs are measured by their fronts (hypervolume regret) or by the best error found."""
        return self.values.shape[1] > 1 and self.cost_limit is None

    @property
    def measure(self) -> str:
        """Name of the quantity that :meth:`curve` follows."""
        return "hypervolume regret" if self.by_front else "error regret"

    def of(self, record: Record) -> Evaluator:
        """Return the evaluator of the run: this one, or another where the fitness is drawn per seed."""
        seed = record.spec.seed
        if self._others is None or seed == self._spec.seed:
            return self
        if seed not in self._others:
            self._others[seed] = Evaluator(replace(self._spec, seed=seed), self._benchmark, self.cost_limit)
        return self._others[seed]

    def _measured(self, record: Record) -> NDArray[np.int64]:
        """Return all that the run evaluated; of a live supernet no verdict is kept: what the method returns."""
        return (record.recommended if self.returned_only else record.indices).astype(np.int64)

    def front(self, record: Record) -> NDArray[np.int64]:
        """Return the architectures ``(k,)`` on the front of everything that the run evaluated, fastest first."""
        if (other := self.of(record)) is not self:
            return other.front(record)
        indices = self._measured(record)
        return front_members(indices, self.values[indices])

    def evaluate(self, record: Record) -> Evaluation:
        """Return the run in numbers."""
        if (other := self.of(record)) is not self:
            return other.evaluate(record)
        indices = self._measured(record)
        errors = self.errors[indices]
        found = not np.isnan(errors).all()
        best = int(indices[np.nanargmin(errors)]) if found else -1
        regret = float(self.errors[best] - self.optimum) if found else float("inf")
        measures = ("hypervolume_regret", "hypervolume_regret_1", "igd_plus", "additive_epsilon")
        by_front: dict[str, Any] = dict.fromkeys(measures)
        if self.scale is not None:
            met = np.unique(indices)
            by_front = {
                "hypervolume_regret": self.scale.regret(met),
                "hypervolume_regret_1": None if self._all_cells is None else self._all_cells.regret(met),
                "igd_plus": self.scale.igd_plus(met),
                "additive_epsilon": self.scale.additive_epsilon(met),
            }
        return Evaluation(
            **by_front,
            error_regret=regret,
            best_index=best,
            best_accuracy=100.0 - float(self.errors[best]) if found and self.is_accuracy else float("nan"),
            test_accuracy=float(self.test_accuracies[best]) if found else float("nan"),
        )

    def curve(self, record: Record) -> tuple[BudgetAxes, Floats]:
        """Return the budgets spent and the regret after each query, both ``(queries,)``.

        The regret is that of the hypervolume, or of the best error with one objective or a cost limit (infinite until
        the first feasible architecture).
        """
        if (other := self.of(record)) is not self:
            return other.curve(record)
        indices = record.indices.astype(np.int64)
        axes = budget_axes(indices, None if self.seconds is None else self.seconds[indices], record.spec.budget.charge)
        if self.scale is not None:
            return axes, 1.0 - self.scale.anytime_share(indices)
        return axes, anytime_best(self.errors[indices]) - self.optimum
