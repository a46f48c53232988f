"""All pairs of methods as one matrix: probability of improvement, or the Bayesian comparison's three probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from suite.report.comparison.looks import label
from suite.report.style import new_figure, publication_style

CELL_IN = 0.34


def improvement_figure(
    names: Sequence[str],
    improvement: Mapping[tuple[str, str], float],
    p: Mapping[tuple[str, str], float],
    *,
    alpha: float = 0.05,
    venue: str = "ieee",
    columns: int = 1,
) -> tuple[Any, dict[str, Any]]:
    """Return the matrix and its numbers: how probable it is that the row's method is better than the column's.

    Args:
        names: methods, in the order of rows and columns.
        improvement: (first, second) -> chance that the second is better than the first, each pair once.
        p: the same pairs -> adjusted p-value; those below ``alpha`` are bold.
        alpha: level.
        venue: of the width.
        columns: 1 or 2.
    """
    table, bold = np.full((len(names),) * 2, np.nan), np.zeros((len(names),) * 2, dtype=bool)
    for (first, second), chance in improvement.items():
        i, j = names.index(first), names.index(second)
        table[j, i], table[i, j] = chance, 1.0 - chance
        bold[i, j] = bold[j, i] = p[first, second] < alpha
    texts = [["" if np.isnan(value) else f"{100 * value:.0f}" for value in row] for row in table]
    figure = _matrix(names, table, texts, bold, "better than (chance in %)", venue, columns)
    return figure, {"names": list(names), "improvement": table, "significant": bold.tolist(), "alpha": alpha}


def equivalence_figure(
    names: Sequence[str],
    probabilities: Mapping[tuple[str, str], tuple[float, float, float]],
    *,
    certain: float = 0.95,
    venue: str = "ieee",
    columns: int = 1,
) -> tuple[Any, dict[str, Any]]:
    """Return the matrix and its numbers: the probability that the row's method is practically better than the column's.

    Args:
        names: methods, in the order of rows and columns.
        probabilities: (first, second) -> of first better, equivalent, second better
            (:func:`suite.analysis.bayes.equivalence_frame`), each pair once. Below the probability stands, where it is
            5 % or more, that of equivalence after "=".
        certain: from this probability of a pair's outcome on it is bold.
        venue: of the width.
        columns: 1 or 2.
    """
    table, bold = np.full((len(names),) * 2, np.nan), np.zeros((len(names),) * 2, dtype=bool)
    texts = [["" for _ in names] for _ in names]
    for (first, second), (one, same, other) in probabilities.items():
        i, j = names.index(first), names.index(second)
        for row, column, chance in ((i, j, one), (j, i, other)):
            table[row, column] = chance
            texts[row][column] = f"{100 * chance:.0f}" + (f"\n={100 * same:.0f}" if same >= 0.05 else "")
            bold[row, column] = max(chance, same) >= certain
    figure = _matrix(names, table, texts, bold, "practically better than (probability in %)", venue, columns)
    listed = [[first, second, *values] for (first, second), values in probabilities.items()]
    return figure, {"names": list(names), "probabilities": listed, "certain": certain}


def _matrix(
    names: Sequence[str], table: Any, texts: list[list[str]], bold: Any, title: str, venue: str, columns: int
) -> Any:
    labels = [label(name) for name in names]
    with publication_style():
        figure, axes = new_figure(venue=venue, columns=columns, height_in=1.1 + CELL_IN * len(names) * 0.8)
        panel = axes[0][0]
        panel.imshow(table, cmap="Blues", vmin=0, vmax=1.7, aspect="auto")
        for row, cells in enumerate(texts):
            for column, text in enumerate(cells):
                weight = "bold" if bold[row, column] else "normal"
                size = 6.5 if len(names) < 11 else 5
                panel.text(column, row, text, ha="center", va="center", fontsize=size, fontweight=weight)
        panel.set_yticks(range(len(names)), labels)
        panel.set_xticks(range(len(names)), labels, rotation=40, ha="right", rotation_mode="anchor")
        panel.tick_params(length=0)
        panel.set_title(title, loc="left")
        for spine in panel.spines.values():
            spine.set_visible(False)
    return figure
