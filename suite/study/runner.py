"""Runs, one or several side by side: ask, evaluate, tell, until the budget is spent or the method has finished."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.algorithms.base import Algorithm
from suite.algorithms.side_by_side import ask_all, split, tell_all
from suite.objectives import Problem
from suite.objectives.costs import cost_kinds, device_hash
from suite.objectives.live import FollowsSearch
from suite.objectives.predicted import AnyBenchmark
from suite.objectives.stand_in import score_hash
from suite.ofa import OFABenchmark
from suite.spaces.base import Codes
from suite.spaces.numbering import Numbering, index_all
from suite.study.cost import evaluation_seconds, total_seconds
from suite.study.identity import versions
from suite.study.meter import Meter
from suite.study.method import make_algorithm
from suite.study.problem import searched_problem
from suite.study.record import COST_KIND, DEVICE_HASH, SCORE_HASH, Record, Unsigned
from suite.study.setting import setting_of
from suite.study.spec import RunSpec
from suite.threads import one_blas_thread
from suite.timing import Timing, active, part

Floats = NDArray[np.float64]


def run(spec: RunSpec, benchmark: AnyBenchmark) -> Record:
    """Run one search and return its record; the same specification and tables give the same record, byte for byte.

    Of the last batch only the part that the budget still covers is evaluated and told.

    Raises:
        SuiteError: for unknown names, parameters or arguments that do not go together, before anything is evaluated.
    """
    return run_all([spec], benchmark)[0]


def run_all(specs: Sequence[RunSpec], benchmark: AnyBenchmark) -> list[Record]:
    """Run searches that differ in their seed alone side by side, and return the records that each gives alone.

    They are asked, evaluated and told together, one batch of each at a time. Every run draws from a random stream of
    its own and is told its own values only, so none of them can tell that it is not alone.

    Raises:
        SuiteError: as :func:`run`.
    """
    with one_blas_thread(), part("algorithm"):
        timing = active()
        _switch(timing, "evaluation")
        searches = _searches(specs, benchmark)
        going = searches
        while going := [each for each in going if each.meter.stop is None and not each.algorithm.finished]:
            _step(going, timing)
        _switch(timing, "records")
        facts = _provenance(specs[0], searches[0].problem, benchmark)
        return [each.record(dict(facts)) for each in searches]


def _searches(specs: Sequence[RunSpec], benchmark: AnyBenchmark) -> list[Search]:
    """Return the runs, ready to go; what does not depend on the seed is made once."""
    seconds = evaluation_seconds(specs[0], benchmark)
    setting = setting_of(specs[0])
    searches: list[Search] = []
    for spec in specs:
        if not searches or setting.drawn or setting.fitness.live is not None:
            problem = searched_problem(spec, benchmark)
        searches.append(Search(spec, problem, seconds))
    return searches


class Search:
    """A run while it goes on.

    Args:
        spec: what is run.
        problem: what it searches.
        seconds: of evaluating each architecture, as :func:`suite.study.cost.evaluation_seconds`.

    Attributes:
        algorithm: its method.
        meter: its budget.
        numbering: of the architectures in its trace.
        table: values of all architectures of the space; None where they are not known before they are asked.
        trace: indices of what was told, batch by batch.
        populations: likewise, of the survivors.
    """

    def __init__(self, spec: RunSpec, problem: Problem, seconds: Floats | None) -> None:
        self.spec = spec
        self.problem = problem
        self.seconds = seconds
        self.meter = Meter(spec.budget, problem.space.size, seconds)
        self.algorithm = make_algorithm(spec, problem, self.meter)
        for objective in problem.objectives:
            if isinstance(objective, FollowsSearch):
                objective.follow(self.algorithm.supernet_stage)
        self.numbering = Numbering(self.problem.space)
        self.table = self.problem.values if self.problem.is_tabular else None
        self.trace: list[NDArray[np.int64]] = []
        self.populations: list[NDArray[np.int64]] = []

    def values(self, codes: Codes, indices: NDArray[np.int64]) -> Floats:
        """Return the objective values ``(n, m)`` of a batch."""
        return self.problem(codes) if self.table is None else self.table[indices]

    def record(self, facts: dict[str, str]) -> Record:
        """Return the record of the run, which is over; ``facts``: its provenance."""
        spec, numbering = self.spec, self.numbering
        visited = np.concatenate(self.trace)
        recommended = numbering.index(self.algorithm.recommend())
        return Record(
            spec=spec,
            indices=_compact(visited, numbering.bound),
            batch_sizes=_compact([len(batch) for batch in self.trace]),
            recommended=_compact(recommended, numbering.bound),
            populations=_stack(self.populations, numbering.bound) if self.populations else None,
            provenance=facts,
            counts=_counts(spec, visited, self.problem, self.seconds),
            stop=self.meter.stop or "finished",
            codes=_numbered(numbering, visited, recommended, *self.populations),
        )


def _switch(timing: Timing | None, name: str) -> None:
    """Count what follows as ``name``, where time is taken."""
    if timing is not None:
        timing.switch(name)


def _step(searches: Sequence[Search], timing: Timing | None) -> None:
    """Ask, evaluate and tell one batch of every search."""
    _switch(timing, "algorithm")
    codes, sizes = ask_all([each.algorithm for each in searches])
    _switch(timing, "evaluation")
    indices = index_all([each.numbering for each in searches], codes, sizes)
    told: list[Search] = []
    kept: list[tuple[Codes, NDArray[np.int64]]] = []
    for each, batch, numbers in zip(searches, split(codes, sizes), split(indices, sizes), strict=True):
        if n := each.meter.charge(numbers):  # else the budget ended before this batch
            told.append(each)
            kept.append((batch[:n], numbers[:n]))
            each.trace.append(kept[-1][1])
    if not told:
        return
    counts = [len(numbers) for _, numbers in kept]
    table = told[0].table
    if table is not None and all(each.table is table for each in told):
        values = table[indices if counts == sizes else np.concatenate([numbers for _, numbers in kept])]
    else:
        values = np.concatenate([each.values(*batch) for each, batch in zip(told, kept, strict=True)])
    _switch(timing, "algorithm")
    tell_all([each.algorithm for each in told], counts, values)
    for each in told:
        if each.spec.record_population and (survivors := each.algorithm.population()) is not None:
            each.populations.append(each.numbering.index(survivors))


def _numbered(numbering: Numbering, *used: NDArray[np.int64]) -> Unsigned | None:
    """Return the codes up to the last one used: a batch that the budget cut may have had more."""
    codes = numbering.listed
    return None if codes is None else codes[: max(int(each.max(initial=-1)) for each in used) + 1]


def _provenance(spec: RunSpec, problem: Problem, benchmark: AnyBenchmark) -> dict[str, str]:
    """Return what a record says of code and tables; the same for all seeds.

    Only some runs have a score table that the fitness reads, or added devices that the costs are of.
    """
    facts = {
        "versions": versions(spec),
        "edition": benchmark.edition,
        "data_hash": benchmark.data_hash,
        "source": benchmark.kind,
        "space": problem.space.name,
    }
    if isinstance(benchmark, OFABenchmark):
        return facts
    kinds = cost_kinds(benchmark, spec.dataset, spec.device, spec.metric)
    further = {
        SCORE_HASH: score_hash(benchmark, spec.dataset, spec.fitness),
        DEVICE_HASH: device_hash(benchmark, spec.dataset, spec.device, spec.metric),
        COST_KIND: ", ".join(f"{device} {kind}" for device, kind in kinds.items()),
    }
    return facts | {name: fact for name, fact in further.items() if fact}


def prepare(spec: RunSpec, benchmark: AnyBenchmark) -> tuple[Problem, Algorithm, Meter]:
    """Return what a run needs: problem, algorithm and budget meter.

    Raises:
        SuiteError: whatever would keep the run from starting.
    """
    search = _searches([spec], benchmark)[0]
    return search.problem, search.algorithm, search.meter


def _counts(
    spec: RunSpec, visited: NDArray[np.int64], problem: Problem, seconds: Floats | None
) -> dict[str, int | float | None]:
    distinct, space = np.unique(visited), problem.space
    classes = distinct if not space.indexed else np.unique(space.isomorphism_class()[distinct])
    return {
        "queries": len(visited),
        "distinct": len(distinct),
        "distinct_classes": len(classes),
        "simulated_seconds": total_seconds(spec, seconds, visited),
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
