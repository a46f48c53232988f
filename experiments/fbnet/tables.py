"""Per device and data set: the cell found beside optimum, random search and REINFORCE; and the ablations."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.fbnet import runs, words
from experiments.fbnet.loss import per_run, reinforce
from experiments.fbnet.runs import DNAS, FEWER, PANEL
from experiments.kit import Column, Study
from suite.report.output import Output
from suite.tables.columns import CLASSES

CHANCE = 100.0 / CLASSES[PANEL] + 0.01
"""Accuracies up to this one, in per cent, are those of a network that has learnt nothing."""

LATENCY = Column("latency_ms", ".3f", "latency (ms)", "median")
TEST = Column("test", ".2f", "test (%)", "median")
REGRET = Column("regret", ".3f", "regret (%)", "median", of="regret_percent")
REGRETS = (
    Column("regret_median", ".3f", "regret, median (%)", "median", of="regret_percent"),
    Column("regret_q25", ".3f", "lower quartile", "q25", of="regret_percent"),
    Column("regret_q75", ".3f", "upper quartile", "q75", of="regret_percent"),
    Column("regret_max", ".3f", "largest", "largest", of="regret_percent"),
)
EVALUATED = (Column("evaluations", of="queries"), Column("distinct", ".0f", value="mean"))
SEEDS = Column("seeds", value=lambda runs: runs["seed"].nunique())

CELLS = (
    kit.DATASET,
    kit.DEVICE_IN_FULL,
    Column("cell", value=lambda runs: runs.sort_values(["loss", "index"])["digits"].iloc[(len(runs) - 1) // 2]),
    LATENCY,
    Column("valid", ".2f", value="median"),
    Column("test", ".2f", value="median"),
    Column("test_min", ".2f", "min", "smallest", of="test"),
    Column("test_max", ".2f", "max", "largest", of="test"),
    REGRET,
    Column("best_cell", heading="optimum", of="best_digits"),
    Column("best_latency_ms", ".3f", "its latency (ms)"),
    Column("best_valid", ".2f", "its valid"),
    Column("best_test", ".2f", "its test"),
    Column("optimal", ".2f", value="mean"),
)
METHODS = (kit.DATASET, kit.DEVICE_IN_FULL, kit.METHOD, SEEDS, *EVALUATED, *REGRETS, LATENCY, TEST)
PER_SEED = (
    Column("dataset"),
    Column("device"),
    kit.METHOD,
    *map(Column, ("seed", "index")),
    Column("loss", ".6f"),
    Column("regret", ".6f"),
    Column("latency_ms", ".5f"),
    Column("valid", ".4f"),
    Column("test", ".4f"),
    Column("evaluations", of="queries"),
    Column("distinct"),
)
BY_SEARCH = (
    Column("variant", value=kit.of_line("label")),
    SEEDS,
    *EVALUATED,
    *REGRETS,
    Column("within_1", ".2f", "within 1 %", lambda runs: (runs["regret"] <= 0.01).mean()),
    TEST,
)
BY_LOSS = (
    Column("loss", value=kit.of_line("label")),
    kit.DEVICE_IN_FULL,
    SEEDS,
    LATENCY,
    Column("valid", ".2f", value="median"),
    Column("test", ".2f", value="median"),
    Column("at_chance", ".2f", value=lambda runs: (runs["valid"] <= CHANCE).mean()),
    REGRET,
    Column("best_latency_ms", ".3f", "optimum's latency (ms)"),
    Column("best_valid", ".2f", "optimum's valid"),
    Column("best_test", ".2f", "optimum's test"),
)


def of_methods(study: Study) -> pd.DataFrame:
    """Return one row per run of DNAS and its baselines; REINFORCE is run here, on one data set only."""
    frames = []
    for dataset, device in kit.PROBLEMS:
        frames.append(per_run(study, kit.chosen(runs.METHODS, dataset=dataset, device=device)))
        if dataset == PANEL:
            frames.append(reinforce(study, device))
    return pd.concat(frames, ignore_index=True)


def methods(found: pd.DataFrame, study: Study, output: Output) -> None:
    """Write the cells found and the comparison of methods, from the rows of :func:`of_methods`."""
    own, by = kit.rows_where(found, line=DNAS), ("dataset", "device")
    rows = kit.summarise(own, by, CELLS)
    kit.write_table(output, "cells", rows, CELLS, words.CELLS, words.CELLS_NOTES, seeds=study.seeds)
    rows = kit.summarise(found, (*by, "line"), METHODS)
    kit.write_table(output, "methods", rows, METHODS, words.METHODS, words.METHODS_NOTES, seeds=study.seeds)


def ablations(study: Study, output: Output) -> None:
    """Write temperature, look-up table, gradient and rate by regret, and what each form of the loss finds."""
    found = per_run(study, runs.BY_SEARCH)
    rows = kit.summarise(found[found["seed"] < FEWER], ("line",), BY_SEARCH)  # paired: the same seeds for all
    kit.write_table(output, "search-variants", rows, BY_SEARCH, words.BY_SEARCH, words.BY_SEARCH_NOTES)
    found = per_run(study, runs.BY_LOSS)
    rows = kit.summarise(found[found["seed"] < FEWER], ("line", "device"), BY_LOSS)
    kit.write_table(output, "loss-variants", rows, BY_LOSS, words.BY_LOSS, words.BY_LOSS_NOTES)
