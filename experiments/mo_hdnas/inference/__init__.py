"""Which of MO-HDNAS's undisclosed choices the printed numbers speak for."""

from __future__ import annotations

from experiments.kit import Study, experiment
from experiments.mo_hdnas.inference import evidence, figures, runs, tables, words
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write the tables and the figures."""
    fig6 = {each.name: each for each in (evidence.series(study, True), evidence.series(study, False))}
    sets = [evidence.panels(study, False), evidence.panels(study, True)]
    with_chi, without = fig6.values()
    by_evidence = {
        "Fig. 6 with χ": [with_chi],
        "Fig. 6": [with_chi, without],
        "Figs. 2 and 4": sets,
        "all": [with_chi, without, *sets],
    }
    rows = tables.report(by_evidence, study.seeds, output)
    figures.posteriors(rows, output)
    figures.series(fig6, study.seeds, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="MO-HDNAS: which undisclosed choices the printed numbers speak for",
    introduction=words.INTRODUCTION,
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
)
