"""E-TF-MOENAS (Information Sciences 2023): training-free objectives and FLOPs on NAS-Bench-201, its table."""

from __future__ import annotations

from experiments.etf_moenas import figures, runs, tables, words
from experiments.kit import Study, experiment
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write table and figures. No run specification names FLOPs as a cost, so the searches are made here."""
    found = tables.per_run(study.benchmark, study.seeds)
    tables.table(found, output)
    figures.report(study.benchmark, found, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="E-TF-MOENAS: training-free scores and FLOPs as objectives",
    introduction=words.INTRODUCTION,
    seeds=runs.SEEDS,
    cases=lambda _: (),
    report=report,
    needs=("core", "proxies", "freerea"),
)
