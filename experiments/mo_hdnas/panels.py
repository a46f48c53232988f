"""One panel of Figs. 2 and 4: latency against test error on one device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.quantities import (
    best_architectures,
    latency_ms,
    latency_range,
    reported_band,
    reported_error,
    reported_front,
    searched,
)
from suite.analysis.fronts import nondominated
from suite.benchmark import Benchmark
from suite.report.fronts import draw_band, draw_best, draw_exact_front, draw_set, draw_space, draw_steps, error_axis
from suite.report.style import SeriesStyle, series_style
from suite.study.record import Record

ERROR_LIMITS = {"cifar10": (5.0, 95.0), "cifar100": (24.5, 101.0), "ImageNet16-120": (49.5, 101.0)}
"""Shown test errors in per cent, from just below the best architecture to chance."""

DEVICE_TITLES = {
    "eyeriss": "ASIC-Eyeriss",
    "edgetpu": "Edge TPU",
    "edgegpu": "Edge GPU",
    "fpga": "FPGA",
    "pixel3": "Pixel 3",
    "raspi4": "Raspberry Pi 4",
}

FRONT_NOTE = (
    "Lines and bands: for each latency limit, the test error of the architecture with the best searched fitness among "
    "those returned within the limit; median and 25 to 75 % over the seeds, up to the median of the largest latency "
    "returned. Thin lines: the same with the search on the look-up, median alone. Black: exact front of latency and "
    "test error, which no rule without test data can aim at."
)


def draw_panel(
    axes: Any,
    benchmark: Benchmark,
    dataset: str,
    device: str,
    series: Mapping[str, Sequence[Record]],
    one_run: Record | None = None,
    unmeasured: str = "infeasible",
    lines: Mapping[str, Sequence[Record]] | None = None,
) -> dict[str, Any]:
    """Draw space, exact front, best architecture and the bands of ``series``; return the plotted numbers.

    Args:
        axes: where to draw.
        benchmark: the tables.
        dataset: whose test error.
        device: whose latency.
        series: style name -> one record per seed.
        one_run: a single run whose returned set is drawn as well.
        unmeasured: as in the runs; "fastest" shows what was not measured at -1 ms, as the paper does.
        lines: further series whose median alone is drawn, thin.
    """
    latency = latency_ms(benchmark, dataset, device, unmeasured)
    error = reported_error(benchmark, dataset)
    right = 1.03 * float(np.nanmax(latency))
    draw_space(axes, latency, error)
    front = reported_front(benchmark, dataset, device, unmeasured)
    draw_exact_front(axes, front[:, 0], front[:, 1], right)
    numbers: dict[str, Any] = {"exact_front": {"latency_ms": front[:, 0], "test_error": front[:, 1]}}
    for name, records in series.items():
        band = reported_band(records, benchmark)
        end = float(np.nanmedian([latency_range(record, benchmark)[1] for record in records]))
        draw_band(axes, band, series_style(name), end)
        numbers[name] = {"median_largest_latency_ms": end, **band.numbers()}
    for name, records in (lines or {}).items():
        band = reported_band(records, benchmark)
        end = float(np.nanmedian([latency_range(record, benchmark)[1] for record in records]))
        shown = np.isfinite(band.median) & (band.x <= end)
        if shown.any():
            draw_steps(axes, band.x[shown], band.median[shown], series_style(name), end, linewidth=0.8)
        numbers[name] = {"median_largest_latency_ms": end, **band.numbers()}
    if one_run is not None:
        numbers["one_run"] = _draw_run(axes, benchmark, one_run, series_style(next(iter(series))))
    best = best_architectures(benchmark, dataset)
    best = best[~np.isnan(latency[best])]
    draw_best(axes, latency[best], error[best])
    numbers["best"] = {"index": best, "latency_ms": latency[best], "test_error": error[best]}
    axes.set_xlim(-1.2 if unmeasured == "fastest" else -0.015 * right, right)
    error_axis(axes, *ERROR_LIMITS[dataset])
    axes.set_title(DEVICE_TITLES[device])
    return numbers


def _draw_run(axes: Any, benchmark: Benchmark, record: Record, style: SeriesStyle) -> dict[str, Any]:
    rows = record.recommended.astype(np.int64)
    values = searched(record, benchmark).values[rows]
    error = reported_error(benchmark, record.spec.dataset)[rows]
    faint = ~nondominated(values)
    draw_set(axes, values[:, 1], error, faint, style, f"one run (seed {record.spec.seed})")
    return {"index": rows, "latency_ms": values[:, 1], "test_error": error, "dominated": faint.tolist()}
