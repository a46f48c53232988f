"""The four papers' tables on trained supernets' scores, and whether simulated supernets lead to cells as good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.nasbench201 import comparison
from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import fitness_label, fitness_notes
from experiments.nasbench201.judgement import Summary, summary
from experiments.nasbench201.outcomes import Results, collect
from experiments.supernet import settings
from experiments.supernet.quality import reduced_mark
from experiments.supernet.scores import FROZEN_NOTE, accuracy, fitted_label, label, table_notes, transfer_note
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.scores import ScoreTable
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS

Groups = Mapping[str, Sequence[Entry]]
"""Entries by the label of their fitness."""


def real_groups(tables: Sequence[ScoreTable]) -> Groups:
    """Return every method on every table, by label."""
    return {label(table): settings.on_table(table) for table in tables}


def other_groups(table: ScoreTable, benchmark: Benchmark) -> Groups:
    """Return the main methods on what a table is compared with: its fitted simulation, presets and the oracle."""
    others = {fitness_label(name): entries for name, entries in settings.compared(table.dataset).items()}
    return {fitted_label(table): settings.on_fitted(table, benchmark), **others}


def entries(tables: Sequence[ScoreTable], benchmark: Benchmark) -> list[Entry]:
    """Return every entry of the experiment, each once."""
    groups = [real_groups(tables), *(other_groups(table, benchmark) for table in tables)]
    return list({entry.name: entry for group in groups for found in group.values() for entry in found}.values())


def report(
    tables: Sequence[ScoreTable],
    benchmark: Benchmark,
    records: Mapping[RunSpec, Record],
    seeds: int,
    output: Output,
) -> Results:
    """Write the tables; return the outcomes."""
    results = collect(entries(tables, benchmark), benchmark, records, seeds)
    _comparison(tables, results, output)
    _by_fitness(tables, benchmark, results, output)
    _simulations(tables, benchmark, results, output)
    _returned(tables, benchmark, results, output)
    return results


def _comparison(tables: Sequence[ScoreTable], results: Results, output: Output) -> None:
    published = [entry for table in tables for entry in settings.on_table(table) if entry.published is not None]
    frame = comparison.frame(published, results)
    frame["fitness"] = frame["fitness"].replace({accuracy(table): label(table) for table in tables})
    comparison.write(
        output,
        "comparison",
        frame,
        f"EvNAS, CMANAS, pEvoNAS and NEvoNAS on trained supernets' scores: published rows beside ours"
        f"{reduced_mark(tables)}.",
        [
            FROZEN_NOTE,
            transfer_note(tables),
            "Several cells may share the best score (table 'ranked-first'); which of them a run returns is left to the "
            "order in which its method meets equals.",
            "EvNAS and CMANAS evaluate with running statistics of batch norm, pEvoNAS and NEvoNAS with those of the "
            "batch (in the name: batchstats), all by softmax: rows on other tables show what that changes.",
            "pEvoNAS without inheritance needs a supernet per stage and is not given. Rows named for the test set "
            "select by it, as the public code of NEvoNAS does.",
            *table_notes(tables),
        ],
    )


def outcome(entry: Entry, dataset: str, results: Results) -> Summary:
    """Return mean and spread of the test accuracies of an entry's cells on ``dataset``."""
    return summary(results[entry.name, dataset].test)


def quantiles(entry: Entry, dataset: str, results: Results, shares: Sequence[float]) -> list[float]:
    """Return quantiles of the same: a few runs return a cell that cannot be trained, which moves a mean by points."""
    return [float(value) for value in np.quantile(results[entry.name, dataset].test, shares)]


def _by_fitness(tables: Sequence[ScoreTable], benchmark: Benchmark, results: Results, output: Output) -> None:
    """Write test accuracy by method and fitness, on the data set of each table."""
    groups = [(table, {label(table): settings.on_table(table), **other_groups(table, benchmark)}) for table in tables]
    rows = []
    for table, found in groups:
        for fitness, on_it in found.items():
            for entry in on_it:
                ours = outcome(entry, table.dataset, results)
                rows.append(
                    {
                        "dataset": DATASET_LABELS[table.dataset],
                        "fitness": fitness,
                        "method": entry.label,
                        **_published(entry, table.dataset),
                        "ours": ours.mean,
                        "ours_std": ours.std,
                        "median": quantiles(entry, table.dataset, results, [0.5])[0],
                        "runs": ours.runs,
                    }
                )
    frame = pd.DataFrame(rows).drop_duplicates(["dataset", "fitness", "method"])
    output.table(
        "by-fitness",
        frame.astype({"published": "Float64", "published_std": "Float64"}),
        f"Test accuracy (%) of the returned cells by fitness and method, ablations included{reduced_mark(tables)}.",
        [
            "Published: on the papers' own trained supernets. The ablations of EvNAS are published for another space "
            "only. A simulated fitness is another table in every run, a trained supernet's is one table in all.",
            "A mean far below the median: some runs returned a cell that cannot be trained (10 % test accuracy).",
            comparison.ACCURACY_NOTE,
            *table_notes(tables),
            *fitness_notes(frame["fitness"]),
        ],
        headings={"published_std": "± (published)", "ours_std": "± (ours)"},
        formats=dict.fromkeys(("published", "published_std", "ours", "ours_std", "median"), ".2f"),
    )


def _published(entry: Entry, dataset: str) -> dict[str, Any]:
    mean, std = (None, None)
    if entry.published is not None:
        mean, std = comparison.published_cell(entry.published, dataset, "test")
    return {"published": mean, "published_std": std}


def simulation_rows(tables: Sequence[ScoreTable], benchmark: Benchmark, results: Results) -> list[dict[str, Any]]:
    """Return what every main method finds on a trained supernet and on each simulated one, test accuracy."""
    rows = []
    for table in tables:
        simulated = {name: group for name, group in other_groups(table, benchmark).items() if "simulated" in name}
        trained = {settings.stem_of(entry, table): entry for entry in settings.on_table(table)}
        for name, group in simulated.items():
            for entry, main in zip(group, settings.MAIN, strict=True):
                real = quantiles(trained[settings.stem(main)], table.dataset, results, [0.5])[0]
                low, median, high = quantiles(entry, table.dataset, results, [0.05, 0.5, 0.95])
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


def _simulations(tables: Sequence[ScoreTable], benchmark: Benchmark, results: Results, output: Output) -> None:
    frame = pd.DataFrame(simulation_rows(tables, benchmark, results))
    notes = [
        "Medians over the runs, and the range of nine tenths of the simulated runs. Within: the median on the trained "
        "supernet lies in that range. Each simulated run draws a table of its own; the trained supernet is one such "
        "table. A simulated fitness has no ties, that of a trained supernet has many.",
        comparison.ACCURACY_NOTE,
        *table_notes(tables),
    ]
    output.table(
        "simulation-check",
        frame,
        f"Do simulated supernets lead searches to cells as good as a trained one does? Test accuracy (%) of the "
        f"returned cells{reduced_mark(tables)}.",
        notes,
        headings={
            "trained": "on the trained supernet",
            "simulated": "on the simulated one",
            "low": "5 % of runs below",
            "high": "5 % above",
            "difference": "difference (points)",
        },
        formats=dict.fromkeys(("trained", "simulated", "low", "high"), ".2f") | {"difference": "+.2f"},
    )
    rows = [
        {
            "supernet": supernet,
            "simulation": simulation,
            "methods": len(group),
            "distance": group["difference"].abs().mean(),
            "bias": group["difference"].mean(),
            "within": group["within"].sum(),
        }
        for (supernet, simulation), group in frame.groupby(["supernet", "simulation"], sort=False)
    ]
    output.table(
        "simulation-summary",
        pd.DataFrame(rows),
        f"The same over all methods: how far test accuracies found on simulated supernets lie from those found on "
        f"trained ones{reduced_mark(tables)}.",
        notes,
        headings={"distance": "mean absolute difference (points)", "bias": "mean difference (points)"},
        formats={"distance": ".2f", "bias": "+.2f"},
    )


def _returned(tables: Sequence[ScoreTable], benchmark: Benchmark, results: Results, output: Output) -> None:
    rows = [
        {
            "entry": entry.name,
            "algorithm": entry.algorithm,
            "fitness": entry.accuracy,
            "searched": entry.searched_on,
            "runs": len(results[entry.name, entry.searched_on].indices),
            "indices": " ".join(map(str, results[entry.name, entry.searched_on].indices.tolist())),
        }
        for entry in entries(tables, benchmark)
    ]
    output.rows("returned-cells", pd.DataFrame(rows), "The architecture that each run returned (its index, by seed).")
