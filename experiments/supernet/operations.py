"""Operations that trained supernets over- and under-rate: shares among the best cells, and effects on every edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit.cells import EDGE_LABELS, OPERATION_LABELS
from experiments.published import published_for
from experiments.supernet.error import all_cells, edge_effects, normal_scores
from experiments.supernet.quality import ONE_SHOT, TEST_NOTE, TRUTHS, reduced_mark
from experiments.supernet.ranking import ranked_best
from experiments.supernet.scores import label, panel_title, table_notes
from suite.benchmark import Benchmark
from suite.objectives.stand_in import TRUTH
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.scores import ScoreTable
from suite.spaces.nasbench201 import OPERATIONS

Floats = NDArray[np.float64]
TOP = 100
NAMES = [OPERATION_LABELS[name] for name in OPERATIONS]


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
    _figure(tables, benchmark, output)


def _table(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    said = []
    codes = benchmark.space.all_codes
    for table in tables:
        own, rating = operation_shares(table.values(), codes), over_rating(table, benchmark).mean(axis=0)
        true = operation_shares(benchmark.column(TRUTHS["test"], table.dataset), codes)
        for number, operation in enumerate(OPERATIONS):
            row = {
                "fitness": label(table),
                "operation": OPERATION_LABELS[operation],
                "true": 100.0 * true[number],
                "ours": 100.0 * own[number],
                "published_true": None,
                "published": None,
                "over_rating": rating[number],
            }
            found = published_for("nasbench201_supernet_operations", supernet=ONE_SHOT, operation=operation)
            if len(found) and table.dataset == "cifar10":
                row |= {
                    "published_true": float(found["true_share"].iloc[0]),
                    "published": float(found["share"].iloc[0]),
                }
            rows.append(row)
        said.append(
            f"{label(table)} over-rates {NAMES[int(rating.argmax())]} most and under-rates "
            f"{NAMES[int(rating.argmin())]} most"
        )
    output.table(
        "operations",
        pd.DataFrame(rows).astype({"published_true": "Float64", "published": "Float64"}),
        f"Operations among the {TOP} best cells, per cent of their edges, by test accuracy and by trained supernets' "
        f"scores, and how a supernet over-rates them{reduced_mark(tables)}.",
        [
            "Each operation has 20 % of the edges of all cells. Published: of the one-shot scores of few-shot-NAS "
            "(CIFAR-10), measured in a pilot study, where two operations were counted.",
            "Over-rating: effect of the operation on the supernet's accuracy less that on the true validation "
            "accuracy, both as normal scores, mean over the six edges; positive: rated too high.",
            "By that effect, " + "; ".join(said) + ".",
            "Cells tied at place 100 count in part.",
            TEST_NOTE,
            *table_notes(tables),
        ],
        headings={
            "true": "by test accuracy (%)",
            "ours": "by supernet (%)",
            "published_true": "published, by test accuracy (%)",
            "published": "published, by supernet (%)",
            "over_rating": "over-rating",
        },
        formats=dict.fromkeys(("true", "ours"), ".1f")
        | dict.fromkeys(("published_true", "published"), ".0f")
        | {"over_rating": "+.2f"},
    )


def _figure(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    ratings = {table.name: over_rating(table, benchmark) for table in tables}
    bound = max(float(np.abs(values).max()) for values in ratings.values())
    with publication_style():
        figure, grid = new_figure(1, len(tables), height_in=2.6, sharey=True)
        for axes, table in zip(grid[0], tables, strict=True):
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
        grid[0, 0].set_ylabel("edge (to←from node)")
        bar = figure.colorbar(image, ax=list(grid[0]), aspect=25, pad=0.01)
        bar.set_label("over-rating (normal scores)", fontsize=7)
        bar.outline.set_linewidth(0.5)
        output.figure(
            "operations",
            figure,
            {"edges": EDGE_LABELS, "operations": OPERATIONS, "over_rating": ratings},
            f"How trained supernets over-rate operations on each edge{reduced_mark(tables)}: effect on the supernet's "
            "accuracy less effect on the true validation accuracy.",
            "Effects on normal scores, mean over all cells with the operation on the edge; positive: rated too high.",
        )
