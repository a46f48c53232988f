"""How much pruning each network tolerates: the sparsity at which its accuracy has fallen by one point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.beta_vae.accuracy import KINDS
from experiments.beta_vae.trained import METHOD_NOTE, TEST_NOTE, TUNED_NOTE, Group, beta_axis, looks, three
from suite.report.output import Output
from suite.report.style import new_figure, publication_style

LOSS = 1.0
"""Points of accuracy below the dense network of the same beta and seed."""
DEFINITION = (
    "Tolerance: sparsity (%) at which the accuracy first is one point below that of the dense network of the same beta "
    "and seed, interpolated linearly between the measured sparsities; 'not reached' if it never is."
)


def tolerated(sparsities: NDArray[np.float64], accuracies: NDArray[np.float64], loss: float = LOSS) -> float:
    """Return the sparsity at which a curve first falls ``loss`` below its first point; infinite if it never does.

    Args:
        sparsities: ``(k,)``, increasing from 0.
        accuracies: ``(k,)`` in per cent.
        loss: points.
    """
    limit = accuracies[0] - loss
    for at in range(1, len(sparsities)):
        if accuracies[at] <= limit:
            before, after = accuracies[at - 1], accuracies[at]
            share = (before - limit) / (before - after)
            return float(sparsities[at - 1] + share * (sparsities[at] - sparsities[at - 1]))
    return float("inf")


def tolerances(group: Group, column: str) -> NDArray[np.float64]:
    """Return the tolerance of every network in per cent, ``(seeds, betas)``; infinite where not reached."""
    x = np.array(group.sparsities)
    return np.array([[100 * tolerated(x, line) for line in group.curve(beta, column)] for beta in group.betas]).T


def losses_at_last(group: Group, column: str) -> NDArray[np.float64]:
    """Return the points of accuracy lost at the highest sparsity, ``(seeds, betas)``."""
    return np.array([group.curve(beta, column)[:, 0] - group.curve(beta, column)[:, -1] for beta in group.betas]).T


def report(groups: list[Group], output: Output) -> None:
    """Write the table and the figure."""
    rows: list[dict[str, Any]] = []
    for group in groups:
        for at, beta in enumerate(group.betas):
            row: dict[str, Any] = {"images": group.label, "beta": f"{beta:g}"}
            for column, kind in KINDS.items():
                row[f"{kind} tolerance"] = _with_unreached(tolerances(group, column)[:, at])
                row[f"{kind} loss"] = three(losses_at_last(group, column)[:, at], 2)
            rows.append(row)
    last = max(group.sparsities[-1] for group in groups)
    output.table(
        "tolerance",
        pd.DataFrame(rows),
        "Pruning tolerance by beta: sparsity (%) at which accuracy is one point below dense, and points lost at "
        f"{100 * last:.0f} %; median (smallest to largest) over the seeds.",
        [METHOD_NOTE, DEFINITION, TUNED_NOTE, TEST_NOTE, *(group.note for group in groups)],
        headings={f"{kind} tolerance": f"{kind}: tolerance (%)" for kind in KINDS.values()}
        | {f"{kind} loss": f"{kind}: lost at {100 * last:.0f} % (points)" for kind in KINDS.values()},
    )
    _figure(groups, output)


def _with_unreached(values: NDArray[np.float64]) -> str:
    """Return median and range where infinite values mean that one point was never lost."""
    names = ["not reached" if np.isinf(value) else f"{value:.1f}" for value in np.sort(values)]
    if len(names) % 2:
        middle = names[len(names) // 2]
    else:
        median = float(np.median(values))
        middle = "not reached" if np.isinf(median) else f"{median:.1f}"
    return middle if names[0] == names[-1] else f"{middle} ({names[0]} to {names[-1]})"


def _figure(groups: list[Group], output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(2, len(groups), height_in=4.0)
        for column, group in enumerate(groups):
            style = looks(group.betas)
            last = 100 * group.sparsities[-1]
            numbers[group.name] = {"beta": group.betas}
            for row, (kind_column, kind) in enumerate(KINDS.items()):
                axes, found = grid[row, column], tolerances(group, kind_column)
                positions = beta_axis(axes, group.betas)
                finite = found[np.isfinite(found)]
                top = last + 0.08 * (last - (finite.min() if len(finite) else 0.9 * last)) + 0.3
                for at, beta in zip(positions, group.betas, strict=True):
                    for value in found[:, at]:
                        reached = np.isfinite(value)
                        marker = style[beta]["marker"] if reached else "$↑$"
                        axes.plot(
                            at, value if reached else top, marker=marker, color=style[beta]["color"], linestyle="none",
                            markeredgecolor="black", markeredgewidth=0.4, markersize=5,
                        )  # fmt: skip
                if not np.isfinite(found).all():
                    axes.axhline(last, color="black", linewidth=0.5, linestyle=":")
                axes.set_title(f"{group.label}: {kind}")
                numbers[group.name][kind] = found
        for row in range(2):
            grid[row, 0].set_ylabel("sparsity at which 1 point\nof accuracy is lost (%)")
        output.figure(
            "tolerance",
            figure,
            numbers,
            "Sparsity at which one point of accuracy is lost, by beta: each marker is one seed.",
            "An arrow above the dotted line: not lost up to the highest sparsity (null here).",
        )
