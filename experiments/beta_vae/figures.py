"""The figures: accuracy against sparsity, tolerance and the dense networks by beta, tolerance against the proxies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments import kit
from experiments.beta_vae import words
from experiments.beta_vae.measures import KINDS, PROXIES, tolerances
from experiments.beta_vae.trained import Group
from suite.report.output import Output

MARKERS = "osD^vPX"
SHOWN = {
    "test_reconstruction": "reconstruction\n(nats per image)",
    "test_kl": "KL (nats per image)",
    "total_correlation": "total correlation\n(nats)",
    "class_information": "class information\n(bits)",
}
"""Column -> label of what is drawn of the dense networks."""
DRAWN = {name: about for name, about in PROXIES.items() if name != "active_units"}
"""Proxies in the figure: all units are active in every network, so their number says nothing."""


def looks(betas: Sequence[float]) -> dict[float, dict[str, Any]]:
    """Return the colour and the marker of each beta; the order of the betas is that of the lightness."""
    from matplotlib import colormaps

    viridis = colormaps["viridis"]
    last = max(1, len(betas) - 1)
    return {
        beta: {"color": viridis(0.92 * place / last), "marker": MARKERS[place % len(MARKERS)]}
        for place, beta in enumerate(betas)
    }


def beta_axis(axes: Any, betas: Sequence[float]) -> range:
    """Put the betas at equal distances on the x axis and return their positions."""
    axes.set_xticks(range(len(betas)), [f"{beta:g}" for beta in betas])
    axes.set_xlabel("β")
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return range(len(betas))


def accuracy(groups: Sequence[Group], output: Output) -> None:
    """Draw the accuracy lost against the dense network by sparsity, one curve per beta."""
    with kit.drawing(
        output, "accuracy", words.ACCURACY_FIGURE, words.ACCURACY_LINES, rows=2, panels=len(groups), legend=7,
        height_in=4.6, sharex=True,
    ) as drawn:  # fmt: skip
        for column, group in enumerate(groups):
            kinds = {
                kind: _curves(axes, group, measured, kind)
                for axes, (measured, kind) in zip(drawn.grid[:, column], KINDS.items(), strict=True)
            }
            drawn.grid[1, column].set_xlabel("sparsity of the deployed network (%), equal distances")
            drawn.numbers[group.name] = {**kinds, "sparsity": group.sparsities}
        drawn.label(y="test accuracy lost\nagainst dense (points)")


def _curves(axes: Any, group: Group, measured: str, kind: str) -> dict[str, Any]:
    """Draw one panel; return the plotted numbers by beta."""
    numbers = {}
    x = range(len(group.sparsities))
    for beta, look in looks(group.betas).items():
        curves = group.curve(beta, measured)
        curves = curves[:, :1] - curves
        mean, low, high = curves.mean(axis=0), curves.min(axis=0), curves.max(axis=0)
        at = np.asarray(x) + 0.06 * (list(group.betas).index(beta) - (len(group.betas) - 1) / 2)
        bars = [mean - low, high - mean]
        axes.errorbar(at, mean, yerr=bars, label=f"β = {beta:g}", linewidth=0.9, elinewidth=0.5, markersize=3, **look)
        numbers[f"{beta:g}"] = {"mean": mean, "low": low, "high": high}
    axes.set_title(f"{group.label}: {kind}")
    axes.set_yscale("symlog", linthresh=1.0)
    kit.plain_ticks(axes.yaxis, (-1, 0, 1, 3, 10, 30))
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    axes.set_xticks(x, [f"{100 * sparsity:.0f}" for sparsity in group.sparsities])
    return numbers


def tolerance(groups: Sequence[Group], output: Output) -> None:
    """Draw the sparsity that every network tolerates."""
    with kit.drawing(
        output, "tolerance", words.TOLERANCE_FIGURE, words.TOLERANCE_ARROWS, rows=2, panels=len(groups), height_in=4.0
    ) as drawn:
        for column, group in enumerate(groups):
            kinds = {
                kind: _tolerances(axes, group, measured, kind)
                for axes, (measured, kind) in zip(drawn.grid[:, column], KINDS.items(), strict=True)
            }
            drawn.numbers[group.name] = {"beta": group.betas, **kinds}
        drawn.label(y="sparsity at which 1 point\nof accuracy is lost (%)")


def _tolerances(axes: Any, group: Group, measured: str, kind: str) -> Any:
    """Draw one panel; return the plotted numbers."""
    found, last = tolerances(group, measured), 100 * group.sparsities[-1]
    finite = kit.finite(found)
    top = last + 0.08 * (last - (finite.min() if len(finite) else 0.9 * last)) + 0.3
    for at, look, values in zip(beta_axis(axes, group.betas), looks(group.betas).values(), found.T, strict=True):
        for value in values:
            reached = np.isfinite(value)
            axes.plot(
                at, value if reached else top, marker=look["marker"] if reached else "$↑$", color=look["color"],
                linestyle="none", markeredgecolor="black", markeredgewidth=0.4, markersize=5,
            )  # fmt: skip
    if not np.isfinite(found).all():
        axes.axhline(last, color="black", linewidth=0.5, linestyle=":")
    axes.set_title(f"{group.label}: {kind}")
    return found


def dense(groups: Sequence[Group], output: Output) -> None:
    """Draw what the networks before pruning are like, by beta."""
    with kit.drawing(
        output, "dense", words.DENSE_FIGURE, rows=len(groups), panels=len(SHOWN), height_in=1.9 * len(groups)
    ) as drawn:
        for line, group in zip(drawn.grid, groups, strict=True):
            drawn.numbers[group.name] = {"beta": group.betas}
            for axes, (name, label) in zip(line, SHOWN.items(), strict=True):
                found = group.dense(name)
                positions = beta_axis(axes, group.betas)
                axes.tick_params(axis="x", labelsize=6)
                if name == "test_kl":
                    axes.set_yscale("log")
                axes.set_ylabel(label)
                for at, look, values in zip(positions, looks(group.betas).values(), found.T, strict=True):
                    axes.plot([at] * len(values), values, linestyle="none", markersize=4, **look)
                drawn.numbers[group.name][name] = found
            line[0].set_title(group.label, loc="left")


def proxies(groups: Sequence[Group], output: Output) -> None:
    """Draw one-shot tolerance against the proxies of disentanglement."""
    with kit.drawing(
        output, "proxies", words.PROXIES_FIGURE, words.PROXIES_MISSING, rows=len(groups), panels=len(DRAWN),
        legend=7, height_in=2.0 * len(groups) + 0.3, sharey="row",
    ) as drawn:  # fmt: skip
        for line, group in zip(drawn.grid, groups, strict=True):
            tolerated = tolerances(group, "one_shot_accuracy")
            drawn.numbers[group.name] = {"beta": group.betas, "tolerance": tolerated}
            for axes, (proxy, (name, unit, _)) in zip(line, DRAWN.items(), strict=True):
                found = group.dense(proxy)
                for x, y, (beta, look) in zip(found.T, tolerated.T, looks(group.betas).items(), strict=True):
                    axes.plot(x, y, linestyle="none", markersize=4, label=f"β = {beta:g}", **look)
                axes.set_xlabel(f"{name}\n({unit})")
                axes.grid(linewidth=0.3, alpha=0.5)
                drawn.numbers[group.name][proxy] = found
            line[0].set_ylabel(f"{group.label}\none-shot tolerance (%)")
