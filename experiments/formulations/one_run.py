"""What single runs of 300 queries find: every variant of the formulations, and other methods."""

from __future__ import annotations

from operator import attrgetter

from experiments import kit
from experiments.formulations import words
from experiments.formulations.equal_budget import FAILED, FORMULATION, REGRETS, VOLUME
from experiments.formulations.found import by_single_runs
from experiments.formulations.runs import FAMILIES, PROBLEMS, methods, searches
from experiments.kit import Column, Study
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
    rows = kit.summarise(by_single_runs(study, cases), ("line", "variant"), VARIANTS)
    notes = [*words.ONE_RUN_NOTES, words.ONE_RUN_SEEDS]
    kit.write_table(output, "one-run", rows, VARIANTS, words.ONE_RUN_CAPTION, notes, seeds=study.seeds)
    rows = kit.summarise(by_single_runs(study, methods(study.benchmark)), ("line",), METHODS)
    notes = [*words.ONE_RUN_NOTES, words.METHODS_SEEDS]
    kit.write_table(output, "methods", rows, METHODS, words.METHODS, notes, seeds=study.seeds)
