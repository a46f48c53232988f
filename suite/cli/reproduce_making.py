"""Making experiments: the runs of one after the other, with the reports of those before beside them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.cli.reproduce_reports import Order, ReportError, Reports
from suite.timing import part

if TYPE_CHECKING:
    from suite.benchmark import Benchmark
    from suite.engines import Engine
    from suite.study.progress import Progress


@dataclass(frozen=True)
class Making:
    """How experiments are made.

    Attributes:
        root: the clone.
        benchmark: the tables.
        data_dir: where they are, None for the usual place.
        target: root of results/ and figures/.
        records: folder of run records.
        seeds: number of seeds, None for each experiment's own.
        jobs: worker processes, -1 for every core.
        shard: only these runs, and no report.
        venue: for which tables and figures are laid out.
        engine: where runs are made; None: in ``jobs`` processes here.
    """

    root: Path
    benchmark: Benchmark
    data_dir: Path | None
    target: Path
    records: Path
    seeds: int | None
    jobs: int
    shard: tuple[int, int] | None
    venue: str | None
    engine: Engine | None = None


def make_all(experiments: Sequence[Any], making: Making) -> None:
    """Make runs and reports of experiments and say so in their order.

    A report that cannot be made is said, and the others are made all the same.

    Raises:
        SuiteError: where runs cannot be made; what had its runs before has its report then.
        ReportError: naming the reports that could not be made.
    """
    jobs = making.jobs
    if jobs == -1:
        import joblib

        jobs = joblib.cpu_count()
    with Reports(jobs, alone=len(experiments) == 1) as reports:
        try:
            for experiment in experiments:
                reports.begin()
                _make(experiment, making, reports)
        except Exception:
            reports.leave()
            reports.finish(_progress)
            raise
        reports.finish(_progress)
    if reports.failed:
        raise ReportError(
            f"{len(reports.failed)} of {len(experiments)} reports could not be made: {', '.join(reports.failed)}; the "
            "runs are kept, and what was there of these reports before"
        )


def _make(experiment: Any, making: Making, reports: Reports) -> None:
    from suite.report.output import Output
    from suite.report.venues import venue_of
    from suite.study.pool import BenchmarkSource, run_study

    start, benchmark = time.perf_counter(), making.benchmark
    count = making.seeds or experiment.seeds
    specs = list(dict.fromkeys(experiment.runs(benchmark, count)))
    origin = BenchmarkSource(making.data_dir, benchmark.kind)
    place = None if making.venue is None else venue_of(making.venue)
    output = Output(making.target, experiment.name, benchmark.edition, benchmark.is_surrogate, venue=place)
    if experiment.first is not None and making.shard is None and place is None:
        few = list(experiment.first.runs(benchmark))
        records = run_study(few, origin, making.records, jobs=making.jobs, progress=False, engine=making.engine)
        with part("reports"):
            experiment.first.report(benchmark, dict(zip(few, records, strict=True)), output)
        path = output.figures / f"{experiment.first.stem}.png"
        reports.say(
            f"{experiment.name}: first figure, after {time.perf_counter() - start:.0f} s: {path}; {len(specs):,} runs "
            "follow"
        )
    found = run_study(
        specs, origin, making.records, jobs=making.jobs, shard=making.shard, progress=experiment.name,
        advanced=reports.look, engine=making.engine,
    )  # fmt: skip
    if making.shard is not None:
        reports.say(f"{experiment.name}: {len(found)} of {len(specs)} runs are in {making.records}")
        reports.leave()
        return
    command = f"suite reproduce {experiment.name}"
    command += f" --seeds {making.seeds}" if making.seeds not in (None, experiment.seeds) else ""
    command += f" --venue {making.venue}" if making.venue is not None else ""
    order = Order(
        making.root, experiment.name, origin, count, output, making.target, command, len(specs), start
    )  # fmt: skip
    reports.add(order, dict(zip(specs, found, strict=True)))


def _progress(reports: int) -> Progress:
    from suite.study.progress import Progress

    return Progress("reports", reports, unit="reports")
