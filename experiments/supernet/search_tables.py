"""The four papers' tables on trained supernets' scores, and whether simulated supernets lead to cells as good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import PRIMARY, Column, Study
from experiments.kit.means import mean_of
from experiments.kit.supernet_papers import comparison, outcomes
from experiments.kit.supernet_papers.methods import MAIN, Method
from experiments.kit.supernet_papers.outcomes import Tests
from experiments.kit.supernet_papers.stand_ins import fitness_notes
from experiments.supernet import runs, words
from experiments.supernet.scores import fitness_of, label, reduced_mark, table_notes, transfer_note
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.scores import ScoreTable

BY_FITNESS = (
    kit.DATASET,
    Column("fitness"),
    Column("method"),
    Column("published", ".2f"),
    Column("published_std", ".2f", "± (published)"),
    Column("ours", ".2f"),
    Column("ours_std", ".2f", "± (ours)"),
    Column("median", ".2f"),
    Column("runs"),
)
CHECK = (
    Column("supernet"),
    Column("method"),
    Column("simulation"),
    Column("trained", ".2f", "on the trained supernet"),
    Column("simulated", ".2f", "on the simulated one"),
    Column("low", ".2f", "5 % of runs below"),
    Column("high", ".2f", "5 % above"),
    Column("difference", "+.2f", "difference (points)"),
    Column("within"),
)
SUMMARY = (
    Column("supernet"),
    Column("simulation"),
    Column("methods", value=len),
    Column("distance", ".2f", "mean absolute difference (points)", lambda rows: rows["difference"].abs().mean()),
    Column("bias", "+.2f", "mean difference (points)", "mean", of="difference"),
    Column("within", value=lambda rows: rows["within"].sum()),
)
RETURNED_CELLS = tuple(column for column in outcomes.RETURNED_CELLS if column.key != "dataset")


def report(tables: Sequence[ScoreTable], study: Study, output: Output) -> Tests:
    """Write the tables; return the test accuracies."""
    found = outcomes.returned(study, runs.cases(study.benchmark))
    tests = outcomes.tests(found)
    _comparison(tables, found, study.benchmark, output)
    _by_fitness(tables, study.benchmark, tests, output)
    _simulations(simulation_rows(tables, study.benchmark, tests), tables, output)
    searched = found[found["dataset"] == [line.searched_on for line in found["line"]]]
    rows = kit.summarise(searched, ["line"], RETURNED_CELLS)
    kit.write_rows(output, "returned-cells", rows, RETURNED_CELLS, words.RETURNED_CELLS)
    return tests


def _comparison(tables: Sequence[ScoreTable], found: pd.DataFrame, benchmark: Benchmark, output: Output) -> None:
    """Write the published rows beside ours on trained supernets, and beside what no network reaches."""
    labels = {fitness_of(table): label(table) for table in tables}
    beside = [bool(line.published) and line.fitness in labels for line in found["line"]]
    rows = [{**row, "fitness": labels[row["fitness"]]} for row in comparison.rows(found[beside])]
    primary = {row["line"].published: row["line"] for _, row in found[beside].iterrows() if row["line"].role == PRIMARY}
    rows += comparison.null_rows(benchmark, primary.values(), runs.SEEDS)
    notes = [words.FROZEN, transfer_note(tables), *words.COMPARISON_NOTES, *table_notes(tables)]
    comparison.write(output, "comparison", rows, words.COMPARISON.format(mark=reduced_mark(tables)), notes)


def quantiles(tests: NDArray[np.float64], shares: Sequence[float]) -> list[float]:
    """Return quantiles of test accuracies.

    A few runs return a cell that cannot be trained, which moves a mean by points and a median hardly.
    """
    return [float(value) for value in np.quantile(tests, shares)]


def _by_fitness(tables: Sequence[ScoreTable], benchmark: Benchmark, tests: Tests, output: Output) -> None:
    """Write test accuracy by method and fitness, on the data set of each table."""
    rows = [
        {"dataset": table.dataset, "fitness": fitness, **_found(method, table.dataset, tests)}
        for table in tables
        for fitness, group in {label(table): runs.on_table(table), **runs.beside(table, benchmark)}.items()
        for method in group
    ]
    frame = pd.DataFrame(rows).drop_duplicates(["dataset", "fitness", "method"])
    notes = [*words.BY_FITNESS_NOTES, comparison.ACCURACY_NOTE, *table_notes(tables), *fitness_notes(frame["fitness"])]
    kit.write_table(output, "by-fitness", frame, BY_FITNESS, words.BY_FITNESS.format(mark=reduced_mark(tables)), notes)


def _found(method: Method, dataset: str, tests: Tests) -> dict[str, Any]:
    values = tests[method, dataset]
    ours = mean_of(values)
    mean, std = comparison.published_mean(method.published, dataset) if method.published else (None, None)
    return {
        "method": method.label,
        "published": mean,
        "published_std": std,
        "ours": ours.mean,
        "ours_std": ours.std,
        "median": quantiles(values, [0.5])[0],
        "runs": ours.runs,
    }


def simulation_rows(tables: Sequence[ScoreTable], benchmark: Benchmark, tests: Tests) -> list[dict[str, Any]]:
    """Return what every main method finds on a trained supernet and on each simulated one, test accuracy."""
    rows = []
    for table in tables:
        for name, group in runs.beside(table, benchmark).items():
            if "simulated" not in name:
                continue
            for on_it, on_trained, main in zip(group, runs.on_table(table), MAIN, strict=False):
                real = quantiles(tests[on_trained, table.dataset], [0.5])[0]
                low, median, high = quantiles(tests[on_it, table.dataset], [0.05, 0.5, 0.95])
                rows.append(
                    {
                        "supernet": label(table),
                        "method": main.label,
                        "simulation": name,
                        "trained": real,
                        "simulated": median,
                        "low": low,
                        "high": high,
                        "difference": median - real,
                        "within": low <= real <= high,
                    }
                )
    return rows


def _simulations(rows: Sequence[Mapping[str, Any]], tables: Sequence[ScoreTable], output: Output) -> None:
    """Write the comparison of trained and simulated supernets by method, and over all methods."""
    mark = reduced_mark(tables)
    notes = [words.SIMULATION_NOTE, comparison.ACCURACY_NOTE, *table_notes(tables)]
    kit.write_table(output, "simulation-check", rows, CHECK, words.SIMULATION.format(mark=mark), notes)
    summary = kit.summarise(pd.DataFrame(rows), ["supernet", "simulation"], SUMMARY)
    kit.write_table(output, "simulation-summary", summary, SUMMARY, words.SIMULATIONS.format(mark=mark), notes)
