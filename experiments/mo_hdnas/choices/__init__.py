"""MO-HDNAS under the choices that its paper leaves open, against random search, on all 18 latency problems."""

from __future__ import annotations

from experiments.kit import Study, experiment
from experiments.mo_hdnas.choices import quality, runs, words
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write the tables and the figure."""
    rows = quality.report(quality.per_run(study), study.seeds, output)
    quality.figure(rows, study.seeds, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="MO-HDNAS: what its undisclosed choices change",
    introduction=words.INTRODUCTION,
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
)
