"""Runs made elsewhere as records: which architectures were visited, in order; judged here by our tables.

A record of an imported run names its method ``imported:NAME`` and its experiment ``imported``, and its version says
"imported": it is no run of this package, whatever it is called, and its identity meets none of theirs. The whole trace
is kept; a comparison takes what its own budget covers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.analysis.fronts import front_members
from suite.comparison.problems import OpenBenchmark, expand
from suite.comparison.study import ComparisonStudy, StudyMethod, StudyProblem
from suite.errors import ConfigurationError, DataError, did_you_mean
from suite.objectives.fitness import parse_fitness
from suite.objectives.predicted import AnyBenchmark
from suite.ofa import OFABenchmark
from suite.study.budget import Budget
from suite.study.cost import evaluation_seconds, total_seconds
from suite.study.meter import Meter
from suite.study.problem import judged_problem
from suite.study.record import DEVICE_HASH, ORIGIN, Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS

EXPERIMENT = "imported"
PREFIX = "imported:"
VERSION = "imported=1"
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ImportedRun:
    """One run made elsewhere.

    Attributes:
        seed: number of the repetition, from 0.
        visited: ``(n,)`` architecture indices in the order of evaluation, repetitions included.
        returned: ``(k,)`` what the method returned; None: the front of all that it visited.
    """

    seed: int
    visited: Indices
    returned: Indices | None = None


def problem_named(name: str, benchmark: OpenBenchmark) -> StudyProblem:
    """Return the problem of a name such as "cifar10-raspi4-latency" or "cifar10-fitness".

    Raises:
        UnknownNameError: with the nearest one.
    """
    known = {each.name: each for each in expand("all", "all", "both", benchmark)}
    known |= {each.name: each for each in (StudyProblem(dataset) for dataset in DATASETS)}
    if name not in known:
        raise did_you_mean(name, known, "problem")
    return known[name]


def import_run(
    run: ImportedRun, name: str, problem: StudyProblem, benchmark: AnyBenchmark, origin: str = "python"
) -> Record:
    """Return the record of a run made elsewhere.

    Args:
        run: what it visited.
        name: of the method, letters, digits, ``.``, ``_`` and ``-``.
        problem: what it searched.
        benchmark: the tables, whose indices it visited.
        origin: where it comes from, kept in the record.

    Raises:
        ConfigurationError: for no architecture, a returned one that was not visited, or a name or space that will not
            do.
        ArchitectureError: for an index that names none.
    """
    if not name or not all(each.isalnum() or each in "._-" for each in name):
        raise ConfigurationError(f"imported runs are named with letters, digits, '.', '_' and '-', not '{name}'")
    if isinstance(benchmark, OFABenchmark):
        raise ConfigurationError(f"runs in {benchmark.space.name} cannot be imported: its networks have no index")
    visited = benchmark.space.check_indices(np.asarray(run.visited))
    returned = benchmark.space.check_indices(np.asarray([] if run.returned is None else run.returned, dtype=np.int64))
    if not len(visited):
        raise ConfigurationError(f"seed {run.seed} of '{name}' visited nothing: leave it out")
    if not np.isin(returned, visited).all():
        odd = int(returned[~np.isin(returned, visited)][0])
        raise ConfigurationError(f"seed {run.seed} of '{name}' returned architecture {odd}, which it did not visit")
    spec = RunSpec(
        experiment=EXPERIMENT,
        algorithm=f"{PREFIX}{name}",
        dataset=problem.dataset,
        device=problem.device,
        metric=problem.metric,
        fitness="valid@200:mean" if problem.dataset in DATASETS else "valid",
        budget=Budget(queries=len(visited)),
        seed=run.seed,
    )
    return _record(spec, visited, returned, benchmark, origin, "finished")


def _record(
    spec: RunSpec, visited: Indices, returned: Indices, benchmark: AnyBenchmark, origin: str, stop: str
) -> Record:
    from suite.objectives.costs import device_hash

    space: Any = benchmark.space
    assert not isinstance(benchmark, OFABenchmark)
    devices = device_hash(benchmark, spec.dataset, spec.device, spec.metric)
    distinct = np.unique(visited)
    kind = np.uint16 if space.size < np.iinfo(np.uint16).max else np.uint32
    return Record(
        spec=spec,
        indices=visited.astype(kind),
        batch_sizes=np.array([len(visited)], dtype=np.uint32),
        recommended=returned.astype(kind),
        populations=None,
        provenance={
            "versions": VERSION,
            "edition": benchmark.edition,
            "data_hash": benchmark.data_hash,
            "source": benchmark.kind,
            "space": space.name,
            ORIGIN: origin,
            **({DEVICE_HASH: devices} if devices else {}),
        },
        counts={
            "queries": len(visited),
            "distinct": len(distinct),
            "distinct_classes": len(np.unique(space.isomorphism_class()[distinct])),
            "simulated_seconds": total_seconds(spec, evaluation_seconds(spec, benchmark), visited),
        },
        stop=stop,
    )


def imported_path(out: Path, name: str, problem: str, seed: int) -> Path:
    """Return where the record of an imported run is kept."""
    return out / "imported" / name / f"{problem}-seed{seed}.npz"


def save_imported(
    runs: Sequence[ImportedRun],
    name: str,
    problem: StudyProblem,
    benchmark: AnyBenchmark,
    out: Path,
    origin: str = "python",
    overwrite: bool = False,
) -> list[Path]:
    """Keep the records of imported runs below ``out``, all or none; equal ones that are there stay.

    Raises:
        ConfigurationError: for two runs of one seed, none, or another run that is there, unless it may be overwritten.
    """
    if not runs:
        raise ConfigurationError(f"there is no run of '{name}' to import")
    seeds = [run.seed for run in runs]
    if len(set(seeds)) < len(seeds):
        raise ConfigurationError(f"'{name}' has two runs of one seed: number them apart")
    records = {
        imported_path(out, name, problem.name, run.seed): import_run(run, name, problem, benchmark, origin)
        for run in runs
    }
    for path, record in records.items():
        if path.exists() and not overwrite and path.read_bytes() != record.to_bytes():
            raise ConfigurationError(f"{path} is another run: give another name, or --overwrite to replace it")
    return [record.save(path) for path, record in records.items()]


def imported_records(
    study: ComparisonStudy, benchmark: OpenBenchmark, out: Path
) -> dict[tuple[str, str], list[Record]]:
    """Return the imported runs of a study, each as far as its budget covers it.

    Raises:
        ConfigurationError: for a method without runs on some of the problems, or a fitness that is drawn per seed.
        DataError: for a damaged record, or one of other tables.
    """
    found: dict[tuple[str, str], list[Record]] = {}
    for method in study.methods:
        if not method.imported:
            continue
        missing = []
        for problem in study.problems:
            paths = (out / "imported" / method.algorithm).glob(f"{problem.name}-seed*.npz")
            records = sorted((Record.load(path) for path in paths), key=lambda record: record.spec.seed)
            if method.seeds is not None:
                records = records[: method.seeds]
            if not records:
                missing.append(problem.name)
            tables = benchmark(problem.dataset)
            found[problem.name, method.label] = [within(record, study, method, tables) for record in records]
        if missing:
            raise ConfigurationError(
                f"there are no runs of '{method.algorithm}' on {len(missing)} of the {len(study.problems)} problems, "
                f"such as {missing[0]}, in {out / 'imported'}: import them, or compare on the others"
            )
    return found


def within(record: Record, study: ComparisonStudy, method: StudyMethod, benchmark: AnyBenchmark) -> Record:
    """Return an imported run as far as the study's budget covers it, judged by the study's fitness.

    What it returned counts as far as it was visited by then; where it said nothing, the front of what it visited.
    """
    if record.provenance["data_hash"] != benchmark.data_hash:
        raise DataError(
            f"seed {record.spec.seed} of '{method.algorithm}' was imported with other tables: import it again"
        )
    spec = replace(
        record.spec,
        fitness=parse_fitness(study.fitness),
        budget=study.budget_of(method),
        unmeasured=study.unmeasured,
    )
    if spec.fitness.drawn or spec.fitness.live is not None:
        raise ConfigurationError(
            f"imported runs cannot have seen {study.fitness}, which is drawn per seed: choose another"
        )
    visited = record.indices.astype(np.int64)
    meter = Meter(spec.budget, benchmark.space.size, evaluation_seconds(spec, benchmark))
    n = meter.charge(visited)
    visited = visited[:n]
    returned = record.recommended.astype(np.int64)
    if not len(returned):
        returned = front_members(visited, judged_problem(spec, benchmark).values[visited])
    stop = "budget" if meter.stop == "budget" else "finished"
    origin = record.provenance.get(ORIGIN, "")
    return _record(spec, visited, returned[np.isin(returned, visited)], benchmark, origin, stop)


def from_optuna(study: Any, decode: Mapping[str, Sequence[str]] | Sequence[str], seed: int = 0) -> ImportedRun:
    """Return the run of an Optuna study: its finished trials in the order of their numbers.

    Args:
        study: an ``optuna.study.Study``.
        decode: names of the six parameters that hold the operation on each edge, in the space's order; their values are
            operation numbers (0 to 4) or names.
        seed: number of the repetition.

    Raises:
        ConfigurationError: for a trial without one of the parameters.
        ArchitectureError: for values that name no operation.
    """
    from suite.spaces.nasbench201 import NASBENCH201, OPERATIONS

    names = list(decode)
    codes = []
    for trial in sorted(study.get_trials(deepcopy=False), key=lambda trial: trial.number):
        if trial.state.name != "COMPLETE":
            continue
        absent = [name for name in names if name not in trial.params]
        if absent:
            raise ConfigurationError(f"trial {trial.number} has no parameter '{absent[0]}': name the six of the edges")
        values = [trial.params[name] for name in names]
        codes.append([OPERATIONS.index(value) if value in OPERATIONS else int(value) for value in values])
    best = {trial.number for trial in study.best_trials} if len(study.directions) > 1 else {study.best_trial.number}
    numbers = [trial.number for trial in study.get_trials(deepcopy=False) if trial.state.name == "COMPLETE"]
    visited = NASBENCH201.index(np.asarray(codes, dtype=np.int64))
    order = sorted(numbers)
    returned = np.unique(visited[[place for place, number in enumerate(order) if number in best]])
    return ImportedRun(seed, visited, returned)


def from_pymoo(result: Any, seed: int = 0) -> ImportedRun:
    """Return the run of a pymoo result that was made with ``save_history=True``: what each generation evaluated.

    Args:
        result: of ``pymoo.optimize.minimize`` on six variables, the operations' numbers; rounded as
            :mod:`suite.pymoo_adapter` does.
        seed: number of the repetition.

    Raises:
        ConfigurationError: for a result without its history.
    """
    from suite.spaces.nasbench201 import NASBENCH201

    if not getattr(result, "history", None):
        raise ConfigurationError("the result has no history: call minimize(..., save_history=True)")
    parts = [_codes(step.off if step.off is not None and len(step.off) else step.pop) for step in result.history]
    visited = NASBENCH201.index(np.concatenate(parts))
    returned = None
    if result.X is not None:
        returned = np.unique(
            NASBENCH201.index(np.rint(np.atleast_2d(np.asarray(result.X, dtype=float))).astype(np.int64))
        )
        returned = returned[np.isin(returned, visited)]
    return ImportedRun(seed, visited, returned)


def _codes(population: Any) -> Indices:
    codes: Indices = np.rint(np.asarray(population.get("X"), dtype=float)).astype(np.int64)
    return codes
