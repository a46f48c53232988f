from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from suite.analysis.aggregates import aggregate_frame
from suite.analysis.improvement import improvement_frame
from suite.comparison.further import write_equivalences
from suite.comparison.paper import medians_by_problem, paper_folder, width_of, write_paper_tables, write_snippets
from suite.comparison.results import Results
from suite.report.style import drawn_for
from suite.report.venues import venue_of


def test_tables_of_a_comparison_fit_and_mark_the_best(results: Results, folder: Path) -> None:
    venue = venue_of("cvpr")
    rng = np.random.default_rng(0)
    overall = aggregate_frame(results.scores(), rng, resamples=50).assign(mean_rank=[1.0, 2.0, 3.0])
    overall_path, problems_path = write_paper_tables(
        results, overall, improvement_frame(results.scores(), rng, resamples=20), folder, venue
    )
    assert overall_path.parent == problems_path.parent == paper_folder(folder, venue)
    text = overall_path.read_text(encoding="utf-8")
    assert text.count(r"\bfseries") >= 2
    assert "SURROGATE" in text
    rows = [line for line in problems_path.read_text(encoding="utf-8").splitlines() if line.startswith("CIFAR")]
    assert len(rows) == 2
    scores = results.scores()
    for row, of in zip(rows, scores.values(), strict=True):
        least = min(np.median(of[name]) for name in results.methods)
        assert re.findall(r"\\bfseries ([\d.]+)", row) == [f"{least:.3f}"]
    frame, columns = medians_by_problem(results)
    assert len(frame) == 2
    assert [column.heading for column in columns[:3]] == ["problem", "NSGA-II", "random search"]


def test_every_figure_has_its_float(results: Results, folder: Path) -> None:
    venue = venue_of("lncs")
    with drawn_for(venue):
        paths = write_equivalences(results, folder)
    (pdf,) = (path for path in paths if path.suffix == ".pdf")
    assert width_of(pdf) == pytest.approx(347.12 / 72.27, abs=0.01)
    (snippet,) = write_snippets(paths, venue)
    text = snippet.read_text(encoding="utf-8")
    assert rf"\includegraphics[width=\columnwidth]{{{pdf.name}}}" in text
    assert r"\label{fig:" in text
    assert "Practical equivalence" in text
