"""Accuracy by sparsity, tolerance, the dense networks, and what tolerance goes with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.beta_vae import words
from experiments.beta_vae.measures import KINDS, PROXIES, QUALITY, losses_at_last, relations, tolerances
from experiments.beta_vae.trained import Group, three
from experiments.kit import Column
from suite.report.output import Output

ROW_FORMATS = {
    "target_sparsity": ".2f",
    "sparsity": ".6f",
    "test_accuracy": ".2f",
    "one_shot_accuracy": ".2f",
    "beta": "g",
    "test_reconstruction": ".3f",
    "test_pixel_mse": ".6f",
    "epochs": "g",
    "tune_epochs": "g",
}
RELATION_COLUMNS = (
    *map(Column, ("images", "outcome", "against")),
    Column("rho", "+.2f", "mean rho"),
    Column("by_seed", heading="rho by seed"),
    Column("p", ".4f"),
    Column("p_holm", ".4f", "p (Holm)"),
    Column("reading"),
)


def accuracy(group: Group, output: Output) -> None:
    """Write the accuracy of one group by beta and sparsity, and all its rows."""
    sparsities = [Column(f"{sparsity:.2f}", heading=f"{100 * sparsity:.0f} %") for sparsity in group.sparsities]
    rows = []
    for measured, kind in KINDS.items():
        for beta in group.betas:
            curves = group.curve(beta, measured).T
            cells = {column.key: three(curve, 2) for column, curve in zip(sparsities, curves, strict=True)}
            rows.append({"kind": kind, "beta": f"{beta:g}", **cells})
    notes = [words.METHOD, words.TUNED, words.ON_TEST, group.note]
    columns = (Column("kind"), Column("beta"), *sparsities)
    kit.write_table(output, f"accuracy-{group.name}", rows, columns, words.accuracy(group), notes)
    every = [Column(name, ROW_FORMATS.get(name, "")) for name in group.frame.columns]
    kit.write_rows(output, f"rows-{group.name}", group.frame, every, words.ROWS.format(label=group.label))


def tolerance(groups: Sequence[Group], output: Output) -> None:
    """Write how much pruning the networks of each beta tolerate."""
    last = max(group.sparsities[-1] for group in groups)
    columns = [Column("images"), Column("beta")]
    for kind in KINDS.values():
        columns.append(Column(f"{kind} tolerance", heading=f"{kind}: tolerance (%)"))
        columns.append(Column(f"{kind} loss", heading=f"{kind}: lost at {100 * last:.0f} % (points)"))
    rows = []
    for group in groups:
        for at, beta in enumerate(group.betas):
            cells = {}
            for measured, kind in KINDS.items():
                cells[f"{kind} tolerance"] = with_unreached(tolerances(group, measured)[:, at])
                cells[f"{kind} loss"] = three(losses_at_last(group, measured)[:, at], 2)
            rows.append({"images": group.label, "beta": f"{beta:g}", **cells})
    notes = [words.METHOD, words.TOLERANCE, words.TUNED, words.ON_TEST, *(group.note for group in groups)]
    kit.write_table(output, "tolerance", rows, columns, words.TOLERANCE_BY_BETA, notes, last=100 * last)


def with_unreached(values: NDArray[np.float64]) -> str:
    """Return median and range where infinite values mean that one point was never lost."""
    names = ["not reached" if np.isinf(value) else f"{value:.1f}" for value in np.sort(values)]
    if len(names) % 2:
        middle = names[len(names) // 2]
    else:
        median = float(np.median(values))
        middle = "not reached" if np.isinf(median) else f"{median:.1f}"
    return middle if names[0] == names[-1] else f"{middle} ({names[0]} to {names[-1]})"


def dense(groups: Sequence[Group], output: Output) -> None:
    """Write quality and proxies of disentanglement of the networks before pruning."""
    measured = QUALITY | PROXIES
    rows = [
        {"images": group.label, "beta": f"{beta:g}"}
        | {name: three(group.dense(name)[:, at], digits) for name, (_, _, digits) in measured.items()}
        for group in groups
        for at, beta in enumerate(group.betas)
    ]
    columns = [Column(name, heading=f"{label} ({unit})") for name, (label, unit, _) in measured.items()]
    notes = [words.METHOD, words.ON_TEST, words.PROXIES, words.NO_KL, *(group.note for group in groups)]
    kit.write_table(output, "dense", rows, (Column("images"), Column("beta"), *columns), words.DENSE, notes)


def what_tolerance_goes_with(groups: Sequence[Group], output: Output) -> None:
    """Write the rank correlations of tolerance with beta and with the proxies."""
    rows = pd.concat([relations(group) for group in groups], ignore_index=True)
    notes = [words.METHOD, words.RANK_TEST, words.TOLERANCE, words.PROXIES, *(group.note for group in groups)]
    kit.write_table(output, "relations", rows, RELATION_COLUMNS, words.RELATIONS, notes)
