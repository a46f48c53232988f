"""The fronts: what every method found beside the exact one, with all that the tables know of each architecture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.comparison.judging import ProblemJudge
from suite.comparison.problems import OpenBenchmark
from suite.comparison.report.words import Names
from suite.comparison.results import ComparedProblem, Results
from suite.comparison.study import ComparisonStudy
from suite.objectives import TableObjective
from suite.report.html.block import Section
from suite.report.html.fronts import Cells, Found, FrontBrowser
from suite.tables.columns import DATASET_LABELS, ColumnInfo

Files = Mapping[str, Mapping[str, bytes | str]]
Indices = NDArray[np.int64]
SHARED_BY = 60
"""Architectures of one method on one problem that are shown at most: those that most runs found."""


def front_section(
    results: Results, study: ComparisonStudy, benchmark: OpenBenchmark, names: Names, files: Files
) -> Section:
    """Return the front browser; empty where architectures have no index, or the fitness is searched alone."""
    found: dict[str, Found] = {}
    for problem, defined in zip(results.problems, study.problems, strict=True):
        if not len(problem.front_indices) or problem.front_values.shape[1] < 2:
            continue
        judge = ProblemJudge(study, defined, benchmark(problem.dataset), problem.limit, results.main)
        objectives = judge.evaluator.problem.objectives[:2]
        values = [each.values for each in objectives if isinstance(each, TableObjective)]
        if len(values) == 2:
            found[problem.name] = _found(results, problem, values)
    if not found:
        return Section("Fronts", [])
    used = sorted({index for each in found.values() for index in each.values})
    cells = cells_of(np.array(used, dtype=np.int64), results, benchmark)
    caption = "What the methods found beside the exact front: the fronts of everything that their runs evaluated."
    notes = [
        "Validation accuracy decides what is on a front; test accuracy is reported only. Of problems with several "
        "costs the first is drawn.",
        f"Of one method on one problem, at most the {SHARED_BY} architectures that most of its runs found are shown.",
    ]
    block = FrontBrowser("fronts", caption, found, cells, names.series, notes, files.get("fronts", {}))
    return Section("Fronts", [block])


def _found(results: Results, problem: ComparedProblem, values: Sequence[NDArray[np.float64]]) -> Found:
    error, cost = values
    sets = {}
    runs = {}
    for method, by_run in results.sets[problem.name].items():
        counts: Counter[int] = Counter(int(index) for run in by_run for index in run)
        common = sorted(counts, key=lambda index: (-counts[index], index))[:SHARED_BY]
        shown = sorted(index for index in common if np.isfinite([error[index], cost[index]]).all())
        sets[method] = (shown, [counts[index] for index in shown])
        runs[method] = len(by_run)
    exact = sorted((int(index) for index in problem.front_indices), key=lambda index: (cost[index], error[index]))
    used = {*exact, *(index for indices, _ in sets.values() for index in indices)}
    places = {index: (float(cost[index]), float(error[index])) for index in sorted(used)}
    return Found(problem.title, problem.labels[1], problem.labels[0], exact, sets, runs, places)


def cells_of(indices: Indices, results: Results, benchmark: OpenBenchmark) -> Cells:
    """Return what the tables know of architectures: accuracies on all data sets, costs on all devices."""
    tables: Any = benchmark(results.problems[0].dataset)
    space = tables.space
    columns: dict[str, NDArray[np.float64]] = {}
    for dataset in dict.fromkeys(problem.dataset for problem in results.problems):
        own: Any = benchmark(dataset)
        for name in own.columns(dataset):
            title = _title(name, dataset, own.describe(name, dataset))
            if title not in columns and not re.search("trial|seed|train", name):
                columns[title] = np.asarray(own.column(name, dataset), dtype=np.float64)[indices]
    edges = getattr(space, "edges", ())
    digits = space.digits(indices) if edges else [""] * len(indices)
    strings = [] if edges else space.strings(indices)
    return Cells(indices, strings, digits, getattr(space, "operations", ()), edges, columns)


def _title(name: str, dataset: str, described: ColumnInfo) -> str:
    label = DATASET_LABELS.get(dataset, dataset)
    if match := re.fullmatch(r"(valid|test)_accuracy_(\d+)", name):
        split = {"valid": "validation", "test": "test"}[match[1]]
        return f"{label}: {split} accuracy @{match[2]} ({described.unit})"
    return f"{label}: {described.meaning.partition(',')[0]} ({described.unit})"
