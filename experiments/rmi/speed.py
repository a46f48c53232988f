"""How fast the tables were made: what was kept beside them when they were."""

from __future__ import annotations

import pandas as pd

from experiments.rmi.scorers import tables
from suite import scores
from suite.benchmark import Benchmark
from suite.report.output import Output

PUBLISHED_SEARCH_SECONDS = 1258.2
"""RMI-NAS's whole search on NAS-Bench-201, README of its public code; its number of architectures is not stated."""


def report(benchmark: Benchmark, output: Output) -> None:
    """Write one row per table that has a record of its speed; nothing if none has."""
    rows = []
    for table in tables(benchmark):
        if not table.speed:
            continue
        seconds, processes = float(table.speed["seconds_per_architecture"]), int(table.speed["processes"])
        rows.append(
            {
                "table": table.name,
                "device": table.speed["device"],
                "processes": processes,
                "seconds": seconds,
                "rate": processes / seconds,
                "memory": table.speed.get("peak_mib"),
                "reduced": scores.reductions(table) or "full",
            }
        )
    if not rows:
        return
    output.table(
        "speed",
        pd.DataFrame(rows),
        "Time and memory of scoring one architecture by representation mutual information.",
        [
            "Mean over all distinct cells, one thread a process; the machine may have had other work. Memory: "
            "largest resident size of a process. Written down when the table was made, not measured again.",
            f"RMI-NAS's public README gives {PUBLISHED_SEARCH_SECONDS:,} s for a whole search on one GPU (full "
            "protocol); how many architectures it scored is not stated, so no rate is compared.",
        ],
        headings={
            "seconds": "seconds per architecture and process",
            "rate": "architectures per second, all processes",
            "memory": "memory of a process (MiB)",
            "reduced": "protocol",
        },
        formats={"seconds": ".2f", "rate": ".2f", "memory": ".0f"},
    )
