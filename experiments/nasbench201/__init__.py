"""NAS-Bench-201: the four supernet papers and the baselines that they are compared with, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.nasbench201 import anytime, comparison, cost, fixed, overview, settings, stand_ins
from experiments.nasbench201.entries import EXPERIMENT as NAME
from experiments.nasbench201.outcomes import collect, returned_cells
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec

BASELINES = (*settings.BASELINES, settings.LOCAL_SEARCH)
ENTRIES = (
    *(settings.on_cifar10(entry) for entry in BASELINES),
    *BASELINES,
    *settings.CMANAS,
    *settings.EVNAS,
    *settings.PEVONAS,
    *settings.NEVONAS,
    *settings.NEVONAS_TEST_PICK,
    *settings.NEVONAS_ABLATIONS,
)
# REINFORCE at NATS-Bench's learning rate is there already
NATS = tuple(settings.nats(entry) for entry in BASELINES if entry.name != "reinforce_slow")
ANYTIME_BASELINES = tuple(settings.anytime(entry) for entry in BASELINES)
ALL = (*ENTRIES, *NATS, *ANYTIME_BASELINES, *settings.ANYTIME_METHODS, *settings.BEST_OF_500)


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search."""
    return [spec for entry in ALL for spec in entry.all_specs(seeds)]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    shown = (*ENTRIES, *NATS, *settings.BEST_OF_500)
    results = collect(shown, benchmark, records, seeds)
    table = comparison.frame(ENTRIES, results, settings.QUOTED, fixed.rows(benchmark))
    comparison.write(
        output,
        "comparison",
        table,
        "NAS-Bench-201: every published row beside ours, by fitness, data set and split.",
        [comparison.LIKE_FOR_LIKE_NOTE, comparison.COST_NOTE],
    )
    overview.report(ENTRIES, results, output)
    comparison.write(
        output,
        "nats-budgets",
        comparison.frame(NATS, results).drop(columns=comparison.PUBLISHED_COLUMNS),
        "NAS-Bench-201 baselines with the simulated budgets of NATS-Bench: 20,000 s (CIFAR-10), 40,000 s (CIFAR-100), "
        "120,000 s (ImageNet16-120).",
        [comparison.COST_NOTE],
    )
    output.rows(
        "returned-cells",
        returned_cells(shown, results),
        "The architecture that each run returned (its index, by seed), from which the tables follow.",
    )
    stand_ins.report(results, benchmark, output)
    groups = {"baselines": ANYTIME_BASELINES, "the four papers' methods": settings.ANYTIME_METHODS}
    anytime.report(groups, benchmark, records, seeds, output)
    cost.report((*BASELINES, *settings.CMANAS_H12), results, output)


EXPERIMENT = Experiment(
    name=NAME,
    title="NAS-Bench-201: CMANAS, EvNAS, pEvoNAS, NEvoNAS and the baselines that they are compared with",
    introduction=(
        "Every row of the NAS-Bench-201 tables of the four supernet papers (arXiv 2107.07266, 2012.12540, 2203.01559, "
        "2204.00188): printed mean and spread, ours on a named fitness, the difference and a verdict by stated "
        "criteria. The tables replay the rows that searched on 12-epoch accuracies; rows that searched on a trained "
        "supernet are run on stand-ins, of which those named 'simulated' are no supernet; the rest is quoted. "
        "The same methods on supernets that this project trained: `suite reproduce supernet`."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
)
