"""Operations that trained supernets over- and under-rate: shares among the best cells, and effects on every edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Column, Floats
from experiments.kit.cells import EDGE_LABELS, OPERATION_LABELS
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.supernet import words
from experiments.supernet.error import all_cells, edge_effects, normal_scores
from experiments.supernet.quality import ONE_SHOT
from experiments.supernet.ranking import ranked_best
from experiments.supernet.scores import label, panel_title, reduced_mark, table_notes, trained_longest
from suite.benchmark import Benchmark
from suite.objectives.stand_in import TRUTH
from suite.report.output import Output
from suite.scores import ScoreTable
from suite.spaces.nasbench201 import OPERATIONS

TOP = 100
NAMES = [OPERATION_LABELS[name] for name in OPERATIONS]
COLUMNS = (
    Column("fitness"),
    Column("operation"),
    Column("true", ".1f", "by test accuracy (%)"),
    Column("ours", ".1f", "by supernet (%)"),
    Column("published_true", ".0f", "published, by test accuracy (%)"),
    Column("published", ".0f", "published, by supernet (%)"),
    Column("over_rating", "+.2f", "over-rating"),
)


def operation_shares(values: Floats, codes: NDArray[np.uint8], count: int = TOP) -> Floats:
    """Return the share of each operation, ``(operations,)``, on the edges of the ``count`` best cells by ``values``.

    Cells tied at the boundary count in part, so that the order of equals does not matter.
    """
    weights = ranked_best(values, count)
    hits = np.stack([(codes == operation).sum(axis=1) for operation in range(len(OPERATIONS))], axis=1)
    return np.asarray(weights @ hits / (count * codes.shape[1]))


def over_rating(table: ScoreTable, benchmark: Benchmark) -> Floats:
    """Return by how much the score over-rates each operation on each edge, ``(edges, operations)``.

    Effect on the normal score of the supernet's accuracy less effect on that of the true validation accuracy.
    """
    cells = all_cells(benchmark.space)
    true = edge_effects(normal_scores(benchmark.column(TRUTH, table.dataset)), cells)
    return edge_effects(normal_scores(table.values()), cells) - true


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    """Write the table and the figure."""
    _table(tables, benchmark, output)
    _figure(trained_longest(tables), benchmark, output)


def _table(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    said = []
    for table in tables:
        rating = over_rating(table, benchmark).mean(axis=0)
        rows += _rows(table, rating, benchmark)
        most, least = NAMES[int(rating.argmax())], NAMES[int(rating.argmin())]
        said.append(f"{label(table)} over-rates {most} most and under-rates {least} most")
    notes = [
        words.OPERATIONS_PUBLISHED,
        words.OVER_RATING,
        f"By that effect, {'; '.join(said)}.",
        words.TIED,
        words.TEST,
        *table_notes(tables),
    ]
    caption = words.OPERATIONS.format(top=TOP, mark=reduced_mark(tables))
    kit.write_table(output, "operations", rows, COLUMNS, caption, notes)


def _rows(table: ScoreTable, rating: Floats, benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return a row per operation; published shares, per cent, on CIFAR-10 alone and where one was counted."""
    codes = benchmark.space.all_codes
    own = operation_shares(table.values(), codes)
    true = operation_shares(benchmark.column(SPLITS["test"], table.dataset), codes)
    rows = []
    for number, operation in enumerate(OPERATIONS):
        found = kit.published_for("nasbench201_supernet_operations", supernet=ONE_SHOT, operation=operation)
        known = len(found) and table.dataset == "cifar10"
        rows.append(
            {
                "fitness": label(table),
                "operation": OPERATION_LABELS[operation],
                "true": 100.0 * true[number],
                "ours": 100.0 * own[number],
                "published_true": float(found["true_share"].iloc[0]) if known else None,
                "published": float(found["share"].iloc[0]) if known else None,
                "over_rating": rating[number],
            }
        )
    return rows


def _figure(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    ratings = {table.name: over_rating(table, benchmark) for table in tables}
    bound = max(float(np.abs(values).max()) for values in ratings.values())
    caption = words.OPERATIONS_FIGURE.format(mark=reduced_mark(tables))
    note = f"{words.OPERATIONS_FIGURE_NOTE} {words.SHOWN}"
    with kit.drawing(output, "operations", caption, note, panels=len(tables), height_in=2.6, sharey=True) as drawn:
        for axes, table in zip(drawn.grid[0], tables, strict=True):
            image = axes.imshow(ratings[table.name], cmap="PuOr_r", vmin=-bound, vmax=bound, aspect="auto")
            for (edge, operation), value in np.ndenumerate(ratings[table.name]):
                shade = "white" if abs(value) > 0.7 * bound else "black"
                axes.text(operation, edge, f"{value:+.2f}", ha="center", va="center", fontsize=5.5, color=shade)
            axes.set_xticks(range(len(OPERATIONS)), NAMES, rotation=45, ha="right", rotation_mode="anchor")
            axes.set_yticks(range(len(EDGE_LABELS)), EDGE_LABELS)
            axes.tick_params(length=0)
            axes.set_title(panel_title(table), fontsize=7)
            for spine in axes.spines.values():
                spine.set_visible(False)
        drawn.axes.set_ylabel("edge (to←from node)")
        bar = drawn.figure.colorbar(image, ax=list(drawn.grid[0]), aspect=25, pad=0.01)
        bar.set_label("over-rating (normal scores)", fontsize=7)
        bar.outline.set_linewidth(0.5)
        drawn.numbers |= {"edges": EDGE_LABELS, "operations": OPERATIONS, "over_rating": ratings}
