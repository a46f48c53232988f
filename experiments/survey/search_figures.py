"""Figures: loss of a search by the strategy that estimated its cost, and against that estimate's rank correlation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import DEVICES
from experiments.survey.runs import DATASET, FRONTS, SOURCES, TRUE, source_name
from experiments.survey.searches import loss_interval
from experiments.survey.strategies import of_source
from suite.report.looks import DEVICES as DEVICE_LOOKS
from suite.report.output import Output

LOOKS = {
    device: {"color": look.color, "marker": look.marker, "linestyle": "none", "alpha": 0.9}
    for device, look in DEVICE_LOOKS.items()
}
"""Colour and marker of each device."""
ESTIMATED = tuple(source for source in SOURCES if source != TRUE)
PLACES = dict(zip(ESTIMATED, range(len(ESTIMATED) - 1, -1, -1), strict=True))
"""Line of each estimated cost source, from below."""


def by_strategy(fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw what each cost source costs the three kinds of search."""
    caption = (
        f"What estimation error does to a search on {kit.dataset_name(DATASET)}: hypervolume lost on true latency "
        "against the same search on true latency, and share of constrained searches that break the limit."
    )
    note = (
        f"Markers: mean of one device over {seeds} seeds. Bar: mean over devices and seeds with 95 % "
        f"bootstrap interval (right: mean alone). Number after the colon: measured architectures. {kit.REFERENCE_NOTE}"
    )
    with kit.drawing(output, "search-loss", caption, note, panels=3, legend=4, height_in=3.3, sharey=True) as drawn:
        panels = {
            line.key: _losses(axes, fronts[fronts["line"] == line])
            for axes, line in zip(drawn.grid[0], FRONTS, strict=False)
        }
        for axes, line in zip(drawn.grid[0], FRONTS, strict=False):
            axes.set_xlabel("hypervolume lost\n(share of the exact front's)")
            axes.set_title(f"{line.label}, returned set")
        right = drawn.grid[0, 2]
        panels["violations"] = _violations(right, limits)
        right.set_xlabel("share of runs that\nbreak the limit")
        right.set_title("HW-EvRSNAS, median limit")
        right.set_xlim(-0.04, 1.04)
        drawn.axes.set_yticks(list(PLACES.values()), [source_name(source) for source in PLACES])
        for axes in drawn.grid[0]:
            axes.grid(linewidth=0.3, alpha=0.5)
            axes.axvline(0.0, color="#555555", linewidth=0.6)
        drawn.numbers |= {"seeds": seeds, "dataset": DATASET, "cost_sources": ESTIMATED, "panels": panels}


def _losses(axes: Any, fronts: pd.DataFrame) -> dict[str, Any]:
    """Draw one method's losses; return the plotted numbers by cost source."""
    numbers = {}
    for source, place in PLACES.items():
        runs = fronts[fronts["cost_source"] == source]
        devices = _points(axes, place, runs, "loss_returned")
        found = loss_interval(runs, "loss_returned")
        mean, low, high = found.estimate, found.low, found.high
        axes.errorbar(
            [mean], [place], xerr=[[mean - low], [high - mean]], fmt="|", color="black", markersize=9,
            linewidth=1.0, capsize=2, zorder=6, label="mean over devices, 95 % interval",
        )  # fmt: skip
        numbers[source] = {"mean": mean, "ci_low": low, "ci_high": high, "devices": devices}
    return numbers


def _violations(axes: Any, limits: pd.DataFrame) -> dict[str, Any]:
    """Draw the shares that break the limit; return the plotted numbers by cost source."""
    numbers = {}
    for source, place in PLACES.items():
        devices = _points(axes, place, limits[limits["cost_source"] == source], "violates")
        mean = float(np.mean(list(devices.values())))
        axes.plot([mean], [place], "|", color="black", markersize=9, markeredgewidth=1.2, zorder=6)
        numbers[source] = {"mean": mean, "devices": devices}
    return numbers


def _points(axes: Any, place: float, runs: pd.DataFrame, column: str) -> dict[str, float]:
    """Draw the mean of each device around a line; return the means."""
    means = dict(runs.groupby("device", sort=False)[column].mean())
    for row, device in enumerate(DEVICES):
        if device in means:
            at = place + 0.11 * (2.5 - row)
            axes.plot([means[device]], [at], **LOOKS[device], markersize=3.6, label=kit.device_name(device), zorder=4)
    return means


def pairs(grid: pd.DataFrame, fronts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per device and estimated cost: mean tau over the grid's draws, mean loss over methods and seeds.

    The draws of the grid are those that searches with the same seeds saw.
    """
    here = kit.rows_where(grid, dataset=DATASET, metric="latency")
    rows = []
    for device in DEVICES:
        for source in ESTIMATED:
            strategy, size = of_source(source)
            taus = kit.rows_where(here, device=device, strategy=strategy.name)
            if not strategy.designed:
                taus = kit.rows_where(taus, measurements=size)
            losses = kit.rows_where(fronts, device=device, cost_source=source)["loss_returned"]
            if len(taus) and len(losses):
                tau, loss = float(taus["kendall"].mean()), float(losses.mean())
                rows.append({"device": device, "cost_source": source, "kendall": tau, "loss": loss})
    return pd.DataFrame(rows)


def against_tau(grid: pd.DataFrame, fronts: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw the loss against the rank correlation of the estimate, one point per device and cost source."""
    points = pairs(grid, fronts)
    caption = (
        "Hypervolume lost by a search against the rank correlation of the estimate it searched on, "
        f"{kit.dataset_name(DATASET)}: one point per device and strategy."
    )
    note = "Tau: mean over the draws of the grid. Loss: mean over NSGA-II, MO-HDNAS and seeds."
    with kit.drawing(output, "loss-against-tau", caption, note, legend=3, columns=1, height_in=2.9) as drawn:
        axes = drawn.axes
        for device in DEVICES:
            there = points[points["device"] == device]
            axes.plot(there["kendall"], there["loss"], **LOOKS[device], markersize=4, label=kit.device_name(device))
        axes.axhline(0.0, color="#555555", linewidth=0.6)
        axes.grid(linewidth=0.3, alpha=0.5)
        axes.set_xlabel("Kendall's τ of estimated and true latency")
        axes.set_ylabel("hypervolume lost, returned set")
        drawn.numbers |= {"seeds": seeds, "dataset": DATASET, "points": points.to_dict("list")}
