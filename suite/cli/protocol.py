"""What a search is about to do, in lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from suite.cli.options import tables_line

if TYPE_CHECKING:
    from suite.objectives.predicted import AnyBenchmark
    from suite.objectives.table import Objective
    from suite.study.spec import RunSpec


def protocol_lines(
    spec: RunSpec, benchmark: AnyBenchmark, fitness_given: bool, budget_given: bool, measured: Sequence[Objective] = ()
) -> list[str]:
    """Return what a search is about to do, in lines for people: tables, fitness, objectives and budget.

    Args:
        spec: the search.
        benchmark: its tables.
        fitness_given, budget_given: whether the person chose them; defaults are named as such.
        measured: what several methods are compared on; it is named in the place of what this search minimises.
    """
    from suite.study.problem import searched_problem

    meaning = spec.fitness.describe(spec.dataset)
    default = "the one that it states" if benchmark.kind == "plugin" else "the least noisy validation accuracy"
    why = "" if fitness_given else f" [default: {default}; choose with --fitness]"
    if benchmark.kind == "predicted":
        why = ""
    objectives = "; ".join(objective.label for objective in searched_problem(spec, benchmark).objectives)
    if spec.formulation is not None and spec.formulation.by_run:
        objectives = f"{spec.formulation.describe()}; {objectives}"
    if spec.cost_source.estimated:
        objectives += "; estimates are drawn per seed, results are measured on the tables"
    compared_on = "; ".join(objective.label for objective in measured)
    aim = f"measured on: {compared_on}" if measured else f"minimised: {objectives}"
    live = spec.fitness.live is not None
    judged = ["results are measured by: validation accuracy after 200 epochs, which the search does not see"] * live
    return [
        tables_line(benchmark),
        f"fitness searched on: {spec.fitness}, {meaning}{why}",
        f"accuracy reported: {_reported(spec, benchmark)}; it selects nothing",
        aim,
        f"budget: {spec.budget.describe()}" + ("" if budget_given else " [default: 100 generations of 20]"),
        *judged,
    ]


def _reported(spec: RunSpec, benchmark: AnyBenchmark) -> str:
    """Return what the test accuracies are that are shown."""
    from suite.accuracy import AccuracyProtocol

    if benchmark.kind == "plugin":
        return "test accuracy, where the table states it"
    if benchmark.kind == "predicted":
        return "none, no other accuracy is known"
    reported = AccuracyProtocol.parse("test@200:mean")
    return f"{reported}, {reported.describe(spec.dataset)}"


def supernet_lines(specs: Sequence[RunSpec]) -> list[str]:
    """Return how each method trains its supernet, where its run trains one."""
    from suite.algorithms import registry

    settings = [(spec.algorithm, spec.fitness.live) for spec in specs]
    return [
        f"supernet of {name}: {live.protocol(registry.get(name).shared_weights)}" for name, live in settings if live
    ]
