"""What a comparison leaves behind: tables and figures, whose names begin with the study's."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.analysis.critical_difference import friedman_over_problems, groups
from suite.analysis.profiles import profiles
from suite.analysis.runtime import log_targets, runtime_ecdf
from suite.comparison import tables
from suite.comparison.further import write_equivalences
from suite.comparison.results import MEASURES, Results
from suite.files import write_atomically
from suite.report.comparison.curves import profiles_figure, runtime_figure
from suite.report.comparison.intervals import intervals_figure
from suite.report.comparison.pairs import improvement_figure
from suite.report.comparison.ranks import critical_difference_figure
from suite.report.figures import save_figure
from suite.report.latex import label_of
from suite.report.output import SURROGATE_MARK, mark_surrogate
from suite.report.tables import csv_text, write_table

if TYPE_CHECKING:
    import pandas as pd

FEW = ".4g"
FORMATS = {
    **dict.fromkeys(("mean_rank", "rank", "improvement", "a12", "low", "high"), ".3f"),
    **dict.fromkeys(("p", "holm_p"), ".2g"),
    **dict.fromkeys(("best_accuracy", "test_accuracy"), ".2f"),
    **dict.fromkeys(("queries", "distinct", "simulated_hours"), ".1f"),
}
HEADINGS = {
    **MEASURES,
    "mean_rank": "mean rank",
    "iqm": "IQM",
    "iqm_low": "IQM, low",
    "iqm_high": "IQM, high",
    "area": "area over the curve",
    "test_accuracy": "test accuracy (%), reported only",
    "best_accuracy": "best accuracy (%)",
    "holm_p": "Holm p",
    "a12": "A12",
    "simulated_hours": "simulated hours",
}


def stem_of(results: Results) -> str:
    """Return how the names of all files begin."""
    return f"{results.name}-{SURROGATE_MARK}" if results.surrogate else results.name


def write_outputs(results: Results, out: Path) -> list[Path]:
    """Write every table and figure below ``out`` and return their paths.

    Raises:
        DataError: if the folder cannot be written.
    """
    return [*write_tables(results, out), *write_figures(results, out), *write_equivalences(results, out)]


def write_tables(results: Results, out: Path) -> list[Path]:
    """Write the runs, and the tables per problem, over all problems, of all pairs and of running times."""
    marked = results.runs.assign(tables=SURROGATE_MARK if results.surrogate else "real")
    formats = dict.fromkeys(marked.select_dtypes("float").columns, ".9g")
    infinite = marked.replace([np.inf, -np.inf], np.nan)
    paths = [write_atomically(out / f"{stem_of(results)}-runs.csv", csv_text(infinite, formats))]
    measure = tables.heading(results)
    paths += _table(results, out, "problems", tables.per_problem(results), f"{measure.capitalize()} per problem.")
    paths += _table(
        results, out, "overall", tables.over_all(results),
        f"{measure.capitalize()} over {len(results.scores())} problem(s): ranks, interquartile mean with interval.",
        [
            "Rank: of the medians on a problem, 1 is best, mean over the problems. IQM: interquartile mean of all runs "
            "of all problems; intervals: bootstrap within each problem. Groups: methods that share a letter are not "
            "told apart by Nemenyi's test at 5 %. Area over the curve: mean log regret over distinct architectures, "
            "1 = nothing found, until the budget at which the first method ends.",
        ],
    )  # fmt: skip
    if len(results.methods) > 1:
        paths += _table(
            results, out, "pairs", tables.all_pairs(results), f"All pairs by {measure}.",
            [
                "Improvement: chance that a run of the second is better than one of the first, mean over the problems, "
                "with its 95 % interval; Holm p over all pairs; better and worse: problems by the medians.",
            ],
        )  # fmt: skip
    if results.main == "hypervolume_regret":
        paths += _table(
            results, out, "running-times", tables.running_times(results),
            "Expected number of distinct architectures until a regret (ERT); a dash: no run reached it.",
        )  # fmt: skip
    return paths


def _table(
    results: Results, out: Path, stem: str, frame: pd.DataFrame, caption: str, notes: list[str] | None = None
) -> list[Path]:
    formats = {name: FORMATS.get(name, FEW) for name in frame.select_dtypes("float").columns}
    headings = {name: title for name, title in HEADINGS.items() if name in frame}
    mark = f" [{SURROGATE_MARK}]" if results.surrogate else ""
    name = f"{stem_of(results)}-{stem}"
    return write_table(
        frame, out / name, f"{caption} {results.title}{mark}", [*(notes or ()), *results.notes],
        headings=headings, formats=formats, csv_columns={"tables": SURROGATE_MARK if results.surrogate else "real"},
        label=label_of(PurePath(name)),  # wherever the folder lies
    )  # fmt: skip


def write_figures(results: Results, out: Path) -> list[Path]:
    """Draw intervals, profiles, pairs, running times and, over problems, the critical differences."""
    scores, measure = results.scores(), tables.heading(results)
    paths: list[Path] = []

    def save(stem: str, drawn: tuple[Any, dict[str, Any]], caption: str) -> None:
        figure, numbers = drawn
        if results.surrogate:
            mark_surrogate(figure)
        facts = {"caption": f"{caption} {results.title}", "notes": list(results.notes), "surrogate": results.surrogate}
        paths.extend(save_figure(figure, out / f"{stem_of(results)}-{stem}", {**facts, **numbers}))

    overall = tables.over_all(results)
    panels = {
        f"{title} of the {measure}": {
            row["method"]: (row[key], row[f"{key}_low"], row[f"{key}_high"]) for row in overall.to_dict("records")
        }
        for key, title in (("iqm", "IQM"), ("mean", "mean"))
    }
    save("intervals", intervals_figure(panels), "Interquartile mean and mean over all problems, 95 % intervals.")
    found = profiles(scores, tables.generator(), resamples=tables.RESAMPLES // 4)
    curves = {
        name: {"threshold": each.thresholds, "share": each.share, "low": each.low, "high": each.high}
        for name, each in found.items()
    }
    save("profiles", profiles_figure(curves, measure), "Share of runs at or below each threshold, with 95 % bands.")
    if len(results.methods) > 1:
        pairs = tables.all_pairs(results).to_dict("records")
        save(
            "pairs",
            improvement_figure(
                list(overall["method"]),
                {(row["first"], row["second"]): row["improvement"] for row in pairs},
                {(row["first"], row["second"]): row["holm_p"] for row in pairs},
            ),
            "Chance that the method of the row is better than that of the column; bold: Holm p below 0.05.",
        )
    if len(results.methods) > 2 and len(scores) > 1:
        tested = friedman_over_problems(scores)
        ranks = dict(zip(tested.names, tested.mean_ranks.tolist(), strict=True))
        drawn = critical_difference_figure(ranks, float(tested.critical_difference), groups(tested))
        save("critical-difference", drawn, "Mean ranks; bars join what Nemenyi's test does not tell apart.")
    if results.main == "hypervolume_regret":
        for axis, title in (("distinct", "distinct architectures"), ("queries", "queries"), ("seconds", "seconds")):
            if axis in results.curves:
                targets = log_targets(1.0, 1e-3, 31)
                reached = runtime_ecdf(results.curves[axis], targets)
                by_method = {
                    str(name): {"budget": rows["budget"].to_numpy(), "share": rows["share"].to_numpy()}
                    for name, rows in reached.groupby("method", sort=False)
                }
                save(f"running-times-{axis}", runtime_figure(by_method, title, targets), "Share of targets reached.")
    return paths
