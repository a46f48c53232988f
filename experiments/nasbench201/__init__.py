"""NAS-Bench-201: the four supernet papers and the baselines that they are compared with, in one table."""

from __future__ import annotations

from experiments import kit
from experiments.kit import Study
from experiments.kit.supernet_papers import comparison, outcomes
from experiments.kit.supernet_papers.methods import searches
from experiments.nasbench201 import anytime, cost, look_ups, overview, rates, runs, single_trial, stand_ins, words
from experiments.nasbench201.runs import BASELINES, CMANAS_H12
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    compared, nats = outcomes.returned(study, runs.COMPARED), outcomes.returned(study, runs.NATS)
    best_of_500 = outcomes.returned(study, searches(runs.BEST_OF_500))
    own = compared["line"].isin([*BASELINES, *runs.BASELINES_ON_CIFAR10])  # the others' own experiments judge them
    rows = [
        *look_ups.rows(study.benchmark),
        *comparison.rows(compared[own]),
        *comparison.rows(compared[~own], judging=False),
        *comparison.quoted_rows(runs.QUOTED),
    ]
    notes = [words.LIKE_FOR_LIKE, words.REINFORCE, words.COST]
    comparison.write(output, "comparison", rows, words.COMPARISON, notes)
    rates.report(compared, study, output)
    overview.report(compared, output)
    comparison.write(
        output, "nats-budgets", comparison.rows(nats), words.NATS, [words.COST], columns=comparison.OURS
    )  # fmt: skip
    cells = outcomes.returned_cells(compared, nats, best_of_500)
    kit.write_rows(output, "returned-cells", cells, outcomes.RETURNED_CELLS, words.RETURNED_CELLS)
    stand_ins.report(compared, best_of_500, study.benchmark, output)
    single_trial.report(study, output)
    anytime.report(study, output)
    cost.report((*runs.MAIN, *CMANAS_H12), compared, output)


EXPERIMENT = kit.experiment(
    name=runs.NAME,
    title="NAS-Bench-201: CMANAS, EvNAS, pEvoNAS, NEvoNAS and the baselines that they are compared with",
    introduction=(
        "Every row of the NAS-Bench-201 tables of the four supernet papers (arXiv 2107.07266, 2012.12540, 2203.01559, "
        "2204.00188): printed mean and spread, ours on a named fitness with an interval, and an outcome by a "
        "stated rule. The tables replay the rows that searched on 12-epoch accuracies; rows that searched on a trained "
        "supernet are run on stand-ins, of which those named 'simulated' are no supernet; the rest is quoted. "
        f"{words.ON_SUPERNETS}"
    ),
    seeds=runs.SEEDS,
    cases=lambda benchmark: (*runs.cases(benchmark), *single_trial.cases(benchmark)),
    report=report,
)
