"""The cell found for one device, measured on every other: six by six, in the spirit of the S8 / iPhone X table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.fbnet import words
from experiments.fbnet.heat import colour_bar, draw_matrix
from experiments.fbnet.loss import by_loss, per_run
from experiments.fbnet.runs import ADDITIVE_MS, PANEL, PAPER, TRANSFERRED, Method
from experiments.kit import DEVICES, Column, Indices, Study
from suite.report.output import Output
from suite.report.verdicts import NOT_TO_BE_HAD

LARGEST = 12.0
"""End of the colour scale: the largest ratio is 11.4."""
TITLES = {
    PAPER: r"CE $\cdot\ \alpha\,\log(\mathrm{LAT\ in\ \mu s})^{\beta}$ (paper)",
    ADDITIVE_MS: r"CE $+\ \alpha\,(\mathrm{LAT\ in\ ms})^{\beta}$ (public deviation)",
}
LOSS = Column("loss", of="line", show=kit.METHOD.show)
COLUMNS = (
    LOSS,
    kit.DATASET,
    Column("found_for", show=kit.DEVICE_IN_FULL.show),
    Column("measured_on", show=kit.DEVICE_IN_FULL.show),
    Column("latency_ms", ".3f", "latency (ms)"),
    Column("own_latency_ms", ".3f", "own cell's latency (ms)"),
    Column("ratio", ".3f"),
    Column("loss_worse", ".3f", "loss worse (%)"),
    Column("measured", ".2f"),
    Column("test", ".2f", "test (%)"),
    Column("own_test", ".2f", "own cell's test (%)"),
    Column("optimum_ratio", ".3f", "optimum: ratio"),
    Column("optimum_worse", ".3f", "optimum: loss worse (%)"),
)
STATEMENT = (
    LOSS,
    kit.DATASET,
    Column("pairs", value=lambda rows: int(np.isfinite(rows["ratio"]).sum())),
    Column("slower", value=lambda rows: int((rows["ratio"] > 1.0).sum())),
    Column("ratio_median", ".3f", "ratio, median", "median", of="ratio"),
    Column("ratio_max", ".3f", "largest", "largest", of="ratio"),
    Column("optimum_differs", "", "optimum differs", lambda rows: int((rows["optimum_worse"] > 0.0).sum())),
    Column("published", ".1f"),
    Column("outcome"),
    Column("reason"),
)


def report(study: Study, output: Output) -> None:
    """Write the matrix as a table, the statement of the paper beside it, and the figure."""
    rows = pairs(study)
    kit.write_table(output, "transfer", rows, COLUMNS, words.TRANSFER, words.TRANSFER_NOTES, seeds=study.seeds)
    _statement(rows, output)
    _figure(rows, study.seeds, output)


def pairs(study: Study) -> pd.DataFrame:
    """Return one row per loss, data set, device searched on and device measured on."""
    rows = []
    for where, group in kit.groups(per_run(study, TRANSFERRED), ("line", "dataset")):
        cells = {device: found["index"].to_numpy() for device, found in group.groupby("device")}
        best = {device: found["best_index"].to_numpy()[:1] for device, found in group.groupby("device")}
        for source in DEVICES:
            for target in DEVICES:
                exact = pair(study, **where, source=source, target=target, cells=best)
                row = pair(study, **where, source=source, target=target, cells=cells)
                rows.append(row | {"optimum_ratio": exact["ratio"], "optimum_worse": exact["loss_worse"]})
    return pd.DataFrame(rows)


def pair(
    study: Study, line: Method, dataset: str, source: str, target: str, cells: Mapping[str, Indices]
) -> dict[str, Any]:
    """Return how the cells of the device ``source`` do on the device ``target``, beside its own.

    Args:
        study: for the tables.
        line: whose loss judges.
        dataset: data set.
        source: device that the cells were found for.
        target: device that they are measured on.
        cells: by device; one per seed, paired.
    """
    judge = by_loss(study, line, dataset, target)
    foreign, own = cells[source], cells[target]
    ratios = judge.latency[foreign] / judge.latency[own]
    worse = 100.0 * (judge.losses[foreign] / judge.losses[own] - 1.0)
    known = np.isfinite(ratios)
    return {
        "line": line,
        "dataset": dataset,
        "found_for": source,
        "measured_on": target,
        "latency_ms": float(np.median(judge.latency[foreign][known])) if known.any() else np.nan,
        "own_latency_ms": float(np.median(judge.latency[own])),
        "ratio": float(np.median(ratios[known])) if known.any() else np.nan,
        "loss_worse": float(np.median(worse[known])) if known.any() else np.nan,
        "measured": float(np.mean(known)),
        "test": float(np.median(judge.judged.test[foreign])),
        "own_test": float(np.median(judge.judged.test[own])),
    }


def _statement(rows: pd.DataFrame, output: Output) -> None:
    published = kit.reading("fbnet_statements", "value", item="iPhone X model against S8 model on iPhone X")
    others = rows[rows["found_for"] != rows["measured_on"]]
    quoted = others.assign(published=published.value, outcome=NOT_TO_BE_HAD, reason=words.ONE_PAIR)
    lines = kit.summarise(quoted, ("line", "dataset"), STATEMENT)
    notes = [words.RATIO, words.STATEMENT_NOTE, kit.verdict_note(lines, words.STATEMENT_CRITERION)]
    kit.write_table(output, "transfer-statement", lines, STATEMENT, words.STATEMENT, notes)


def _figure(rows: pd.DataFrame, seeds: int, output: Output) -> None:
    short = [kit.device_name(device) for device in DEVICES]
    matrices = {
        (where["line"], where["dataset"]): group["ratio"].to_numpy().reshape(len(DEVICES), len(DEVICES))
        for where, group in kit.groups(rows, ("line", "dataset"))
    }
    with kit.drawing(
        output, "transfer", words.TRANSFER_FIGURE, words.RATIO, panels=2, height_in=3.0, sharey=True
    ) as drawn:
        for axes, (line, title) in zip(drawn.grid[0], TITLES.items(), strict=True):
            image = draw_matrix(axes, matrices[line, PANEL], short, LARGEST)
            axes.set_title(title)
        drawn.axes.set_ylabel("found for")
        colour_bar(drawn.figure, image, drawn.grid[0], LARGEST, "latency relative to the\ncell found for the device")
        ratios = {f"{line.label}, {dataset}": matrix for (line, dataset), matrix in matrices.items()}
        drawn.numbers |= {"dataset": PANEL, "seeds": seeds, "devices": DEVICES, "ratio": ratios}
