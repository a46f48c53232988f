"""What ``suite compare`` writes when it is asked: attainment of two methods, tables and figures for a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from suite.comparison.problems import OpenBenchmark
    from suite.comparison.study import ComparisonStudy
    from suite.study.record import Record


def methods_of(text: str | None, study: ComparisonStudy) -> tuple[str, str] | None:
    """Return the two methods in ``A,B``, as the study calls them; None where none are asked.

    Raises:
        ConfigurationError: for other than two.
        UnknownNameError: for a method that is not compared.
    """
    from suite.errors import ConfigurationError, did_you_mean, known_as

    if text is None:
        return None
    labels = [method.label for method in study.methods]
    names = [known_as(part.strip(), labels) for part in text.split(",")]
    if len(names) != 2 or names[0] == names[1]:
        raise ConfigurationError(f"--attainment takes two different methods, A,B, not '{text}'")
    for name in names:
        if name not in labels:
            raise did_you_mean(name, labels, "method of this comparison")
    return names[0], names[1]


def write_further(
    study: ComparisonStudy,
    records: Mapping[tuple[str, str], Sequence[Record]],
    benchmark: OpenBenchmark,
    out: Path,
    venue: str | None,
    pair: tuple[str, str] | None,
) -> None:
    """Write what was asked and say where.

    Args:
        study: the comparison.
        records: of every method on every problem.
        benchmark: opens the tables.
        out: folder.
        venue: of the tables and figures for a paper; None writes none.
        pair: methods whose attainment is drawn on every problem with one cost; None draws none.
    """
    from suite.comparison.building import build_results
    from suite.comparison.further import write_attainment
    from suite.comparison.paper import paper_folder, write_snippets
    from suite.comparison.paper_outputs import write_paper
    from suite.comparison.specs import setting_of
    from suite.report.style import drawn_for
    from suite.report.venues import venue_of
    from suite.study.problem import judged_problem

    results = build_results(study, records, benchmark)
    place = None if venue is None else venue_of(venue)
    folders = [(out, None)] if place is None else [(out, None), (paper_folder(out, place), place)]
    for problem in study.problems if pair is not None else ():
        tables = benchmark(problem.dataset)
        for folder, drawn in folders:
            if not len(results.problem(problem.name).front_indices):
                continue
            values = judged_problem(setting_of(study, problem), tables).values
            with drawn_for(drawn):
                paths = write_attainment(results, problem.name, values, folder, pair)
            paths += [] if drawn is None else write_snippets(paths, drawn)
            for path in paths[:1]:
                click.echo(f"attainment: {path}")
    if place is not None:
        paths = write_paper(results, out, place)
        click.echo(f"for a paper ({place.name}): {len(paths)} files in {paper_folder(out, place)}")
