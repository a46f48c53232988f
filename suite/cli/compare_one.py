"""What ``suite compare`` prints and writes of one search setting."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from suite.cli.data_devices import device_lines
from suite.cli.protocol import protocol_lines, supernet_lines

if TYPE_CHECKING:
    import pandas as pd

    from suite.analysis.evaluation import Evaluator
    from suite.comparison.study import ComparisonStudy
    from suite.objectives.formulations import Formulation
    from suite.objectives.predicted import AnyBenchmark
    from suite.study.record import Record
    from suite.study.spec import RunSpec


def one_setting(
    study: ComparisonStudy, runs: dict[str, list[Record]], benchmark: AnyBenchmark, out: Path, chosen: tuple[bool, bool]
) -> None:
    """Print and write the comparison of one search setting.

    Args:
        study: of one problem.
        runs: method -> records.
        benchmark: the tables.
        out: folder.
        chosen: whether fitness and budget were chosen by a person.
    """
    from suite.analysis.predicted import evaluator_of
    from suite.comparison.specs import problem_limit

    specs = {name: records[0].spec for name, records in runs.items()}
    first = next(iter(specs.values()))
    limit = None if study.limit is None else problem_limit(study, study.problems[0], benchmark)
    evaluator = evaluator_of(first, benchmark, limit)
    notes = protocol_lines(first, benchmark, *chosen, measured=evaluator.problem.objectives)
    notes += search_notes(specs)
    notes += device_lines(first, benchmark)
    notes += supernet_lines(list(specs.values()))
    notes += [] if evaluator.best_known is None else [f"measured by: {evaluator.best_known.describe()}"]
    write_outputs(runs, evaluator, out, notes, benchmark.is_surrogate, study.name)


def search_notes(specs: dict[str, RunSpec]) -> list[str]:
    """Return what the algorithms saw where that is not what they are measured on: estimated costs, formulations."""
    notes = []
    source = next(iter(specs.values())).cost_source
    if source.estimated:
        notes.append(f"searched on costs estimated by {source}, drawn per seed and the same for all methods")
    for _, formulation in sorted(_formulations(specs.values()).items()):
        users = [name for name, spec in specs.items() if spec.formulation == formulation]
        notes.append(f"{', '.join(users)} minimised: {formulation.describe()}")
    if len(notes) and (others := [name for name, spec in specs.items() if spec.formulation is None]):
        notes.append(f"{', '.join(others)}: error and cost as they are")
    return notes


def _formulations(specs: Iterable[RunSpec]) -> dict[str, Formulation]:
    return {spec.formulation.text: spec.formulation for spec in specs if spec.formulation is not None}


def write_outputs(
    runs: dict[str, list[Record]], evaluator: Evaluator, out: Path, notes: list[str], surrogate: bool, stem: str
) -> None:
    """Print the table, and write table, runs and anytime plot below ``out``; names begin with ``stem``."""
    from suite.analysis.comparison import evaluations, pairs_frame, summary_frame
    from suite.analysis.pairing import shared_by
    from suite.cli import compare_outputs
    from suite.cli.compare_outputs import anytime_figure, table_notes, text_table
    from suite.objectives.formulations import PENALTY_PER_PERCENT, Formulation
    from suite.report.figures import save_figure
    from suite.study.record import COST_KIND

    record = next(iter(runs.values()))[0]
    spec = record.spec
    on = f"{spec.device} {spec.metric}" if spec.device else "fitness alone"
    if (kind := record.provenance.get(COST_KIND, "")) and "estimated" in kind:
        on += f", {kind}"
    if evaluator.cost_limit is not None:
        on += f" at most {evaluator.cost_limit:g}"
    if spec.cost_source.estimated:
        on += f", searched on costs by {spec.cost_source}"
    texts = set(_formulations(each[0].spec for each in runs.values()))
    if evaluator.cost_limit is not None:
        texts.discard(Formulation("constrained", (evaluator.cost_limit,), PENALTY_PER_PERCENT).text)  # was named above
    on += "".join(f", {text}" for text in sorted(texts))
    mark = " (SURROGATE tables)" if surrogate else ""
    caption = f"{evaluator.measure.capitalize()} on {spec.dataset}, {on}, {spec.budget.describe()} per run{mark}."
    numbers = evaluations(runs, evaluator)
    shared = shared_by({name: records[0].spec for name, records in runs.items()})
    frame: pd.DataFrame = summary_frame(numbers, evaluator.by_front, shared)
    pairs: pd.DataFrame = pairs_frame(numbers, evaluator.by_front, shared)
    below = table_notes(evaluator.measure, next(iter(runs)), pairs, evaluator.returned_only)
    click.echo(caption)
    click.echo("\n".join(notes) + "\n")
    click.echo(text_table(frame, [column for column in compare_outputs.TERMINAL if column in frame], evaluator.measure))
    if len(runs) > 2:
        click.echo("\nAll pairs:\n" + text_table(pairs, compare_outputs.PAIR_TERMINAL, evaluator.measure))
    notes = [*notes, *below]
    stem += "-surrogate" if surrogate else ""
    headings = {
        key: compare_outputs.in_words(text, evaluator.measure) for key, text in compare_outputs.HEADINGS.items()
    }
    paths = _write(frame, out / stem, caption, notes, headings)
    if len(pairs):
        paths += _write(pairs, out / f"{stem}-pairs", f"All pairs. {caption}", notes, compare_outputs.PAIR_HEADINGS)
    paths.append(write_runs(numbers, out / f"{stem}-runs.csv", surrogate))
    figure, plotted = anytime_figure(runs, evaluator, caption)
    paths += save_figure(figure, out / f"{stem}-anytime", {"caption": caption, "notes": notes, **plotted})
    click.echo("\n" + "\n".join(below))
    click.echo("\nwritten: " + ", ".join(str(path) for path in paths))
    click.echo(f"records: {out / 'runs'}")


def write_runs(numbers: dict[str, list[dict[str, Any]]], path: Path, surrogate: bool) -> Path:
    """Write one row per run; what is infinite or not defined is empty."""
    import numpy as np
    import pandas as pd

    from suite.files import write_atomically
    from suite.report.tables import csv_text
    from suite.study.record import COUNTS

    frame = pd.DataFrame([{"method": name, **run} for name, runs in numbers.items() for run in runs])
    measured = [column for column in frame if column not in ("method", "stop", *COUNTS)]
    frame = frame[["method", *measured, *COUNTS, "stop"]]
    frame = frame.replace([np.inf, -np.inf], np.nan).assign(tables="surrogate" if surrogate else "real")
    return write_atomically(path, csv_text(frame, dict.fromkeys(frame.select_dtypes("float").columns, ".9g")))


def _write(frame: pd.DataFrame, path: Path, caption: str, notes: list[str], titles: dict[str, str]) -> list[Path]:
    from suite.cli.compare_outputs import FORMATS
    from suite.report.latex import label_of
    from suite.report.tables import write_table

    headings = {column: title for column, title in titles.items() if column in frame}
    formats = {column: form for column, form in FORMATS.items() if column in frame}
    label = label_of(PurePath(path.name))  # the same wherever the folder lies
    return list(write_table(frame, path, caption, notes, headings=headings, formats=formats, label=label))
