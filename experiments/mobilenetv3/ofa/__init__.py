"""MobileNetV3's search and NetAdapt (ICCV 2019) in once-for-all's MobileNetV3 space."""

from __future__ import annotations

from experiments.kit import Study, experiment
from experiments.mobilenetv3.ofa import figures, runs, tables, words
from experiments.mobilenetv3.ofa.found import outcomes
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    output.no_tables = words.NO_TABLES
    found = outcomes(study)
    tables.at_targets(found, study, output)
    tables.quoted(study, output)
    figures.targets(found, study, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="MobileNetV3: platform-aware search and NetAdapt in once-for-all's space, predicted accuracy and latency",
    introduction=words.INTRODUCTION,
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
    needs=("ofa",),
)
