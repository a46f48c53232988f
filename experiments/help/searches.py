"""Table 4: latency-constrained search with MetaD2A's candidates, accuracies and latencies, published and ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from experiments import kit
from experiments.help import nulls, trained, words
from experiments.kit import NO_NETWORK, NULL, OWN_NETWORK, PRIMARY, SENSITIVITY, Basis, Column
from suite.estimators.help.search import first_within
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, RELATIVE, Margin
from suite.tables.help_latencies import HelpLatencies

TABLE = "help_table4"
ROUNDING = 0.05
MARGINS: Mapping[str, Margin] = {"accuracy": ACCURACY["cifar100"], "latency_ms": RELATIVE}
STEMS = {"accuracy": "table4-comparison", "latency_ms": "table4-latency"}
PRIMARY_LABEL = "as the reference code (20)"
PROTOCOLS: Mapping[str, Mapping[str, Any]] = {
    PRIMARY_LABEL: {"reading": "published", "checkpoint": "shared", "measurements": 20},
    "10 measurements": {"reading": "sound", "checkpoint": "valid", "measurements": 10},
    "20 measurements": {"reading": "sound", "checkpoint": "valid", "measurements": 20},
}
KEYS = (trained.DEVICE, Column("limit_ms", ".1f", "limit (ms)"), Column("ours_by", heading="ours, by"))
BESIDES = {
    "accuracy": (
        Column("best", ".1f", "best possible (%)"),
        Column("top1", ".1f", "ours, first of the list (%)"),
    ),
    "latency_ms": (Column("kept", ".0f", "limit kept (%)"),),
}


def report(tables: HelpLatencies, output: Output) -> None:
    """Write a table of accuracies and one of true latencies."""
    found = list(every_search(tables))
    for quantity, stem in STEMS.items():
        rows = [_row(quantity, *search, tables) for search in found]
        notes = [words.SEARCH_NOTES[quantity], words.SEARCH_RUNS, words.ONE_RUN, *kit.nulls_reached(rows)]
        notes.append(kit.verdict_note(rows))
        columns = (*KEYS, *BESIDES[quantity], *kit.compared_columns(1, reading_error=False))
        kit.write_table(output, stem, rows, columns, words.SEARCH[quantity], notes)


def every_search(tables: HelpLatencies) -> Iterator[tuple[str, float, str, Basis, pd.DataFrame]]:
    """Yield device, limit, label, basis, and the searches (a row each) of every printed row and protocol."""
    for _, line in kit.published(TABLE).iterrows():
        device, limit = line["device"], line["limit_ms"]
        for label in PROTOCOLS:
            role = PRIMARY if label == PRIMARY_LABEL else SENSITIVITY
            yield device, limit, label, Basis(OWN_NETWORK, role), searches(device, limit, label)
        yield device, limit, nulls.MACS, Basis(NO_NETWORK, NULL), _null_searches(device, limit, tables)


def searches(device: str, limit: float, label: str) -> pd.DataFrame:
    """Return our searches by one protocol, one per meta-training: its first draw of measurements and samples."""
    wanted = {"method": "help", "device": device, "limit_ms": limit, "draw": 0, **PROTOCOLS[label]}
    return kit.rows_where(trained.rows("help_search"), **wanted)


def _null_searches(device: str, limit: float, tables: HelpLatencies) -> pd.DataFrame:
    indices, accuracies = tables.metad2a
    latencies = tables.nasbench201(device)
    rows = []
    for run in range(nulls.RUNS):
        predicted = nulls.predicted_ms("nasbench201", nulls.MACS, device, run, tables)[indices]
        row: dict[str, float] = {}
        for kind, kept in (("", 3), ("top1_", 1)):
            cell = first_within(predicted, limit, indices, accuracies, kept=kept)
            row[f"{kind}accuracy"] = float("nan") if cell is None else float(accuracies[indices == cell][0])
            row[f"{kind}latency_ms"] = float("nan") if cell is None else float(latencies[cell])
        rows.append(row)
    return pd.DataFrame(rows)


def _row(
    quantity: str, device: str, limit: float, label: str, basis: Basis, ours: pd.DataFrame, tables: HelpLatencies
) -> dict[str, Any]:
    """Return one printed number and ours."""
    indices, accuracies = tables.metad2a
    within = accuracies[tables.nasbench201(device)[indices] <= limit]
    theirs = replace(kit.reading(TABLE, quantity, device=device, limit_ms=limit), error=ROUNDING)
    return {
        "device": device,
        "limit_ms": limit,
        "ours_by": label,
        "null": label,
        "kept": float((ours["latency_ms"] <= limit).mean() * 100.0),
        "best": float(within.max()) if len(within) else None,
        "top1": float(ours["top1_accuracy"].median()),
        **kit.compared(theirs, ours[quantity], MARGINS[quantity], basis, above=words.ABOVE, below=words.BELOW),
    }
