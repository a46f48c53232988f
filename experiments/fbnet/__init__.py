"""FBNet (CVPR 2019, arXiv 1812.03443): its differentiable search as DNAS (tabular), per device and across devices."""

from __future__ import annotations

from experiments import kit
from experiments.fbnet import figures, quoted, runs, tables, transfer, words
from experiments.kit import Study, experiment
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    found = tables.of_methods(study)
    tables.methods(found, study, output)
    figures.methods(found, study.seeds, output)
    kit.write_rows(output, "per-seed", found, tables.PER_SEED, words.PER_SEED)
    transfer.report(study, output)
    tables.ablations(study, output)
    figures.theta(study, output)
    quoted.report(output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="FBNet's DNAS (tabular): one search per device",
    introduction=words.INTRODUCTION,
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
)
