"""Which experiments can be made with the files that are there, and what the others need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from suite.benchmark import Benchmark


def possible(experiments: list[Any], benchmark: Benchmark, named: bool, whole: bool = False) -> list[Any]:
    """Return the experiments whose files are there; the others are an error if ``named``, else left out with a note.

    Args:
        experiments: wanted.
        benchmark: the tables.
        named: whether someone named them, rather than all.
        whole: whether files that only add rows must be there as well, because results are compared with committed ones.

    Raises:
        DataError: saying what to fetch.
    """
    from suite.errors import DataError
    from suite.tables.upstream.catalogue import CORE
    from suite.tables.upstream.fetch import group_present

    possible = []
    for experiment in experiments:
        unscored = _unscored(experiment, benchmark)
        if unscored and named:
            raise DataError(unscored)
        if unscored:
            click.echo(f"left out: {unscored}")
            continue
        missing = [
            group
            for group in (*experiment.needs, *(experiment.beside if whole else ()))
            if (group == CORE and benchmark.is_surrogate) or not group_present(benchmark.data_dir, group)
        ]
        if not missing:
            possible.append(experiment)
            _say_what_is_left_out(experiment, benchmark)
            continue
        commands = " and ".join(f"'suite data fetch --group {group}'" for group in missing)
        what = f"{experiment.name} needs files that are not in {benchmark.data_dir}"
        if CORE in missing and group_present(benchmark.data_dir, CORE):
            what, commands = f"{experiment.name} needs the real tables", "it with --source real"
        if named:
            raise DataError(f"{what}: run {commands}")
        click.echo(f"left out: {what}: run {commands}")
    return possible


def _say_what_is_left_out(experiment: Any, benchmark: Benchmark) -> None:
    """Say which files would add rows; not on the surrogate, which someone runs to see how it goes."""
    from suite.tables.upstream.fetch import group_present

    for group in experiment.beside:
        if not benchmark.is_surrogate and not group_present(benchmark.data_dir, group):
            click.echo(
                f"note: {experiment.name} leaves out its rows on zero-cost proxies; 'suite data fetch --group {group}' "
                "gets them"
            )


def _unscored(experiment: Any, benchmark: Benchmark) -> str:
    """Return which kind of score table the experiment lacks and how to make one; "" if it lacks none."""
    from suite.scores import load, names

    at_hand = {load(name, benchmark.data_dir).kind for name in names(benchmark.data_dir)} if experiment.scores else ()
    missing = [kind for kind in experiment.scores if kind not in at_hand]
    if not missing:
        return ""
    return (
        f"{experiment.name} needs a score table of the kind {' and of the kind '.join(missing)}: make it with 'suite "
        f"networks score {missing[0]}' and put it into DATA_DIR/scores"
    )
