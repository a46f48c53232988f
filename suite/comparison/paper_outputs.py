"""All that a comparison leaves for a paper: its figures drawn for the venue, their floats, and the tables."""

from __future__ import annotations

from pathlib import Path

from suite.comparison import tables
from suite.comparison.further import write_equivalences
from suite.comparison.outputs import write_figures
from suite.comparison.paper import paper_folder, write_paper_tables, write_snippets
from suite.comparison.results import Results
from suite.report.style import drawn_for
from suite.report.venues import Venue


def write_paper(results: Results, out: Path, venue: Venue) -> list[Path]:
    """Write tables, figures and floats below ``out/paper/VENUE`` and return their paths.

    Raises:
        DataError: if the folder cannot be written.
    """
    folder = paper_folder(out, venue)
    with drawn_for(venue):
        figures = [*write_figures(results, folder), *write_equivalences(results, folder, venue=venue)]
    pairs = tables.all_pairs(results)
    paths = write_paper_tables(results, tables.over_all(results), pairs, out, venue)
    return [*figures, *write_snippets(figures, venue), *paths]
