"""Figures of one report, written by helper processes while the report goes on."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.timing import part

if TYPE_CHECKING:
    from suite.cli.reproduce_reports import Made
    from suite.report.venues import Venue
    from suite.workers import Errand, Helpers

WAITING = 4
"""Figures for each process that may wait: they are in memory."""


class Figures:
    """Hands figures to helpers.

    Args:
        helpers: the processes.
        jobs: how many of them.
        venue: for which the figures are drawn, None for none.
    """

    def __init__(self, helpers: Helpers, jobs: int, venue: Venue | None) -> None:
        self._helpers, self._most, self._venue = helpers, WAITING * jobs, venue
        self._errands: list[Errand[None]] = []

    def save(self, figure: Any, stem: Path, numbers: Mapping[str, Any]) -> list[Path]:
        """Do what :func:`suite.report.figures.save_figure` does, soon; a figure that cannot be sent is written here.

        Everything is put at its place before: the report may go on to change the figure.
        """
        from suite.report.figures import figure_paths, lay_out, save_figure

        lay_out(figure)
        try:
            content = pickle.dumps(figure)
        except (pickle.PicklingError, AttributeError, TypeError):  # it holds a function without a name
            return save_figure(figure, stem, numbers)
        while len(self._errands) >= self._most:
            self._errands.pop(0).result()
        self._errands.append(self._helpers.submit(write, content, stem, dict(numbers), self._venue))
        return figure_paths(stem)

    def finish(self, made: Made) -> Made:
        """Wait for all figures and return ``made``, or what kept one of them from being written."""
        try:
            while self._errands:
                self._errands.pop(0).result()
        except Exception as error:
            return replace(made, problem=" ".join(str(error).split()))
        return made


def write(content: bytes, stem: Path, numbers: Mapping[str, Any], venue: Venue | None) -> None:
    """Write a pickled figure in a helper process."""
    from suite.report.figures import save_figure
    from suite.report.style import drawn_for

    with part("reports"), drawn_for(venue):
        save_figure(pickle.loads(content), stem, numbers)
