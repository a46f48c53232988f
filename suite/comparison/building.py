"""From the records of a study to its results."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite._version import __version__
from suite.comparison.judging import ProblemJudge
from suite.comparison.problems import OpenBenchmark
from suite.comparison.results import AXES, RUN_COLUMNS, ComparedProblem, Curve, Results
from suite.comparison.scale import Judged, Trace
from suite.comparison.specs import problem_limit
from suite.comparison.study import ComparisonStudy, StudyProblem
from suite.comparison.words import notes_of, title_of
from suite.errors import ConfigurationError
from suite.objectives.devices import cost_columns, parse_devices
from suite.objectives.predicted import AnyBenchmark
from suite.study.record import Record

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Records = Mapping[tuple[str, str], Sequence[Record]]
"""Problem and method -> records, in the order of seeds."""

GRID_POINTS = 60
"""Budgets at which curves are read, evenly spaced on a logarithmic axis; 1, 2, 5, 10, 20, 50, ... stand between."""


def build_results(study: ComparisonStudy, records: Records, benchmark: OpenBenchmark) -> Results:
    """Return what the runs of a study found.

    Args:
        study: the comparison.
        records: of every method on every problem.
        benchmark: opens the tables.

    Raises:
        ConfigurationError: for a method without runs on a problem.
    """
    import pandas as pd

    main = main_measure(study)
    problems: list[ComparedProblem] = []
    rows: list[dict[str, Any]] = []
    curves: dict[str, dict[str, dict[str, Curve]]] = {axis: {} for axis in AXES}
    sets: dict[str, dict[str, list[NDArray[np.int64]]]] = {}
    for problem in study.problems:
        tables = benchmark(problem.dataset)
        limit = problem_limit(study, problem, tables)
        judge = ProblemJudge(study, problem, tables, limit, main)
        problems.append(compared_problem(problem, judge, tables, limit))
        traces: dict[str, list[Trace]] = {}
        sets[problem.name] = {}
        for method in study.methods:
            found = records.get((problem.name, method.label), ())
            if not found:
                raise ConfigurationError(f"{method.label} has no runs on {problem.name}: the study is not finished")
            judged = [judge.judged(record) for record in found]
            rows += [
                _row(problem.name, method.label, method.imported, record, each)
                for record, each in zip(found, judged, strict=True)
            ]
            traces[method.label] = [each.trace for each in judged]
            sets[problem.name][method.label] = [each.front for each in judged]
        for axis in AXES:
            curves[axis][problem.name] = curves_on(axis, traces)
    frame = pd.DataFrame(rows, columns=list(RUN_COLUMNS))
    known = {axis: found for axis, found in curves.items() if all(len(each) for each in found.values())}
    first = next(iter(records.values()))[0]
    return Results(
        name=study.name,
        title=title_of(study, problems, main),
        problems=tuple(problems),
        methods=tuple(method.label for method in study.methods),
        runs=frame,
        curves=known,
        sets=sets,
        main=main,
        notes=tuple(notes_of(study, problems, main)),
        provenance=provenance_of(study, records, frame),
        imported=tuple(method.label for method in study.methods if method.imported),
        surrogate=first.provenance["source"] == "surrogate",
    )


def main_measure(study: ComparisonStudy) -> str:
    """Return what curves show and tables are ordered by.

    Unless the study says it: the regret within a given cost limit, else that of the hypervolume, or of the best error
    where the problems have no device.

    Raises:
        ConfigurationError: for problems with and without a device.
    """
    with_device = {problem.device is not None for problem in study.problems}
    if len(with_device) > 1:
        raise ConfigurationError("problems with and without a device share no measure: make two studies of them")
    if study.measure is not None:
        return study.measure
    if with_device == {False}:
        return "error_regret"
    return "limit_regret" if study.limit is not None else "hypervolume_regret"


def compared_problem(
    problem: StudyProblem, judge: ProblemJudge, benchmark: AnyBenchmark, limit: float | None
) -> ComparedProblem:
    """Return a problem with its exact front."""
    units: list[str] = []
    label = None
    if problem.device is not None:
        units = [column.unit for column in cost_columns(problem.device, problem.metric, benchmark.device_table)]
        names = parse_devices(problem.device)
        label = benchmark.device_table.label(names.names[0]) if not names.how else names.text
    return ComparedProblem(
        name=problem.name,
        title=problem.title(label),
        dataset=problem.dataset,
        device=problem.device or "",
        metric=problem.metric if problem.device is not None else "",
        unit=units[0] if len(units) == 1 else "",
        front_indices=judge.front_indices,
        front_values=judge.front_values,
        labels=judge.labels,
        ideal=judge.ideal,
        nadir=judge.nadir,
        limit=limit,
    )


def _row(problem: str, method: str, imported: bool, record: Record, judged: Judged) -> dict[str, Any]:
    seconds = record.counts["simulated_seconds"]
    return {
        "problem": problem,
        "method": method,
        "seed": record.spec.seed,
        **judged.measures,
        "queries": record.counts["queries"],
        "distinct": record.counts["distinct"],
        "simulated_hours": math.nan if seconds is None else float(seconds) / 3600.0,
        "stop": record.stop,
        "best_index": judged.best_index,
        "best_accuracy": judged.best_accuracy,
        "test_accuracy": judged.test_accuracy,
        "imported": imported,
    }


def curves_on(axis: str, traces: Mapping[str, Sequence[Trace]]) -> dict[str, Curve]:
    """Return the curves of all methods on one problem against one budget; none where the budget is not known.

    Args:
        axis: one of :data:`.AXES`.
        traces: method -> its runs.
    """
    every = [trace for runs in traces.values() for trace in runs]
    spent = [getattr(trace, axis) for trace in every]
    if any(not len(each) or not np.isfinite(each[-1]) for each in spent):
        return {}
    grid = budget_grid(axis, min(float(each[0]) for each in spent), max(float(each[-1]) for each in spent))
    return {method: Curve(grid, np.stack([trace.at(axis, grid) for trace in runs])) for method, runs in traces.items()}


def budget_grid(axis: str, start: float, end: float, points: int = GRID_POINTS) -> Floats:
    """Return budgets from ``start`` to ``end``, increasing; whole ones unless they are seconds."""
    if axis == "seconds":
        return np.unique(np.geomspace(max(start, 1e-9), max(end, start, 1e-9), points))
    decades = 10.0 ** np.arange(0, math.ceil(math.log10(max(end, 1.0))) + 1)
    steps = np.outer(decades, (1.0, 2.0, 5.0)).ravel()
    grid = np.concatenate([np.round(np.geomspace(1.0, max(end, 1.0), points)), steps[steps <= end], [end]])
    return np.unique(grid)


def provenance_of(study: ComparisonStudy, records: Records, runs: pd.DataFrame) -> dict[str, Any]:
    """Return what made the results: versions, tables, the study, total compute."""
    from suite.comparison.study_text import as_dict

    every = [each for found in records.values() for each in found]
    versions = {label: found[0].provenance["versions"] for (_, label), found in records.items()}
    own = runs[~runs["imported"].astype(bool)]
    hours = own["simulated_hours"]
    return {
        "suite": __version__,
        "study": as_dict(study),
        "digest": study.digest,
        "editions": sorted({each.provenance["edition"] for each in every}),
        "data_hashes": sorted({each.provenance["data_hash"] for each in every}),
        "versions": versions,
        "runs": len(runs),
        "evaluations": int(own["queries"].sum()),
        "simulated_hours": None if hours.isna().any() else float(hours.sum()),
    }
