"""The comparison: hypervolume, the public logs' curve, and evaluations to targets, by latency and by energy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import Column
from experiments.linas import words
from experiments.linas.curves import hv_columns
from experiments.linas.reach import known, reaches
from experiments.linas.runs import LINAS, NSGA2, NSGA2_PAPER, TARGETS
from suite.report.output import Output

LOG_COUNTS = (50, 100, 150, 200, 250, 300)
BASELINES = {"nsga2": NSGA2, "nsga2_paper": NSGA2_PAPER}

HYPERVOLUME_COLUMNS = (
    kit.DATASET,
    kit.DEVICE,
    kit.METHOD,
    *(
        Column(f"hv_{count}{end}", ".3f", f"HV@{count}{end.replace('_', ' ')}", value, f"hv_{count}")
        for count in (50, 100, 200, 300)
        for end, value in (("", "median"), ("_q25", "q25"), ("_q75", "q75"))
    ),
)
REACH_COLUMNS = (
    Column("target", ".2f", "HV share"),
    kit.METHOD,
    Column("share", ".2f", "reached"),
    Column("median", ".0f", show=known),
    Column("q25", ".0f", "25 %", show=known),
    Column("q75", ".0f", "75 %", show=known),
    Column("longest", ".0f", "longest run"),
    Column("ratio", heading="times LINAS", show=str),
)
"""How the runs of a line reach a target on one problem."""
TARGET_COLUMNS = (kit.DATASET, kit.DEVICE, *REACH_COLUMNS)
LOG_COLUMNS = (
    Column("evaluations"),
    Column("published_linas", ".3f", "LINAS (logs)"),
    Column("published_nsga2", ".3f", "NSGA-II (logs)"),
    Column("published_gain", "+.3f", "gain (logs)"),
    Column("ours_linas", ".3f", "LINAS (ours)"),
    Column("ours_nsga2", ".3f", "NSGA-II (ours)"),
    Column("gain_nsga2", "+.3f", "gain (ours)"),
    Column("ahead_nsga2", heading="ahead"),
    Column("ours_nsga2_paper", ".3f", "NSGA-II, paper's settings (ours)"),
    Column("gain_nsga2_paper", "+.3f", "gain over it (ours)"),
    Column("ahead_nsga2_paper", heading="ahead of it"),
)


def hypervolume(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the hypervolume after so many evaluations."""
    rows = kit.summarise(runs, ("dataset", "device", "line"), HYPERVOLUME_COLUMNS)
    notes = [words.HYPERVOLUME, words.EVALUATIONS, f"{seeds} seeds.", kit.EDGETPU_NOTE]
    kit.write_table(output, "hypervolume", rows, HYPERVOLUME_COLUMNS, words.COMPARISON, notes)


def public_logs(runs: pd.DataFrame, output: Output) -> None:
    """Write the curve of the public logs beside the mean over our 18 problems of the median curves."""
    medians = kit.summarise(
        runs, ("line", "dataset", "device"), (Column("line"), Column("device"), *hv_columns(*LOG_COUNTS))
    )  # a row per line and problem, the problems in one order
    rows = [_logged(count, medians) for count in LOG_COUNTS]
    signs = kit.sign_note(_sign_changes(medians), "LINAS's share and each NSGA-II's, mean over the data sets")
    notes = [*words.LOGS_NOTES, signs, words.HYPERVOLUME, words.EVALUATIONS]
    kit.write_table(output, "public-logs", rows, LOG_COLUMNS, words.LOGS, notes)


def _sign_changes(medians: pd.DataFrame) -> dict[str, list[str]]:
    """Return, by number of evaluations, on which devices LINAS and NSGA-II change their order."""
    pairs = [(LINAS.label, line.label) for line in BASELINES.values()]

    def at(count: int) -> list[str]:
        figures = {
            line.label: kit.per_device(
                medians[medians["line"] == line], kit.DEVICES, lambda rows: float(rows[f"hv_{count}"].mean())
            )
            for line in (LINAS, *BASELINES.values())
        }
        return kit.sign_changes(figures, pairs)

    return {f"{count} evaluations": at(count) for count in LOG_COUNTS[1::2]}


def _logged(count: int, medians: pd.DataFrame) -> dict[str, Any]:
    def log(method: str) -> float:
        return kit.reading("linas_public_logs", "hypervolume", method=method, evaluations=count).value

    column = medians[f"hv_{count}"]
    ours = column[medians["line"] == LINAS].to_numpy()
    row: dict[str, Any] = {
        "evaluations": count,
        "published_linas": log("LINAS"),
        "published_nsga2": log("NSGA-II"),
        "published_gain": log("LINAS") - log("NSGA-II"),
        "ours_linas": ours.mean(),
    }
    for name, line in BASELINES.items():
        theirs = column[medians["line"] == line].to_numpy()
        gain = ours - theirs
        row |= {f"ours_{name}": theirs.mean(), f"gain_{name}": gain.mean(), f"ahead_{name}": int((gain > 0).sum())}
    return row


def targets(reached: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the evaluations to each target on each problem."""
    notes = [
        words.HYPERVOLUME,
        words.EVALUATIONS,
        f"{seeds} seeds; 'reached': share of the runs that get there. {words.CENSORING}",
        words.RATIO,
        kit.EDGETPU_NOTE,
    ]
    kit.write_table(output, "evaluations-to-target", reached, TARGET_COLUMNS, words.TARGETS, notes)


def energy(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write hypervolume and evaluations to targets where the cost is energy, on one device."""
    keys = (kit.DATASET, kit.METHOD)
    hypervolumes = hv_columns(100, 300)
    at_targets = tuple(column for target in TARGETS for column in _at(target))
    by = ("dataset", "device", "line")
    rows = kit.summarise(runs, by, (Column("dataset"), Column("line"), *hypervolumes))
    reached = kit.summarise(reaches(runs), by, (Column("dataset"), Column("line"), *at_targets))
    notes = [words.HYPERVOLUME, words.EVALUATIONS, f"{seeds} seeds. {words.CENSORING}", words.RATIO]
    columns = (*keys, *hypervolumes, *at_targets)
    kit.write_table(output, "energy", rows.merge(reached, on=["dataset", "line"]), columns, words.ENERGY, notes)


def _at(target: float) -> tuple[Column, ...]:
    """Return the columns of one target."""

    def of(name: str) -> Callable[[pd.DataFrame], Any]:
        return lambda group: group.loc[group["target"] == target, name].iloc[0]

    return (
        Column(f"share_{target}", ".2f", f"reach {target:.2f}", of("share")),
        Column(f"evaluations_{target}", ".0f", f"evaluations to {target:.2f}", of("median"), show=known),
        Column(f"ratio_{target}", heading=f"times LINAS, {target:.2f}", value=of("ratio"), show=str),
    )
