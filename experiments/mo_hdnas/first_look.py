"""What can be shown after seconds: one run of MO-HDNAS, and of HW-EvRSNAS, on each device, before all others are made.

The paper has no such figure. Both search a look-up of validation accuracy, so that they aim at the exact front.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import FIGURE_DEVICES, QUANTILES, VALID, Case, Study
from experiments.kit import constrained as hw_evrsnas
from experiments.mo_hdnas.runs import THREE, search
from suite.analysis.fronts import nondominated
from suite.benchmark import Benchmark
from suite.report import fronts
from suite.report.output import Output

DATASET = "cifar10"
STEM = "first-look"
ERROR_LIMITS = (8.0, 40.0)
"""Shown validation errors in per cent, from just below the best architecture."""

NOTE = (
    "Grey: all 15,625 architectures. Black: the exact front of latency and validation error. Circles: what MO-HDNAS "
    "returned, faint where another one of them is better in both. Triangles: what HW-EvRSNAS returned for limits at "
    "the 25, 50 and 75 % quantile of the device's latencies (dotted)."
)


def limits(benchmark: Benchmark, device: str) -> tuple[float, ...]:
    """Return HW-EvRSNAS's latency limits on a device, in ms."""
    return tuple(kit.quantile_limit(benchmark, DATASET, device, quantile) for quantile in QUANTILES)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return one search of MO-HDNAS and three of HW-EvRSNAS per device."""
    found = []
    for device in FIGURE_DEVICES:
        found.append(Case(search(THREE, DATASET, device, VALID), {"device": device}))
        for limit in limits(benchmark, device):
            found.append(Case(hw_evrsnas.constrained(DATASET, device, limit, fitness=VALID), {"device": device}))
    return tuple(found)


def draw(study: Study, output: Output) -> None:
    """Draw what the runs with seed 0 returned, a panel per device."""
    caption = (
        f"MO-HDNAS and HW-EvRSNAS on six devices, {kit.dataset_name(DATASET)}: one run each (seed 0) on a look-up of "
        f"{kit.short(VALID)}, beside the exact Pareto front."
    )
    panels: dict[str, Any] = {}
    options: dict[str, Any] = {"rows": 2, "panels": 3, "sharey": True, "legend": 4, "height_in": 4.4}
    with kit.drawing(output, STEM, caption, NOTE, **options) as drawn:
        for axes, device in zip(drawn.grid.flat, FIGURE_DEVICES, strict=True):
            panels[device] = _panel(axes, study, device)
            axes.set_title(kit.device_name(device))
        drawn.label("latency (ms)", f"{kit.dataset_name(DATASET)} validation error (%)")
        drawn.numbers |= {"fitness": VALID, "seed": 0, "panels": panels}


def _panel(axes: Any, study: Study, device: str) -> dict[str, Any]:
    spec = search(THREE, DATASET, device, VALID)
    judged, right = study.judged(spec), kit.right_edge(study.judged(spec))
    exact = judged.problem.values[judged.problem.exact_front()]
    order = np.lexsort((exact[:, 0], exact[:, 1]))
    front = {"latency_ms": exact[order, 1], "error": exact[order, 0]}
    fronts.draw_space(axes, judged.cost, judged.error)
    fronts.draw_exact_front(axes, front["latency_ms"], front["error"], right)
    rows = study.runs(spec)[0].recommended.astype(np.int64)
    faint = ~nondominated(judged.problem.values[rows])
    fronts.draw_set(axes, judged.cost[rows], judged.error[rows], faint, THREE.look, "MO-HDNAS")
    most = limits(study.benchmark, device)
    runs = [study.runs(hw_evrsnas.constrained(DATASET, device, limit, fitness=VALID))[0] for limit in most]
    found = np.array([judged.returned(run) for run in runs])
    look = hw_evrsnas.LINE.look
    marks = {"color": look.color, "markersize": 4.5, "label": look.label, "zorder": 6}
    axes.plot(judged.cost[found], judged.error[found], look.marker, **marks)
    for place, limit in enumerate(most):
        label = "its limits" if place == 0 else None
        axes.axvline(limit, color="black", linewidth=0.6, linestyle=":", label=label, zorder=1)
    axes.set_xlim(-0.015 * right, right)
    fronts.error_axis(axes, *ERROR_LIMITS)
    points = {"latency_ms": judged.cost[rows], "error": judged.error[rows], "dominated": faint.tolist()}
    limited = {"limit_ms": most, "latency_ms": judged.cost[found], "error": judged.error[found]}
    return {
        "exact_front": front,
        THREE.key: {"index": rows, **points},
        hw_evrsnas.LINE.key: {"index": found, **limited},
    }
