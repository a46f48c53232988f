"""From a specification to the problem that the algorithm is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from suite.algorithms import registry
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives import Problem, TableObjective
from suite.objectives.costs import BOTH, TABLE, cost_objectives
from suite.objectives.fitness import parse_fitness
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.formulations import Formulation
from suite.objectives.live import LIVE, LiveSettings, live_objective
from suite.objectives.stand_in import draw_seed, fitness_objectives, score_hash
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS, METRICS, check_name

_CACHE: dict[tuple[object, ...], Problem] = {}
_CACHE_SIZE = 64


def problem_for(spec: RunSpec, benchmark: Benchmark) -> Problem:
    """Return the problem of ``spec`` on ``benchmark``; equal problems are made once per process.

    Objectives: the proxy error (one per stage of a staged fitness), then the hardware costs if a device is given; one
    objective if ``scalarise``, unless the run itself has to find out what is minimised (:mod:`suite.study.formulated`).
    A fitness or an estimated cost that is drawn per seed makes a problem per seed.

    Raises:
        UnknownNameError: for an unknown dataset, device, metric or score column.
        ConfigurationError: for an accuracy that may not be searched on, or arguments that do not go together.
    """
    key = (
        benchmark.data_hash, benchmark.space.name, spec.dataset, spec.device, spec.metric, spec.accuracy,
        spec.unmeasured, spec.scalarise, spec.cost,
        spec.seed if parse_fitness(spec.accuracy).drawn or spec.cost != TABLE else None,
        score_hash(benchmark, spec.dataset, spec.accuracy),
    )  # fmt: skip
    if parse_fitness(spec.accuracy).live is not None:
        return _build(spec, benchmark)  # it changes while a run goes on: every run has its own
    problem = _CACHE.get(key)
    if problem is None:
        problem = _build(spec, benchmark)
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        _CACHE[key] = problem
    return problem


def _build(spec: RunSpec, benchmark: Benchmark) -> Problem:
    check_name(spec.dataset, DATASETS, "dataset")
    if (live := parse_fitness(spec.accuracy).live) is not None:
        return _live_problem(spec, benchmark, live)
    proxies = fitness_objectives(benchmark, spec.dataset, spec.accuracy, spec.seed)
    if spec.device is None:
        check_name(spec.metric, (*METRICS, BOTH), "metric")
        if spec.scalarise is not None:
            raise ConfigurationError("a cost limit or formulation needs a device: give --device")
        if spec.cost != TABLE:
            raise ConfigurationError(f"an estimated cost ({spec.cost}) needs a device: give --device")
        return Problem(proxies)
    costs = cost_objectives(
        benchmark, spec.dataset, spec.device, spec.metric, spec.unmeasured, spec.cost, seed=spec.seed
    )
    if len(proxies) > 1:  # its columns are stages of one objective; a cost beside them would be taken for a stage
        raise ConfigurationError("a staged fitness goes with no hardware cost: leave --device and --cost-limit out")
    if spec.scalarise is None:
        return Problem([*proxies, *costs])
    formulation = parse_formulation(spec.scalarise)
    formulation.check_costs(len(costs))
    if formulation.kind == "weighted-product" and parse_fitness(spec.accuracy).column is not None:
        raise ConfigurationError(
            "a weighted product multiplies an accuracy in per cent: search on valid@200, not a score"
        )
    return Problem([*proxies, *costs] if formulation.by_run else [scalarised(proxies[0], costs, formulation)])


def _live_problem(spec: RunSpec, benchmark: Benchmark, settings: LiveSettings) -> Problem:
    if spec.scalarise is not None:
        raise ConfigurationError(f"{LIVE} goes with no cost limit or formulation: leave them out")
    shared = registry.get(spec.algorithm).shared_weights
    if shared.stages and spec.device is not None:  # said before anything is trained
        raise ConfigurationError(f"{spec.algorithm} searches on its supernets' accuracy alone: leave --device out")
    seed = int(draw_seed(spec.accuracy, spec.dataset, spec.seed).generate_state(1)[0])
    costs: Sequence[TableObjective] = ()
    if spec.device is not None:
        costs = cost_objectives(
            benchmark, spec.dataset, spec.device, spec.metric, spec.unmeasured, spec.cost, seed=spec.seed
        )
    elif spec.cost != TABLE:
        raise ConfigurationError(f"an estimated cost ({spec.cost}) needs a device: give --device")
    return Problem([live_objective(benchmark, spec.dataset, settings, seed, shared), *costs], benchmark.space)


def scalarised(proxy: TableObjective, costs: Sequence[TableObjective], formulation: Formulation) -> TableObjective:
    """Return proxy error and hardware costs as one objective; what is infeasible in one column stays infeasible."""
    return TableObjective(
        name="_".join([formulation.text, proxy.name, *(cost.name for cost in costs)]),
        label=f"{formulation.describe()}; error: {proxy.label}; cost: {', '.join(cost.label for cost in costs)}",
        values=formulation.values(proxy.values, np.stack([cost.values for cost in costs], axis=1)),
        space=proxy.space,
    )
