"""FBNet (CVPR 2019, arXiv 1812.03443): its differentiable search as DNAS (tabular), per device and across devices."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import Experiment
from experiments.fbnet import ablation, cells, evolution, quoted, settings, transfer
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    cells.report(benchmark, records, seeds, output)
    transfer.report(benchmark, records, seeds, output)
    ablation.report(benchmark, records, seeds, output)
    evolution.report(benchmark, records, seeds, output)
    quoted.report(output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="FBNet's DNAS (tabular): one search per device",
    introduction=(
        "FBNet (arXiv 1812.03443) trains a supernet on ImageNet; its accuracies cannot be had from tables and are "
        "quoted only. What is reproduced is the search: Gumbel-softmax, temperature schedule and the loss "
        "CE · α log(LAT)^β, on NAS-Bench-201 cells with looked-up accuracy and latency (tabular), one search per "
        "device, and what a cell found for one device is worth on another. On FBNet's own space, latency only: "
        "`suite reproduce fbnet-space`."
    ),
    seeds=settings.SEEDS,
    runs=settings.all_runs,
    report=report,
)
