"""CMANAS (Evolutionary Computation 2024, arXiv 2107.07266): its NAS-Bench-201 rows and the evolution of the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.nasbench201 import comparison, cost, mean_evolution, settings
from experiments.nasbench201.outcomes import collect
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec

ENTRIES = settings.CMANAS


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
        "CMANAS on NAS-Bench-201: published rows beside ours.",
        [
            "CMANAS-h12 searches on 12-epoch accuracies (500 published runs); CMANAS (weight sharing) on a trained "
            "supernet, for which stand-ins are given. Returned: the arg-max of the final mean."
        ],
    )
    mean_evolution.report(benchmark, records, output)
    cost.report(settings.CMANAS_H12, results, output)


EXPERIMENT = Experiment(
    name="cmanas",
    title="CMANAS: CMA-ES on architecture parameters",
    introduction=(
        "The NAS-Bench-201 rows of CMANAS (arXiv 2107.07266): 12-epoch fitness, 25 and 100 generations, and stand-ins "
        "for its supernet; the evolution of the mean per edge, as figure and animation. "
        "The same methods on supernets that this project trained: `suite reproduce supernet`."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
)
