"""Curves of methods with bands: performance profiles, and runtime distributions over targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.comparison.looks import method_styles
from suite.report.fronts import one_legend
from suite.report.style import new_figure, publication_style, width_in

Floats = NDArray[np.float64]
MARKERS_A_CURVE = 6


def profiles_figure(
    curves: Mapping[str, Mapping[str, Floats]], measure: str, *, venue: str = "ieee", columns: int = 1
) -> tuple[Any, dict[str, Any]]:
    """Return the performance profiles and their numbers: the share of runs at or below each threshold.

    Args:
        curves: method -> ``threshold``, ``share``, ``low``, ``high``, each ``(t,)``
            (:class:`suite.analysis.profiles.Profile`).
        measure: what the thresholds are of, with unit, for the axis.
        venue: of the width.
        columns: 1 or 2.
    """
    with publication_style():
        figure, panel = _panel(len(curves), venue, columns)
        for place, (name, style) in enumerate(method_styles(list(curves)).items()):
            curve = curves[name]
            x = curve["threshold"]
            panel.fill_between(x, curve["low"], curve["high"], color=style.color, alpha=0.15, linewidth=0, step="post")
            _steps(panel, x, curve["share"], style, place, len(curves))
        panel.set(xscale="log", xlabel=f"{measure}, at most", ylabel="share of runs, mean over problems")
        panel.set_ylim(-0.02, 1.02)
        one_legend(figure, [panel], _legend_columns(venue, columns))
    return figure, {"measure": measure, "curves": {name: dict(curve) for name, curve in curves.items()}}


def runtime_figure(
    curves: Mapping[str, Mapping[str, Floats]],
    axis: str,
    targets: Floats,
    *,
    venue: str = "ieee",
    columns: int = 1,
) -> tuple[Any, dict[str, Any]]:
    """Return the runtime distributions and their numbers: the share of (run, target) pairs solved within each budget.

    Args:
        curves: method -> ``budget`` and ``share``, each ``(k,)`` (:func:`suite.analysis.runtime.runtime_ecdf`); a curve
            ends where the method's shortest run does, with a marker.
        axis: what the budget is, such as "queries", for the axis.
        targets: ``(t,)`` regrets; the label says how many, and from which to which.
        venue: of the width.
        columns: 1 or 2.
    """
    with publication_style():
        figure, panel = _panel(len(curves), venue, columns)
        for place, (name, style) in enumerate(method_styles(list(curves)).items()):
            curve = curves[name]
            _steps(panel, curve["budget"], curve["share"], style, place, len(curves))
            panel.plot(curve["budget"][-1:], curve["share"][-1:], marker="|", markersize=6, color=style.color)
        easiest, hardest = float(np.max(targets)), float(np.min(targets))
        ylabel = f"share of {len(targets)} targets reached\n(regrets {easiest:.3g} to {hardest:.3g})"
        panel.set(xscale="log", xlabel=axis, ylabel=ylabel)
        panel.set_ylim(-0.02, 1.02)
        one_legend(figure, [panel], _legend_columns(venue, columns))
    numbers = {name: dict(curve) for name, curve in curves.items()}
    return figure, {"axis": axis, "targets": np.asarray(targets), "curves": numbers}


def _panel(methods: int, venue: str, columns: int) -> tuple[Any, Any]:
    rows = -(-methods // _legend_columns(venue, columns))
    figure, axes = new_figure(venue=venue, columns=columns, height_in=2.2 + 0.14 * rows)
    axes[0][0].grid(linewidth=0.3, alpha=0.6)
    axes[0][0].set_axisbelow(True)
    return figure, axes[0][0]


def _legend_columns(venue: str, columns: int) -> int:
    return max(1, int(width_in(venue, columns) / 1.45))


def _steps(panel: Any, x: Floats, y: Floats, style: Any, place: int, methods: int) -> None:
    every = max(1, len(x) // MARKERS_A_CURVE)
    offset = place * every // max(1, methods)  # markers of different methods stand at different places
    panel.step(
        x, y, where="post", label=style.label, marker=style.marker, markevery=(offset, every), **style.line(), zorder=3
    )
