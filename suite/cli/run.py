"""``suite run``: one search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite import timing
from suite.cli.data_devices import device_lines
from suite.cli.grouped import Grouped
from suite.cli.options import open_benchmark, profile_option
from suite.cli.protocol import protocol_lines, supernet_lines
from suite.cli.run_files import SUFFIX, record_path, write_found
from suite.cli.search_options import build_spec, measured_limit, out_option, search_options

if TYPE_CHECKING:
    from suite.analysis.evaluation import Evaluation, Evaluator
    from suite.objectives.devices import CostColumn
    from suite.objectives.predicted import AnyBenchmark
    from suite.study.record import Record
    from suite.study.spec import RunSpec


@click.command(cls=Grouped)
@click.argument("algorithm")
@click.option("--seed", type=int, default=0, show_default=True, help="Number of the repetition, from 0.")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="KEY=VALUE",
    help="Parameter of the algorithm, see 'suite algorithms NAME'. Repeatable.",
)
@search_options
@out_option(
    "Folder of the record; or FILE.csv for what was found, with figure (FILE.pdf, .png, .json) and record (FILE.npz).",
    file=True,
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@profile_option
def run(
    algorithm: str, seed: int, as_json: bool, out: Path, data_dir: Path | None, source: str, **options: Any
) -> None:
    """Run one search with ALGORITHM, print the front that it found, and save its record.

    The front is that of everything the run evaluated; a star marks what the method itself returns. Test accuracies are
    shown for information and select nothing. The same command gives the same record, byte for byte.

    \b
    suite run mo_hdnas --device fpga --dataset cifar10 --out found.csv
    suite run hw_evrsnas --device raspi4 --dataset cifar10 --cost-limit 20
    """
    from suite.analysis.predicted import evaluator_of
    from suite.files import make_folder
    from suite.study.runner import run as run_search

    spec = build_spec(algorithm, seed=seed, **options)
    benchmark = open_benchmark(data_dir, source, spec.dataset)
    evaluator = evaluator_of(spec, benchmark, measured_limit(options["cost_limit"], options["formulation"]))
    as_table = out.suffix == SUFFIX
    make_folder(out.parent if as_table else out / "runs")
    record = run_search(spec, benchmark)
    with timing.part("records"):
        path = record.save(record_path(out, record.digest))
    with timing.part("reports"):
        evaluation = evaluator.evaluate(record)
        rows = front_rows(record, evaluator, benchmark)
        files = write_found(out, rows, record, evaluator, benchmark) if as_table else []
    if as_json:
        document = _document(record, evaluation, rows, path, evaluator)
        if devices := device_lines(spec, benchmark):
            document["added_devices"] = devices
        if files:
            document["files"] = [str(each) for each in files]
        if (taken := timing.active()) is not None:
            document["processor_seconds"] = {name: round(number, 6) for name, number in taken.taken().items()}
        click.echo(json.dumps(document))
        return
    on = f"{spec.device} {spec.metric}" if spec.device else "fitness alone"
    click.echo(f"{spec.algorithm} on {spec.dataset}, {on}, seed {seed}")
    lines = protocol_lines(spec, benchmark, options["fitness"] is not None, options["budget"] is not None)
    click.echo("\n".join([*lines, *device_lines(spec, benchmark), *supernet_lines([spec])]) + "\n")
    _print_front(rows, _costs(spec, benchmark))
    click.echo("\n" + "\n".join(_summary(record, evaluation, evaluator)))
    click.echo("\n".join([f"record: {path}", *(f"wrote {each}" for each in files)]))


def front_rows(record: Record, evaluator: Evaluator, benchmark: AnyBenchmark) -> list[dict[str, Any]]:
    """Return the front of everything evaluated, fastest first, and what the method returned besides."""
    import numpy as np

    from suite.analysis.evaluation import REPORTED_PROTOCOL
    from suite.ofa import OFABenchmark

    spec, table = record.spec, evaluator.table(record)
    front = evaluator.front(record)
    recommended = record.recommended.astype(np.int64)
    shown = np.concatenate([front, recommended[~np.isin(recommended, front)]])
    if spec.device is not None:
        shown = shown[np.lexsort((shown, table[shown, 1]))]
    if isinstance(benchmark, OFABenchmark):
        tests, strings = np.full(len(shown), np.nan), benchmark.space.names(record.listed[shown])
    else:
        tests = benchmark.accuracy(shown, spec.dataset, REPORTED_PROTOCOL)
        strings = benchmark.space.strings(shown)
    costs = [column.key for column in _costs(spec, benchmark)]
    fitness = spec.fitness
    is_score = (fitness.stages[-1] if fitness.stages else fitness).column is not None
    rows = []
    for index, text, test in zip(shown.tolist(), strings, tests.tolist(), strict=True):
        values = table[index].tolist()
        row = {"index": index, "arch": text}
        row |= {"score": -values[0]} if is_score else {"search_error": values[0], "search_accuracy": 100 - values[0]}
        row |= dict(zip(costs, values[1:], strict=True)) if spec.device else {}
        if evaluator.best_known is None:
            row["test_accuracy_reported"] = None if test != test else test
        row |= {"on_front": index in set(front.tolist()), "recommended": index in set(recommended.tolist())}
        rows.append(row)
    return rows


def _costs(spec: RunSpec, benchmark: AnyBenchmark) -> tuple[CostColumn, ...]:
    from suite.objectives.devices import cost_columns

    return () if spec.device is None else cost_columns(spec.device, spec.metric, benchmark.device_table, spec.dataset)


def _print_front(rows: list[dict[str, Any]], costs: tuple[CostColumn, ...]) -> None:
    if not rows:
        click.echo("nothing feasible was found")
        return
    units = {column.key: column.title for column in costs}
    columns = {
        "search_error": "error (%)",
        "search_accuracy": "accuracy (%)",
        "score": "score",
        "test_accuracy_reported": "test acc. (%), reported only",
        **units,
    }
    shown = {key: title for key, title in columns.items() if key in rows[0]}
    click.echo(" ".join(["  index", *(f"{title:>12}" for title in shown.values()), " architecture"]))
    for row in rows:
        numbers = []
        for key, title in shown.items():
            value = row[key]
            text = "-" if value is None else f"{value:.4f}" if key in units or key == "score" else f"{value:.2f}"
            numbers.append(f"{text:>{max(12, len(title))}}")
        star = "*" if row["recommended"] else " "
        behind = "" if row["on_front"] else "  (dominated)"
        click.echo(f"{star} {row['index']:>5} {' '.join(numbers)}  {row['arch']}{behind}")


def _summary(record: Record, evaluation: Evaluation, evaluator: Evaluator) -> list[str]:
    from suite.objectives.problem import describe_reference

    counts, best_known = record.counts, evaluator.best_known
    lines = [] if best_known is None else [best_known.describe()]
    if evaluation.hypervolume_regret is not None:
        point = ", ".join(f"{value:.4g}" for value in evaluator.reference.point)
        against = "regret against the exact front" if best_known is None else "distance to the best-known front"
        lines.append(
            f"hypervolume {against}: {evaluation.hypervolume_regret:.4f}   "
            f"IGD+ {evaluation.igd_plus:.4f}   additive epsilon {evaluation.additive_epsilon:.4f}"
        )
        lines.append(
            f"reference point of the hypervolume: ({point}), fixed for these objectives and tables "
            f"({'of the best-known front' if best_known else describe_reference(evaluator.reference.version)})"
        )
    within = f" within the limit {evaluator.cost_limit:g}" if evaluator.cost_limit is not None else ""
    if evaluation.best_index < 0:
        lines += [f"no feasible architecture{within} was found"] * bool(within)  # without a limit, the front says so
    else:
        live = record.spec.fitness.live is not None
        test = evaluation.test_accuracy
        reported = f", test accuracy {test:.2f} % (reported only)" if test == test else ""
        which = "architecture that the search returned" if live else "best architecture by the fitness searched on"
        regret = "regret" if best_known is None else "distance to the best known"
        lines.append(f"{which}{within}: {evaluation.best_index}, {regret} {evaluation.error_regret:.4f}{reported}")
    seconds = counts["simulated_seconds"]
    lines.append(
        f"spent: {counts['queries']:,} queries, {counts['distinct']:,} distinct architectures"
        + (f" in {counts['distinct_classes']:,} classes of equivalent cells, " if best_known is None else ", ")
        + ("no training time known" if seconds is None else f"{seconds:,.0f} simulated training seconds")
        + f"; ended: {record.stop}"
    )
    return lines


def _document(
    record: Record, evaluation: Evaluation, rows: list[dict[str, Any]], path: Path, evaluator: Evaluator
) -> dict[str, Any]:
    from dataclasses import asdict

    numbers = {
        key: None if isinstance(value, float) and not abs(value) < float("inf") else value
        for key, value in asdict(evaluation).items()
    }
    return {
        "spec": record.spec.as_dict(),
        "provenance": record.provenance,
        "counts": record.counts,
        "stop": record.stop,
        "indicators": numbers,
        "reference_point": evaluator.reference.point.tolist(),
        "reference_version": evaluator.reference.version,
        **({} if evaluator.best_known is None else {"best_known_front": evaluator.best_known.describe()}),
        "front": rows,
        "record": str(path),
    }
