"""Files of one search: with ``suite run --out FILE.csv`` a table and a figure of what it found, and its record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.cli.front_files import save, two_way
from suite.cli.table_file import write_frame

if TYPE_CHECKING:
    from suite.analysis.evaluation import Evaluator
    from suite.objectives.predicted import AnyBenchmark
    from suite.study.record import Record

SUFFIX = ".csv"


def record_path(out: Path, digest: str) -> Path:
    """Return where the record goes: ``FILE.npz`` beside ``FILE.csv``, else by its digest in the folder ``out``/runs."""
    from suite.study.pool import run_path

    return out.with_suffix(".npz") if out.suffix == SUFFIX else run_path(out, digest)


def write_found(
    out: Path, rows: list[dict[str, Any]], record: Record, evaluator: Evaluator, benchmark: AnyBenchmark
) -> list[Path]:
    """Write what the search found to ``out`` (CSV), and with a hardware cost the figure beside it; return the files.

    Args:
        out: path that ends in .csv.
        rows: as :func:`suite.cli.run.front_rows` gives them.
        record, evaluator, benchmark: of the search.
    """
    written = [write_frame(out, found_frame(rows, record.spec.dataset, benchmark), {})]
    front = [row["index"] for row in rows if row["on_front"]]
    if record.spec.device is not None and front:
        written += _draw(out.with_suffix(""), front, record, evaluator, benchmark)
    return written


def found_frame(rows: list[dict[str, Any]], dataset: str, benchmark: AnyBenchmark) -> Any:
    """Return the rows with all accuracies and costs of the table, where there is a table; last, the kind of tables."""
    import pandas as pd

    from suite.ofa import OFABenchmark

    frame = pd.DataFrame(rows)
    if len(frame) and not isinstance(benchmark, OFABenchmark):
        whole = benchmark.frame(dataset).iloc[frame["index"].to_numpy()].reset_index(drop=True)
        new = [name for name in whole if name not in frame]
        repeated = [name for name in ("test_accuracy_reported",) if "test_accuracy_200" in new]
        frame = pd.concat([frame.drop(columns=repeated), whole[new]], axis=1)
    return frame.assign(tables=benchmark.kind)


def _draw(stem: Path, front: list[int], record: Record, evaluator: Evaluator, benchmark: AnyBenchmark) -> list[Path]:
    from suite.ofa import OFABenchmark
    from suite.report.exact_fronts import Cost, front_figure

    values = evaluator.table(record)
    listed = isinstance(benchmark, OFABenchmark)
    error, *objectives = (objective.label for objective in evaluator.problem.objectives)
    if not error.endswith("(%)"):
        error = f"{error}, as minimised"  # a score: its sign is turned where higher is better
    costs = []
    for column, label in enumerate(objectives, 1):
        space, exact = (None, None) if listed else (values[:, column], two_way(values[:, 0], values[:, column]))
        limit = evaluator.cost_limit if column == 1 else None
        costs.append(Cost(label, values[front, column], space, exact, limit))
    whole = None if listed else values[:, 0]
    spec = record.spec
    figure, numbers = front_figure(values[front, 0], error, costs, space=whole, label=f"found by {spec.algorithm}")
    caption = f"Found by {spec.algorithm} on {spec.dataset}, seed {spec.seed}: {'; '.join([error, *objectives])}"
    return save(stem, figure, {"index": front, **numbers}, caption, benchmark)
