"""The runs of a study: which searches, on which tables, within which limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from suite.algorithms import registry
from suite.comparison.problems import OpenBenchmark
from suite.comparison.study import MEDIAN_LIMIT, ComparisonStudy, StudyMethod, StudyProblem, quantile_of
from suite.errors import ConfigurationError
from suite.objectives.predicted import AnyBenchmark
from suite.ofa import OFABenchmark
from suite.study.problem import judged_problem
from suite.study.setting import Setting
from suite.study.spec import RunSpec

Runs = dict[tuple[str, str], list[RunSpec]]
"""Problem and method -> the runs, seed by seed."""


def run_specs(study: ComparisonStudy, benchmark: OpenBenchmark) -> Runs:
    """Return the runs of every method that is not imported, problem by problem.

    Raises:
        SuiteError: for a method that cannot join a problem, with the remedy.
    """
    found: Runs = {}
    for problem in study.problems:
        limit = problem_limit(study, problem, benchmark(problem.dataset))
        for method in study.methods:
            if not method.imported:
                spec = run_spec(study, problem, method, limit)
                found[problem.name, method.label] = [_with_seed(spec, seed) for seed in range(study.seeds_of(method))]
    return found


def run_spec(study: ComparisonStudy, problem: StudyProblem, method: StudyMethod, limit: float | None) -> RunSpec:
    """Return the run of a method on a problem with seed 0.

    Args:
        study: the comparison.
        problem: one of its problems.
        method: one of its methods.
        limit: the problem's cost limit (:func:`problem_limit`).

    Raises:
        ConfigurationError: for a method of one objective without a formulation, or one that needs a limit where there
            is none.
    """
    if (
        registry.get(method.algorithm).n_objectives[1] == 1
        and problem.device is not None
        and method.formulation is None
    ):
        raise ConfigurationError(
            f"{method.algorithm} takes one objective, and {problem.name} has several: give a formulation, such as "
            '--formulation weighted-sum:0.5 or, in the study\'s file, formulation = "weighted-sum:0.5"'
        )
    params = dict(method.params)
    if "cost_limit" in registry.parameters(method.algorithm) and "cost_limit" not in params:
        if limit is None:
            raise ConfigurationError(f"{method.algorithm} needs a cost limit, and {problem.name} has no one cost")
        params["cost_limit"] = limit
    return RunSpec(
        experiment=study.experiment,
        algorithm=method.algorithm,
        dataset=problem.dataset,
        device=problem.device,
        metric=problem.metric,
        fitness=study.fitness,
        params=params,
        budget=study.budget_of(method),
        seed=0,
        unmeasured=study.unmeasured,
        formulation=None if problem.device is None else method.formulation_within(limit),
        cost_source=study.cost_source,
    )


def problem_limit(study: ComparisonStudy, problem: StudyProblem, benchmark: AnyBenchmark) -> float | None:
    """Return the cost limit of a problem in its cost's unit; None where there is not exactly one cost.

    A quantile is that of the costs of the cells that count (connected, measured): a cost that some cell has.
    """
    if problem.device is None or "+" in problem.metric or problem.device.startswith("each:"):
        return None
    given = MEDIAN_LIMIT if study.limit is None else study.limit
    if (quantile := quantile_of(given)) is None:
        return float(given)
    if isinstance(benchmark, OFABenchmark):
        return None
    judged = judged_problem(setting_of(study, problem), benchmark)
    costs = judged.values[judged.counted(), -1]
    return float(np.quantile(costs[~np.isnan(costs)], quantile, method="inverted_cdf"))


def setting_of(study: ComparisonStudy, problem: StudyProblem) -> Setting:
    """Return the setting of a problem's searches."""
    return Setting(
        problem.dataset, study.fitness, problem.device, problem.metric, study.unmeasured, cost_source=study.cost_source
    )


def _with_seed(spec: RunSpec, seed: int) -> RunSpec:
    return spec if seed == spec.seed else replace(spec, seed=seed)
