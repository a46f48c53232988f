"""One run: ask, evaluate, tell, until the budget is spent or the method has finished."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.algorithms import registry
from suite.algorithms.base import Algorithm
from suite.errors import ConfigurationError
from suite.objectives import Problem
from suite.objectives.costs import cost_kinds, device_hash
from suite.objectives.live import FollowsSearch
from suite.objectives.predicted import AnyBenchmark
from suite.objectives.stand_in import score_hash
from suite.ofa import OFABenchmark
from suite.spaces.numbering import Numbering
from suite.study.cost import evaluation_seconds, total_seconds
from suite.study.formulated import NormalisedSum, TwoStage
from suite.study.identity import versions
from suite.study.meter import Meter
from suite.study.problem import searched_problem
from suite.study.record import COST_KIND, DEVICE_HASH, SCORE_HASH, Record, Unsigned
from suite.study.spec import RunSpec, rng_for
from suite.threads import one_blas_thread
from suite.timing import active, part


def run(spec: RunSpec, benchmark: AnyBenchmark) -> Record:
    """Run one search and return its record; the same specification and tables give the same record, byte for byte.

    Of the last batch only the part that the budget still covers is evaluated and told.

    Raises:
        SuiteError: for unknown names, parameters or arguments that do not go together, before anything is evaluated.
    """
    with one_blas_thread(), part("algorithm"):
        return _run(spec, benchmark)


def _run(spec: RunSpec, benchmark: AnyBenchmark) -> Record:
    timing = active()
    if timing is not None:
        timing.switch("evaluation")
    problem, algorithm, meter = prepare(spec, benchmark)
    numbering = Numbering(problem.space)
    table = problem.values if problem.is_tabular else None
    trace: list[NDArray[np.int64]] = []
    populations: list[NDArray[np.int64]] = []
    while meter.stop is None and not algorithm.finished:
        if timing is not None:
            timing.switch("algorithm")
        codes = algorithm.ask()
        if timing is not None:
            timing.switch("evaluation")
        indices = numbering.index(codes)
        n = meter.charge(indices)
        if n == 0:  # the budget ended before this batch
            break
        if n < len(indices):
            codes, indices = codes[:n], indices[:n]
        values = problem(codes) if table is None else table[indices]
        if timing is not None:
            timing.switch("algorithm")
        algorithm.tell(codes, values)
        trace.append(indices)
        if spec.record_population and (survivors := algorithm.population()) is not None:
            populations.append(numbering.index(survivors))
    visited = np.concatenate(trace)
    recommended = numbering.index(algorithm.recommend())
    if timing is not None:
        timing.switch("records")
    return Record(
        spec=spec,
        indices=_compact(visited, numbering.bound),
        batch_sizes=_compact([len(batch) for batch in trace]),
        recommended=_compact(recommended, numbering.bound),
        populations=_stack(populations, numbering.bound) if populations else None,
        provenance={
            "versions": versions(spec),
            "edition": benchmark.edition,
            "data_hash": benchmark.data_hash,
            "source": benchmark.kind,
            "space": problem.space.name,
            **_further_provenance(spec, benchmark),
        },
        counts=_counts(visited, problem, total_seconds(spec, evaluation_seconds(spec, benchmark), visited)),
        stop=meter.stop or "finished",
        codes=_numbered(numbering, visited, recommended, *populations),
    )


def _numbered(numbering: Numbering, *used: NDArray[np.int64]) -> Unsigned | None:
    """Return the codes up to the last one used: a batch that the budget cut may have had more."""
    codes = numbering.listed
    return None if codes is None else codes[: max(int(each.max(initial=-1)) for each in used) + 1]


def _further_provenance(spec: RunSpec, benchmark: AnyBenchmark) -> dict[str, str]:
    """Return what only some runs have: which score table the fitness read, which added devices the costs are of."""
    if isinstance(benchmark, OFABenchmark):
        return {}
    kinds = cost_kinds(benchmark, spec.dataset, spec.device, spec.metric)
    facts = {
        SCORE_HASH: score_hash(benchmark, spec.dataset, spec.fitness),
        DEVICE_HASH: device_hash(benchmark, spec.dataset, spec.device, spec.metric),
        COST_KIND: ", ".join(f"{device} {kind}" for device, kind in kinds.items()),
    }
    return {name: fact for name, fact in facts.items() if fact}


def prepare(spec: RunSpec, benchmark: AnyBenchmark) -> tuple[Problem, Algorithm, Meter]:
    """Return what a run needs: problem, algorithm and budget meter.

    Raises:
        SuiteError: whatever would keep the run from starting.
    """
    problem = searched_problem(spec, benchmark)
    meter = Meter(spec.budget, problem.space.size, evaluation_seconds(spec, benchmark))
    algorithm = make_algorithm(spec, problem, meter)
    for objective in problem.objectives:
        if isinstance(objective, FollowsSearch):
            objective.follow(algorithm.supernet_stage)
    return problem, algorithm, meter


def make_algorithm(spec: RunSpec, problem: Problem, meter: Meter | None = None) -> Algorithm:
    """Return the algorithm of ``spec`` with its parameters and its own random stream.

    Args:
        spec: the run.
        problem: its problem.
        meter: counts its budget; needed where a formulation divides the budget into stages.

    Raises:
        UnknownNameError: for an unknown algorithm or parameter, with the known ones.
        ConfigurationError: for a number of objectives that it does not take, or a parameter of the wrong type.
    """
    fewest, most = registry.get(spec.algorithm).n_objectives
    m = problem.n_objectives if spec.formulation is None else 1
    if m < fewest:
        remedy = "give a device" if spec.formulation is None else "leave the formulation out"
        raise ConfigurationError(f"{spec.algorithm} needs {fewest} objectives, the search has {m}: {remedy}")
    if most is not None and m > most:
        remedy = "give a cost limit (--cost-limit) or a --formulation, or no device for the fitness alone"
        if most > 1:
            remedy = "choose one metric, and one device or several as worst: or sum:"
        raise ConfigurationError(
            f"{spec.algorithm} takes {most} objective{'s' * (most > 1)}, the search has {m}: {remedy}"
        )
    known = registry.parameters(spec.algorithm)
    for name, value in spec.params:
        if name in known:
            _check_type(f"parameter {name} of {spec.algorithm}", value, known[name])
    rng = rng_for(spec)

    def make() -> Algorithm:
        return registry.create(spec.algorithm, problem.space, rng=rng, **dict(spec.params))

    formulation = spec.formulation
    if formulation is None or not formulation.by_run:
        return make()
    if formulation.kind == "two-stage":
        if meter is None:
            raise ConfigurationError("two stages share a budget: pass the meter")
        return TwoStage(problem.space, rng=rng, formulation=formulation, make=make, progress=lambda: meter.share_spent)
    return NormalisedSum(problem.space, rng=rng, formulation=formulation, make=make)


def _check_type(what: str, value: object, default: object) -> None:
    """Refuse a value of another type than the default's, if that says what is wanted."""
    wanted = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}.get(type(default))
    if wanted is None or value is None:
        return
    kinds = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, kinds) or isinstance(value, bool) is not isinstance(default, bool):
        raise ConfigurationError(f"{what} is {wanted} (default {default!r}), not {value!r}")


def _counts(visited: NDArray[np.int64], problem: Problem, seconds: float | None) -> dict[str, int | float | None]:
    distinct, space = np.unique(visited), problem.space
    return {
        "queries": len(visited),
        "distinct": len(distinct),
        "distinct_classes": len(np.unique(space.isomorphism_class()[distinct]) if space.indexed else distinct),
        "simulated_seconds": seconds,
    }


def _compact(numbers: ArrayLike, bound: int = 0) -> Unsigned:
    """Return ``numbers`` as uint16 where they and ``bound`` fit (65535 stays free as a mark), else as uint32."""
    array = np.asarray(numbers)
    largest = max(bound, int(array.max(initial=0)))
    return array.astype(np.uint16 if largest < np.iinfo(np.uint16).max else np.uint32)


def _stack(populations: list[NDArray[np.int64]], size: int) -> Unsigned:
    """Return ``(generations, members)``, rows filled up with the largest value of the dtype."""
    members = max(len(population) for population in populations)
    dtype = _compact([], size).dtype
    result: Unsigned = np.full((len(populations), members), np.iinfo(dtype).max, dtype=dtype)
    for row, population in zip(result, populations, strict=True):
        row[: len(population)] = population
    return result
