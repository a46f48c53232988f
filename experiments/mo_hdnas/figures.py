"""Figs. 2 and 4: fronts with two and three objectives on six devices, and the Edge TPU as the paper shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import FIGURE_DEVICES, RMI, VALID, Line, Study
from experiments.mo_hdnas.extent import digitised_points
from experiments.mo_hdnas.runs import THREE, TWO, search
from suite.analysis.fronts import nondominated
from suite.report import fronts
from suite.report.output import Output
from suite.report.style import FAINT, SeriesStyle, series_style
from suite.study.record import Record
from suite.study.spec import RunSpec

ERROR_LIMITS = {"cifar10": (5.0, 25.0), "cifar100": (24.5, 62.0), "ImageNet16-120": (49.5, 86.0)}
"""Shown test errors in per cent, from just below the best architecture; the fronts rise to chance above."""

FRONT_NOTE = (
    "Lines and bands: for each latency limit, the test error of the architecture with the best searched fitness among "
    "those returned within the limit; median and 25 to 75 % over the seeds, up to the median of the largest latency "
    "returned. Thin lines: the same with the search on the look-up, median alone. Black: exact front of latency and "
    "test error, which no rule without test data can aim at; grey dots: all cells. The median is of sets, so it may "
    "rise where some runs return nothing slower. Errors above the frame are not shown."
)
SIX: dict[str, Any] = {"rows": 2, "panels": 3, "sharey": True}
"""One panel per device."""


def fig2(study: Study, output: Output) -> None:
    """Draw the sets of two objectives on CIFAR-10."""
    caption = (
        f"MO-HDNAS Fig. 2: two objectives, CIFAR-10, six devices; search on {kit.short(RMI)}, and on a look-up of "
        f"{kit.short(VALID)} as the upper bound."
    )
    panels: dict[str, Any] = {}
    with kit.drawing(output, "fig2", caption, FRONT_NOTE, legend=3, height_in=4.6, **SIX) as drawn:
        for axes, device in zip(drawn.grid.flat, FIGURE_DEVICES, strict=True):
            on = {fitness: search(TWO, "cifar10", device, fitness) for fitness in (RMI, VALID)}
            panels[device] = draw_panel(axes, study, {TWO.key: on[RMI]}, {f"{TWO.key}_upper": on[VALID]})
            reading = kit.published_row("mo_hdnas_fig2", device=device)
            x, y = float(reading["max_latency_ms"]), 100.0 - float(reading["test_accuracy"])
            fronts.draw_published(axes, [x], [y], "published: largest latency found")
            panels[device]["published"] = {"latency_ms": x, "test_error": y}
        _explain(drawn, study, TWO)
        drawn.label("latency (ms)", "CIFAR-10 test error (%)")
        drawn.numbers |= {"fitness": RMI, "upper": VALID, "seeds": study.seeds, "panels": panels}


def fig4(study: Study, output: Output) -> None:
    """Draw the sets of three objectives, one figure per data set, and the Edge TPU as printed."""
    for dataset in kit.DATASETS:
        _six_devices(study, dataset, output)
    _edgetpu(study, output)


def _six_devices(study: Study, dataset: str, output: Output) -> None:
    name = kit.dataset_name(dataset)
    caption = (
        f"MO-HDNAS Fig. 4, {name}: three objectives against two, search on {kit.short(RMI)}; three objectives on a "
        f"look-up of {kit.short(VALID)} as the upper bound."
    )
    panels: dict[str, Any] = {}
    stem = f"fig4-{dataset.lower()}"
    with kit.drawing(output, stem, caption, FRONT_NOTE, legend=3, height_in=5.0, **SIX) as drawn:
        for axes, device in zip(drawn.grid.flat, FIGURE_DEVICES, strict=True):
            series = {line.key: search(line, dataset, device) for line in (THREE, TWO)}
            upper = {f"{THREE.key}_upper": search(THREE, dataset, device, VALID)}
            panels[device] = draw_panel(axes, study, series, upper, one_run=True)
            panels[device]["published"] = _draw_points(axes, digitised_points(dataset, device))
        _explain(drawn, study)
        drawn.label("latency (ms)", f"{name} test error (%)")
        drawn.numbers |= {"fitness": RMI, "upper": VALID, "seeds": study.seeds, "panels": panels}


def _edgetpu(study: Study, output: Output) -> None:
    caption = (
        "MO-HDNAS Fig. 4, Edge TPU with unmeasured architectures as the fastest (-1 ms), as in the paper; search on "
        f"{kit.short(RMI)}, and on {kit.short(VALID)} as the upper bound."
    )
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "fig4-edgetpu-unmeasured-fastest", caption, FRONT_NOTE, panels=3, legend=4, height_in=2.8
    ) as drawn:
        for axes, dataset in zip(drawn.grid.flat, kit.DATASETS, strict=True):
            on = {fitness: search(THREE, dataset, "edgetpu", fitness, "fastest") for fitness in (RMI, VALID)}
            panels[dataset] = draw_panel(axes, study, {THREE.key: on[RMI]}, {f"{THREE.key}_upper": on[VALID]}, True)
            points = kit.published_for("mo_hdnas_fig4_points", dataset=dataset, device="edgetpu")
            panels[dataset]["published"] = _draw_points(axes, points)
            axes.set_xlabel("latency (ms); −1: unmeasured")
        kit.title_datasets(drawn.grid[0])
        _explain(drawn, study)
        drawn.axes.set_ylabel("test error (%)")
        drawn.numbers |= {"fitness": RMI, "upper": VALID, "seeds": study.seeds, "panels": panels}


def _explain(drawn: kit.Drawing, study: Study, banded: Line = THREE) -> None:
    """Add the band of ``banded`` and the grey dots to the legend, and name the fitness of the thick lines."""
    axes = drawn.axes
    for line in axes.get_lines():
        if line.get_label() in [series_style(each.key).label for each in (THREE, TWO)]:
            line.set_label(f"{line.get_label()} on {kit.short(RMI)}")
    shade: dict[str, Any] = {"color": series_style(banded.key).color, "alpha": 0.3, "linewidth": 0}
    axes.fill_between([], [], [], label=f"25 to 75 % of {study.seeds} seeds", **shade)
    axes.scatter([], [], s=5, color=FAINT, label="all cells")


def _draw_points(axes: Any, points: Any) -> dict[str, Any]:
    latency, error = points["latency_ms"].to_numpy(), 100.0 - points["test_accuracy"].to_numpy()
    fronts.draw_published(axes, latency, error)
    return {"latency_ms": latency, "test_error": error}


def draw_panel(
    axes: Any, study: Study, series: Mapping[str, RunSpec], lines: Mapping[str, RunSpec], one_run: bool = False
) -> dict[str, Any]:
    """Draw space, exact front, best architecture and bands over the seeds; return the plotted numbers.

    Args:
        axes: where to draw.
        study: the runs.
        series: style name -> search; the first one says data set, device, and where what was not measured is shown.
        lines: further searches whose median alone is drawn, thin.
        one_run: whether the set that the first search returned with seed 0 is drawn as well.
    """
    spec = next(iter(series.values()))
    judged = study.judged(spec)
    numbers: dict[str, Any] = {"exact_front": kit.draw_ground(axes, judged)}
    for name, each in {**series, **lines}.items():
        band, end = _band(study, each)
        numbers[name] = {"median_largest_latency_ms": end, **band.numbers()}
        shown = np.isfinite(band.median) & (band.x <= end)
        if name in series:
            fronts.draw_band(axes, band, series_style(name), end)
        elif shown.any():
            fronts.draw_steps(axes, band.x[shown], band.median[shown], series_style(name), end, linewidth=0.8)
    if one_run:
        numbers["one_run"] = _draw_run(axes, study, study.records[spec], series_style(next(iter(series))))
    best = judged.best_by_test[~np.isnan(judged.cost[judged.best_by_test])]
    fronts.draw_best(axes, judged.cost[best], judged.test_error[best])
    numbers["best"] = {"index": best, "latency_ms": judged.cost[best], "test_error": judged.test_error[best]}
    right = kit.right_edge(judged)
    axes.set_xlim(-1.2 if spec.unmeasured == "fastest" else -0.015 * right, right)
    fronts.error_axis(axes, *ERROR_LIMITS[spec.dataset])
    axes.set_title(kit.device_name(str(spec.device)))
    return numbers


def _band(study: Study, search: RunSpec) -> tuple[fronts.Band, float]:
    """Return the test error that one would get at each latency limit, over the seeds, and where the sets end.

    Among what a run returned within the limit, the architecture with the best searched fitness is picked.
    """
    judged, runs = study.judged(search), study.runs(search)
    sets = [run.recommended for run in runs]
    curves = [fronts.reported_steps(judged.cost[rows], judged.error[rows], judged.test_error[rows]) for rows in sets]
    return fronts.step_band(curves), float(np.nanmedian([judged.cost_range(rows)[1] for rows in sets]))


def _draw_run(axes: Any, study: Study, run: Record, style: SeriesStyle) -> dict[str, Any]:
    judged, rows = study.judged(run), run.recommended.astype(np.int64)
    faint = ~nondominated(judged.problem.values[rows])
    cost, error = judged.cost[rows], judged.test_error[rows]
    fronts.draw_set(axes, cost, error, faint, style, f"one run (seed {run.spec.seed})")
    return {"index": rows, "latency_ms": cost, "test_error": error, "dominated": faint.tolist()}
