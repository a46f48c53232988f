"""What the score finds when it is maximised over the whole space: the accuracy of the cells that it ranks first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.rmi.correlations import descriptions
from experiments.rmi.scorers import Scorer, proxy_scorers, rmi_scorers, simple_scorers, tables
from experiments.rmi.settings import SHORTLISTS, TRUTHS
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DATASETS

Floats = NDArray[np.float64]


def first_cells(scorer: Scorer, classes: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Return the ``count`` distinct cells of the highest score, best first; of equal ones the lower index.

    Of equivalent cells only the one of the highest score stays.
    """
    order = np.argsort(-np.where(scorer.covered, scorer.values, -np.inf), kind="stable")
    order = order[scorer.covered[order]]
    _, first = np.unique(classes[order], return_index=True)
    return order[np.sort(first)][:count].astype(np.int64)


def report(benchmark: Benchmark, output: Output) -> None:
    """Write one row per data set and score, and the bounds: the best cell, and a random one."""
    classes = benchmark.space.isomorphism_class()
    found: list[dict[str, Any]] = []
    for dataset in DATASETS:
        valid, test = (benchmark.column(TRUTHS[name], dataset) for name in ("valid", "test"))
        ours = [scorer for table in tables(benchmark) for scorer in rmi_scorers(table)]
        for scorer in [*ours, *simple_scorers(benchmark, dataset), *proxy_scorers(benchmark, dataset)]:
            row: dict[str, Any] = {"dataset": DATASET_LABELS[dataset], "score": scorer.label}
            for count in SHORTLISTS:
                cells = first_cells(scorer, classes, count)
                chosen = int(cells[np.argmax(valid[cells])])  # of a short list, the best by validation
                row |= {f"valid {count}": valid[chosen], f"test {count}": test[chosen]}
            found.append(row)
        top = int(np.argmax(valid))
        row = {"dataset": DATASET_LABELS[dataset], "score": "best cell by validation accuracy"}
        found.append(
            row | {f"{kind} {n}": v for n in SHORTLISTS for kind, v in (("valid", valid[top]), ("test", test[top]))}
        )
    frame = pd.DataFrame(found)
    headings: dict[str, str] = {}
    for count in SHORTLISTS:
        what = "first cell" if count == 1 else f"best of {count}"
        headings |= {f"valid {count}": f"{what}, validation (%)", f"test {count}": f"{what}, test (%)"}
    output.table(
        "first-cells",
        frame,
        "Accuracy after 200 epochs of the cells that a score ranks first in the whole space: the first, and of the "
        "first 10 and 100 distinct cells the one of the best validation accuracy.",
        [*descriptions(benchmark), *NOTES],
        headings=headings,
        formats=dict.fromkeys(headings, ".2f"),
    )


NOTES = (
    "No search: the score is maximised exactly. Test accuracy is that of the cell that validation chose.",
    "Zero-cost proxies rank the 9,445 cells that they were published for. Of equal scores the lower index comes first.",
)
