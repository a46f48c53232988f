"""The paper's table on NAS-Bench-201 beside ours, with a verdict; added: what the forest finds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import Basis, Column, Reading, Study, means
from experiments.rmi_nas import words
from experiments.rmi_nas.runs import FITNESSES, FOREST, RANDOM, RMI_LOSS
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, MEAN_CRITERION, QUOTED, quoted

REPORTED = "rmi_nas_nasbench201"
PUBLISHED = "RMI-NAS"
PICKS = {
    "sum": f"{FOREST.label}, sum",
    "lowest_loss": f"{FOREST.label}, lowest loss",
    "random": f"{RANDOM.label}, as many cells",
}
"""Which cell of a run -> row of the table."""

ACCURACY_COLUMNS = (
    Column("method"),
    Column("fitness"),
    kit.DATASET,
    *kit.compared_columns(2, spread=True, reading_error=False),
    Column("ours_std", ".2f", "± (ours)"),
    Column("valid", ".2f"),
    Column("evaluations", ".0f"),
)
RETURNED = (kit.FITNESS_TEXT, *map(Column, ("dataset", "seed", "evaluations", "sum", "lowest_loss", "random")))
EXPLORATION_COLUMNS = (
    kit.FITNESS,
    kit.DATASET,
    Column("evaluations", ".0f", value="mean"),
    Column("positive", ".2f", value="mean"),
    Column("chance", ".3f", "by chance", "mean"),
    Column("new", ".2f", "sum new", "mean"),
    Column("rank_loss", ".0f", "rank, loss", "median"),
    Column("rank_valid", ".0f", "rank, valid", "median"),
    Column("edges", ".1f", value="mean"),
    Column("not_worse_loss", ".2f", "not worse, loss", "mean"),
    Column("not_worse_valid", ".2f", "not worse, valid", "mean"),
)


def accuracy(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Write the table and what every seed returned."""
    others = [line for line in kit.published(REPORTED).itertuples() if line.method != PUBLISHED]
    quoted = pd.DataFrame([_quoted(line) for line in others])
    nulls = _nulls(study, runs)
    rows = pd.DataFrame(
        [_row(study, keys, group, pick) for keys, group in kit.groups(runs, ("fitness", "dataset")) for pick in PICKS]
    )
    table = pd.concat([quoted, rows.assign(fitness=rows["fitness"].map(kit.short)), pd.DataFrame(nulls)])
    cost = float(kit.published_row(REPORTED, method=PUBLISHED, dataset="cifar10")["search_seconds"])
    notes = [
        words.ACCURACY_ROWS.format(seeds=study.seeds),
        *kit.fitness_notes(*FITNESSES),
        words.TEACHERS,
        kit.verdict_note(table, MEAN_CRITERION, words.CRITERION),
        *kit.nulls_reached(nulls),
        words.how_picks_compare(rows),
        words.costs(runs[runs["dataset"] == "cifar10"], cost),
        kit.REPORTED_NOTE,
    ]
    kit.write_table(output, "accuracy", table, ACCURACY_COLUMNS, words.accuracy(), notes)
    kit.write_rows(output, "returned-cells", runs, RETURNED, words.RETURNED)


def _reading(method: str, dataset: str) -> Reading:
    """Return a published mean; the number of its runs is not known."""
    line = kit.published_row(REPORTED, method=method, dataset=dataset)
    cell = kit.cell_of(REPORTED, "test_accuracy", method=method, dataset=dataset)
    return Reading(float(line["test_accuracy"]), means.ROUNDING, float(line["test_std"]), None, cell)


def basis_of(fitness: str) -> Basis:
    """Return what our numbers are by fitness: the paper's score judges its rows; look-ups are stand-ins."""
    return Basis(kit.kind_of(fitness), kit.PRIMARY if fitness == RMI_LOSS else kit.SENSITIVITY)


def _quoted(line: Any) -> dict[str, Any]:
    verdict = quoted(words.QUOTED)
    cells = kit.judged(_reading(line.method, line.dataset), verdict, Basis(QUOTED, kit.SENSITIVITY))
    return {"method": line.method, "fitness": "its own", "dataset": line.dataset, **cells}


def _row(study: Study, keys: dict[str, Any], runs: pd.DataFrame, pick: str) -> dict[str, Any]:
    """Return the mean of one pick over the runs on one fitness and data set; the paper's pick is judged."""
    judged, cells = study.judged(runs["trace"].iloc[0].record), runs[pick].to_numpy()
    tests, dataset = judged.test[cells], keys["dataset"]
    ours = means.mean_of(tests)
    row = {
        "method": PICKS[pick],
        "pick": pick,
        **keys,
        "ours": ours.mean,
        "ours_std": ours.std,
        "valid": float(judged.valid[cells].mean()),
        "evaluations": runs["evaluations"].mean(),
    }
    if pick != "sum":
        return row
    why, basis = words.why(keys["fitness"]), basis_of(keys["fitness"])
    return row | kit.compared(_reading(PUBLISHED, dataset), tests, ACCURACY[dataset], basis, above=why, below=why)


def _nulls(study: Study, runs: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what choices without a network reach with as many cells as the primary rows evaluate."""
    rows = []
    for keys, group in kit.groups(runs[runs["fitness"] == RMI_LOSS], ("dataset",)):
        judged, count = study.judged(group["trace"].iloc[0].record), round(group["evaluations"].mean())
        chosen = kit.null_cells(study.benchmark, keys["dataset"], count, study.seeds)
        for label, cells in chosen.items():
            null = label.split(" of ")[0]
            basis = Basis(kit.NO_NETWORK, kit.NULL)
            values, margin = judged.test[cells], ACCURACY[keys["dataset"]]
            rows.append(
                {
                    "method": label,
                    "null": null,
                    "fitness": "none",
                    **keys,
                    "ours_std": means.mean_of(values).std,
                    "valid": float(judged.valid[cells].mean()),
                    "evaluations": float(count),
                    **kit.compared(_reading(PUBLISHED, keys["dataset"]), values, margin, basis),
                }
            )
    return rows


def exploration(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write how often the forest is right, and how close the sum cell comes to the best of the space."""
    rows = kit.summarise(runs, ("fitness", "dataset"), EXPLORATION_COLUMNS)
    notes = [
        *words.EXPLORATION_COLUMNS,
        words.how_often_right(rows),
        *kit.fitness_notes(*FITNESSES),
        f"{seeds} seeds. Validation accuracy (200 epochs) is looked up to describe what was found.",
    ]
    kit.write_table(output, "exploration", rows, EXPLORATION_COLUMNS, words.EXPLORATION, notes)
