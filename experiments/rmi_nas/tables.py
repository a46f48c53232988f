"""The paper's table on NAS-Bench-201 beside ours, with a verdict; added: what the forest finds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import Column, Study, means
from experiments.rmi_nas import words
from experiments.rmi_nas.runs import FITNESSES, FOREST, RANDOM
from suite.report.output import Output

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
    Column("published", ".2f"),
    Column("published_std", ".2f", "± (published)"),
    Column("ours", ".2f"),
    Column("ours_std", ".2f", "± (ours)"),
    Column("difference", "+.2f", "difference (points)"),
    Column("within_spread", heading="within published spread"),
    Column("valid", ".2f"),
    Column("evaluations", ".0f"),
    Column("verdict"),
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
    quoted = pd.DataFrame([_quoted(line) for line in kit.published(REPORTED).itertuples() if line.method != PUBLISHED])
    rows = pd.DataFrame(
        [_row(study, keys, group, pick) for keys, group in kit.groups(runs, ("fitness", "dataset")) for pick in PICKS]
    )
    table = pd.concat([quoted, rows.assign(fitness=rows["fitness"].map(kit.short))])
    cost = float(kit.published_row(REPORTED, method=PUBLISHED, dataset="cifar10")["search_seconds"])
    notes = [
        words.ACCURACY_ROWS.format(seeds=study.seeds),
        *kit.fitness_notes(*FITNESSES),
        words.TEACHERS,
        kit.verdict_note(table["verdict"].dropna(), words.CRITERION),
        words.how_picks_compare(rows),
        words.costs(runs[runs["dataset"] == "cifar10"], cost),
        kit.REPORTED_NOTE,
    ]
    kit.write_table(output, "accuracy", table, ACCURACY_COLUMNS, words.accuracy(), notes)
    kit.write_rows(output, "returned-cells", runs, RETURNED, words.RETURNED)


def _quoted(line: Any) -> dict[str, Any]:
    return {
        "method": line.method,
        "fitness": "its own",
        "dataset": line.dataset,
        "published": line.test_accuracy,
        "published_std": line.test_std,
        "verdict": str(means.reported_only(words.QUOTED)),
    }


def _row(study: Study, keys: dict[str, Any], runs: pd.DataFrame, pick: str) -> dict[str, Any]:
    """Return the mean of one pick over the runs on one fitness and data set; the paper's pick with a verdict."""
    judged, cells = study.judged(runs["trace"].iloc[0].record), runs[pick].to_numpy()
    ours = means.mean_of(judged.test[cells])
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
    published = kit.published_row(REPORTED, method=PUBLISHED, dataset=keys["dataset"])
    mean, std = float(published["test_accuracy"]), float(published["test_std"])
    close = means.within(ours.mean, mean, std)
    return row | {
        "published": mean,
        "published_std": std,
        "difference": ours.mean - mean,
        "within_spread": close,
        "verdict": str(means.judged(close, words.why(keys["fitness"]))),
    }


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
