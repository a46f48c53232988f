"""Test accuracy against sparsity, one curve per beta."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.beta_vae.trained import METHOD_NOTE, TEST_NOTE, TUNED_NOTE, Group, looks, three
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style

KINDS = {"test_accuracy": "fine-tuned", "one_shot_accuracy": "one-shot"}


def report(groups: list[Group], output: Output) -> None:
    """Write the tables and the figure."""
    for group in groups:
        rows: list[dict[str, Any]] = []
        for column, kind in KINDS.items():
            for beta in group.betas:
                curves = group.curve(beta, column)
                cells = {f"{sparsity:.2f}": three(curves[:, at], 2) for at, sparsity in enumerate(group.sparsities)}
                rows.append({"kind": kind, "beta": f"{beta:g}", **cells})
        output.table(
            f"accuracy-{group.name}",
            pd.DataFrame(rows),
            f"{group.label}: test accuracy (%) of the pruned network by beta and sparsity, "
            + (
                "one seed." if len(group.seeds) == 1 else f"median (smallest to largest) over {len(group.seeds)} seeds."
            ),
            [METHOD_NOTE, TUNED_NOTE, TEST_NOTE, group.note],
            headings={f"{sparsity:.2f}": f"{100 * sparsity:.0f} %" for sparsity in group.sparsities},
        )
        output.rows(
            f"rows-{group.name}",
            group.frame,
            f"{group.label}: every measurement, one row per beta, seed and sparsity.",
            {"target_sparsity": ".2f", "sparsity": ".6f", "test_accuracy": ".2f", "one_shot_accuracy": ".2f"}
            | {"beta": "g", "test_reconstruction": ".3f", "test_pixel_mse": ".6f", "epochs": "g", "tune_epochs": "g"},
        )
    _figure(groups, output)


def _figure(groups: list[Group], output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(2, len(groups), height_in=4.6, sharex=True)
        for column, group in enumerate(groups):
            numbers[group.name] = {}
            style = looks(group.betas)
            for row, (kind_column, kind) in enumerate(KINDS.items()):
                axes = grid[row, column]
                for beta in group.betas:
                    curves = group.curve(beta, kind_column)
                    x = range(len(group.sparsities))
                    axes.plot(x, curves.mean(axis=0), label=f"β = {beta:g}", **style[beta])
                    axes.fill_between(
                        x, curves.min(axis=0), curves.max(axis=0), color=style[beta]["color"], alpha=0.15, linewidth=0
                    )
                    numbers[group.name].setdefault(kind, {})[f"{beta:g}"] = {
                        "mean": curves.mean(axis=0), "low": curves.min(axis=0), "high": curves.max(axis=0),
                    }  # fmt: skip
                axes.set_title(f"{group.label}: {kind}")
                axes.grid(axis="y", linewidth=0.3, alpha=0.5)
                axes.set_xticks(range(len(group.sparsities)), [f"{100 * each:.0f}" for each in group.sparsities])
            grid[1, column].set_xlabel("sparsity of the deployed network (%), equal distances")
            numbers[group.name]["sparsity"] = group.sparsities
        for row in range(2):
            grid[row, 0].set_ylabel("test accuracy (%)")
        one_legend(figure, [grid[0, 0]], columns=7)
        output.figure(
            "accuracy",
            figure,
            numbers,
            "Test accuracy against sparsity for each beta: fine-tuned after every step (top), pruned once without "
            "fine-tuning (bottom).",
            "Lines: mean over the seeds; bands: smallest to largest.",
        )
