"""What a budget buys: anytime curves; apart from each other, values at fixed budgets and budgets for fixed targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.analysis.runtime import ert_frame, runtime_ecdf
from suite.comparison.report.words import ALL, AXES, Names, tex_of
from suite.comparison.results import Curve, Results
from suite.report.comparison.curves import runtime_figure
from suite.report.figures import images_of
from suite.report.html.block import Section
from suite.report.html.line_chart import Line, LineChart, View
from suite.report.html.table import Column, Table

Files = Mapping[str, Mapping[str, bytes | str]]
Floats = NDArray[np.float64]
BUDGETS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
SHARE_TARGETS = (0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
POINT_TARGETS = (5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02)
IN_POINTS = ("error_regret", "limit_regret")
STEPS = 31
"""Targets of the runtime distributions, evenly spaced on a logarithmic axis between the first and the last."""


def complete(curve: Curve) -> Curve | None:
    """Return the part of a curve that all runs reach, so that no statistic is of some runs only; None if none is."""
    known = ~np.isnan(curve.regret).any(axis=0)
    if not known.any():
        return None
    return Curve(curve.budget[known], curve.regret[:, known])


def curves_of(results: Results, axis: str) -> dict[str, dict[str, Curve]]:
    """Return problem -> method -> the complete part of its curve; a problem where a method has none is left out."""
    found = {}
    for problem, by_method in results.curves.get(axis, {}).items():
        parts = {method: complete(curve) for method, curve in by_method.items()}
        if parts and all(part is not None for part in parts.values()):
            found[problem] = {method: part for method, part in parts.items() if part is not None}
    return found


def anytime_section(results: Results, names: Names, files: Files) -> Section:
    """Return the curves: median and quartiles of the runs, a view per problem and axis."""
    views = {}
    axes = [axis for axis in AXES if curves_of(results, axis)]
    for axis in axes:
        for problem, by_method in curves_of(results, axis).items():
            lines = [_band(method, curve, axis) for method, curve in by_method.items()]
            views[f"{problem}|{axis}"] = View(lines, AXES[axis], names.main, x_log=True, y_log=True)
    if not views:
        return Section("Anytime curves", [])
    shown = {problem for problem in names.problems if any(f"{problem}|{axis}" in views for axis in axes)}
    choices = {
        "Problem": {name: title for name, title in names.problems.items() if name in shown},
        "Axis": {axis: AXES[axis] for axis in axes},
    }
    caption = f"{names.main.capitalize()} against the budget: median and quartiles of the runs."
    notes = ["A curve ends where the first of its runs ends."]
    chart = LineChart(
        "anytime", caption, choices, views, names.series, "median [25 %, 75 %]", notes, files.get("anytime", {})
    )
    return Section("Anytime curves", [chart])


def _band(method: str, curve: Curve, axis: str) -> Line:
    quartiles = np.quantile(
        curve.regret, [0.25, 0.5, 0.75], axis=0, method="inverted_cdf"
    )  # infinite ones keep a place
    budget = curve.budget / 3600.0 if axis == "seconds" else curve.budget
    return Line(method, budget, quartiles[1], quartiles[0], quartiles[2])


def fixed_budget_section(results: Results, names: Names) -> Section:
    """Return the table of medians at some budgets."""
    import pandas as pd

    rows: list[list[Any]] = []
    for axis in ("distinct", "queries"):
        for problem, by_method in curves_of(results, axis).items():
            end = max(float(curve.budget[-1]) for curve in by_method.values())
            for budget in (each for each in BUDGETS if each <= end):
                medians = [_at(curve, budget) for curve in by_method.values()]
                rows.append([names.problems[problem], AXES[axis], f"{budget:g}", *medians])
    if not rows:
        return Section("Fixed budget", [])
    complete_rows = [row for row in rows if row[1] == rows[0][1] and None not in row[3:]]
    last = max((row[2] for row in complete_rows), key=float, default=rows[0][2])
    columns = [
        Column("problem", "problem", choose=True),
        Column("axis", "budget in", choose=True, first=rows[0][1]),
        Column("budget", "budget", choose=True, first=last, numeric=True),
        *(Column(label, label, ".3g", numeric=True) for label in names.methods.values()),
    ]
    caption = f"Median {names.main} after a fixed budget; a dash where a run had ended before."
    frame = pd.DataFrame([row for row in rows if row[2] == last], columns=[column.name for column in columns])
    return Section(
        "Fixed budget", [Table("fixed-budget", caption, columns, rows, files=tex_of(frame, "budget", caption))]
    )


def _at(curve: Curve, budget: float) -> float | None:
    if not curve.budget[0] <= budget <= curve.budget[-1] * (1 + 1e-12):
        return None
    place = int(np.searchsorted(curve.budget, budget * (1 + 1e-12), side="right")) - 1
    value = float(np.quantile(curve.regret[:, place], 0.5, method="inverted_cdf"))
    return value if np.isfinite(value) else None


def fixed_target_section(results: Results, names: Names, files: Files) -> Section:
    """Return the distribution of runtimes over targets, and the expected running time of single targets."""
    targets = POINT_TARGETS if results.main in IN_POINTS else SHARE_TARGETS
    spaced = np.geomspace(targets[0], targets[-1], STEPS)
    views = {}
    axes = [axis for axis in AXES if curves_of(results, axis)]
    if not axes:
        return Section("Fixed target", [])
    for axis in axes:
        curves = curves_of(results, axis)
        several = {ALL: curves} if len(curves) > 1 else {}
        for problem, chosen in (*several.items(), *((name, {name: each}) for name, each in curves.items())):
            views[f"{problem}|{axis}"] = _distribution(chosen, spaced, axis)
    problems = {ALL: ALL, **names.problems} if f"{ALL}|{axes[0]}" in views else dict(names.problems)
    choices = {"Problem": problems, "Axis": {axis: AXES[axis] for axis in axes}}
    caption = (
        f"Runtime distribution: share of runs and targets that are reached ({STEPS} targets of {names.main} from "
        f"{targets[0]:g} to {targets[-1]:g}, evenly spaced on a logarithmic axis)."
    )
    first = views[f"{next(iter(problems))}|{axes[0]}"]
    drawn = {line.series: {"budget": line.x, "share": line.y} for line in first.lines}
    figure, _ = runtime_figure(drawn, AXES[axes[0]], spaced)
    printed = files.get("runtime") or images_of(figure, ["pdf"])
    notes = [f"The PDF shows {next(iter(problems.values()))}, in {AXES[axes[0]]}."]
    chart = LineChart("runtime", caption, choices, views, names.series, notes=notes, files=printed)
    return Section("Fixed target", [chart, _running_times(results, names, targets)])


def _distribution(curves: dict[str, dict[str, Curve]], targets: Floats, axis: str) -> View:
    frame = runtime_ecdf(curves, targets, points=60)
    unit = 3600.0 if axis == "seconds" else 1.0
    lines = [
        Line(str(method), rows["budget"].to_numpy(dtype=np.float64) / unit, rows["share"].to_numpy(dtype=np.float64))
        for method, rows in frame.groupby("method", sort=False)
    ]
    return View(lines, AXES[axis], "share of runs and targets", x_log=True)


def _running_times(results: Results, names: Names, targets: tuple[float, ...]) -> Table:
    frame = ert_frame(curves_of(results, "queries"), np.array(targets))
    rows: list[list[Any]] = []
    for (problem, target), of_target in frame.groupby(["problem", "target"], sort=False):
        by_method = of_target.set_index("method")
        if not by_method["successes"].any():
            continue
        cells = [_time(by_method.loc[method]) for method in results.methods]
        rows.append([names.problems[str(problem)], f"{target:g}", *cells])
    columns = [
        Column("problem", "problem", choose=True),
        Column("target", "target", choose=True, first=f"{targets[4]:g}", numeric=True),
        *(Column(label, label, numeric=True) for label in names.methods.values()),
    ]
    caption = f"Expected running time (queries) to a {names.main} of at most the target, and how many runs reached it."
    notes = [
        "Expected running time: what all runs spent until the target or their end, over the number of runs that "
        "reached it. A dash: no run did. Targets that no method reached on a problem are left out."
    ]
    tex = tex_of(frame.assign(problem=[names.problems[name] for name in frame["problem"]]), "running-time", caption)
    return Table("running-time", caption, columns, rows, notes, tex)


def _time(row: Any) -> str | None:
    if not row["successes"]:
        return None
    return f"{row['ert']:.4g} ({row['successes']}/{row['runs']})"
