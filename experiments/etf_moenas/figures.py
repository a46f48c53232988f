"""The median run of some searches as fronts of test error and FLOPs, beside the exact front."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from experiments import kit
from experiments.etf_moenas import words
from experiments.etf_moenas.measure import Judge
from suite.analysis.fronts import nondominated
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.style import OKABE_ITO, series_style

SHOWN = {
    "E-TF-MOENAS": ("vermilion", "E-TF-MOENAS"),
    "synflow": ("blue", "SynFlow"),
    "jacov": ("green", "covariance"),
    "val_error": ("orange", "valid@12"),
}
"""Search -> colour and short name."""


def report(benchmark: Benchmark, found: pd.DataFrame, output: Output) -> None:
    """Draw the fronts of the runs with the median IGD."""
    judge = Judge(benchmark)
    with kit.drawing(output, "fronts", words.FRONTS, words.FRONTS_NOTE, legend=3, columns=1, height_in=3.0) as drawn:
        exact = judge.values[judge.front]
        drawn.axes.step(exact[:, 1], 100.0 * exact[:, 0], where="post", color="0.4", linewidth=0.9, label="exact front")
        drawn.numbers["exact"] = {"flops_m": exact[:, 1], "test_error": 100.0 * exact[:, 0]}
        for key, (color, label) in SHOWN.items():
            runs = kit.rows_where(found, search=key).sort_values("igd", kind="stable")
            run = runs.iloc[len(runs) // 2]
            points = judge.values[run["archive"]]
            points = points[nondominated(points)]
            points = points[points[:, 1].argsort()]
            look = replace(series_style(key), label=label, color=OKABE_ITO[color])
            drawn.axes.plot(
                points[:, 1], 100.0 * points[:, 0], color=look.color, marker=look.marker, markersize=3,
                linewidth=0.7, drawstyle="steps-post", label=look.label,
            )  # fmt: skip
            drawn.numbers[key] = {
                "seed": int(run["seed"]), "flops_m": points[:, 1], "test_error": 100.0 * points[:, 0],
            }  # fmt: skip
        drawn.axes.set_yscale("log")
        kit.plain_ticks(drawn.axes.yaxis, (6, 8, 10, 15, 20, 40, 90))
        drawn.label(x="FLOPs (M)", y="test error (%)")
