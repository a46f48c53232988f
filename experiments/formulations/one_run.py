"""What single runs of 300 queries find: every variant of the formulations, and other methods."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import pandas as pd

from experiments import kit
from experiments.formulations import words
from experiments.formulations.equal_budget import FAILED, FORMULATION, REGRETS, VOLUME, mean_regret
from experiments.formulations.found import by_single_runs
from experiments.formulations.runs import FAMILIES, PARETO, PROBLEMS, methods, searches
from experiments.formulations.runs import METHODS as METHOD_LINES
from experiments.kit import Column, Line, Study
from suite.report.output import Output

COLUMNS = (
    *REGRETS,
    FAILED,
    Column("feasible", ".2f", value="mean"),
    Column("returned", ".2f", "returned within limit", "mean"),
    VOLUME,
)
VARIANTS = (Column("formulation", of="variant"), *COLUMNS)
METHODS = (Column("method", of="line", show=attrgetter("algorithm")), FORMULATION, *COLUMNS)


def report(study: Study, output: Output) -> None:
    """Write the table of the variants and that of the methods."""
    cases = [case for one in FAMILIES for problem in PROBLEMS for case in searches(study.benchmark, one, problem)]
    found = by_single_runs(study, cases)
    rows = kit.summarise(found, ("line", "variant"), VARIANTS)
    notes = [*words.ONE_RUN_NOTES, words.ONE_RUN_SEEDS, _sign(found, "variant", str, PARETO)]
    kit.write_table(output, "one-run", rows, VARIANTS, words.ONE_RUN_CAPTION, notes, seeds=study.seeds)
    found = by_single_runs(study, methods(study.benchmark))
    rows = kit.summarise(found, ("line",), METHODS)
    front = next(line for line in METHOD_LINES if line.algorithm == "nsga2")
    notes = [*words.ONE_RUN_NOTES, words.METHODS_SEEDS, _sign(found, "line", _name, _name(front))]
    kit.write_table(output, "methods", rows, METHODS, words.METHODS, notes, seeds=study.seeds)


def _name(line: Line) -> str:
    return f"{line.label} ({line.algorithm})"


def _sign(found: pd.DataFrame, by: str, name: Callable[[Any], str], versus: str) -> str:
    """Return what changes its order with ``versus`` between devices, by mean regret on latency."""
    latency = kit.rows_where(found, metric="latency")
    changes = kit.changes_of_runs(latency, by, kit.DEVICES, mean_regret, name, versus)
    return kit.sign_note(changes, f"mean regret on latency, beside {versus}")
