"""ConcurrentNAS against WeakNAS: 2202.12954, Table 2, by accuracy within the published MACs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Basis, Column, Floats, Reading
from experiments.linas.ofa import words
from experiments.linas.ofa.runs import CONCURRENT, LINAS, MACS, NSGA2, RANDOM, WEAKNAS
from suite.report.output import Output
from suite.report.verdicts import ONE_RUN_CRITERION, RELATIVE

AT = 100
"""Validations of ConcurrentNAS in the published table."""

COLUMNS = (
    Column("method"),
    Column("accuracy", ".2f", "accuracy at 100 (%), predicted"),
    Column("reached"),
    Column("evaluations", ".0f", "evaluations, median"),
    *kit.compared_columns(2, reading_error=False),
)


def accuracy_after(values: Floats, limit: float) -> Floats:
    """Return the best accuracy (%) within ``limit`` M MACs after each evaluation, ``(n,)``; 0 before there is one."""
    accuracy = np.where(values[:, 1] <= limit, 100.0 - values[:, 0], 0.0)
    return np.asarray(np.maximum.accumulate(accuracy))


def table2(runs: pd.DataFrame, output: Output, notes: list[str]) -> None:
    """Write how many evaluations each search takes to ConcurrentNAS's accuracy after 100."""
    printed = kit.published("concurrentnas_table2")
    limit = float(printed["macs_millions"].min())  # ConcurrentNAS's own
    cell = kit.cell_of("concurrentnas_table2", "ratio to WeakNAS")
    published = Reading(float(printed.loc[printed["evaluations"] == 800, "evaluations"].iloc[0]) / AT, cell=cell)
    of_macs = runs[runs["problem"] == MACS]
    curves = {
        line: [accuracy_after(values, limit) for values in kit.rows_where(of_macs, line=line)["values"]]
        for line in (CONCURRENT, LINAS, WEAKNAS, NSGA2, RANDOM)
    }
    wanted = [curve[AT - 1] for curve in curves[CONCURRENT]]
    rows: list[dict[str, Any]] = []
    for line, of_line in curves.items():
        needed = np.array([
            float(np.argmax(curve >= goal) + 1) if curve[-1] >= goal else np.nan
            for curve, goal in zip(of_line, wanted, strict=True)
        ])  # fmt: skip
        row = {
            "method": line.label,
            "accuracy": float(np.median([curve[AT - 1] for curve in of_line])),
            "reached": f"{int(np.isfinite(needed).sum())} of {len(needed)}",
            "evaluations": float(np.nanmedian(needed)) if np.isfinite(needed).any() else float("nan"),
        }
        if line == WEAKNAS:
            row |= kit.compared(published, needed / AT, RELATIVE, Basis(kit.STAND_IN))
        rows.append(row)
    said = [note.format(at=AT, limit=limit) for note in words.TABLE2_NOTES]
    said += [kit.verdict_note(rows, ONE_RUN_CRITERION), *notes]
    kit.write_table(output, "concurrentnas-table-2", rows, COLUMNS, words.TABLE2.format(at=AT), said)
