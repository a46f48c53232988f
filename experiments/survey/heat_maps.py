"""Heat maps of the rank correlations: Kendall below the diagonal, Spearman above it, one panel per data set."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Floats
from experiments.survey.correlations import ANALYTICAL, pairs
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.tables.columns import METRIC_UNITS, has_cost

GREY = "#D9D9D9"


def axis_columns(metric: str) -> tuple[tuple[str, str], ...]:
    """Return (column, label) of each row: the devices that were measured, then MACs and parameters."""
    unit = METRIC_UNITS[metric].lower()
    measured = [name for name in kit.DEVICES if has_cost(name, metric)]
    return (*((f"{name}_{metric}_{unit}", kit.device_name(name)) for name in measured), *ANALYTICAL.items())


def matrix(benchmark: Benchmark, dataset: str, metric: str) -> tuple[Floats, NDArray[np.int64]]:
    """Return the correlations ``(k, k)`` and the numbers of architectures behind them ``(k, k)``.

    Kendall's tau stands below the diagonal, Spearman's correlation above it; NaN on the diagonal, where the number is
    0.
    """
    columns = [column for column, _ in axis_columns(metric)]
    values = np.full((len(columns), len(columns)), np.nan)
    counts = np.zeros(values.shape, dtype=np.int64)
    found = {(each.first, each.second): each for each in pairs(benchmark, dataset)}
    for row, first in enumerate(columns):
        for place, second in enumerate(columns[:row]):
            each = found.get((second, first))  # of two columns the one further up comes first
            if each is not None:
                values[row, place], values[place, row] = each.kendall, each.spearman
                counts[row, place] = counts[place, row] = each.n
    return values, counts


def report(benchmark: Benchmark, output: Output) -> None:
    """Write one figure per metric."""
    for metric in METRIC_UNITS:
        _figure(benchmark, metric, output)


def _figure(benchmark: Benchmark, metric: str, output: Output) -> None:
    columns = axis_columns(metric)
    caption = (
        f"Rank correlation of {metric} between devices and with MACs and parameters: Kendall's tau below the "
        "diagonal, Spearman's correlation above it."
    )
    note = (
        "Pairs with Edge TPU: over the architectures that it could run ('n'); "
        "all others over all 15,625, those without a connected path included."
    )
    numbers: dict[str, Any] = {}
    with kit.drawing(output, f"correlation-{metric}", caption, note, panels=3, height_in=3.0, sharey=True) as drawn:
        for axes, dataset in zip(drawn.grid[0], kit.DATASETS, strict=True):
            values, counts = matrix(benchmark, dataset, metric)
            image = _draw(axes, values, [label for _, label in columns])
            numbers[dataset] = {"correlation": values, "n": counts}
        kit.title_datasets(drawn.grid[0])
        bar = drawn.figure.colorbar(image, ax=list(drawn.grid[0]), shrink=0.72, aspect=25, pad=0.01)
        bar.set_label("Spearman (upper right), Kendall (lower left)", fontsize=7)
        bar.outline.set_linewidth(0.5)
        drawn.numbers |= {"metric": metric, "columns": [column for column, _ in columns], "panels": numbers}


def _draw(axes: Any, values: Floats, labels: list[str]) -> Any:
    from matplotlib.patches import Rectangle

    size = len(labels)
    image = axes.imshow(values, cmap="cividis", vmin=0.0, vmax=1.0)
    for row in range(size):
        for column in range(size):
            value = values[row, column]
            if np.isfinite(value):
                shade = "black" if value > 0.55 else "white"
                text = f"{value:.2f}".replace("0.", ".", 1)
                axes.text(column, row, text, ha="center", va="center", fontsize=5.5, color=shade)
                continue
            axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=GREY, linewidth=0.0))
    axes.set_xticks(range(size), labels, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(size), labels)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return image
