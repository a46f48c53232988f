"""The nine constraints beside the digitised accuracies, their ceiling, and the added constraints on every device."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.hw_evrsnas import words
from experiments.hw_evrsnas.runs import NINE, at_quantiles
from experiments.kit import Basis, Column, Reading, Study
from experiments.kit.constrained import BUDGET, NINE_LIMITS_MS
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, EXACT_CRITERION

NINE_COLUMNS = (
    kit.FITNESS,
    Column("penalty"),
    Column("limit_ms", ".1f", "limit (ms)"),
    Column("latency_ms", ".2f", "latency (ms)", "median", of="cost"),
    Column("feasible", ".2f", value="mean"),
    Column("valid", ".2f", value="median"),
    Column("gap", ".2f", value="mean"),
    Column("fitness_gap", ".3f", value="mean"),
    Column("best_test", ".2f", "best fitness"),
    Column("std", ".2f", value="std", of="test"),
)
CEILING_COLUMNS = (
    Column("limit_ms", ".1f", "limit (ms)"),
    *kit.compared_columns(2),
)
QUANTILE_COLUMNS = (
    kit.FITNESS,
    kit.DATASET,
    kit.DEVICE_IN_FULL,
    Column("quantile", ".2f"),
    Column("limit_ms", ".3f", "limit (ms)", of="limit"),
    Column("latency_ms", ".3f", "latency (ms)", "median", of="cost"),
    Column("feasible", ".2f", value="mean"),
    Column("valid", ".2f", value="median"),
    Column("best_valid", ".2f", "best valid"),
    Column("gap_mean", ".2f", "gap", "mean", of="gap"),
    Column("gap_max", ".2f", "largest gap", "largest", of="gap"),
    Column("optimal", ".2f", value="mean"),
    Column("test", ".2f", value="median"),
    Column("best_test", ".2f", "best's test"),
    Column("distinct", ".0f", value="mean"),
    Column("hours", ".0f", value="mean"),
)
NINE_PER_SEED = (
    kit.FITNESS_TEXT, Column("penalty"), Column("limit_ms", ".1f"), *kit.FOUND, Column("queries"), Column("distinct"),
)  # fmt: skip
QUANTILES_PER_SEED = (
    kit.FITNESS_TEXT, Column("dataset"), Column("device"), Column("quantile", ".2f"),
    Column("limit_ms", ".3f", of="limit"), *kit.FOUND, Column("distinct"),
)  # fmt: skip


def digitised(limit_ms: float) -> Reading:
    """Return the digitised test accuracy at a limit."""
    return kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", "accuracy_error", latency_limit_ms=limit_ms)


def nine_constraints(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Write the accuracies at nine limits beside the digitised ones, and what every seed found."""
    rows = kit.summarise(runs, ("fitness", "penalty", "limit_ms"), NINE_COLUMNS, _beside_digitised)
    nulls = _nulls(study)
    notes = [
        *kit.fitness_notes(*kit.MAIN_FITNESSES, *kit.BESIDE),
        kit.seeds_note(study.seeds) + words.NINE_SEEDS,
        words.NINE_COLUMNS,
        words.NO_PENALTY,
        words.nine_change(rows),
        kit.verdict_note(rows),
        *kit.nulls_reached(nulls),
        words.ORACLE,
        kit.REPORTED_NOTE,
    ]
    columns = (*NINE_COLUMNS, *kit.compared_columns(2))
    table = pd.concat([rows, pd.DataFrame(nulls)])
    kit.write_table(output, "nine-constraints", table, columns, words.NINE, notes)
    kit.write_rows(output, "nine-constraints-per-seed", runs, NINE_PER_SEED, words.NINE_PER_SEED)


def _beside_digitised(group: pd.DataFrame) -> dict[str, Any]:
    run = group.iloc[0]
    theirs = digitised(run["limit_ms"])
    below = words.BELOW_PENALTY if run["penalty"] == "two-sided" else words.BELOW_SEARCH
    if run["best_test"] + theirs.error < theirs.value:
        below = words.BELOW_OPTIMUM
    primary = run["fitness"] == kit.RMI and run["penalty"] == "one-sided"
    basis = Basis(kit.kind_of(run["fitness"]), kit.PRIMARY if primary else kit.SENSITIVITY)
    return kit.compared(theirs, group["test"], ACCURACY["cifar100"], basis, above=words.ABOVE, below=below)


def _nulls(study: Study) -> list[dict[str, Any]]:
    """Return what choices without a network reach within each limit, with as many cells as a run asks for."""
    judged, rows = study.judged(NINE[0]), []
    for limit in NINE_LIMITS_MS:
        allowed = judged.cost <= limit
        chosen = kit.null_cells(study.benchmark, "cifar100", BUDGET.queries or 0, study.seeds, allowed)
        for label, cells in chosen.items():
            basis = Basis(kit.NO_NETWORK, kit.NULL)
            compared = kit.compared(digitised(limit), judged.test[cells], ACCURACY["cifar100"], basis)
            null = label.split(" of ")[0]
            rows.append({"penalty": label, "null": null, "limit_ms": limit, **compared})
    return rows


def ceiling(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Write how far published points and our runs are from a choice by test accuracy, which no search may make."""
    judged = study.judged(NINE[0])
    ours = {f"ours_{name}": fitness for name, fitness in zip(("rmi", "upper"), kit.MAIN_FITNESSES, strict=True)}
    rows = []
    for limit, group in runs[runs["penalty"] == "one-sided"].groupby("limit_ms"):
        theirs = digitised(limit)
        highest = float(np.nanmax(np.where(judged.cost <= limit, judged.test, np.nan)))
        there = group["feasible"] & (group["test"] >= highest - theirs.error)
        rows.append(
            {
                "limit_ms": limit,
                **kit.looked_up(theirs, highest, words.NOT_CEILING, Basis(kit.LOOK_UP, kit.SENSITIVITY)),
                **{name: there[group["fitness"] == fitness].mean() for name, fitness in ours.items()},
            }
        )
    shares = [Column(name, ".2f", f"ours at ceiling, {kit.short(fitness)}") for name, fitness in ours.items()]
    notes = [
        words.CEILING_NOTE,
        *kit.fitness_notes(*kit.MAIN_FITNESSES),
        kit.verdict_note(rows, EXACT_CRITERION),
        kit.REPORTED_NOTE,
    ]
    kit.write_table(output, "nine-constraints-ceiling", rows, (*CEILING_COLUMNS, *shares), words.CEILING, notes)


def quantile_constraints(study: Study, output: Output) -> pd.DataFrame:
    """Write the accuracies at quantile limits, and what every seed found; return the runs."""
    runs = study.tidy(at_quantiles(study.benchmark))
    rows = kit.summarise(runs, ("fitness", "dataset", "device", "quantile"), QUANTILE_COLUMNS)
    notes = [
        *kit.fitness_notes(*kit.MAIN_FITNESSES, *kit.BESIDE),
        words.QUANTILE_COLUMNS,
        words.quantile_change(rows),
        words.QUANTILE_SEEDS.format(seeds=study.seeds),
        kit.EDGETPU_NOTE,
        kit.REPORTED_NOTE,
    ]
    kit.write_table(output, "quantile-constraints", rows, QUANTILE_COLUMNS, words.QUANTILES, notes)
    kit.write_rows(output, "quantile-constraints-per-seed", runs, QUANTILES_PER_SEED, words.QUANTILES_PER_SEED)
    return runs
