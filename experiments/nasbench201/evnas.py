"""EvNAS (GECCO 2021, arXiv 2012.12540): its NAS-Bench-201 row, and the ablations that need no supernet."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.kit.supernet_papers import comparison, outcomes
from experiments.kit.supernet_papers.methods import searches
from experiments.kit.supernet_papers.stand_ins import fitness_label, fitness_notes
from experiments.nasbench201 import words
from experiments.nasbench201.runs import EVNAS, EVNAS_ABLATIONS, SEEDS
from suite.report.output import Output
from suite.report.verdicts import QUOTED

ROW, CASES = searches(EVNAS), searches((*EVNAS, *EVNAS_ABLATIONS))

ABLATIONS = (
    kit.METHOD,
    Column("fitness", value=kit.of_line("fitness"), show=fitness_label),
    Column("CIFAR-10", value=comparison.mean_text("cifar10")),
    Column("runs", value=lambda runs: len(runs) // len(kit.DATASETS)),
    Column("CIFAR-100", value=comparison.mean_text("cifar100")),
    Column("ImageNet16-120", value=comparison.mean_text("ImageNet16-120")),
    Column("evaluations", ".0f", value=lambda runs: runs.loc[runs["dataset"] == "cifar10", "distinct"].mean()),
)
DARTS = (
    Column("architecture"),
    Column("meaning"),
    Column("cifar10_test_error", ".2f", "CIFAR-10 test error (%)"),
    Column("std", ".2f", "±"),
    Column("params_millions", ".1f", "parameters (M)"),
    Column("gpu_days", ".2f", "search (GPU days)"),
    Column("outcome"),
    Column("reason"),
)


def report(study: Study, output: Output) -> None:
    """Write every table."""
    row = comparison.rows(outcomes.returned(study, ROW))
    comparison.write(output, "nas-bench-201", row, words.EVNAS, [words.EVNAS_NOTE])
    ablations(outcomes.returned(study, CASES), output)
    darts_space(output)


def ablations(runs: pd.DataFrame, output: Output) -> None:
    """Write what each variation of the operators finds on each stand-in."""
    rows = kit.summarise(runs, ["line"], ABLATIONS)
    notes = [words.ABLATIONS_NOTE, *fitness_notes(rows["fitness"]), comparison.ACCURACY_NOTE]
    kit.write_table(output, "ablations", rows, ABLATIONS, words.ABLATIONS, notes)


def darts_space(output: Output) -> None:
    """Write the printed ablations, all of another space."""
    here = {case["line"].label for case in CASES} | {"EvNAS-A"}
    rows = kit.published("evnas_ablation_s1")
    why = ["DARTS space" if name in here else f"DARTS space; {words.DECODING}" for name in rows["architecture"]]
    rows = rows.assign(outcome=QUOTED, reason=why)
    kit.write_table(output, "ablations-darts-space", rows, DARTS, words.DARTS, [words.DARTS_NOTE])


EXPERIMENT = kit.experiment(
    name="evnas",
    title="EvNAS: a genetic algorithm on architecture parameters",
    introduction=(
        "The NAS-Bench-201 row of EvNAS (arXiv 2012.12540) on stand-ins for its supernet, and its operator ablations. "
        f"The ablations of decoding (ND, NDF, NDT) need a supernet and are quoted. {words.ON_SUPERNETS}"
    ),
    seeds=SEEDS,
    cases=lambda _: CASES,
    report=report,
)
