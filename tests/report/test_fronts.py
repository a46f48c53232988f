"""What is drawn of fronts: picks by the searched error, bands that are attainment surfaces."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.analysis.attainment import attainment_surfaces
from suite.analysis.fronts import front
from suite.report.fronts import draw_band, draw_exact_front, draw_space, error_axis, reported_steps, step_band
from suite.report.output import Output
from suite.report.style import new_figure, publication_style, series_style

integers = st.integers(0, 8)


@given(st.lists(st.tuples(integers, integers, integers), max_size=12))
def test_reported_steps_pick_by_the_searched_error_alone(rows: list[tuple[int, int, int]]) -> None:
    cost, searched, reported = (
        (np.array(part, dtype=float) for part in zip(*rows, strict=True)) if rows else (np.empty(0),) * 3
    )
    x, y = reported_steps(cost, searched, reported)
    assert (np.diff(x) > 0).all()
    for limit in range(9):
        within = np.flatnonzero(cost <= limit)
        position = np.searchsorted(x, limit, side="right") - 1
        if len(within) == 0:
            assert position == -1
            continue
        best = searched[within].min()
        fastest = cost[within][searched[within] == best].min()
        candidates = reported[(cost == fastest) & (searched == best)]
        assert y[position] in candidates


def test_infeasible_rows_are_left_out() -> None:
    x, y = reported_steps([1.0, np.nan], [5.0, 1.0], [7.0, 2.0])
    assert (x.tolist(), y.tolist()) == ([1.0], [7.0])


@settings(max_examples=40)
@given(st.lists(st.lists(st.tuples(integers, integers), min_size=1, max_size=6), min_size=1, max_size=6))
def test_the_band_of_fronts_is_their_attainment_surface(runs: list[list[tuple[int, int]]]) -> None:
    fronts = [front(np.array(run, dtype=float)) for run in runs]
    band = step_band([(points[:, 0], points[:, 1]) for points in fronts])
    for percentile, heights in zip((25, 50, 75), (band.low, band.median, band.high), strict=True):
        surface = attainment_surfaces(fronts, [percentile])[percentile]
        for x, height in zip(band.x, heights, strict=True):
            reached = surface[surface[:, 0] <= x, 1]
            assert height == (reached.min() if len(reached) else np.inf)


@pytest.mark.parametrize("surrogate", [False, True])
def test_outputs_say_what_they_are_made_from(tmp_path: Path, surrogate: bool) -> None:
    import pandas as pd

    output = Output(tmp_path, "paper", "edition-1", surrogate)
    with publication_style():
        figure, grid = new_figure(height_in=2.0)
        axes = grid[0, 0]
        draw_space(axes, [1.0, 2.0], [50.0, 20.0])
        draw_exact_front(axes, [1.0, 2.0], [50.0, 20.0], 3.0)
        draw_band(axes, step_band([(np.array([1.0]), np.array([30.0]))]), series_style("nsga2"), 3.0)
        error_axis(axes, 10.0, 60.0)
        figure.legend(loc="outside upper center")
        output.figure("f", figure, {"x": [1]}, "A figure")
    output.table("t", pd.DataFrame({"a": [1]}), "A table", ["A note."])
    output.rows("r", pd.DataFrame({"a": [1]}), "Rows")
    page = output.index("Title", "Introduction.", "suite reproduce paper").read_text(encoding="utf-8")
    below = "surrogate/paper" if surrogate else "paper"
    folder = tmp_path / "results" / below
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "r.csv", "t.csv", "t.md", "t.tex"]
    assert sorted(path.suffix for path in (tmp_path / "figures" / below).iterdir()) == [".json", ".pdf", ".png"]
    texts = [page, (folder / "t.md").read_text(encoding="utf-8"), (folder / "t.tex").read_text(encoding="utf-8")]
    texts += [(folder / "t.csv").read_text(encoding="utf-8"), (folder / "r.csv").read_text(encoding="utf-8")]
    texts.append((tmp_path / "figures" / below / "f.json").read_text(encoding="utf-8"))
    assert all(("surrogate" in text.replace('"surrogate": false', "").lower()) == surrogate for text in texts)
    legend_title = figure.legends[0].get_title().get_text()
    assert ("SURROGATE" in legend_title) == surrogate
    for target in re.findall(r"\]\(([^)]+)\)", page):
        assert (folder / target).resolve().is_file()
