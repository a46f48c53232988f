"""The published ratios of evaluations, and ours: 2205.10358 Table 3, and ConcurrentNAS against WeakNAS.

The latter is 2202.12954, Table 2 and Fig. 11, in the style of that comparison.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column, Line, means
from experiments.linas import words
from experiments.linas.reach import Ratio, decided, known, reach
from experiments.linas.runs import LINAS, NSGA2, NSGA2_PAPER, RANDOM, TARGETS, WEAKNAS
from suite.report.output import Output

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
    Column("published_ratio", ".2f", "ratio (published)"),
    Column("target", ".2f", "HV (ours)"),
    Column("ours", heading="our baseline"),
    Column("early"),
    Column("known", heading="ratios known"),
    Column("median_ratio", ".2f", "median ratio (ours)"),
    Column("fewer"),
    Column("not_fewer", heading="not fewer"),
    Column("open"),
    Column("verdict", heading="direction"),
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
    Column("verdict"),
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
            row |= {"published_ratio": counts[method] / counts["LINAS"], "target": target}
            rows += [{**row, "ours": line.label, **_against(reached, line, target)} for line in AGAINST[method]]
    first, second = words.TABLE3_NOTES
    notes = [
        first,
        second.format(first=FIRST),
        kit.verdict_note((row["verdict"] for row in rows), words.TABLE3_CRITERION),
        words.HYPERVOLUME,
        words.EVALUATIONS,
        words.CENSORING,
    ]
    kit.write_table(output, "table-3", rows, TABLE3_COLUMNS, words.TABLE3, notes)


def _against(reached: pd.DataFrame, line: Line, target: float) -> dict[str, Any]:
    """Return how LINAS stands to a line over the problems."""
    ours, theirs = (kit.rows_where(reached, target=target, line=each) for each in (LINAS, line))
    late = (ours["median"] > FIRST).to_numpy()  # with a predictor
    values, fewer, slower = decided(theirs["ratio"][late])
    return {
        "early": int((~late).sum()),
        "known": len(values),
        "median_ratio": float(np.median(values)) if values else float("nan"),
        "fewer": fewer,
        "not_fewer": slower,
        "open": int(late.sum()) - fewer - slower,
        "verdict": str(means.judged(fewer > late.sum() / 2, words.fewer_here(fewer, int(late.sum())))),
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
    verdict = means.judged(fewer > len(rows) / 2, words.fewer_here(fewer, len(rows), slower))
    ours = {
        "row": f"WeakNAS-style to the hypervolume of LINAS at {AT} (ours, median of {len(values)} known ratios)",
        "ratio": float(np.median(values)) if values else float("nan"),
        "verdict": str(verdict),
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
    best = printed.loc[printed["evaluations"] == 800, "ratio"].iloc[0]
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
