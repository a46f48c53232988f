"""The published ratios of evaluations, and ours: 2205.10358 Table 3, and ConcurrentNAS against WeakNAS.

The latter is 2202.12954, Table 2 and Fig. 11, in the style of that comparison.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Basis, Column, Line, Reading
from experiments.linas import words
from experiments.linas.reach import Ratio, decided, known, reach
from experiments.linas.runs import LINAS, NSGA2, NSGA2_PAPER, RANDOM, TARGETS, WEAKNAS
from suite.report.output import Output
from suite.report.verdicts import ONE_RUN_CRITERION, RELATIVE

FIRST = 20
"""Size of LINAS's first population."""

AT = 100
"""Validations of ConcurrentNAS in the published table."""

AGAINST = {"NSGA-II": (NSGA2, NSGA2_PAPER), "random search": (RANDOM,)}
"""Method of the published table -> ours."""

TABLE3_COLUMNS = (
    Column("space"),
    Column("published_share", ".3f", "HV (published)"),
    Column("against"),
    Column("published_linas", heading="LINAS (published)"),
    Column("published_other", heading="other (published)"),
    Column("target", ".2f", "HV (ours)"),
    Column("baseline", heading="our baseline"),
    Column("early"),
    Column("known", heading="ratios known"),
    Column("fewer"),
    Column("not_fewer", heading="not fewer"),
    Column("open"),
    *kit.compared_columns(2, reading_error=False),
)
WEAKNAS_COLUMNS = (
    kit.DATASET,
    kit.DEVICE,
    Column("linas_hv", ".3f", f"LINAS, HV at {AT}"),
    Column("weaknas_hv", ".3f", f"WeakNAS-style, HV at {AT}"),
    Column("share", ".2f", "reached"),
    Column("evaluations", ".0f", "WeakNAS-style, evaluations"),
    Column("ratio", heading=f"times {AT}", show=str),
)
TABLE2_COLUMNS = (
    Column("row", heading="search"),
    Column("top1", ".2f", "top-1 (%)"),
    Column("macs", ".0f", "MACs (M)"),
    Column("ratio", ".2f", "times the evaluations"),
    *(column for column in kit.compared_columns(2, reading_error=False) if column.key not in ("ours", "published")),
)


def table3(reached: pd.DataFrame, output: Output) -> None:
    """Write 2205.10358 Table 3 beside ours."""
    rows = []
    for keys, group in kit.groups(kit.published("linas_table3"), ("space", "hypervolume")):
        counts = dict(zip(group["method"], group["evaluations"], strict=True))
        share = keys["hypervolume"]
        target = TARGETS[int(np.argmin(np.abs(np.array(TARGETS) - share)))]
        for method in (each for each in AGAINST if each in counts):
            row: dict[str, Any] = {"space": keys["space"], "published_share": share, "against": method}
            row |= {"published_linas": counts["LINAS"], "published_other": counts[method]}
            cell = kit.cell_of("linas_table3", f"ratio to {method}", **keys)
            printed = Reading(counts[method] / counts["LINAS"], cell=cell)
            for line in AGAINST[method]:
                row |= {"target": target, "baseline": line.label}
                rows.append({**row, **_against(reached, line, target, printed)})
    first, second = words.TABLE3_NOTES
    notes = [
        first,
        second.format(first=FIRST),
        kit.verdict_note(rows, words.TABLE3_CRITERION, ONE_RUN_CRITERION),
        words.HYPERVOLUME,
        words.EVALUATIONS,
        words.CENSORING,
    ]
    kit.write_table(output, "table-3", rows, TABLE3_COLUMNS, words.TABLE3, notes)


def _against(reached: pd.DataFrame, line: Line, target: float, printed: Reading) -> dict[str, Any]:
    """Return how LINAS stands to a line over the problems, beside the published ratio."""
    ours, theirs = (kit.rows_where(reached, target=target, line=each) for each in (LINAS, line))
    late = (ours["median"] > FIRST).to_numpy()  # with a predictor
    values, fewer, slower = decided(theirs["ratio"][late])
    return {
        "early": int((~late).sum()),
        "known": len(values),
        "fewer": fewer,
        "not_fewer": slower,
        "open": int(late.sum()) - fewer - slower,
        **kit.compared(printed, values, RELATIVE, Basis(kit.STAND_IN, kit.SENSITIVITY)),
    }


def weaknas(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the evaluations of the WeakNAS-style search to LINAS's hypervolume, and 2202.12954 Table 2 beside ours."""
    rows = kit.summarise(runs, ("dataset", "device"), (Column("dataset"), Column("device")), _on_problem)
    notes = [
        words.HYPERVOLUME,
        words.EVALUATIONS,
        words.WEAKNAS_REACHED.format(seeds=seeds),
        words.WEAKNAS_INFERRED,
        kit.EDGETPU_NOTE,
    ]
    kit.write_table(output, "weaknas", rows, WEAKNAS_COLUMNS, words.WEAKNAS.format(at=AT), notes)
    values, fewer, slower = decided(rows["ratio"])
    printed = kit.published("concurrentnas_table2")
    printed = printed.assign(ratio=printed["evaluations"] / AT)
    best = printed.loc[printed["evaluations"] == 800, "ratio"].iloc[0]
    claim = Reading(float(best), cell=kit.cell_of("concurrentnas_table2", "ratio to WeakNAS"))
    ours = {
        "row": f"WeakNAS-style to the hypervolume of LINAS at {AT} (ours, median of {len(values)} known ratios)",
        "ratio": float(np.median(values)) if values else float("nan"),
        **kit.compared(claim, values, RELATIVE, Basis(kit.STAND_IN, kit.SENSITIVITY)),
    }
    theirs = [
        {
            "row": f"{one.method}, {one.evaluations} validations (published)",
            "top1": one.top1,
            "macs": one.macs_millions,
            "ratio": one.ratio,
        }
        for one in printed.itertuples()
    ]
    notes = [note.format(best=best, fewer=fewer, slower=slower) for note in words.TABLE2_NOTES]
    kit.write_table(output, "concurrentnas-table-2", [*theirs, ours], TABLE2_COLUMNS, words.TABLE2, notes)


def _on_problem(runs: pd.DataFrame) -> dict[str, Any]:
    ours, theirs = (runs[runs["line"] == line] for line in (LINAS, WEAKNAS))
    hypervolume = float(np.median(ours[f"hv_{AT}"]))
    found = reach(theirs, hypervolume)
    censored = math.isinf(found.median)
    return {
        "linas_hv": hypervolume,
        "weaknas_hv": float(np.median(theirs[f"hv_{AT}"])),
        "share": found.share,
        "evaluations": known(found.median),
        "ratio": Ratio(found.longest / AT, ">") if censored else Ratio(found.median / AT, ""),
    }
