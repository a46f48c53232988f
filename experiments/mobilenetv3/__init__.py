"""MobileNetV3 (ICCV 2019, arXiv 1905.02244): platform-aware search and NetAdapt, on cells of NAS-Bench-201."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import Experiment
from experiments.mobilenetv3 import combination, descents, edits, figures, quoted, rewards, settings, step_figures
from experiments.mobilenetv3 import targets as at_targets
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    panels = [(dataset, device) for dataset in settings.DATASETS for device in settings.DEVICES]
    found = at_targets.collect(records, benchmark, seeds, "latency", panels)
    at_targets.report(found, benchmark, seeds, output, "latency-targets")
    combination.report(records, benchmark, seeds, output, "combination", panels)
    figures.report(found, benchmark, seeds, output)
    rewards.report(records, benchmark, seeds, output)
    descents.report(records, benchmark, seeds, output)
    step_figures.report(records, benchmark, output)
    edits.report(benchmark, output)
    panels = [("cifar10", device) for device in settings.ENERGY_DEVICES]
    found = at_targets.collect(records, benchmark, seeds, "energy", panels)
    at_targets.report(found, benchmark, seeds, output, "energy-targets", "energy")
    combination.report(records, benchmark, seeds, output, "energy-combination", panels, "energy")
    quoted.report(output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="MobileNetV3: platform-aware search and NetAdapt",
    introduction=(
        "The two search stages of MobileNetV3 (arXiv 1905.02244) in a tabular adaptation: MnasNet's reward with a "
        "REINFORCE controller, and NetAdapt by single-edge changes, on six devices and three data sets at three "
        "targets; each alone, one after the other, and the enumerated optimum. The ImageNet tables are quoted."
    ),
    seeds=settings.SEEDS,
    runs=settings.all_runs,
    report=report,
)
