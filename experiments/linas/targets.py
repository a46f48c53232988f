"""Evaluations to reach 0.80, 0.95 and 0.99 of the exact hypervolume."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.kit.words import device_name
from experiments.linas.curves import EVALUATIONS_NOTE, HYPERVOLUME_NOTE, AllCurves, survival_quantile
from experiments.linas.settings import COMPARED, LINAS, NSGA2, NSGA2_PAPER, RANDOM, TARGETS, WEAKNAS, Variant
from experiments.notes import EDGETPU_NOTE
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.tables.columns import DATASET_LABELS, DATASETS, DEVICES

CENSORING_NOTE = (
    "Median and quartiles by Kaplan and Meier: a run that ended without reaching the target counts as censored at its "
    "last evaluation; where fewer than half of the runs reach a target there is no median (a dash)."
)
RATIO_NOTE = (
    "Ratio: median evaluations of the method over LINAS's; '>' where the method's median lies beyond its longest run, "
    "'<' where LINAS's does; a dash where both do."
)


@dataclass(frozen=True)
class Reach:
    """How one search reaches one target on one problem.

    Attributes:
        share: of the runs that reach it.
        q25: evaluations by which a quarter of the runs has; infinite if not known; ``median`` and ``q75`` likewise.
        longest: evaluations of the longest run.
    """

    share: float
    q25: float
    median: float
    q75: float
    longest: float


@dataclass(frozen=True)
class Ratio:
    """How many times the evaluations another method takes; ``bound`` is "", ">" or "<", or "?" if nothing is known."""

    value: float
    bound: str

    def __str__(self) -> str:
        return "" if self.bound == "?" else f"{self.bound}{self.value:.2f}"

    @property
    def faster(self) -> bool | None:
        """Whether the method that is divided by needs fewer; None if that is not decided (equal counts as no)."""
        if self.bound == "?":
            return None
        if self.bound == ">":
            return True if self.value >= 1 else None
        if self.bound == "<":
            return False if self.value <= 1 else None
        return self.value > 1


def reach(
    curves: AllCurves, variant: Variant, dataset: str, device: str, target: float, metric: str = "latency"
) -> Reach:
    """Return how the runs of one search reach one target."""
    times, reached = curves.of(variant, dataset, device, metric).to_reach(target)
    q25, median, q75 = (survival_quantile(times, reached, share) for share in (0.25, 0.5, 0.75))
    return Reach(float(reached.mean()), q25, median, q75, float(times.max()))


def ratio(other: Reach, ours: Reach) -> Ratio:
    """Return the ratio of the medians ``other / ours``, as a bound where one of them is censored."""
    if math.isfinite(other.median) and math.isfinite(ours.median):
        return Ratio(other.median / ours.median, "")
    if math.isfinite(ours.median):
        return Ratio(other.longest / ours.median, ">")
    if math.isfinite(other.median):
        return Ratio(other.median / ours.longest, "<")
    return Ratio(float("nan"), "?")


def problems() -> Iterator[tuple[str, str]]:
    """Return the 18 pairs of data set and device."""
    return ((dataset, device) for dataset in DATASETS for device in DEVICES)


def report(curves: AllCurves, output: Output) -> None:
    """Write the table per problem and the chart."""
    rows = []
    for dataset, device in problems():
        for target in TARGETS:
            ours = reach(curves, LINAS, dataset, device, target)
            for variant in COMPARED:
                found = reach(curves, variant, dataset, device, target)
                row: dict[str, Any] = {"dataset": DATASET_LABELS[dataset], "device": device_name(device)}
                row |= {"target": target, "method": variant.label, "share": found.share}
                row |= {name: finite(getattr(found, name)) for name in ("median", "q25", "q75")}
                rows.append({**row, "longest": found.longest, "ratio": str(ratio(found, ours))})
    output.table(
        "evaluations-to-target",
        pd.DataFrame(rows),
        "LINAS: evaluations until a share of the exact front's hypervolume is reached, per data set and device.",
        [
            HYPERVOLUME_NOTE,
            EVALUATIONS_NOTE,
            f"{curves.seeds} seeds; 'reached': share of the runs that get there. {CENSORING_NOTE}",
            RATIO_NOTE,
            EDGETPU_NOTE,
        ],
        headings={
            "target": "HV share",
            "share": "reached",
            "q25": "25 %",
            "q75": "75 %",
            "longest": "longest run",
            "ratio": "times LINAS",
        },
        formats={"target": ".2f", "share": ".2f"} | dict.fromkeys(("median", "q25", "q75", "longest"), ".0f"),
    )
    _chart(curves, output)


def finite(value: float) -> float:
    """Return the value, NaN (an empty cell) if it is infinite."""
    return value if math.isfinite(value) else float("nan")


def _chart(curves: AllCurves, output: Output) -> None:
    numbers: dict[str, Any] = {}
    shown = (LINAS, WEAKNAS, NSGA2, NSGA2_PAPER, RANDOM)
    with publication_style():
        figure, grid = new_figure(len(TARGETS), len(DATASETS), height_in=6.0, sharex=True, sharey=True)
        for line, target in zip(grid, TARGETS, strict=True):
            for axes, dataset in zip(line, DATASETS, strict=True):
                cell = numbers.setdefault(f"{target:.2f}", {}).setdefault(dataset, {})
                for place, variant in enumerate(shown):
                    found = [reach(curves, variant, dataset, device, target) for device in DEVICES]
                    x = np.arange(len(DEVICES)) + 0.15 * (place - (len(shown) - 1) / 2)
                    _draw(axes, x, found, variant)
                    cell[variant.name] = [vars(each) for each in found]
                axes.set_yscale("log")
                axes.grid(axis="y", linewidth=0.3, alpha=0.5)
                for border in np.arange(0.5, len(DEVICES) - 1):
                    axes.axvline(border, color="#E0E0E0", linewidth=0.5, zorder=0)
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            axes.set_title(DATASET_LABELS[dataset])
        for axes, target in zip(grid[:, 0], TARGETS, strict=True):
            axes.set_ylabel(f"evaluations to reach {target:.2f}")
        for axes in grid[-1]:
            axes.set_xticks(range(len(DEVICES)), [device_name(device) for device in DEVICES], rotation=40, ha="right")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "evaluations-to-target",
            figure,
            {"seeds": curves.seeds, "reach": numbers},
            "LINAS: evaluations to reach 0.80, 0.95 and 0.99 of the exact front's hypervolume; median and 25 to 75 %.",
            "Hollow marker below a triangle: fewer than half of the runs reach the target; it stands at the longest "
            f"run. Bars end at the longest run where a quartile is not reached. {CENSORING_NOTE} {EVALUATIONS_NOTE}",
        )


def _draw(axes: Any, x: Any, found: list[Reach], variant: Variant) -> None:
    style = variant.style
    look = {"color": style.color, "linewidth": 0.8}
    for at, one in zip(x, found, strict=True):
        top = one.q75 if math.isfinite(one.q75) else one.longest
        low = one.q25 if math.isfinite(one.q25) else one.longest
        axes.plot([at, at], [low, top], zorder=2, **look)
        if math.isfinite(one.median):
            axes.plot(at, one.median, marker=style.marker, markersize=3.2, zorder=3, linestyle="none", **look)
        else:
            axes.plot(
                at, one.longest, marker=style.marker, markersize=3.2, markerfacecolor="white", zorder=3,
                linestyle="none", **look,
            )  # fmt: skip
            axes.plot(at, one.longest * 1.45, marker="^", markersize=2, linestyle="none", zorder=3, color=style.color)
    axes.plot([], [], label=style.label, marker=style.marker, markersize=3.5, linestyle="none", color=style.color)
