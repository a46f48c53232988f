"""The heat map of all measures, and what holds over all problems: aggregates, ranks, profiles, Bayesian comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.analysis.aggregates import aggregate_frame, location_frame
from suite.analysis.bayes import equivalence_frame
from suite.analysis.critical_difference import friedman_over_problems, groups
from suite.analysis.profiles import profiles
from suite.analysis.scores_by_problem import Scores
from suite.comparison.report.words import Names, tex_of
from suite.comparison.results import MEASURES, Results
from suite.report.comparison.curves import profiles_figure
from suite.report.comparison.ranks import critical_difference_figure
from suite.report.figures import images_of
from suite.report.html.block import Block, Section
from suite.report.html.heat_map import HeatMap, Measured
from suite.report.html.line_chart import Line, LineChart, View
from suite.report.html.ranks import RankDiagram
from suite.report.html.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

Files = Mapping[str, Mapping[str, bytes | str]]
RESAMPLES = 500
"""Of the intervals on each problem, of which a page has hundreds; those over all problems take the full number."""
SAMPLES = 5_000
"""Of the posterior of each pair."""
ROPE = {"error_regret": 0.1, "limit_regret": 0.1}
"""Measure -> half the width of the region of practical equivalence: 0.1 points of accuracy."""
ROPE_OF_SHARES = 0.01
"""The same of measures that are shares of the exact front."""


def usable(results: Results) -> dict[str, Scores]:
    """Return the scores of every measure that all runs of a problem have, the main measure first."""
    found: dict[str, Scores] = {}
    for measure in results.defined():
        scores = results.scores(measure)
        whole = {
            problem: by_method
            for problem, by_method in scores.items()
            if not any(np.isnan(values).any() for values in by_method.values())
        }
        if whole:
            found[measure] = whole
    return found


def overview_section(results: Results, names: Names, rng: np.random.Generator, files: Files) -> Section:
    """Return the heat map: problems by methods, a map per measure."""
    maps = {}
    rows = [problem.name for problem in results.problems]
    for measure, scores in usable(results).items():
        frame = location_frame(scores, rng, resamples=RESAMPLES)
        maps[MEASURES[measure]] = _measured(frame, rows, results.methods)
    texts = [
        "Every cell: rank of the median among the methods on that problem (bold, 1 is best), interquartile mean over "
        "the runs, and below it its 95 % bootstrap interval. The smaller, the better, in every measure."
    ]
    block = HeatMap(
        "overview", list(names.problems.values()), list(names.methods.values()), maps, _of(files, "overview")
    )
    return Section("Overview", [block], texts)


def _measured(frame: pd.DataFrame, problems: list[str], methods: tuple[str, ...]) -> Measured:
    def grid(column: str) -> np.ndarray:
        table = frame.pivot(index="problem", columns="method", values=column).reindex(index=problems, columns=methods)
        return np.asarray(table.to_numpy(dtype=np.float64))

    failed = int(frame["failed"].sum())
    notes = [f"{failed} runs found nothing feasible; they rank last."] if failed else []
    low, high = grid("iqm_low"), grid("iqm_high")
    return Measured(grid("rank"), grid("iqm"), low, high, "rank, interquartile mean and 95 % interval", notes)


def over_all_section(results: Results, names: Names, rng: np.random.Generator, files: Files) -> Section:
    """Return aggregates, critical differences, profiles and the Bayesian comparison of the main measure."""
    scores = usable(results).get(results.main)
    if scores is None:
        return Section("Over all problems", [])
    blocks: list[Block] = [_aggregates(scores, names, rng)]
    if len(names.methods) > 2 and len(scores) > 1:
        blocks.append(_ranks(scores, names, files))
    if any((values > 0).any() for by_method in scores.values() for values in by_method.values()):
        blocks.append(_profiles(scores, names, rng, files))
    if len(names.methods) > 1 and len(scores) > 1:
        blocks.append(_bayes(scores, results.main, names, rng))
    texts = [
        f"Measure: {names.main}; {len(scores)} problems, each with the same weight unless a caption says otherwise."
    ]
    return Section("Over all problems", blocks, texts)


def _aggregates(scores: Scores, names: Names, rng: np.random.Generator) -> Table:
    frame = aggregate_frame(scores, rng)
    frame = frame.assign(method=[names.methods[name] for name in frame["method"]])
    caption = f"{names.main.capitalize()} over all runs of all problems, 95 % stratified bootstrap intervals."
    headings = {"method": "method", "problems": "problems", "runs": "runs", "failed": "failed runs"}
    for key, title in (("iqm", "interquartile mean"), ("mean", "mean"), ("median", "median")):
        headings |= {key: title, f"{key}_low": "95 % from", f"{key}_high": "to"}
    columns = [Column(name, headings[name]) for name in frame.columns]
    rows = frame.to_numpy(dtype=object).tolist()
    return Table("aggregates", caption, columns, rows, files=tex_of(frame, "aggregates", caption))


def _ranks(scores: Scores, names: Names, files: Files) -> RankDiagram:
    result = friedman_over_problems(scores)
    ranks = {names.methods[name]: float(rank) for name, rank in zip(result.names, result.mean_ranks, strict=True)}
    joined = [[names.methods[name] for name in group] for group in groups(result)]
    by_name = dict(zip(result.names, result.mean_ranks.tolist(), strict=True))
    figure, _ = critical_difference_figure(by_name, result.critical_difference, groups(result))
    caption = f"Mean ranks of the medians over {result.n} problems, with Nemenyi's critical difference at 5 %."
    notes = [
        f"Friedman's test: chi-squared {result.statistic:.4g}, p = {result.p:.2g}. A bar joins methods that are not "
        "told apart; 1 is best. The test takes the problems as a sample, and those of one data set are alike."
    ]
    return RankDiagram(
        "ranks", caption, ranks, result.critical_difference, joined, notes, _of(files, "ranks") or _printed(figure)
    )


def _profiles(scores: Scores, names: Names, rng: np.random.Generator, files: Files) -> LineChart:
    found = profiles(scores, rng)
    lines = [Line(name, each.thresholds, each.share, each.low, each.high) for name, each in found.items()]
    curves = {name: {**vars(each), "threshold": each.thresholds} for name, each in found.items()}
    figure, _ = profiles_figure(curves, names.main)
    view = View(lines, f"{names.main} at most", "share of runs", x_log=True, cursor=0.5)
    caption = "Performance profiles: share of the runs that end at or below a value, mean over the problems."
    band = "share and pointwise 95 % interval"
    return LineChart(
        "profiles", caption, {}, {"": view}, names.series, band, files=_of(files, "profiles") or _printed(figure)
    )


def _bayes(scores: Scores, measure: str, names: Names, rng: np.random.Generator) -> Table:
    rope = ROPE.get(measure, ROPE_OF_SHARES)
    frame = equivalence_frame(scores, rope, rng, SAMPLES)
    decided = frame["decision"].where(~frame["decision"].isin(["first", "second"]), frame["decision"] + " is better")
    frame = frame.assign(
        first=[names.methods[name] for name in frame["first"]],
        second=[names.methods[name] for name in frame["second"]],
        decision=decided.replace("", "open"),
    )
    shown = frame[["first", "second", "problems", "first_better", "equivalent", "second_better", "decision"]]
    caption = f"Bayesian signed-rank comparison, region of practical equivalence {rope:g} ({names.main})."
    titles = ("first", "second", "problems", "P(first better)", "P(equivalent)", "P(second better)", "decision at 95 %")
    columns = [
        Column(name, title, ".3f", choose=name == "decision") for name, title in zip(shown.columns, titles, strict=True)
    ]
    return Table(
        "bayes", caption, columns, shown.to_numpy(dtype=object).tolist(), files=tex_of(shown, "bayes", caption)
    )


def _printed(figure: Any) -> Mapping[str, bytes | str]:
    return dict(images_of(figure, ["pdf"]))


def _of(files: Files, key: str) -> Mapping[str, bytes | str]:
    return files.get(key, {})
