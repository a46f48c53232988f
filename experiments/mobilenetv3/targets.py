"""Accuracy against latency at three targets: what each method found, beside the enumerated optimum."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.runs import METHODS, Method
from suite.report.output import Output
from suite.tables.columns import METRIC_UNITS


def _median_test(method: Method) -> Callable[[pd.DataFrame], float]:
    """Return the median test accuracy of a method's runs; NaN where most found nothing within the target."""

    def median(rows: pd.DataFrame) -> float:
        runs = rows[rows["line"] == method]
        failed = int((runs["best"] < 0).sum())
        return float("nan") if 2 * failed > len(runs) else kit.spread(runs["test"])["median"]

    return median


def _columns(metric: str) -> tuple[Column, ...]:
    return (
        kit.DATASET,
        kit.DEVICE_IN_FULL,
        Column("quantile", ".2f"),
        Column("target", ".3f", f"target ({METRIC_UNITS[metric]})"),
        Column("optimum", ".2f"),
        Column("optimum_full", ".2f", "optimum (200)"),
        *(Column(method.key, ".2f", method.label, _median_test(method)) for method in METHODS),
    )


def _returned_within(rows: pd.DataFrame) -> float:
    return float(rows["returned_within"].mean()) if (rows["returned"] >= 0).any() else float("nan")


def _quartiles(name: str) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{value}", value=value, of=name) for value in ("median", "q25", "q75"))


BY_METHOD = (
    Column("dataset"),
    Column("device"),
    Column("metric"),
    Column("quantile", ".2f"),
    Column("target", ".4f"),
    kit.METHOD_KEY,
    Column("runs", value=len),
    Column("failed", value=lambda rows: int((rows["best"] < 0).sum())),
    Column("evaluations", ".1f", value="mean"),
    *_quartiles("regret"),
    *_quartiles("full"),
    *_quartiles("test"),
    Column("cost", ".4f", value="median"),
    Column("returned_within", value=_returned_within),
    *(Column(f"returned_{name}", value="median") for name in ("cost", "fitness", "test")),
)


def _in_a_row(column: str) -> Callable[[pd.DataFrame], str]:
    return lambda rows: " ".join(map(str, rows[column]))


CELLS = (
    Column("dataset"),
    Column("device"),
    Column("quantile", ".2f"),
    kit.METHOD_KEY,
    Column("picked", value=_in_a_row("best")),
    Column("evaluations", value=_in_a_row("evaluations")),
)


def report(found: pd.DataFrame, study: Study, output: Output, metric: str = "latency") -> None:
    """Write the table of test accuracies, the rows by method, and the picked cells.

    Args:
        found: the outcomes of all methods.
        study: the runs.
        output: where to.
        metric: of the targets.
    """
    stem, by_target = f"{metric}-targets", ("dataset", "device", "quantile")
    columns = _columns(metric)
    rows = kit.summarise(found, by_target, columns)
    filled = {"metric": metric, "what": words.FOUND, "seeds": study.seeds}
    kit.write_table(output, stem, rows, columns, words.AT_TARGETS, words.TARGETS_NOTES, **filled)
    for end, columns, what in (("by-method", BY_METHOD, words.BY_METHOD), ("cells", CELLS, words.CELLS)):
        rows = kit.summarise(found.assign(metric=metric), (*by_target, "line"), columns)
        kit.write_rows(output, f"{stem}-{end}", rows, columns, words.AT_TARGETS.format(metric=metric, what=what))
