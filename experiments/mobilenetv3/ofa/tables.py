"""Accuracy at three latency targets by method, and the published single-device figures beside the predictors."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.mobilenetv3.ofa import words
from experiments.mobilenetv3.ofa.found import opened
from experiments.mobilenetv3.ofa.runs import DEVICE
from suite.report.output import Output

COLUMNS = (
    Column("target", ".0f", "target (ms)"),
    kit.METHOD,
    Column("accuracy_median", ".2f", "accuracy (%), predicted", "median", "accuracy"),
    Column("accuracy_low", ".2f", "smallest", "smallest", "accuracy"),
    Column("accuracy_high", ".2f", "largest", "largest", "accuracy"),
    Column("behind", ".2f", "behind the best known (points)", "median"),
    Column("latency", ".2f", "latency (ms), predicted", "median"),
    Column("within", ".2f", "returned network keeps the target", "mean"),
    Column("queries", ".0f", "evaluations", "median"),
)
QUOTED_COLUMNS = (
    Column("network"),
    Column("device"),
    Column("top1", ".1f", "top-1 (%)"),
    Column("latency", ".1f", "latency (ms)"),
    Column("what"),
    Column("source"),
)
PHONES = {"p1_ms": "Pixel 1", "p2_ms": "Pixel 2", "p3_ms": "Pixel 3"}
QUOTED = ("V3-Large 1.0", "V3-Large 0.75", "MnasNet-A1", "V2 1.0", "V3-Small 1.0")


def at_targets(found: pd.DataFrame, study: Study, output: Output) -> None:
    """Write what each method found within each target."""
    rows = kit.summarise(found, ("target", "line"), COLUMNS)
    kit.write_table(output, "targets", rows, COLUMNS, words.TARGETS, words.TARGETS_NOTES, seeds=study.seeds)


def quoted(study: Study, output: Output) -> None:
    """Write the published measurements of single devices; none of them is judged."""
    rows = []
    for printed in kit.published("mobilenetv3_table3").itertuples():
        if printed.network in QUOTED:
            for column, phone in PHONES.items():
                row = {"network": printed.network, "device": phone, "top1": printed.top1}
                rows.append({**row, "latency": getattr(printed, column), "what": "measured", "source": words.PAPER})
    for network in opened(study.benchmark.data_dir).files.specialised:
        if network.device == DEVICE:
            row = {"network": "once-for-all, specialised", "device": "Note10", "top1": network.top1}
            rows.append({**row, "latency": network.latency_ms, "what": "measured, fine-tuned", "source": words.OFA})
    tail = [row for row in rows if row["device"] != "Note10"]
    tail += sorted((row for row in rows if row["device"] == "Note10"), key=lambda row: row["latency"])
    kit.write_table(output, "quoted", tail, QUOTED_COLUMNS, words.QUOTED, words.QUOTED_NOTES)
