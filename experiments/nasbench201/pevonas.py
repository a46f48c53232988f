"""pEvoNAS (GECCO 2022, arXiv 2203.01559): its NAS-Bench-201 rows, with and without inheritance; the shrinking space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.nasbench201 import comparison, settings, shrinking
from experiments.nasbench201.outcomes import collect
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec

ENTRIES = (*settings.PEVONAS, *settings.PEVONAS_VOTING)


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search."""
    return [spec for entry in ENTRIES for spec in entry.all_specs(seeds)]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    results = collect(ENTRIES, benchmark, records, seeds)
    comparison.write(
        output,
        "nas-bench-201",
        comparison.frame(ENTRIES, results),
        "pEvoNAS on NAS-Bench-201: published rows beside ours.",
        [
            "Inheritance of weights can only be mimicked: with it, one error is shared by the stages and the quality "
            "rises from stage to stage; without it, every stage has its own error and the quality stays. On all other "
            "fitnesses the stages see the same values. The space is reduced by the single best individual, as the "
            "public code runs; 'voting' rows reduce it by the population's vote, which that code has but never runs; "
            "its weights are negative, so that a vote counts against a set of operations."
        ],
    )
    shrinking.report(benchmark, records, output)


EXPERIMENT = Experiment(
    name="pevonas",
    title="pEvoNAS: progressive evolution in a shrinking space",
    introduction=(
        "The NAS-Bench-201 rows of pEvoNAS (arXiv 2203.01559) on stand-ins for its supernets, with and without "
        "mimicked inheritance, by single-elite and voting reduction; the shrinking space of real runs. "
        "The same methods on supernets that this project trained: `suite reproduce supernet`."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
)
