"""Figs. 2, 4 and 5, point by point: whether the tables hold an architecture at a digitised point. No search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Column, Floats, Judged, Reading, Study
from experiments.mo_hdnas.runs import PANELS, THREE, search
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION

FIGURES = {"Fig. 4": "mo_hdnas_fig4_points", "Fig. 5": "mo_hdnas_fig5_points"}
NO_CELL = "no architecture of these tables has that latency and test accuracy within the reading errors"
ROUGH = NO_CELL + "; markers merge here, so the reading is a rough one"
EXTENT = "the whole space has another extent on this device in these tables"

POINT_COLUMNS = (
    Column("figure"),
    kit.DATASET,
    kit.DEVICE,
    Column("latency_ms", ".2f", "read latency (ms)"),
    Column("index", heading="architecture"),
    Column("table_ms", ".3f", "its latency (ms)"),
    *kit.compared_columns(2),
)
SHUFFLED_COLUMNS = (
    Column("figure"),
    kit.DATASET,
    kit.DEVICE,
    Column("points"),
    Column("on_cell", heading="on an architecture"),
    Column("shuffled", ".1f", "the same, accuracies shuffled"),
)
EXTENT_COLUMNS = (Column("what", heading="quantity"), *kit.compared_columns(3))


@dataclass(frozen=True)
class Plane:
    """The whole space in one panel: latency (ms, -1 where not measured) and test accuracy (%), ``(size,)`` each."""

    latency: Floats
    accuracy: Floats

    def at(self, latency: float, accuracy: float, error: float) -> int:
        """Return the architecture of the nearest accuracy among those of that latency, within its reading error."""
        near = np.abs(self.latency - latency)
        near = np.flatnonzero(near <= max(error * (1.0 + 1e-9), float(near.min())))
        return int(near[np.argmin(np.abs(self.accuracy[near] - accuracy))])

    def holds(self, latency: float, accuracies: Floats, errors: tuple[float, float]) -> NDArray[np.bool_]:
        """Return for each of ``(n,)`` accuracies whether an architecture has it at a latency, within both errors."""
        allowed, off = (error * (1.0 + 1e-9) for error in errors)
        near = self.accuracy[np.abs(self.latency - latency) <= allowed]
        found: NDArray[np.bool_] = np.any(np.abs(near[None] - accuracies[:, None]) <= off, axis=1)
        return found


def report(study: Study, output: Output) -> None:
    """Write the points of Figs. 4 and 5, the shuffled ones beside them, and the extent of the space in Fig. 5."""
    rows, shuffled = [], []
    for figure, name in FIGURES.items():
        for (dataset, device), points in _panels(kit.published(name)):
            plane = plane_of(study.judged(search(THREE, dataset, device)))
            keys = {"figure": figure, "dataset": dataset, "device": device}
            found = [{**keys, **_point(plane, name, line)} for line in points.to_dict("records")]
            rows += found
            shuffled.append({**keys, **_shuffled(plane, points, found)})
    hits, chance = (sum(row[key] for row in shuffled) for key in ("on_cell", "shuffled"))
    notes = [
        "The row shows the architecture of the nearest test accuracy among all whose latency is the published one, "
        "within its reading error. At -1 ms the paper draws what the Edge TPU could not run.",
        f"{hits} of {len(rows)} points lie on an architecture. With the accuracies of each panel shuffled among its "
        f"points, {chance:.0f} would on average, for the space is dense in places.",
        kit.verdict_note(rows, EXACT_CRITERION),
        kit.REPORTED_NOTE,
    ]
    caption = "MO-HDNAS Figs. 4 and 5, point by point: the architecture of the tables at that latency."
    kit.write_table(output, "digitised-points", rows, POINT_COLUMNS, caption, notes)
    caption = "MO-HDNAS Figs. 4 and 5: digitised points that lie on an architecture of the tables, by panel."
    kit.write_table(output, "digitised-points-shuffled", shuffled, SHUFFLED_COLUMNS, caption, notes[1:2])
    caption = "MO-HDNAS Fig. 5: extent of the whole space on FPGA, CIFAR-100."
    extent = _extent(study)
    kit.write_table(output, "fig5-extent", extent, EXTENT_COLUMNS, caption, [kit.verdict_note(extent, EXACT_CRITERION)])


def plane_of(judged: Judged) -> Plane:
    """Return the plane of a panel; test accuracy is looked up to describe what the paper drew, and selects nothing."""
    return Plane(np.nan_to_num(judged.measured, nan=-1.0), judged.test)


def _panels(points: pd.DataFrame) -> Iterable[tuple[tuple[str, str], pd.DataFrame]]:
    found = {panel: points[(points["dataset"] == panel[0]) & (points["device"] == panel[1])] for panel in PANELS}
    return [(panel, rows) for panel, rows in found.items() if len(rows)]


def _errors(line: dict[Any, Any]) -> tuple[float, float]:
    return float(line["latency_error_ms"]), float(line["accuracy_error"])


def _point(plane: Plane, name: str, line: dict[Any, Any]) -> dict[str, Any]:
    keys = {key: line[key] for key in ("dataset", "device", "latency_ms", "test_accuracy")}
    theirs = kit.reading(name, "test_accuracy", "accuracy_error", **keys)
    index = plane.at(line["latency_ms"], line["test_accuracy"], _errors(line)[0])
    why = ROUGH if line["latency_approximate"] or line["accuracy_approximate"] else NO_CELL
    return {
        "latency_ms": line["latency_ms"],
        "index": index,
        "table_ms": float(plane.latency[index]),
        **kit.looked_up(theirs, float(plane.accuracy[index]), why),
    }


def _shuffled(plane: Plane, points: pd.DataFrame, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how many points are architectures, and how many would be if any accuracy went with any latency."""
    errors = _errors(points.iloc[0].to_dict())
    accuracies = points["test_accuracy"].to_numpy(dtype=np.float64)
    pairs = np.stack([plane.holds(latency, accuracies, errors) for latency in points["latency_ms"]])
    on_cell = sum(row["outcome"] == "equal" for row in found)
    return {"points": len(points), "on_cell": on_cell, "shuffled": float(pairs.mean()) * len(points)}


def _extent(study: Study) -> list[dict[str, Any]]:
    measured = study.judged(search(THREE, "cifar100", "fpga")).measured
    rows = []
    for word, ours in (("smallest", np.nanmin(measured)), ("largest", np.nanmax(measured))):
        item = f"latencies of the whole space on FPGA, CIFAR-100, {word}"
        theirs = kit.reading("mo_hdnas_statements", "value", item=item)
        theirs = Reading(theirs.value, 0.02, cell=theirs.cell)
        rows.append({"what": f"{word} latency (ms)", **kit.looked_up(theirs, float(ours), EXTENT)})
    return rows
