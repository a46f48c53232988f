"""How the betas look in every figure: colours of a sequential, colour-blind-safe map, and a marker each."""

from __future__ import annotations

from typing import Any

MARKERS = "osD^vPX"


def looks(betas: list[float]) -> dict[float, dict[str, Any]]:
    """Return the colour and the marker of each beta; the order of the betas is that of the lightness."""
    from matplotlib import colormaps

    viridis = colormaps["viridis"]
    last = max(1, len(betas) - 1)
    return {
        beta: {"color": viridis(0.92 * place / last), "marker": MARKERS[place % len(MARKERS)]}
        for place, beta in enumerate(betas)
    }


def beta_axis(axes: Any, betas: list[float]) -> list[int]:
    """Put the betas at equal distances on the x axis and return their positions."""
    axes.set_xticks(range(len(betas)), [f"{beta:g}" for beta in betas])
    axes.set_xlabel("β")
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return list(range(len(betas)))
