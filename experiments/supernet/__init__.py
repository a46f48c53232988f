"""Trained supernets: what their scores are worth, the four papers' searches on them, the simulated supernet beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.supernet import calibration_report, effects, figures, operations, quality, searches, settings
from experiments.supernet.scores import supernet_tables
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search; the fitted simulations are found first, for they are what is searched."""
    entries = searches.entries(supernet_tables(benchmark), benchmark)
    return [spec for entry in entries for spec in entry.all_specs(seeds)]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    tables = supernet_tables(benchmark)
    quality.report(tables, benchmark, output)
    effects.report(tables, benchmark, output)
    operations.report(tables, benchmark, output)
    calibration_report.report(tables, benchmark, output)
    results = searches.report(tables, benchmark, records, seeds, output)
    figures.report(tables, benchmark, results, output)


EXPERIMENT = Experiment(
    name=settings.NAME,
    title="Trained supernets: rank correlation, searches on their scores, and the simulated supernet beside them",
    introduction=(
        "EvNAS, CMANAS, pEvoNAS and NEvoNAS score cells with a trained supernet. The project trained supernets itself "
        "and scored all 15,625 cells with them (the tables say by which protocol and what of it is reduced): Kendall's "
        "tau to the true accuracy beside published scores, the operations that they over-rate, the parameters of the "
        "simulated supernet that come closest, and the four papers' tables made on the trained supernets' scores."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
    scores=("supernet",),
)
