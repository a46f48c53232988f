"""Fig. 5: one run of MO-HDNAS against nine constrained runs of HW-EvRSNAS on FPGA, CIFAR-100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import comparison, notes
from experiments.hw_evrsnas.outcomes import outcomes
from experiments.hw_evrsnas.settings import NINE_LIMITS_MS, nine_constraints
from experiments.mo_hdnas.panels import draw_panel
from experiments.mo_hdnas.settings import MAIN, RMI, THREE, UPPER, search, searches
from experiments.published import published, published_for
from experiments.quantities import reported_error, searched
from suite.benchmark import Benchmark
from suite.report.fronts import draw_published, one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style, series_style
from suite.study.record import Record
from suite.study.spec import RunSpec

PANEL = ("cifar100", "fpga")
ABOVE = "the advantage of the constrained search is larger in all our seeds"
BELOW = "the advantage of the constrained search is smaller in all our seeds"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> list[dict[str, Any]]:
    """Write the advantage of HW-EvRSNAS at each constraint, and the figure; return the rows."""
    rows = [_row(benchmark, records, seeds, limit, accuracy) for accuracy in MAIN for limit in NINE_LIMITS_MS]
    output.table(
        "fig5-advantage",
        pd.DataFrame(rows),
        "MO-HDNAS Fig. 5 (FPGA, CIFAR-100): test accuracy of HW-EvRSNAS minus that of MO-HDNAS at each latency limit.",
        [
            *notes.fitness_notes(*MAIN),
            "Ours, MO-HDNAS: of the set returned by one run, the architecture with the best searched fitness within "
            "the limit; HW-EvRSNAS: one run per limit, the same seed number. Published, MO-HDNAS: the highest "
            "digitised point within the limit, for want of the authors' fitness values.",
            notes.seeds_note(seeds) + " Published, ours and difference are the advantage in points.",
            comparison.verdict_note(rows) + " The reading error is that of two readings.",
            notes.REPORTED_NOTE,
        ],
        headings=comparison.HEADINGS
        | {
            "limit_ms": "limit (ms)",
            "published_hw": "published HW-EvRSNAS (%)",
            "published_mo": "published MO-HDNAS (%)",
            "ours_hw": "ours HW-EvRSNAS (%)",
            "ours_mo": "ours MO-HDNAS (%)",
        },
        formats=comparison.formats(2)
        | {"limit_ms": ".1f"}
        | dict.fromkeys(("published_hw", "published_mo", "ours_hw", "ours_mo"), ".2f"),
    )
    _figure(benchmark, records, seeds, output)
    return rows


def _row(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, limit: float, accuracy: str
) -> dict[str, Any]:
    constrained = published_for("hw_evrsnas_fpga_cifar100", latency_limit_ms=limit).iloc[0]
    points = published("mo_hdnas_fig5_points")
    within = points[points["latency_ms"] <= limit]
    published_hw, published_mo = float(constrained["test_accuracy"]), float(within["test_accuracy"].max())
    constrained_runs = nine_constraints(seeds, accuracy=accuracy)[limit]
    hw = np.array([found.test for found in outcomes(records, constrained_runs, benchmark)])
    mo = np.array([_pick(records[spec], benchmark, limit) for spec in searches(THREE, *PANEL, seeds, accuracy)])
    reading = float(constrained["accuracy_error"]) + float(within["accuracy_error"].max())
    return {
        "proxy": notes.short(accuracy),
        "limit_ms": limit,
        "published_hw": published_hw,
        "published_mo": published_mo,
        "ours_hw": float(np.nanmedian(hw)),
        "ours_mo": float(np.nanmedian(mo)),
        **comparison.compared(published_hw - published_mo, reading, hw - mo, above=ABOVE, below=BELOW),
    }


def _pick(record: Record, benchmark: Benchmark, limit: float) -> float:
    """Return the test accuracy of the architecture that the searched fitness picks within the limit; NaN if none."""
    rows = record.recommended.astype(np.int64)
    values = searched(record, benchmark).values[rows]
    errors = np.where(values[:, 1] <= limit, values[:, 0], np.inf)
    if not np.isfinite(errors).any():
        return float("nan")
    return 100.0 - float(reported_error(benchmark, record.spec.dataset)[rows[np.argmin(errors)]])


def _figure(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    with publication_style():
        figure, grid = new_figure(1, 1, venue="neurips", columns=1, height_in=3.9)
        axes = grid[0, 0]
        runs = {THREE.name: [records[spec] for spec in searches(THREE, *PANEL, seeds)]}
        upper = {f"{THREE.name}_upper": [records[spec] for spec in searches(THREE, *PANEL, seeds, UPPER)]}
        numbers = draw_panel(axes, benchmark, *PANEL, runs, records[search(THREE, *PANEL, seed=0)], lines=upper)
        numbers["hw_evrsnas"] = _draw_constrained(axes, benchmark, records, seeds)
        points = published("mo_hdnas_fig5_points")
        limits = published("hw_evrsnas_fpga_cifar100")
        for x, y, marker, name in (
            (points["latency_ms"], points["test_accuracy"], "x", "MO-HDNAS, digitised"),
            (limits["latency_limit_ms"], limits["test_accuracy"], "+", "HW-EvRSNAS, digitised"),
        ):
            draw_published(axes, x, 100.0 - y, name, marker=marker, color=OKABE_ITO["black"], s=16)
        numbers["published"] = {
            "mo_hdnas": {"latency_ms": points["latency_ms"], "test_error": 100.0 - points["test_accuracy"]},
            "hw_evrsnas": {"limit_ms": limits["latency_limit_ms"], "test_error": 100.0 - limits["test_accuracy"]},
        }
        axes.set_title("")
        axes.set_ylim(25.3, 62.0)
        axes.set_xlabel("FPGA latency (ms)")
        axes.set_ylabel("CIFAR-100 test error (%)")
        one_legend(figure, [axes], columns=3)
        output.figure(
            "fig5",
            figure,
            {"proxy": RMI, "upper": UPPER, "seeds": seeds, "panel": numbers},
            "MO-HDNAS Fig. 5: one run of MO-HDNAS and nine constrained runs of HW-EvRSNAS on FPGA, CIFAR-100 "
            f"(search on {notes.short(RMI)}; MO-HDNAS on {notes.short(UPPER)} as the upper bound); HW-EvRSNAS at its "
            "constraint: median and range over the seeds. Errors above 62 % are outside the frame.",
        )


def _draw_constrained(axes: Any, benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> dict[str, Any]:
    style = series_style("hw_evrsnas")
    errors = np.array(
        [[100.0 - o.test for o in outcomes(records, specs, benchmark)] for specs in nine_constraints(seeds).values()]
    )
    median, low, high = np.nanmedian(errors, axis=1), np.nanmin(errors, axis=1), np.nanmax(errors, axis=1)
    axes.errorbar(
        NINE_LIMITS_MS, median, yerr=[median - low, high - median], fmt=style.marker, color=style.color, markersize=3.5,
        linewidth=0.8, capsize=1.5, linestyle="none", label=style.label, zorder=5,
    )  # fmt: skip
    return {"limit_ms": NINE_LIMITS_MS, "median": median, "smallest": low, "largest": high}
