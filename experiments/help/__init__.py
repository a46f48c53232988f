"""HELP: few-shot latency prediction on unseen devices, and search with it."""

from __future__ import annotations

from experiments.help import correlations, figures, searches, simple, trials, words
from experiments.kit import Study, experiment
from suite.report.output import Output
from suite.tables.help_latencies import help_latencies

SEEDS = 10
"""Meta-trainings of HELP as the reference code does it; the number behind every row is in the row."""


def report(study: Study, output: Output) -> None:
    """Write every table and figure. No searches are run: the rows come from ``suite networks evaluate-help``."""
    tables = help_latencies(study.benchmark.data_dir)
    correlations.report("fbnet", tables, output)
    correlations.report("nasbench201", tables, output)
    simple.macs_report(tables, output)
    simple.look_up_rows(tables, output)
    searches.report(tables, output)
    trials.report(tables, study.benchmark, output)
    figures.by_device(output)
    figures.curves(output)
    figures.predicted_against_measured(tables, output)


EXPERIMENT = experiment(
    name="help",
    title="HELP: few-shot latency prediction for unseen devices (NAS-Bench-201, FBNet)",
    introduction=words.INTRODUCTION,
    seeds=SEEDS,
    cases=lambda _: (),
    report=report,
    needs=("core", "help"),
)
