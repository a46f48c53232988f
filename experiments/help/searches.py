"""Table 4: latency-constrained search with MetaD2A's candidates, published and ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments import kit
from experiments.help import trained, words
from experiments.kit import Basis, Column, Reading
from suite.report.output import Output
from suite.report.verdicts import ACCURACY
from suite.tables.help_latencies import HelpLatencies

ROUNDING = 0.05
PROTOCOLS: Mapping[str, Mapping[str, Any]] = {
    "10 measurements": {"reading": "sound", "checkpoint": "valid", "measurements": 10},
    "20 measurements": {"reading": "sound", "checkpoint": "valid", "measurements": 20},
    "as the reference code (20)": {"reading": "published", "checkpoint": "shared", "measurements": 20},
}
COLUMNS = (
    trained.DEVICE,
    Column("limit_ms", ".1f", "limit (ms)"),
    Column("ours_by", heading="ours, by"),
    Column("published_ms", ".1f", "published (ms)"),
    Column("ours_ms", ".1f", "ours, median (ms)"),
    Column("kept", ".0f", "limit kept (%)"),
    Column("best", ".1f", "best possible (%)"),
    Column("top1", ".1f", "ours, first of the list (%)"),
    *kit.compared_columns(1, reading_error=False),
)


def report(tables: HelpLatencies, output: Output) -> None:
    """Write the comparison of accuracies, with true latencies and whether the limit was kept."""
    rows: list[dict[str, Any]] = []
    indices, accuracies = tables.metad2a
    for _, line in kit.published("help_table4").iterrows():
        device, limit = line["device"], line["limit_ms"]
        within = accuracies[tables.nasbench201(device)[indices] <= limit]
        for label, protocol in PROTOCOLS.items():
            ours = kit.rows_where(trained.rows("help_search"), method="help", device=device, limit_ms=limit, **protocol)
            if ours.empty:
                continue
            cell = kit.cell_of("help_table4", "accuracy", device=device, limit_ms=limit)
            theirs = Reading(line["accuracy"], ROUNDING, cell=cell)
            basis = Basis(kit.OWN_NETWORK, kit.PRIMARY if label == next(iter(PROTOCOLS)) else kit.SENSITIVITY)
            rows.append(
                {
                    "device": device,
                    "limit_ms": limit,
                    "ours_by": label,
                    "published_ms": line["latency_ms"],
                    "ours_ms": kit.spread(ours["latency_ms"])["median"],
                    "kept": float((ours["latency_ms"] <= limit).mean() * 100.0),
                    "best": float(within.max()) if len(within) else None,
                    "top1": kit.spread(ours["top1_accuracy"])["median"],
                    **kit.compared(
                        theirs, ours["accuracy"], ACCURACY["cifar100"], basis, above=words.ABOVE, below=words.BELOW
                    ),
                }
            )
    notes = [*words.SEARCH_NOTES, kit.verdict_note(rows)]
    kit.write_table(output, "table4-comparison", rows, COLUMNS, words.SEARCH, notes)
