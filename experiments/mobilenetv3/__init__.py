"""MobileNetV3 (ICCV 2019, arXiv 1905.02244): platform-aware search and NetAdapt, on cells of NAS-Bench-201."""

from __future__ import annotations

from experiments.kit import DATASETS, FIGURE_DEVICES, Study, experiment
from experiments.mobilenetv3 import combination, descents, edits, figures, quoted, rewards, runs, step_figures, targets
from experiments.mobilenetv3.found import outcomes
from experiments.mobilenetv3.runs import ENERGY_DEVICES, METHODS, at_targets
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    found = outcomes(study, at_targets(study.benchmark, METHODS))
    targets.report(found, study, output)
    combination.report(study, output, "combination", DATASETS, FIGURE_DEVICES)
    figures.report(found, study.seeds, output)
    rewards.report(study, output)
    descents.report(study, output)
    step_figures.report(study, output)
    edits.report(study, output)
    energy = outcomes(study, at_targets(study.benchmark, METHODS, ("cifar10",), ENERGY_DEVICES, "energy"))
    targets.report(energy, study, output, "energy")
    combination.report(study, output, "energy-combination", ("cifar10",), ENERGY_DEVICES, "energy")
    quoted.report(output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="MobileNetV3: platform-aware search and NetAdapt",
    introduction=(
        "The two search stages of MobileNetV3 (arXiv 1905.02244) in a tabular adaptation: MnasNet's reward with a "
        "REINFORCE controller, and NetAdapt by single-edge changes, on six devices and three data sets at three "
        "targets; each alone, one after the other, and the enumerated optimum. The ImageNet tables are quoted."
    ),
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
)
