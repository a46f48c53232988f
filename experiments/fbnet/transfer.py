"""The cell found for one device, measured on every other: six by six, in the spirit of the S8 / iPhone X table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import comparison, notes
from experiments.fbnet.heat import colour_bar, draw_matrix
from experiments.fbnet.outcomes import Found, Records, found, losses, median, optimum
from experiments.fbnet.settings import ADDITIVE_MS, EDGETPU_NOTE, PANEL, PAPER, Variant
from experiments.published import published_for
from experiments.quantities import latency_ms
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.report.verdicts import not_reproducible
from suite.tables.columns import DATASET_LABELS, DATASETS, DEVICE_LABELS, DEVICES

Floats = NDArray[np.float64]
SHORT = [DEVICE_LABELS[device].split(" (")[0] for device in DEVICES]
LARGEST = 4.0
RATIO_NOTE = (
    "Latency ratio: latency on the column's device of the cell found for the row's, over that of the cell found for "
    "the column's own device; medians over pairs of runs with the same seed. Above 1: the foreign cell is slower there."
)


def report(benchmark: Benchmark, records: Records, seeds: int, output: Output) -> None:
    """Write the matrix as a table, the statement of the paper beside it, and the figure."""
    rows: list[dict[str, Any]] = []
    matrices: dict[tuple[str, str], Floats] = {}
    cases = [(PAPER, dataset) for dataset in DATASETS] + [(ADDITIVE_MS, PANEL)]
    for variant, dataset in cases:
        cells = {device: found(benchmark, records, variant, dataset, device, seeds) for device in DEVICES}
        best = {device: [optimum(benchmark, variant, dataset, device)] for device in DEVICES}
        matrices[variant.label, dataset] = np.full((len(DEVICES), len(DEVICES)), np.nan)
        for i, source in enumerate(DEVICES):
            for j, target in enumerate(DEVICES):
                row = _pair(benchmark, variant, dataset, source, target, cells)
                exact = _pair(benchmark, variant, dataset, source, target, best)
                matrices[variant.label, dataset][i, j] = row["ratio"]
                rows.append(row | {"optimum_ratio": exact["ratio"], "optimum_worse": exact["loss_worse"]})
    _table(rows, seeds, output)
    _statement(rows, output)
    _figure(matrices, seeds, output)


def _pair(
    benchmark: Benchmark, variant: Variant, dataset: str, source: str, target: str, cells: dict[str, list[Found]]
) -> dict[str, Any]:
    latency = latency_ms(benchmark, dataset, target)
    loss = losses(benchmark, variant, dataset, target)
    foreign = np.array([each.index for each in cells[source]])
    own = np.array([each.index for each in cells[target]])
    ratios, worse = latency[foreign] / latency[own], 100.0 * (loss[foreign] / loss[own] - 1.0)
    known = np.isfinite(ratios)
    return {
        "loss": variant.label,
        "dataset": DATASET_LABELS[dataset],
        "found_for": DEVICE_LABELS[source],
        "measured_on": DEVICE_LABELS[target],
        "latency_ms": float(np.median(latency[foreign][known])) if known.any() else np.nan,
        "own_latency_ms": float(np.median(latency[own])),
        "ratio": float(np.median(ratios[known])) if known.any() else np.nan,
        "loss_worse": float(np.median(worse[known])) if known.any() else np.nan,
        "measured": float(np.mean(known)),
        "test": median([each.test for each in cells[source]]),
        "own_test": median([each.test for each in cells[target]]),
    }


def _table(rows: list[dict[str, Any]], seeds: int, output: Output) -> None:
    output.table(
        "transfer",
        pd.DataFrame(rows),
        "DNAS (tabular): the cell found for one device measured on another.",
        [
            RATIO_NOTE,
            "'Loss worse': the loss on the column's device of the foreign cell, relative to that of the cell found "
            "there, in per cent, negative where the foreign search happened to end better. 'Optimum': the same with "
            "the enumerated optima of the loss instead of what was found.",
            f"{seeds} seeds. 'Measured': share of the cells with a latency on the target ({EDGETPU_NOTE})",
            notes.REPORTED_NOTE,
        ],
        headings={
            "latency_ms": "latency (ms)",
            "own_latency_ms": "own cell's latency (ms)",
            "loss_worse": "loss worse (%)",
            "test": "test (%)",
            "own_test": "own cell's test (%)",
            "optimum_ratio": "optimum: ratio",
            "optimum_worse": "optimum: loss worse (%)",
        },
        formats={
            "latency_ms": ".3f", "own_latency_ms": ".3f", "ratio": ".3f", "loss_worse": ".3f", "measured": ".2f",
            "test": ".2f", "own_test": ".2f", "optimum_ratio": ".3f", "optimum_worse": ".3f",
        },
    )  # fmt: skip


def _statement(rows: list[dict[str, Any]], output: Output) -> None:
    published = published_for("fbnet_statements", item="iPhone X model against S8 model on iPhone X").iloc[0]
    lines = []
    for loss, dataset in dict.fromkeys((row["loss"], row["dataset"]) for row in rows):
        chosen = [
            row
            for row in rows
            if (row["loss"], row["dataset"]) == (loss, dataset) and row["found_for"] != row["measured_on"]
        ]
        ratios = np.array([row["ratio"] for row in chosen])
        exact = np.array([row["optimum_worse"] for row in chosen])
        lines.append(
            {
                "loss": loss,
                "dataset": dataset,
                "pairs": int(np.isfinite(ratios).sum()),
                "slower": int((ratios > 1.0).sum()),
                "ratio_median": float(np.nanmedian(ratios)),
                "ratio_max": float(np.nanmax(ratios)),
                "optimum_differs": int((exact > 0.0).sum()),
                "published": float(published["value"]),
                "verdict": str(not_reproducible("one pair of phones, other space and accuracies; the direction only")),
            }
        )
    output.table(
        "transfer-statement",
        pd.DataFrame(lines),
        "Cells found for another device, beside the paper's 1.4: the model found for the iPhone X is 1.4 times as fast "
        "there as the one found for the Samsung S8.",
        [
            RATIO_NOTE,
            "'Slower': pairs of devices whose ratio is above 1. 'Optimum differs': pairs where the other device's "
            "enumerated optimum has a larger loss, so that a search that knows the device must win.",
            comparison.verdict_note(lines, "a published number of another space is quoted, not matched"),
        ],
        headings={"ratio_median": "ratio, median", "ratio_max": "largest", "optimum_differs": "optimum differs"},
        formats={"ratio_median": ".3f", "ratio_max": ".3f", "published": ".1f"},
    )


def _figure(matrices: dict[tuple[str, str], Floats], seeds: int, output: Output) -> None:
    shown = ((PAPER, "CE · α log(LAT in µs)^β (paper)"), (ADDITIVE_MS, "CE + α (LAT in ms)^β (public deviation)"))
    with publication_style():
        figure, grid = new_figure(1, 2, height_in=3.0, sharey=True)
        for axes, (variant, title) in zip(grid[0], shown, strict=True):
            image = draw_matrix(axes, matrices[variant.label, PANEL], SHORT, LARGEST)
            axes.set_title(title)
        grid[0, 0].set_ylabel("found for")
        colour_bar(figure, image, grid[0], LARGEST, "latency relative to the\ncell found for the device")
        output.figure(
            "transfer",
            figure,
            {
                "dataset": PANEL,
                "seeds": seeds,
                "devices": DEVICES,
                "ratio": {f"{label}, {dataset}": matrix for (label, dataset), matrix in matrices.items()},
            },
            f"DNAS (tabular), {DATASET_LABELS[PANEL]}: latency of the cell found for the row's device, measured on the "
            "column's, relative to the cell found for the column's; median over pairs of seeds.",
            RATIO_NOTE,
        )
