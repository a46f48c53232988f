"""From a specification to the problem that the algorithm is given."""

from __future__ import annotations

import math

import numpy as np

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives import Problem, TableObjective, hardware_cost
from suite.objectives.fitness import parse_fitness
from suite.objectives.stand_in import fitness_objectives
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS, DEVICES, METRICS, check_name

PENALTY_PER_PERCENT = 1.0
"""Points of error per per cent by which the cost exceeds its limit (a choice: the papers give no constant)."""

_CACHE: dict[tuple[object, ...], Problem] = {}
_CACHE_SIZE = 64


def problem_for(spec: RunSpec, benchmark: Benchmark) -> Problem:
    """Return the problem of ``spec`` on ``benchmark``; equal problems are made once per process.

    Objectives: the proxy error (one per stage of a staged fitness), then the hardware cost if a device is given; one
    penalised objective if ``scalarise``. A fitness that is drawn per seed makes a problem per seed.

    Raises:
        UnknownNameError: for an unknown dataset, device, metric or score column.
        ConfigurationError: for an accuracy that may not be searched on, or arguments that do not go together.
    """
    key = (
        benchmark.data_hash, benchmark.space.name, spec.dataset, spec.device, spec.metric, spec.accuracy,
        spec.unmeasured, spec.scalarise, spec.seed if parse_fitness(spec.accuracy).drawn else None,
    )  # fmt: skip
    problem = _CACHE.get(key)
    if problem is None:
        problem = _build(spec, benchmark)
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        _CACHE[key] = problem
    return problem


def _build(spec: RunSpec, benchmark: Benchmark) -> Problem:
    check_name(spec.dataset, DATASETS, "dataset")
    check_name(spec.metric, METRICS, "metric")
    proxies = fitness_objectives(benchmark, spec.dataset, spec.accuracy, spec.seed)
    if spec.device is None:
        if spec.scalarise is not None:
            raise ConfigurationError("a cost limit needs a device: give --device")
        return Problem(proxies)
    check_name(spec.device, DEVICES, "device")
    cost = hardware_cost(benchmark, spec.dataset, spec.device, spec.metric, spec.unmeasured)
    if len(proxies) > 1:  # its columns are stages of one objective; a cost beside them would be taken for a stage
        raise ConfigurationError("a staged fitness goes with no hardware cost: leave --device and --cost-limit out")
    if spec.scalarise is None:
        return Problem([*proxies, cost])
    return Problem([scalarised(proxies[0], cost, spec.scalarise)])


def scalarised(proxy: TableObjective, cost: TableObjective, how: str) -> TableObjective:
    """Return proxy error and hardware cost as one objective.

    ``constrained:LIMIT`` adds a penalty in proportion to the relative excess over the limit, in the cost's unit: one
    point of error per per cent. Within the limit nothing is added; an infeasible architecture stays infeasible.

    Raises:
        ConfigurationError: for another form, or a limit that is not a positive number.
    """
    kind, _, text = how.partition(":")
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if kind != "constrained" or not (math.isfinite(limit) and limit > 0):
        raise ConfigurationError(
            f"cannot scalarise by '{how}': write constrained:LIMIT with a positive limit, e.g. constrained:4.5"
        )
    penalty = PENALTY_PER_PERCENT * 100.0 * np.maximum(0.0, cost.values / limit - 1.0)
    return TableObjective(
        name=f"{proxy.name}_{cost.name}_limit_{limit:g}",
        label=f"{proxy.label} + penalty above {limit:g} of {cost.label}",
        values=proxy.values + penalty,
        space=proxy.space,
    )
