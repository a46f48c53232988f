"""Figures: loss of a search by the strategy that estimated its cost, and against that estimate's rank correlation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.survey.search_tables import device_name, loss_interval
from experiments.survey.searches import COSTS, DATASET, FRONTS, TRUE, cost_label
from suite.estimators.cost_source import parse_cost_source
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.tables.columns import DATASET_LABELS, DEVICES

LOOKS = dict(
    zip(
        DEVICES,
        zip(("blue", "vermilion", "green", "orange", "purple", "sky"), "os^Dv*", strict=True),
        strict=True,
    )
)
"""Colour and marker of each device."""
ESTIMATED = tuple(cost for cost in COSTS if cost != TRUE)


def report(grid: pd.DataFrame, fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write both figures."""
    _by_strategy(fronts, limits, seeds, output)
    _against_tau(grid, fronts, seeds, output)


def _by_strategy(fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    places = np.arange(len(ESTIMATED))[::-1]
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=3.3, sharey=True)
        for axes, method in zip(grid[0], FRONTS, strict=False):
            numbers[method.name] = {}
            for place, cost in zip(places, ESTIMATED, strict=True):
                chosen = fronts[(fronts["method"] == method.name) & (fronts["cost"] == cost)]
                means = chosen.groupby("device", sort=False)["loss_returned"].mean()
                _points(axes, place, dict(means))
                mean, low, high = loss_interval(fronts, method.name, cost, "loss_returned")
                axes.errorbar(
                    [mean], [place], xerr=[[mean - low], [high - mean]], fmt="|", color="black", markersize=9,
                    linewidth=1.0, capsize=2, zorder=6, label="mean over devices, 95 % interval",
                )  # fmt: skip
                numbers[method.name][cost] = {"mean": mean, "ci_low": low, "ci_high": high, "devices": dict(means)}
            axes.set_xlabel("hypervolume lost\n(share of the exact front's)")
            axes.set_title(f"{method.label}, returned set")
        axes = grid[0, 2]
        numbers["violations"] = {}
        for place, cost in zip(places, ESTIMATED, strict=True):
            shares = dict(limits[limits["cost"] == cost].groupby("device", sort=False)["violates"].mean())
            _points(axes, place, shares)
            mean = float(np.mean(list(shares.values())))
            axes.plot([mean], [place], "|", color="black", markersize=9, markeredgewidth=1.2, zorder=6)
            numbers["violations"][cost] = {"mean": mean, "devices": shares}
        axes.set_xlabel("share of runs that\nbreak the limit")
        axes.set_title("HW-EvRSNAS, median limit")
        axes.set_xlim(-0.04, 1.04)
        grid[0, 0].set_yticks(places, [cost_label(cost) for cost in ESTIMATED])
        for each in grid[0]:
            each.grid(linewidth=0.3, alpha=0.5)
            each.axvline(0.0, color="#555555", linewidth=0.6)
        one_legend(figure, [grid[0, 0]], columns=4)
        output.figure(
            "search-loss",
            figure,
            {"seeds": seeds, "dataset": DATASET, "costs": ESTIMATED, "panels": numbers},
            f"What estimation error does to a search on {DATASET_LABELS[DATASET]}: hypervolume lost on true latency "
            "against the same search on true latency, and share of constrained searches that break the limit.",
            f"Markers: mean of one device over {seeds} paired seeds. Bar: mean over devices and seeds with 95 % "
            "bootstrap interval (right: mean alone). Number after the colon: measured architectures.",
        )


def _points(axes: Any, place: float, by_device: dict[str, float]) -> None:
    for row, device in enumerate(DEVICES):
        if device in by_device:
            color, marker = LOOKS[device]
            axes.plot(
                [by_device[device]], [place + 0.11 * (2.5 - row)], marker, color=OKABE_ITO[color], markersize=3.6,
                alpha=0.9, linestyle="none", label=device_name(device), zorder=4,
            )  # fmt: skip


def pairs(grid: pd.DataFrame, fronts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per device and estimated cost: mean tau over the grid's draws, mean loss over methods and seeds.

    The draws of the grid are those that searches with the same seeds saw.
    """
    here = grid[(grid["dataset"] == DATASET) & (grid["metric"] == "latency")]
    rows = []
    for device in DEVICES:
        for cost in ESTIMATED:
            chosen = parse_cost_source(cost)
            name = cost.replace(":", "_") if chosen.name == "lut" else chosen.name
            taus = here[(here["device"] == device) & (here["strategy"] == name)]
            if chosen.name != "lut":
                taus = taus[taus["measurements"] == chosen.n]
            losses = fronts[(fronts["device"] == device) & (fronts["cost"] == cost)]["loss_returned"]
            if len(taus) and len(losses):
                rows.append(
                    {
                        "device": device,
                        "cost": cost,
                        "kendall": float(taus["kendall"].mean()),
                        "loss": float(losses.mean()),
                    }
                )
    return pd.DataFrame(rows)


def _against_tau(grid: pd.DataFrame, fronts: pd.DataFrame, seeds: int, output: Output) -> None:
    points = pairs(grid, fronts)
    with publication_style():
        figure, axes_grid = new_figure(1, 1, columns=1, height_in=2.9)
        axes = axes_grid[0, 0]
        for device in DEVICES:
            color, marker = LOOKS[device]
            chosen = points[points["device"] == device]
            axes.plot(
                chosen["kendall"], chosen["loss"], marker, color=OKABE_ITO[color], markersize=4, linestyle="none",
                alpha=0.9, label=device_name(device),
            )  # fmt: skip
        axes.axhline(0.0, color="#555555", linewidth=0.6)
        axes.grid(linewidth=0.3, alpha=0.5)
        axes.set_xlabel("Kendall's τ of estimated and true latency")
        axes.set_ylabel("hypervolume lost, returned set")
        one_legend(figure, [axes], columns=3)
        output.figure(
            "loss-against-tau",
            figure,
            {"seeds": seeds, "dataset": DATASET, "points": points.to_dict("list")},
            f"Hypervolume lost by a search against the rank correlation of the estimate it searched on, "
            f"{DATASET_LABELS[DATASET]}: one point per device and strategy.",
            "Tau: mean over the draws of the grid. Loss: mean over NSGA-II, MO-HDNAS and seeds.",
        )
