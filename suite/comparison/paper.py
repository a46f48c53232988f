"""A comparison for a paper: tables that fit a venue, and a float for every figure, below ``paper/VENUE/``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from suite.comparison.results import MEASURES, Results
from suite.files import write_atomically
from suite.report.latex import label_of
from suite.report.paper import PaperColumn, figure_snippet, paper_table
from suite.report.paper_comparison import AGGREGATES, columns_in, comparison_table
from suite.report.venues import Venue

if TYPE_CHECKING:
    import pandas as pd


def paper_folder(out: Path, venue: Venue) -> Path:
    """Return the folder of a venue's tables and figures below that of the comparison."""
    return out / "paper" / venue.name


def write_paper_tables(
    results: Results, overall: pd.DataFrame, pairs: pd.DataFrame, out: Path, venue: Venue
) -> list[Path]:
    """Write the table over all problems, and the one of medians by problem.

    Args:
        results: the comparison.
        overall: one row per method with ``method``, ``mean_rank`` and the columns of
            :func:`suite.analysis.aggregates.aggregate_frame`.
        pairs: tests of all pairs (:func:`suite.analysis.improvement.improvement_frame`).
        out: folder of the comparison; record tables lie there.
        venue: widths.
    """
    stem = f"{results.name}-surrogate" if results.surrogate else results.name
    folder = paper_folder(out, venue)
    measure = MEASURES[results.main]
    columns = columns_in(overall, AGGREGATES)
    columns[0] = replace(columns[0], heading=f"IQM of the {measure}")
    mark = " (SURROGATE tables)" if results.surrogate else ""
    many = f"{len(results.scores())} problem(s)"
    notes = [f"IQM: interquartile mean of all runs of {many}, 95 % stratified bootstrap interval."]
    text = comparison_table(
        overall, pairs, columns, f"{_first(results.title)}{mark}", label_of(folder / f"{stem}-overall"), venue, notes,
        f"{stem}-overall.csv",
    )  # fmt: skip
    paths = [write_atomically(folder / f"{stem}-overall.tex", text)]
    medians, shown = medians_by_problem(results)
    text = paper_table(
        medians, shown, f"Median {measure} by problem{mark}.", label_of(folder / f"{stem}-problems"), venue,
        ["Bold: the smallest median of the row.", *_legend(results)], f"{stem}-problems.csv",
    )  # fmt: skip
    return [*paths, write_atomically(folder / f"{stem}-problems.tex", text)]


def medians_by_problem(results: Results) -> tuple[pd.DataFrame, list[PaperColumn]]:
    """Return medians of the main measure, a row per problem, a column per method, and how a paper shows them.

    The smallest of a row is in bold by :attr:`.PaperColumn.strong`.
    """
    import numpy as np
    import pandas as pd

    scores = results.scores()
    rows = []
    for problem, of in scores.items():
        medians = {name: float(np.median(of[name])) for name in results.methods}
        least = min(medians.values())
        rows.append(
            {"problem": results.problem(problem).title}
            | {f"m{place}": medians[name] for place, name in enumerate(results.methods)}
            | {f"s{place}": medians[name] == least for place, name in enumerate(results.methods)}
        )
    columns = [PaperColumn("problem", "problem")]
    columns += [
        PaperColumn(f"m{place}", name, ".3f", strong=f"s{place}") for place, name in enumerate(names_of(results))
    ]
    return pd.DataFrame(rows), columns


def names_of(results: Results) -> list[str]:
    """Return the methods' names for people."""
    from suite.report.comparison.looks import label

    return [label(name) for name in results.methods]


def write_snippets(figures: Sequence[Path], venue: Venue) -> list[Path]:
    """Write a float beside each PDF, with the caption of the JSON beside it.

    Args:
        figures: paths that :func:`suite.report.figures.save_figure` returned; others are left out.
        venue: widths.
    """
    paths = []
    for pdf in (path for path in figures if path.suffix == ".pdf"):
        facts = json.loads(pdf.with_suffix(".json").read_text(encoding="utf-8"))
        stem = pdf.with_suffix("")
        text = figure_snippet(pdf.name, facts["caption"], label_of(stem, "fig"), venue, width_of(pdf))
        paths.append(write_atomically(stem.with_name(f"{stem.name}-figure.tex"), text))
    return paths


def width_of(pdf: Path) -> float:
    """Return the width of a PDF's first page in inches.

    Raises:
        ValueError: if it names none.
    """
    import re

    found = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ", pdf.read_bytes())
    if found is None:
        raise ValueError(f"{pdf} names no width")
    return float(found.group(1)) / 72


def _first(title: str) -> str:
    return title if title.endswith(".") else f"{title}."


def _legend(results: Results) -> list[str]:
    return [] if not results.imported else [f"Runs made elsewhere: {', '.join(results.imported)}."]
