"""Searches under a limit: latency against the limit, and accuracy against latency beside the best-known front."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import kit
from experiments.help.ofa import words
from experiments.help.ofa.rows import DEVICE, SPACE, opened
from experiments.help.ofa.tables import frames
from experiments.kit import Study
from suite.analysis.predicted import PredictedEvaluator
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.spec import Budget, RunSpec

LOOKS = {
    10: SeriesStyle("HELP, 10 measurements", OKABE_ITO["vermilion"], "o", "-"),
    20: SeriesStyle("HELP, 20 measurements", OKABE_ITO["blue"], "s", "-"),
}
PUBLISHED = SeriesStyle("published networks", OKABE_ITO["black"], "*", "-")


def searched(study: Study, output: Output) -> None:
    """Draw what the searches found."""
    found, theirs = frames(study)
    limits = sorted(found["limit_ms"].unique())
    with kit.drawing(output, "searches", words.FIGURE, words.FIGURE_NOTE, panels=2, legend=4, height_in=2.9) as drawn:
        left, right = drawn.grid[0]
        ends = [0.9 * limits[0], 1.1 * limits[-1]]
        left.plot(ends, ends, color="0.7", linewidth=0.8, zorder=0)
        numbers: dict[str, Any] = {}
        for shift, (n, look) in zip((-0.25, 0.25), LOOKS.items(), strict=True):
            runs = found[found["measurements"] == n]
            by_limit = np.stack([runs.loc[runs["limit_ms"] == limit, "latency"] for limit in limits], axis=1)
            numbers[str(n)] = kit.draw_ranges(left, np.array(limits) + shift, by_limit, look, markersize=4)
            right.plot(
                runs["latency"], runs["accuracy"], linestyle="none", marker=look.marker, markersize=3, color=look.color
            )
        for axes, x in ((left, limits), (right, theirs["latency"])):
            y = theirs["latency_ms"] if axes is left else theirs["accuracy"]
            label = PUBLISHED.label if axes is left else None
            axes.plot(x, y, PUBLISHED.marker, color=PUBLISHED.color, markersize=6, linestyle="none", label=label)
        left.set_xlabel("limit (ms)")
        left.set_ylabel("latency of the network found (ms)")
        spec = RunSpec(
            experiment="help-ofa", algorithm="nsga2", dataset=SPACE, fitness="predicted", device=DEVICE,
            budget=Budget(queries=1), seed=0,
        )  # fmt: skip
        front = PredictedEvaluator(spec, opened(study.benchmark.data_dir)).exact_front
        front = front[np.argsort(front[:, 1])]
        shown = front[(front[:, 1] >= ends[0]) & (front[:, 1] <= ends[1])]
        right.plot(shown[:, 1], 100.0 - shown[:, 0], "-", color="0.5", linewidth=0.9, zorder=1, label="best known")
        right.set_xlabel("latency (ms), predicted")
        right.set_ylabel("accuracy (%), predicted")
        drawn.numbers |= {"latency": numbers, "limits_ms": limits}
