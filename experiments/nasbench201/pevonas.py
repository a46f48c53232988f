"""pEvoNAS (GECCO 2022, arXiv 2203.01559): its NAS-Bench-201 rows, with and without inheritance; the shrinking space."""

from __future__ import annotations

from experiments import kit
from experiments.kit import Study
from experiments.kit.supernet_papers import comparison, outcomes
from experiments.kit.supernet_papers.methods import searches
from experiments.nasbench201 import shrinking, words
from experiments.nasbench201.runs import PEVONAS, PEVONAS_VOTING, SEEDS
from suite.report.output import Output

CASES = searches((*PEVONAS, *PEVONAS_VOTING))


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    rows = comparison.rows(outcomes.returned(study, CASES))
    judging = [line for line in PEVONAS if line.role == kit.PRIMARY]
    rows += comparison.null_rows(study.benchmark, judging, judging[0].most or study.seeds)
    comparison.write(output, "nas-bench-201", rows, words.PEVONAS, [words.PEVONAS_NOTE])
    shrinking.report(study, output)


EXPERIMENT = kit.experiment(
    name="pevonas",
    title="pEvoNAS: progressive evolution in a shrinking space",
    introduction=(
        "The NAS-Bench-201 rows of pEvoNAS (arXiv 2203.01559) on stand-ins for its supernets, with and without "
        "mimicked inheritance, by single-elite and voting reduction; the shrinking space of real runs. "
        f"{words.ON_SUPERNETS}"
    ),
    seeds=SEEDS,
    cases=lambda _: CASES,
    report=report,
)
