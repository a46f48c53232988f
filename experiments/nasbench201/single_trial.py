"""Added: what a search on one trial of each cell finds, beside one on the mean of its trials."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import VALID, Case, Column, Line, Study
from experiments.nasbench201 import words
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, MEAN_CRITERION, of_mean, tally
from suite.study.spec import Budget, RunSpec

NAME, DATASET, SEEDS = "nas-bench-201", "cifar10", 100
QUERIES = Budget(queries=110)
"""About what the baselines' simulated budget buys."""

TRIALS = ("valid@200:777", "valid@200:888")
"""Trials that every cell has; some have a third."""

LINES = (
    Line("rs_trial", "RS", "random_search", {"unique": False}, {"budget": QUERIES}, most=SEEDS),
    Line("rea_trial", "REA", "regularized_evolution", settings={"budget": QUERIES}, most=SEEDS),
    Line("cmanas_trial", "CMANAS", "cmanas", {"generations": 100}, {"budget": Budget(queries=10_000)}, most=SEEDS),
)


def search(line: Line, fitness: str) -> RunSpec:
    """Return one search."""
    return line.spec(NAME, dataset=DATASET, fitness=fitness)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search; none on the embedded surrogate, which holds no single trials."""
    return () if benchmark.is_surrogate else kit.grid(search, line=LINES, fitness=(VALID, *TRIALS))


COLUMNS = (
    Column("method"),
    Column("fitness"),
    Column("ours", ".2f", "test (%)"),
    Column("low", ".2f", "95 % from"),
    Column("high", ".2f", "to"),
    Column("n"),
    Column("difference", "+.2f", "less that on the mean"),
    Column("margin", ".2f"),
    Column("p", ".2g"),
    Column("outcome"),
    Column("reason"),
)


def report(study: Study, output: Output) -> None:
    """Write the table, where there are single trials."""
    if study.benchmark.is_surrogate:
        return
    rows = [row for line in LINES for row in _rows(study, line)]
    notes = [*words.SINGLE_TRIAL_NOTES, f"Outcome: {MEAN_CRITERION}. Here: {tally(row['outcome'] for row in rows)}."]
    kit.write_table(output, "single-trial", rows, COLUMNS, words.SINGLE_TRIAL, notes)


def _rows(study: Study, line: Line) -> list[dict[str, Any]]:
    """Return one row per trial, beside the same method on the mean of the trials."""
    on_mean = _tests(study, line, VALID)
    rows = []
    for fitness in TRIALS:
        ours = _tests(study, line, fitness)
        verdict = of_mean(float(on_mean.mean()), float(on_mean.std()), len(on_mean), ours, ACCURACY[DATASET])
        rows.append(
            {
                "method": line.label,
                "fitness": fitness,
                **{key: getattr(verdict, key) for key in ("ours", "low", "high", "n", "margin", "p", "outcome")},
                "difference": verdict.ours - float(on_mean.mean()),
                "reason": verdict.reason,
            }
        )
    return rows


def _tests(study: Study, line: Line, fitness: str) -> NDArray[np.float64]:
    case = Case(search(line, fitness), {}, line.most)
    return np.array([study.found(run).test for run in study.runs(case)])
