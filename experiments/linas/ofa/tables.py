"""Hypervolume, evaluations to targets beside the published ratios, and the public search logs."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Basis, Column, Floats, Line, Reading
from experiments.linas.curves import curves_of
from experiments.linas.ofa import words
from experiments.linas.ofa.curves import MACS_REFERENCE, by_authors_reference
from experiments.linas.ofa.runs import COMPARED, CONCURRENT, LINAS, MACS, NOTE10, NSGA2, RANDOM, RESNET_MACS, Problem
from experiments.linas.reach import Reach, known, ratio, survival_quantile
from experiments.linas.tables import REACH_COLUMNS
from suite.report.output import Output
from suite.report.verdicts import CORRELATION, ONE_RUN_CRITERION, RELATIVE

TARGETS = (0.80, 0.95, 0.99)
RATIO_COLUMNS = kit.compared_columns(2, reading_error=False)
PROBLEM = Column("problem", show=attrgetter("label"))
HYPERVOLUME_COLUMNS = (
    PROBLEM,
    kit.METHOD,
    *(
        Column(f"hv_{count}{end}", ".3f", f"HV@{count}{end.replace('_', ' ')}", value, f"hv_{count}")
        for count in (100, 250, 500)
        for end, value in (("", "median"), ("_low", "smallest"), ("_high", "largest"))
    ),
    Column("end", ".3f", "HV at the end", lambda group: float(np.median([curve[-1] for curve in group["curve"]]))),
    Column("longest", "d", "evaluations", lambda group: max(len(curve) for curve in group["curve"])),
)
TARGET_COLUMNS = (PROBLEM, *REACH_COLUMNS)
TABLE3_COLUMNS = (
    Column("space"),
    Column("published_share", ".3f", "HV (published)"),
    Column("against"),
    Column("published_linas", heading="LINAS (published)"),
    Column("published_other", heading="other (published)"),
    Column("problem", heading="ours on"),
    Column("line", heading="ours"),
    Column("goal", heading="to"),
    Column("ours_linas", ".0f", "ours, evaluations", show=known),
    Column("ours_other", ".0f", "other, evaluations", show=known),
    Column("reached", heading="runs that reach it: ours, other"),
    *RATIO_COLUMNS,
)
LOG_COLUMNS = (Column("evaluations"), Column("method"), *kit.pilot_columns(3))
AGAINST = {"NSGA-II": NSGA2, "random search": RANDOM}
LOG_COUNTS = (50, 100, 150, 200, 250, 300, 400, 500)
LOG_METHODS = {"LINAS": LINAS, "NSGA-II": NSGA2}


def hypervolume_table(runs: pd.DataFrame, output: Output, notes: list[str]) -> None:
    """Write the hypervolume after so many evaluations."""
    rows = kit.summarise(runs, ("problem", "line"), HYPERVOLUME_COLUMNS)
    kit.write_table(output, "hypervolume", rows, HYPERVOLUME_COLUMNS, words.COMPARISON, notes)


def reach(runs: pd.DataFrame, target: float) -> Reach:
    """Return how the runs of one search reach one target."""
    times, reached = curves_of(runs).to_reach(target)
    q25, median, q75 = (survival_quantile(times, reached, share) for share in (0.25, 0.5, 0.75))
    return Reach(float(reached.mean()), q25, median, q75, float(times.max()))


def reaches(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per problem, target and line, with the ratio to LINAS's evaluations."""
    rows = []
    for keys, of_problem in kit.groups(runs, ("problem",)):
        for target in TARGETS:
            ours = reach(of_problem[of_problem["line"] == LINAS], target)
            for line, group in kit.groups(of_problem, ("line",)):
                found = reach(group, target)
                rows.append({**keys, "target": target, **line, **vars(found), "ratio": ratio(found, ours)})
    return pd.DataFrame(rows)


def targets(reached: pd.DataFrame, output: Output, notes: list[str]) -> None:
    """Write the evaluations to each target."""
    kit.write_table(output, "evaluations-to-target", reached, TARGET_COLUMNS, words.TARGETS, [*notes, words.CENSORING])


def table3(runs: pd.DataFrame, output: Output, notes: list[str]) -> None:
    """Write 2205.10358 Table 3 beside ours.

    A published share is that of random search's whole budget (the first of each space) or of NSGA-II's (the second):
    so the goals of ours are what the same baselines have at the end of theirs.
    """
    rows: list[dict[str, Any]] = []
    for keys, group in kit.groups(kit.published("linas_table3"), ("space", "hypervolume")):
        counts = dict(zip(group["method"], group["evaluations"], strict=True))
        longest = max(AGAINST, key=lambda method: counts.get(method, 0))
        for problem in (each for each in COMPARED if each.paper == keys["space"]):
            goals = _ends(runs, problem, AGAINST[longest], counts[longest])
            for method, line in product((each for each in AGAINST if each in counts), (LINAS, CONCURRENT)):
                ours = kit.rows_where(runs, problem=problem, line=line)
                if ours.empty:
                    continue
                row: dict[str, Any] = {
                    "space": keys["space"],
                    "published_share": keys["hypervolume"],
                    "against": method,
                }
                row |= {"published_linas": counts["LINAS"], "published_other": counts[method], "problem": problem.label}
                row |= {"line": line.label, "goal": f"{longest} after {counts[longest]:,}"}
                typed = {"space": keys["space"], "hypervolume": f"{keys['hypervolume']:.3f}"}
                cell = kit.cell_of("linas_table3", f"ratio to {method}", **typed)
                printed = Reading(counts[method] / counts["LINAS"], cell=cell)
                primary = line == LINAS and problem in (NOTE10, RESNET_MACS)
                basis = Basis(kit.STAND_IN, kit.PRIMARY if primary else kit.SENSITIVITY)
                theirs = kit.rows_where(runs, problem=problem, line=AGAINST[method])
                rows.append(row | _ratios(ours, theirs, goals, printed, basis))
    said = [*words.TABLE3_NOTES, kit.verdict_note(rows, ONE_RUN_CRITERION), *notes]
    kit.write_table(output, "table-3", rows, TABLE3_COLUMNS, words.TABLE3, said)


def _ends(runs: pd.DataFrame, problem: Problem, line: Line, count: int) -> list[float]:
    """Return the share of the best-known hypervolume that each run of a line has after ``count`` evaluations."""
    curves = kit.rows_where(runs, problem=problem, line=line)["curve"]
    return [float(curve[min(count, len(curve)) - 1]) for curve in curves]


def _ratios(
    ours: pd.DataFrame, theirs: pd.DataFrame, goals: list[float], printed: Reading, basis: Basis
) -> dict[str, Any]:
    """Return how many times our evaluations another method takes to its seed's goal; a run that fails has no ratio."""
    needed = [
        np.array([_evaluations_to(curve, goal) for curve, goal in zip(runs["curve"], goals, strict=True)])
        for runs in (ours, theirs)
    ]
    found = [np.isfinite(each) for each in needed]
    ends = [np.array([len(curve) for curve in runs["curve"]]) for runs in (ours, theirs)]
    medians = [
        survival_quantile(np.where(there, each, end), there, 0.5)
        for each, there, end in zip(needed, found, ends, strict=True)
    ]
    ratios = needed[1] / needed[0]
    if not np.isfinite(ratios).any():  # nothing to judge by
        basis = replace(basis, role=kit.SENSITIVITY)
    return {
        "ours_linas": medians[0],
        "ours_other": medians[1],
        "reached": ", ".join(f"{int(there.sum())} of {len(there)}" for there in found),
        **kit.compared(printed, ratios, RELATIVE, basis),
    }


def _evaluations_to(curve: Floats, goal: float) -> float:
    """Return the evaluations until a share is reached, NaN if it is not."""
    return float(np.argmax(curve >= goal) + 1) if curve[-1] >= goal else float("nan")


def public_logs(runs: pd.DataFrame, output: Output, notes: list[str]) -> None:
    """Write the hypervolume of the authors' public logs beside ours, by their reference point."""
    both = {
        name: kit.rows_where(runs, problem=MACS, line=line)["values"].tolist() for name, line in LOG_METHODS.items()
    }
    most = LOG_COUNTS[-1]
    joint = [np.concatenate([values[:most] for values in pair]) for pair in zip(*both.values(), strict=True)]
    rows = []
    for count in LOG_COUNTS:
        for name, runs_of in both.items():
            ours = [by_authors_reference(values, count, of) for values, of in zip(runs_of, joint, strict=True)]
            logged = kit.reading("linas_public_logs", "hypervolume", method=name, evaluations=count)
            cells = kit.compared(logged, ours, CORRELATION, Basis(kit.STAND_IN, kit.PILOT))
            rows.append({"evaluations": count, "method": name, **kit.pilot_cells(cells)})
    millions, top1 = MACS_REFERENCE
    said = [note.format(millions=millions, top1=top1) for note in words.LOGS_NOTES]
    criterion = kit.verdict_note(rows, ONE_RUN_CRITERION)
    kit.write_table(output, "public-logs", rows, LOG_COLUMNS, words.LOGS, [*said, criterion, *notes])
