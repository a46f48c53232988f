"""A problem of this package as an Optuna objective, in the shape of OptunaHub's benchmark problems.

``search_space``, ``directions``, ``evaluate``, ``evaluate_constraints`` and the call are those of
``optunahub.benchmarks.BaseProblem`` (optunahub 0.5), which need not be installed: it brings clients of Git and GitHub.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from suite.adapters.optuna_space import StudyDirection, TrialPruned, code_of, search_space
from suite.benchmark import Benchmark, load_benchmark
from suite.objectives.limits import Limit, parse_limits
from suite.objectives.problem import Problem
from suite.objectives.table import TableObjective
from suite.study.problem import problem_of
from suite.study.setting import Setting

UNMEASURED = 1e9
"""Constraint value of an architecture whose limited cost was not measured; Optuna's storages take no infinity."""


class OptunaProblem:
    """Error and hardware costs as what an Optuna study minimises.

    ``study.optimize(problem, n_trials=100)`` with ``optuna.create_study(directions=problem.directions)``. A trial whose
    architecture has no value in a column (not measured on the device) is pruned. Limits are constraints: Optuna from
    5.0 on keeps them with the trial; earlier samplers take ``constraints_func=problem.constraints_func``.

    Args:
        problem: what to minimise.
        limits: costs that must not be exceeded, objectives or not.
    """

    def __init__(self, problem: Problem, limits: Sequence[Limit] = ()) -> None:
        self.problem, self.limits = problem, tuple(limits)

    @classmethod
    def of_tables(
        cls,
        dataset: str,
        device: str | None = None,
        metric: str = "latency",
        *,
        fitness: str = "valid@200",
        limits: Sequence[str] = (),
        benchmark: Benchmark | None = None,
        data_dir: str | Path | None = None,
        source: str = "auto",
    ) -> Self:
        """Return the problem of a data set and devices, all as on the command line (docs/language.md).

        Args:
            dataset: whose accuracies and costs.
            device: "raspi4", "each:raspi4,fpga", ...; None for the error alone.
            metric: "latency", "energy" or "latency+energy".
            fitness: the accuracy whose error is minimised.
            limits: such as "raspi4=20,fpga:energy=4"; a number alone limits the one cost.
            benchmark: the tables; default those of ``data_dir`` and ``source``, as of :func:`suite.load_benchmark`.
            data_dir, source: see there.

        Raises:
            SuiteError: for unknown names and texts that cannot be read, and for test accuracy, which selects nothing.
        """
        tables = benchmark or load_benchmark(data_dir, source)
        problem = problem_of(Setting(dataset, fitness, device, metric), tables)
        costs = [each for each in problem.objectives[1:] if isinstance(each, TableObjective)]
        return cls(problem, parse_limits(limits, tables, dataset, metric, costs))

    @property
    def search_space(self) -> dict[str, Any]:
        """Parameter -> distribution: an operation for each edge."""
        return dict(search_space(self.problem.space))

    @property
    def directions(self) -> list[StudyDirection]:
        """All objectives are minimised: error in per cent, costs in their unit."""
        return [StudyDirection.MINIMIZE] * self.problem.n_objectives

    @property
    def metric_names(self) -> list[str]:
        """Names of the objectives, for ``study.set_metric_names``."""
        return list(self.problem.names)

    def evaluate(self, params: Mapping[str, Any]) -> float | tuple[float, ...]:
        """Return the objective, or several, of an architecture; NaN where not measured.

        Raises:
            ArchitectureError: for parameters that are no architecture.
        """
        values = self.problem(code_of(params, self.problem.space))[0]
        return float(values[0]) if len(values) == 1 else tuple(map(float, values))

    def evaluate_constraints(self, params: Mapping[str, Any]) -> dict[str, float]:
        """Return limited cost -> by how much the limit is exceeded, at most 0 where it is kept."""
        found = {}
        for limit in self.limits:
            over = float(limit.cost(code_of(params, self.problem.space))[0]) - limit.most
            found[limit.cost.name] = UNMEASURED if np.isnan(over) else over
        return found

    def constraints_func(self, trial: Any) -> list[float]:
        """Return the constraints of a finished trial, as the samplers of Optuna 4 want them."""
        return list(self.evaluate_constraints(trial.params).values())

    def __call__(self, trial: Any) -> float | tuple[float, ...]:
        """Return what ``trial`` is worth; its operations are suggested here.

        Raises:
            TrialPruned: for an architecture that was not measured.
        """
        params = {name: trial.suggest_categorical(name, each.choices) for name, each in self.search_space.items()}
        if hasattr(trial, "set_constraint"):
            for name, over in self.evaluate_constraints(params).items():
                trial.set_constraint(name, over)
        values = self.evaluate(params)
        if np.isnan(values).any():
            raise TrialPruned("not measured in every column")
        return values
