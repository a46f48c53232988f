"""What the representation mutual information is worth that this project computed: correlation with true accuracy."""

from __future__ import annotations

from experiments.kit import Study, experiment
from experiments.rmi import effects, figures, tables, words
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and the figure."""
    tables.correlations(study.benchmark, output)
    tables.steps(study.benchmark, output)
    effects.report(study.benchmark, output)
    tables.cells_ranked_first(study.benchmark, output)
    tables.speed(study.benchmark, output)
    figures.report(study.benchmark, output)


EXPERIMENT = experiment(
    name="rmi",
    title="Representation mutual information from real networks: what the score is worth",
    introduction=words.INTRODUCTION,
    seeds=1,
    cases=lambda _: (),
    report=report,
    needs=("core", "proxies", "freerea"),
    scores=("rmi",),
)
