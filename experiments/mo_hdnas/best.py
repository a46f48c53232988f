"""Figs. 2 and 4, the red triangles: where the best architecture lies, and which searches reach it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.mo_hdnas.runs import BUDGET, COMPARED, FITNESSES, PANELS, THREE, search
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION

WHY = "the latency of the best architecture in these tables is another one"
TRIANGLES = {
    "Fig. 2": ("mo_hdnas_fig2", ("best_latency_ms", "second_best_latency_ms")),
    "Fig. 4": ("mo_hdnas_fig4_best", ("latency_ms", "second_latency_ms")),
}
"""Figure -> file of the published values and its columns; the second where a panel shows two triangles."""
LATENCY_COLUMNS = (
    Column("figure"),
    kit.DATASET,
    kit.DEVICE,
    Column("index"),
    *kit.compared_columns(3),
)
REACHED = {
    **{
        f"{line.key}_{name}": (line, fitness)
        for name, fitness in zip(("rmi", "upper"), kit.MAIN_FITNESSES, strict=True)
        for line in COMPARED
    },
    "cheap": (THREE, kit.VALID_12),
}
"""Column -> method and fitness, for the share of seeds that return a best architecture."""


def latency(study: Study, output: Output) -> None:
    """Write the latency of the best architectures beside the digitised one; it needs no search."""
    rows = [row for figure in TRIANGLES for panel in PANELS for row in _latency_rows(study, figure, *panel)]
    caption = "MO-HDNAS Figs. 2 and 4: latency (ms) of the architecture with the highest test accuracy (red triangle)."
    notes = [
        "One row per triangle read. Two architectures (6111 and 13714) share the highest test accuracy of the real "
        "CIFAR-10 tables, and the paper's panels show two triangles where these are apart; each reading is held "
        "against the nearest best architecture.",
        kit.verdict_note(rows, EXACT_CRITERION),
        kit.REPORTED_NOTE,
    ]
    kit.write_table(output, "best-architecture", rows, LATENCY_COLUMNS, caption, notes)


def _latency_rows(study: Study, figure: str, dataset: str, device: str) -> list[dict[str, Any]]:
    judged = study.judged(search(THREE, dataset, device))
    best = judged.best_by_test
    name, columns = TRIANGLES[figure]
    panel = {"dataset": dataset, "device": device}
    rows = []
    for column in columns:
        found = kit.published_for(name, **panel).dropna(subset=[column])
        if found.empty:
            continue
        theirs = kit.reading(name, column, "latency_error_ms", **panel)
        index = int(best[np.nanargmin(np.abs(judged.cost[best] - theirs.value))])
        rows.append(
            {"figure": figure, **panel, "index": index, **kit.looked_up(theirs, float(judged.cost[index]), WHY)}
        )
    return rows


def shares(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the share of seeds that return a best architecture, by panel and column of :data:`REACHED`."""
    rows = []
    for panel, group in kit.groups(runs, ("dataset", "device")):
        share = group.groupby(["line", "fitness"], sort=False)["reaches_best"].mean()
        rows.append({**panel, **{key: share[searched] for key, searched in REACHED.items()}})
    return pd.DataFrame(rows)


def reached(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write how often each method returns a best architecture."""
    panels = kit.shown(found := shares(runs), (kit.DATASET, kit.DEVICE, *map(Column, REACHED)))
    mean = {"dataset": "all", "device": "mean", **found[list(REACHED)].mean()}
    caption = (
        "MO-HDNAS Fig. 4, claim that the front reaches the best architecture: share of seeds whose returned set holds "
        f"an architecture with the highest test accuracy; searches on {kit.short(kit.RMI)} and on look-ups."
    )
    notes = [
        *kit.fitness_notes(*FITNESSES),
        f"{seeds} seeds, {BUDGET.describe()} each. Random search returns the front of all its queries, the others "
        "the front of their last population.",
        kit.EDGETPU_NOTE,
        kit.REPORTED_NOTE,
    ]
    names = (Column("dataset"), Column("device"))
    columns = [Column(key, ".2f", f"{line.label}, {kit.short(on)}") for key, (line, on) in REACHED.items()]
    rows = pd.concat([panels, pd.DataFrame([mean])])
    kit.write_table(output, "best-architecture-reached", rows, (*names, *columns), caption, notes)
