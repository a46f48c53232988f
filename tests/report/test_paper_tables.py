"""Paper tables and figure snippets, typeset by a real LaTeX where one is installed, in the width of every venue."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

from suite.errors import UnknownNameError
from suite.report.output import Output
from suite.report.paper import MARK, PREAMBLE, ROWS, PaperColumn, figure_snippet, paper_table
from suite.report.paper_columns import paper_columns
from suite.report.paper_comparison import columns_in, comparison_table, not_different
from suite.report.style import drawn_for, new_figure, publication_style
from suite.report.venues import VENUES, venue_of

CLASSES = {
    "ieee": r"\documentclass[conference]{IEEEtran}",
    "acm": r"\documentclass[sigconf,nonacm]{acmart}",
    "lncs": r"\documentclass{llncs}",
    "neurips": r"\documentclass[10pt]{article}\usepackage{times}\setlength{\textwidth}{5.5in}",
    "icml": r"\documentclass[10pt,twocolumn]{article}\usepackage{times}\setlength{\textwidth}{6.75in}"
    r"\setlength{\columnsep}{0.25in}",
    "cvpr": r"\documentclass[10pt,twocolumn]{article}\usepackage{times}\setlength{\textwidth}{6.875in}"
    r"\setlength{\columnsep}{0.3125in}",
}
"""The classes that Debian has; of the others, whose style files it has not, the widths and the typeface."""

METHODS = ["NSGA-II", "random search", "MO-HDNAS without χ on valid@200", "Pareto local search", "MOEA/D (pymoo)"]
COLUMNS = [
    PaperColumn("method", "method"),
    PaperColumn("regret", "hypervolume regret", ".4f", "low", "high", "min", "same"),
    PaperColumn("accuracy", "best accuracy (%)", ".2f", best="max"),
    PaperColumn("change", "change against the first method (points)", "+.3f"),
    PaperColumn("p", "Holm p", ".1e"),
    PaperColumn("runs", "runs", "d"),
    PaperColumn("seconds", "simulated hours", ".1f", "seconds_low", "seconds_high"),
    *(PaperColumn(f"further{k}", f"a further quantity, number {k}", ".3f", best="min") for k in range(9)),
]


def made_up(rows: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    regret = rng.gamma(2.0, 0.1, rows)
    hours = rng.gamma(3, 400, rows)
    frame = pd.DataFrame(
        {
            "method": [METHODS[k % 5] for k in range(rows)],
            "regret": regret, "low": regret * 0.9, "high": regret * 1.1, "same": np.arange(rows) % 2 == 0,
            "accuracy": 90 + rng.random(rows), "change": rng.normal(size=rows), "p": 10.0 ** -np.arange(1, rows + 1),
            "runs": np.arange(rows) * 30, "seconds": hours, "seconds_low": hours - 9, "seconds_high": hours + 11,
        }
    )  # fmt: skip
    frame.loc[1, ["accuracy", "low"]] = np.nan
    return frame.assign(**{f"further{k}": rng.random(rows) for k in range(9)})


def text(venue: str, columns: int = len(COLUMNS), rows: int = 5) -> str:
    return paper_table(
        made_up(rows), COLUMNS[:columns], "Regret of 5 methods, 90 % & more.", f"tab:x-{columns}-{rows}",
        venue_of(venue), ['Mean with 95 % interval, "percentile".', "A p of 1e-5 is small."], "x.csv",
    )  # fmt: skip


def test_the_best_is_bold_and_what_is_not_different_from_it_marked() -> None:
    frame = pd.DataFrame({"m": ["a", "b", "c"], "x": [0.2, 0.1, 0.3], "same": [True, True, False]})
    columns = [PaperColumn("m", "method"), PaperColumn("x", "regret", ".2f", best="min", marked="same")]
    lines = paper_table(frame, columns, "C", "tab:c", venue_of("ieee")).splitlines()
    assert rf"a & 0.20 & {MARK} \\" in lines
    assert r"b & \bfseries 0.10 &  \\" in lines
    assert r"c & 0.30 &  \\" in lines
    assert any("Dagger" in line for line in lines)


def test_width_decides_between_a_column_the_text_and_leaving_out() -> None:
    assert r"\begin{table}" in text("ieee", 2)
    assert r"\begin{table*}" in text("ieee", 6)
    wide = text("ieee")
    assert r"\begin{table*}" in wide
    assert "Left out for width" in wide
    assert "they are in x.csv" in wide
    assert "table*" not in text("neurips")
    assert text("ieee", 3, ROWS + 1).count(r"\label{") == 2
    assert r"\label{tab:x-3-41-2}" in text("ieee", 3, ROWS + 1)


def test_snippets_of_figures_fill_the_column_or_the_text() -> None:
    assert r"\includegraphics[width=\columnwidth]{a.pdf}" in figure_snippet("a.pdf", "C", "fig:a", VENUES["ieee"], 3.5)
    assert r"\begin{figure*}" in figure_snippet("a.pdf", "C", "fig:a", VENUES["ieee"], 7.16)
    assert "figure*" not in figure_snippet("a.pdf", "C", "fig:a", VENUES["neurips"], 5.5)
    with pytest.raises(UnknownNameError, match="did you mean 'neurips'"):
        venue_of("neurip")


def typeset(folder: Path, venue: str, body: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    title = r"\title{T}\author{A}\maketitle" if venue in ("acm", "lncs") else ""
    institute = r"\affiliation{\institution{I}\country{C}}" if venue == "acm" else ""
    document = "\n".join(
        [
            CLASSES[venue], PREAMBLE, r"\begin{document}", title.replace(r"\maketitle", institute + r"\maketitle"),
            r"\message{FACT \the\columnwidth\space\the\textwidth}", "Text.", body, r"\end{document}",
        ]
    )  # fmt: skip
    (folder / "paper.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    log = (folder / "paper.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-3000:]
    return log


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex: texlive with siunitx is not installed")
@pytest.mark.parametrize("venue", list(VENUES))
def test_tables_and_snippets_typeset_without_overfull_boxes(venue: str, tmp_path: Path) -> None:
    from suite.report.comparison.ranks import critical_difference_figure
    from suite.report.figures import save_figure

    figure, numbers = critical_difference_figure({"a": 1.0, "b": 2.0, "c": 3.0}, 1.1, [("a", "b")])
    save_figure(figure, tmp_path / "drawing", numbers)
    body = "\n".join(text(venue, columns, 5) for columns in (2, 3, 4, 5, 7, len(COLUMNS)))
    body += text(venue, 4, ROWS + 5) + figure_snippet("drawing.pdf", "A figure, 5 %.", "fig:a", venue_of(venue), 3.5)
    log = typeset(tmp_path, venue, body)
    overfull = [float(width) for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert [width for width in overfull if width > 1.0] == [], log[-3000:]
    assert "undefined" not in log.lower().replace("there were undefined references", "")
    column, whole = (float(each) for each in re.search(r"FACT ([\d.]+)pt ([\d.]+)pt", log).groups())
    assert (column, whole) == pytest.approx((venue_of(venue).column_pt, venue_of(venue).text_pt), abs=1.0)


def test_what_is_not_different_from_the_best_goes_by_the_adjusted_test_in_either_order() -> None:
    pairs = pd.DataFrame(
        {"first": ["nsga2", "ibea", "nsga2"], "second": ["ibea", "mine", "mine"], "holm_p": [0.2, 0.01, 0.04]}
    )
    names = ["nsga2", "ibea", "mine"]
    assert not_different(names, [0.3, 0.1, 0.2], pairs) == [True, True, False]
    assert not_different(names, [np.nan, 0.3, 0.2], pairs) == [False, False, True]
    frame = pd.DataFrame({"method": names, "mean": [0.3, 0.1, 0.2], "ci_low": 0.0, "ci_high": 1.0, "igd_plus": np.nan})
    columns = columns_in(frame)
    assert [column.key for column in columns] == ["mean"]
    lines = comparison_table(frame, pairs, columns, "C", "tab:c", venue_of("icml")).splitlines()
    row = next(line for line in lines if line.startswith("NSGA-II"))
    assert MARK in row
    assert any(line.startswith(r"IBEA & \bfseries 0.1000") for line in lines)
    assert not any(line.startswith("mine") and MARK in line for line in lines)


def test_a_record_table_becomes_columns_with_bounds_and_what_is_the_same_in_all_rows_is_a_note() -> None:
    frame = pd.DataFrame(
        {"m": ["a", "b"], "n": [30, 30], "mean": [1.0, 2.0], "ci_low": [0.5, 1.5], "ci_high": [1.5, 2.5],
         "x": [1.0, 2.0], "x_low": [0.0, 1.0], "x_high": [2.0, 3.0]}
    )  # fmt: skip
    columns, notes = paper_columns(frame, {"mean": "mean regret", "n": "runs"}, {"mean": ".1f"})
    found = [(column.key, column.low, column.high) for column in columns]
    assert found == [("m", "", ""), ("mean", "ci_low", "ci_high"), ("x", "x_low", "x_high")]
    assert (columns[1].heading, columns[1].format) == ("mean regret", ".1f")
    assert "The same in all rows: runs 30." in notes


def test_an_experiment_for_a_venue_is_drawn_in_its_width_and_typeface_and_nothing_stays_changed(tmp_path: Path) -> None:
    def draw() -> tuple[float, object]:
        with publication_style():
            figure, _ = new_figure(columns=1)
            return figure.get_size_inches()[0], matplotlib.rcParams["font.family"]

    before = draw()
    with drawn_for(venue_of("lncs")):
        assert draw() == (pytest.approx(347.12 / 72.27), ["STIXGeneral"])
        output = Output(tmp_path, "name", "edition", surrogate=False, venue=venue_of("lncs"))
        figure, _ = new_figure()
        output.figure("drawn", figure, {"x": [1]}, "What it shows.", "Lines: medians.")
        output.table("made", made_up().drop(columns="same"), "Regret.", headings={"regret": "hypervolume regret"})
    assert draw() == before
    snippet = (output.figures / "drawn.tex").read_text(encoding="utf-8")
    assert r"\caption{What it shows. Lines: medians.}" in snippet
    assert r"\label{fig:name-drawn}" in snippet
    table = (output.results / "made.tex").read_text(encoding="utf-8")
    assert r"\begin{threeparttable}" in table
    assert r"\label{tab:name-made}" in table
    assert (output.results / "made.csv").is_file()
