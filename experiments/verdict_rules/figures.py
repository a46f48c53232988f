"""The shares against the true distance."""

from __future__ import annotations

import numpy as np

from experiments import kit
from experiments.verdict_rules import words
from experiments.verdict_rules.simulation import PUBLISHED_RUNS, shares
from suite.report.output import Output
from suite.report.style import OKABE_ITO
from suite.report.verdicts import DIFFERENT, EQUIVALENT

OURS, SPREAD = 30, 1.0
DISTANCES = tuple(float(value) for value in np.linspace(0.0, 3.0, 25))
COLORS = ("vermilion", "orange", "sky", "blue")


def report(output: Output) -> None:
    """Write the figure."""
    with kit.drawing(output, "operating-characteristics", words.FIGURE, legend=2, columns=1, height_in=2.8) as drawn:
        axes, numbers = drawn.axes, {}
        for theirs, color in zip(PUBLISHED_RUNS, COLORS, strict=True):
            found = shares(theirs, OURS, SPREAD, DISTANCES)
            label = "1 published run" if theirs == 1 else f"{theirs} runs"
            axes.plot(DISTANCES, found[EQUIVALENT], color=OKABE_ITO[color], linewidth=1.3, label=label)
            axes.plot(DISTANCES, found[DIFFERENT], color=OKABE_ITO[color], linewidth=1.3, linestyle=(0, (3, 2)))
            numbers[label] = dict(found)
        axes.axvline(1.0, color="0.5", linewidth=0.6)
        axes.axhline(0.05, color="0.5", linewidth=0.6, linestyle=":")
        axes.set_xlim(0, 3)
        axes.set_ylim(0, 1)
        axes.set_xlabel("true distance of the means (margins)")
        axes.set_ylabel("share of simulated studies")
        drawn.numbers |= {"our_runs": OURS, "spread": SPREAD, "distance": DISTANCES, "published_runs": numbers}
