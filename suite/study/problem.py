"""The one road from a specification to a problem: the one that a run searched, and the one that it is judged on.

====================  =============================================================================================
``searched_problem``  what the algorithm is given: fitness columns and costs as it sees them, in its formulation
``judged_problem``    what its result is measured on: costs of the tables, no formulation, one fitness column
``problem_of``        the same without a run, for whoever enumerates the space
====================  =============================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from suite.algorithms import registry
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives import Problem, TableObjective
from suite.objectives.costs import cost_objectives, device_hash
from suite.objectives.devices import parse_metric
from suite.objectives.fitness import PREDICTED
from suite.objectives.formulations import Formulation
from suite.objectives.live import LIVE, LiveSettings
from suite.objectives.predicted import AnyBenchmark, predicted_problem
from suite.objectives.stand_in import draw_seed, fitness_objectives, score_hash
from suite.ofa import OFA_SPACES, OFABenchmark
from suite.study.setting import Setting, setting_of
from suite.study.spec import RunSpec
from suite.tables.columns import METRICS, check_name

_CACHE: dict[tuple[object, ...], Problem] = {}
_CACHE_SIZE = 256


def searched_problem(spec: RunSpec, benchmark: AnyBenchmark) -> Problem:
    """Return the problem that a run of ``spec`` searches; see :func:`problem_of` for objectives and errors.

    Where the run trains what it sees (a live supernet), every call makes a problem of its own.
    """
    setting = setting_of(spec)
    if (live := setting.fitness.live) is not None and not isinstance(benchmark, OFABenchmark):
        check_name(setting.dataset, benchmark.datasets, "dataset")
        problem = _live_problem(spec.algorithm, setting, benchmark, live)
    else:
        problem = problem_of(setting, benchmark)
    if setting.formulation is None:
        _check_columns(spec.algorithm, max(1, len(setting.fitness.stages)), problem.n_objectives)
    return problem


def _check_columns(name: str, n_fitness: int, n_objectives: int) -> None:
    """Refuse a fitness of several columns, or costs beside it, where the method would take one for the other."""
    method, n_costs = registry.get(name), n_objectives - n_fitness
    if method.fitness_columns is None:
        if n_fitness > 1 and n_costs:
            raise ConfigurationError("a staged fitness goes with no hardware cost: leave --device and --cost-limit out")
        return
    for n, (low, high), what, remedy in (
        (n_fitness, method.fitness_columns, "fitness", "write --fitness staged:A/B with one for each column"),
        (n_costs, method.cost_columns, "cost", "choose --device and --metric accordingly"),
    ):
        if n < low or (high is not None and n > high):
            wanted = str(low) if low == high else f"{low} or more" if high is None else f"{low} to {high}"
            raise ConfigurationError(f"{name} takes {wanted} {what} column(s), the search has {n}: {remedy}")


def judged_problem(searched: RunSpec | Setting, benchmark: AnyBenchmark) -> Problem:
    """Return the problem that runs of a specification or setting are judged on, whatever they searched.

    See :meth:`.Setting.judged`. A fitness with stages is judged by its last one, so that there is one fitness column.
    """
    setting = searched if isinstance(searched, Setting) else setting_of(searched)
    problem = problem_of(setting.judged(), benchmark)
    stages = setting.fitness.stages
    return Problem(problem.objectives[len(stages) - 1 :]) if stages else problem


def problem_of(setting: Setting, benchmark: AnyBenchmark) -> Problem:
    """Return the problem of ``setting`` on ``benchmark``; equal problems are made once per process.

    Objectives: the fitness error (one per stage of a staged fitness), then the hardware costs if a device is given;
    one objective if there is a formulation, unless the run itself has to find out what is minimised
    (:mod:`suite.study.formulated`). A fitness or an estimated cost that is drawn per seed makes a problem per seed.

    Raises:
        UnknownNameError: for an unknown dataset, device, metric or score column.
        ConfigurationError: for a fitness that may not be searched on or has no table, or arguments that do not go
            together.
    """
    if isinstance(benchmark, OFABenchmark):
        return _predicted(setting, benchmark)
    if setting.fitness.text == PREDICTED:
        raise ConfigurationError(f"the fitness '{PREDICTED}' is for once-for-all spaces: {', '.join(OFA_SPACES)}")
    check_name(setting.dataset, benchmark.datasets, "dataset")
    tables = score_hash(benchmark, setting.dataset, setting.fitness)  # another table may stand under the same name
    devices = device_hash(benchmark, setting.dataset, setting.device, setting.metric)
    seed = setting.seed if setting.drawn else None
    key = (
        benchmark.data_hash, benchmark.space.name, setting.dataset, setting.fitness, setting.device, setting.metric,
        setting.unmeasured, setting.formulation, setting.cost_source, seed, tables, devices,
    )  # fmt: skip
    problem = _CACHE.get(key)
    if problem is None:
        problem = _build(setting, benchmark)
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        _CACHE[key] = problem
    return problem


def _predicted(setting: Setting, benchmark: OFABenchmark) -> Problem:
    if setting.dataset != benchmark.space.name:
        raise ConfigurationError(f"the benchmark is that of {benchmark.space.name}, not of {setting.dataset}")
    if setting.unmeasured != "infeasible":
        raise ConfigurationError(f"costs of {setting.dataset} are predicted for every network: leave --unmeasured out")
    if setting.cost_source.estimated and setting.device is None:
        raise ConfigurationError(f"an estimated cost ({setting.cost_source}) needs a device: give --device")
    seed = setting.seed if setting.drawn else 0
    columns = (setting.fitness, setting.device, setting.metric, setting.formulation, setting.cost_source, seed)
    key = (benchmark.data_hash, *columns)
    if key not in _CACHE:
        _CACHE[key] = predicted_problem(benchmark, *columns)
    return _CACHE[key]


def _build(setting: Setting, benchmark: Benchmark) -> Problem:
    fitness = fitness_objectives(benchmark, setting.dataset, setting.fitness, setting.seed)
    if setting.device is None:
        for metric in parse_metric(setting.metric).split("+"):
            check_name(metric, METRICS if metric in METRICS else tuple(benchmark.metrics), "metric")
        if setting.formulation is not None:
            raise ConfigurationError("a cost limit or formulation needs a device: give --device")
    costs = _costs(setting, benchmark)
    if not costs:
        return Problem(fitness)
    formulation = setting.formulation
    if len(fitness) > 1 and formulation is not None:
        raise ConfigurationError("a staged fitness goes with no formulation: leave it and --cost-limit out")
    if formulation is None:
        return Problem([*fitness, *costs])
    formulation.check_costs(len(costs))
    if formulation.kind == "weighted-product" and setting.fitness.column is not None:
        raise ConfigurationError(
            "a weighted product multiplies an accuracy in per cent: search on valid@200, not a score"
        )
    return Problem([*fitness, *costs] if formulation.by_run else [formulated(fitness[0], costs, formulation)])


def _costs(setting: Setting, benchmark: Benchmark) -> Sequence[TableObjective]:
    if setting.device is not None:
        return cost_objectives(
            benchmark, setting.dataset, setting.device, setting.metric, setting.unmeasured, setting.cost_source,
            setting.seed,
        )  # fmt: skip
    if setting.cost_source.estimated:
        raise ConfigurationError(f"an estimated cost ({setting.cost_source}) needs a device: give --device")
    return ()


def _live_problem(algorithm: str, setting: Setting, benchmark: Benchmark, settings: LiveSettings) -> Problem:
    if setting.formulation is not None:
        raise ConfigurationError(f"{LIVE} goes with no cost limit or formulation: leave them out")
    shared = registry.get(algorithm).shared_weights
    if shared.stages and setting.device is not None:  # said before anything is trained
        raise ConfigurationError(f"{algorithm} searches on its supernets' accuracy alone: leave --device out")
    from suite.networks.supernet.objective import live_objective  # torch, which nothing else here needs

    seed = int(draw_seed(setting.fitness.text, setting.dataset, setting.seed).generate_state(1)[0])
    costs = _costs(setting, benchmark)
    return Problem([live_objective(benchmark, setting.dataset, settings, seed, shared), *costs], benchmark.space)


def formulated(fitness: TableObjective, costs: Sequence[TableObjective], formulation: Formulation) -> TableObjective:
    """Return fitness error and hardware costs as one objective; what is infeasible in one column stays infeasible."""
    return TableObjective(
        name="_".join([formulation.text, fitness.name, *(cost.name for cost in costs)]),
        label=f"{formulation.describe()}; error: {fitness.label}; cost: {', '.join(cost.label for cost in costs)}",
        values=formulation.values(fitness.values, np.stack([cost.values for cost in costs], axis=1)),
        space=fitness.space,
    )
