"""The networks before pruning: accuracy, reconstruction, KL and the proxies of disentanglement, by beta."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.beta_vae.trained import METHOD_NOTE, TEST_NOTE, Group, beta_axis, looks, three
from suite.report.output import Output
from suite.report.style import new_figure, publication_style

PROXIES = {
    "total_correlation": ("total correlation", "nats", 3),
    "class_gap": ("class gap", "share of the label entropy", 3),
    "class_information": ("class information", "bits", 3),
    "active_units": ("active units", "number", 0),
}
"""Column -> name, unit, decimals of the proxies, which are this project's addition."""
QUALITY = {
    "test_accuracy": ("accuracy", "%", 2),
    "test_cross_entropy": ("cross-entropy", "nats", 3),
    "test_reconstruction": ("reconstruction", "nats per image", 1),
    "test_kl": ("KL", "nats per image", 2),
    "test_pixel_mse": ("pixel error", "mean square", 4),
}
PROXY_NOTE = (
    "Proxies of disentanglement are this project's addition (the paper claims none, and the images have no labelled "
    "factors). Total correlation: of the aggregate posterior under a Gaussian estimate, 0 = uncorrelated. Class gap: "
    "mutual information gap with the class label as the only factor; class information: of the best single dimension "
    "(20 bins). Active units: dimensions whose mean varies by more than 0.01."
)


def report(groups: list[Group], output: Output) -> None:
    """Write the table and the figure."""
    columns = QUALITY | PROXIES
    rows: list[dict[str, Any]] = []
    for group in groups:
        for at, beta in enumerate(group.betas):
            cells = {column: three(group.dense(column)[:, at], digits) for column, (_, _, digits) in columns.items()}
            rows.append({"images": group.label, "beta": f"{beta:g}", **cells})
    output.table(
        "dense",
        pd.DataFrame(rows),
        "The networks before pruning: quality and proxies of disentanglement by beta, median (smallest to largest) "
        "over the seeds.",
        [
            METHOD_NOTE,
            TEST_NOTE,
            PROXY_NOTE,
            "With beta 0 the KL is measured but no part of the loss.",
            *(group.note for group in groups),
        ],
        headings={column: f"{name} ({unit})" for column, (name, unit, _) in columns.items()},
    )
    _figure(groups, output)


def _figure(groups: list[Group], output: Output) -> None:
    shown = {"test_reconstruction": "reconstruction\n(nats per image)", "test_kl": "KL (nats per image)"} | {
        "total_correlation": "total correlation\n(nats)", "class_information": "class information\n(bits)",
    }  # fmt: skip
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(groups), len(shown), height_in=1.9 * len(groups))
        for row, group in enumerate(groups):
            style = looks(group.betas)
            numbers[group.name] = {"beta": group.betas}
            for column, (name, label) in enumerate(shown.items()):
                axes, found = grid[row, column], group.dense(name)
                positions = beta_axis(axes, group.betas)
                axes.tick_params(axis="x", labelsize=6)
                if name == "test_kl":
                    axes.set_yscale("log")
                axes.set_ylabel(label)
                for at, beta in zip(positions, group.betas, strict=True):
                    axes.plot([at] * len(found), found[:, at], linestyle="none", markersize=4, **style[beta])
                numbers[group.name][name] = found
            grid[row, 0].set_title(group.label, loc="left")
        output.figure(
            "dense",
            figure,
            numbers,
            "The networks before pruning: reconstruction, KL and two proxies of disentanglement by beta; each marker "
            "is one seed.",
        )
