"""Heat maps of a device-transfer matrix: what is found for the row's device, measured on the column's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.kit import Floats


def draw_matrix(axes: Any, matrix: Floats, names: Sequence[str], largest: float) -> Any:
    """Draw ratios around 1 with their numbers and return the image; missing ones are a dash.

    Args:
        axes: where.
        matrix: ``(n, n)``; row: found for, column: measured on.
        names: of the devices.
        largest: ratio at the end of the colour scale, on both sides of 1 in the logarithm.
    """
    limit = np.log2(largest)
    image = axes.imshow(np.log2(matrix), cmap="PuOr_r", vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), value in np.ndenumerate(matrix):
        text = "–" if np.isnan(value) else f"{value:.2f}"
        strong = not np.isnan(value) and abs(np.log2(value)) > 0.65 * limit
        axes.text(column, row, text, ha="center", va="center", fontsize=6.5, color="white" if strong else "black")
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlabel("measured on")
    return image


def colour_bar(figure: Any, image: Any, panels: Sequence[Any], largest: float, label: str) -> None:
    """Add the scale of :func:`draw_matrix` with ratios as its ticks."""
    ticks = [1.0 / largest, largest**-0.5, 1.0, largest**0.5, largest]
    bar = figure.colorbar(image, ax=list(panels), ticks=np.log2(ticks), fraction=0.04, pad=0.02)
    bar.ax.set_yticklabels([f"{tick:.2f}" for tick in ticks])
    bar.set_label(label)
    bar.outline.set_linewidth(0.4)
