"""What each method found at the three targets, beside the best-known front."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Study
from experiments.mobilenetv3.ofa import words
from experiments.mobilenetv3.ofa.found import best_known, evaluator
from experiments.mobilenetv3.ofa.runs import METHODS, TARGETS_MS
from suite.report.output import Output


def targets(found: pd.DataFrame, study: Study, output: Output) -> None:
    """Draw points behind the best known by target, and accuracy against latency of all that was found."""
    with kit.drawing(output, "targets", words.FIGURE, words.FIGURE_NOTE, panels=2, legend=4, height_in=3.0) as drawn:
        left, right = drawn.grid[0]
        places = np.arange(len(TARGETS_MS))
        numbers = {}
        for number, line in enumerate(METHODS):
            of = [kit.rows_where(found, line=line, target=target)["behind"].to_numpy() for target in TARGETS_MS]
            x = places + 0.09 * (number - (len(METHODS) - 1) / 2)
            numbers[line.key] = kit.draw_ranges(left, x, np.stack(of, axis=1), line.look, markersize=3.5)
            runs = kit.rows_where(found, line=line)
            right.plot(
                runs["latency"], runs["accuracy"], linestyle="none", marker=line.look.marker, markersize=3.5,
                color=line.look.color,
            )  # fmt: skip
        left.set_xticks(places, [f"{target:g} ms" for target in TARGETS_MS])
        left.set_xlabel("target")
        left.set_ylabel("points behind the best known")
        left.set_ylim(bottom=min(0.0, left.get_ylim()[0]))
        left.grid(axis="y", linewidth=0.3, alpha=0.5)
        front = evaluator(study.benchmark.data_dir, TARGETS_MS[-1]).exact_front
        front = front[np.argsort(front[:, 1])]
        shown = front[front[:, 1] <= 1.1 * TARGETS_MS[-1]]
        right.plot(shown[:, 1], 100.0 - shown[:, 0], "-", color="0.5", linewidth=0.9, zorder=1, label="best known")
        for target in TARGETS_MS:
            right.axvline(target, color="0.85", linewidth=0.7, zorder=0)
        right.set_xlabel("latency on the Note10 (ms), predicted")
        right.set_ylabel("accuracy (%), predicted")
        right.set_xlim(0.8 * TARGETS_MS[0], 1.1 * TARGETS_MS[-1])
        seen = found["accuracy"].to_numpy()
        right.set_ylim(np.nanmin(seen) - 0.3, float(100.0 - shown[:, 0].min()) + 0.3)
        drawn.numbers |= {"behind": numbers, "best known": best_known(study), "targets_ms": list(TARGETS_MS)}
