"""HELP: few-shot latency prediction on unseen devices, and search with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.help import correlations, figures, searches, simple
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.help_latencies import help_latencies

SEEDS = 3


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return no searches: the rows come from ``suite networks evaluate-help``."""
    return []


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    tables = help_latencies(benchmark.data_dir)
    correlations.report("fbnet", output)
    correlations.report("nasbench201", output)
    simple.macs_report(tables, output)
    simple.look_up_rows(tables, output)
    searches.report(tables, output)
    figures.by_device(output)
    figures.curves(output)
    figures.predicted_against_measured(tables, output)


EXPERIMENT = Experiment(
    name="help",
    title="HELP: few-shot latency prediction for unseen devices (NAS-Bench-201, FBNet)",
    introduction=(
        "Tables 2, 3 and 4 of HELP (Lee et al., NeurIPS 2021, arXiv 2106.08630) with networks that this project "
        "meta-trained itself on the published devices: printed values, ours by a sound reading and as the reference "
        "code does it, differences and verdicts. The networks' rows are read from `experiments/trained/`; "
        "`suite networks meta-train` and `suite networks evaluate-help` make them."
    ),
    seeds=SEEDS,
    runs=runs,
    report=report,
    needs=("core", "help"),
)
