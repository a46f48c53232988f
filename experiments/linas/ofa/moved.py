"""What another device's search is worth: its front measured on other costs, and its history as a start."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.linas.ofa import words
from experiments.linas.ofa.curves import Judge, judge, measured
from experiments.linas.ofa.runs import MOVED, MOVES, SOURCE, TARGET, history, transferred
from experiments.linas.ofa.tables import TARGETS, reach
from experiments.linas.reach import known
from suite.kernels.ranking import nondominated
from suite.report.output import Output

TRANSFER_COLUMNS = (
    Column("source", heading="front found for"),
    *(Column(problem.key, ".3f", f"measured on {problem.label.partition(', ')[2]}") for problem in MOVED),
)
HISTORY_COLUMNS = (
    kit.METHOD,
    *(Column(f"hv_{count}", ".3f", f"HV@{count}", "median") for count in (50, 100, 250, 500)),
    *(
        column
        for target in TARGETS
        for column in (
            Column(f"share_{target}", ".2f", f"reach {target:.2f}"),
            Column(f"at_{target}", ".0f", f"evaluations to {target:.2f}", show=known),
        )
    ),
)


def transfer(study: Study, output: Output, notes: list[str]) -> pd.DataFrame:
    """Write the share of the best-known hypervolume of a front on its own cost and on the others."""
    judges = {case["problem"]: judge(study, case) for case in MOVES}
    rows = []
    for case in MOVES:
        own = judges[case["problem"]]
        shares: dict[Any, list[float]] = {other: [] for other in MOVED}
        for record in study.runs(case):
            front = record.listed[nondominated(own.evaluator.table(record))]
            for other, there in judges.items():
                shares[other].append(there.share(_values(there, front)))
        row: dict[str, Any] = {"source": case["problem"].label.partition(", ")[2]}
        rows.append(row | {other.key: float(np.median(values)) for other, values in shares.items()})
    frame = pd.DataFrame(rows)
    kit.write_table(output, "transfer", frame, TRANSFER_COLUMNS, words.TRANSFER, [words.TRANSFER_NOTE, *notes])
    return frame


def _values(there: Judge, codes: Any) -> Any:
    return there.evaluator.problem(codes)


def with_history(study: Study, output: Output, notes: list[str]) -> pd.DataFrame:
    """Write LINAS with the space restricted by another device's history, and from that history's front."""
    runs = measured(study, transferred(study.benchmark))
    rows = []
    for keys, group in kit.groups(runs, ("line",)):
        row: dict[str, Any] = {**keys, **{f"hv_{n}": float(np.median(group[f"hv_{n}"])) for n in (50, 100, 250, 500)}}
        for target in TARGETS:
            found = reach(group, target)
            row |= {f"share_{target}": found.share, f"at_{target}": found.median}
        rows.append(row)
    lost = history(study.benchmark.data_dir).kept
    said = words.HISTORY_NOTES.format(
        source=SOURCE.label, target=TARGET.label,
        lost=", ".join(f"{n} of {of} {kind} choices" for kind, (n, of) in lost.items()),
    )  # fmt: skip
    kit.write_table(output, "history", rows, HISTORY_COLUMNS, words.HISTORY, [said, words.CENSORING, *notes])
    return runs
