"""Trained supernets: what their scores are worth, the four papers' searches on them, the simulated supernet beside."""

from __future__ import annotations

from dataclasses import replace

from experiments import kit
from experiments.kit import Study
from experiments.supernet import (
    calibration_tables,
    effects,
    figures,
    live_searches,
    live_tables,
    operations,
    quality,
    runs,
    search_tables,
)
from experiments.supernet.scores import KIND, supernet_tables
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    tables = supernet_tables(study.benchmark)
    quality.report(tables, study.benchmark, output)
    effects.report(tables, study.benchmark, output)
    operations.report(tables, study.benchmark, output)
    calibration_tables.report(tables, study.benchmark, output)
    tests = search_tables.report(tables, study, output)
    live_tables.report(study.benchmark, output)
    figures.report(tables, study.benchmark, tests, output)


EXPERIMENT = replace(
    kit.experiment(
        name=runs.NAME,
        title="Trained supernets: rank correlation, searches on their scores, and the simulated supernet beside them",
        introduction=(
            "EvNAS, CMANAS, pEvoNAS and NEvoNAS score cells with a trained supernet. The project trained supernets "
            "itself and scored all 15,625 cells with them (the tables say by which protocol and what of it is "
            "reduced): Kendall's tau to the true accuracy beside published scores, the operations that they over-rate, "
            "the parameters of the simulated supernet that come closest, and the four papers' tables made on the "
            "trained supernets' scores."
        ),
        seeds=runs.SEEDS,
        cases=runs.cases,
        report=report,
        scores=(KIND,),
    ),
    networks=live_searches.search_all,
)
