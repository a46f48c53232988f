"""The blocks found for each device, and each network's latency on the others as a heat map."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import kit
from experiments.fbnet.heat import colour_bar, draw_matrix
from experiments.fbnet.space import words
from experiments.fbnet.space.tables import Luts, found_ratios, median_networks
from suite.report.output import Output
from suite.report.style import OKABE_ITO
from suite.spaces.fbnet import FBNET, N_LAYERS, OPERATIONS, STAGE_LAYERS

COLORS = (
    "#9ECAE1", "#4292C6", "#2171B5", "#08306B", "#FDD0A2", "#FD8D3C", "#D94801", "#7F2704", "#F2F2F2",
)  # fmt: skip
"""3x3 blocks blue, 5x5 blocks orange, darker with size; skip all but white. Each cell also holds its number."""
SHORT = {"titan_rtx_64": "Titan RTX", "silver_4210r": "Xeon 4210R"}
LARGEST = 3.0
"""End of the colour scale: the largest ratio is 2.6."""


def report(luts: Luts, runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw both panels from the rows of :func:`.tables.per_run`."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    middle, matrix = median_networks(runs), found_ratios(luts, runs)
    codes = np.stack([middle[device].code for device in luts])
    short = [SHORT.get(device) or kit.device_name(device) for device in luts]
    with kit.drawing(
        output, "space-devices", words.FIGURE, words.PROXY, panels=2, height_in=3.1, width_ratios=(1.5, 1.0)
    ) as drawn:
        left, right = drawn.grid[0]
        left.imshow(codes, cmap=ListedColormap(COLORS), vmin=-0.5, vmax=8.5, aspect="auto")
        for (row, column), value in np.ndenumerate(codes):
            color = "white" if value in (2, 3, 6, 7) else "black"
            left.text(column, row, str(value), ha="center", va="center", fontsize=6, color=color)
        for edge in np.cumsum(STAGE_LAYERS)[:-1]:
            left.axvline(edge - 0.5, color="white", linewidth=1.6)
        left.set_xticks(range(0, N_LAYERS, 3), range(1, N_LAYERS + 1, 3))
        left.set_yticks(range(len(short)), short)
        left.set_xlabel("layer (white lines: stages)")
        left.set_ylabel("found for")
        image = draw_matrix(right, matrix, short, LARGEST)
        colour_bar(drawn.figure, image, [right], LARGEST, "latency ratio")
        handles = [
            Patch(facecolor=color, edgecolor=OKABE_ITO["black"], linewidth=0.3, label=f"{number} {name}")
            for number, (color, name) in enumerate(zip(COLORS, OPERATIONS, strict=True))
        ]
        drawn.figure.legend(
            handles=handles, loc="outside upper center", ncols=len(handles), fontsize=6, columnspacing=0.8
        )
        blocks = {device: FBNET.names(middle[device].code[None])[0] for device in luts}
        drawn.numbers |= {"seeds": seeds, "devices": list(luts), "blocks": blocks, "ratio": matrix}
