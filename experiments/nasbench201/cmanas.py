"""CMANAS (Evolutionary Computation 2024, arXiv 2107.07266): its NAS-Bench-201 rows and the evolution of the mean."""

from __future__ import annotations

from experiments import kit
from experiments.kit import Study
from experiments.kit.supernet_papers import comparison, outcomes
from experiments.kit.supernet_papers.methods import searches
from experiments.nasbench201 import cost, mean_evolution, words
from experiments.nasbench201.runs import CMANAS, CMANAS_H12, SEEDS
from suite.report.output import Output

CASES = searches(CMANAS)


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    runs = outcomes.returned(study, CASES)
    comparison.write(output, "nas-bench-201", comparison.rows(runs), words.CMANAS, [words.CMANAS_NOTE])
    mean_evolution.report(study, output)
    cost.report(CMANAS_H12, runs, output)


EXPERIMENT = kit.experiment(
    name="cmanas",
    title="CMANAS: CMA-ES on architecture parameters",
    introduction=(
        "The NAS-Bench-201 rows of CMANAS (arXiv 2107.07266): 12-epoch fitness, 25 and 100 generations, and stand-ins "
        f"for its supernet; the evolution of the mean per edge, as figure and animation. {words.ON_SUPERNETS}"
    ),
    seeds=SEEDS,
    cases=lambda _: CASES,
    report=report,
)
