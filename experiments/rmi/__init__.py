"""What the representation mutual information is worth that this project computed: correlation with true accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.rmi import correlations, effects, figure, outcomes, speed, steps
from experiments.rmi.settings import EXPERIMENT as NAME
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return no runs: scores are looked up and compared, nothing is searched."""
    return ()


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and the figure."""
    correlations.report(benchmark, output)
    steps.report(benchmark, output)
    effects.report(benchmark, output)
    outcomes.report(benchmark, output)
    speed.report(benchmark, output)
    figure.report(benchmark, output)


EXPERIMENT = Experiment(
    name=NAME,
    title="Representation mutual information from real networks: what the score is worth",
    introduction=(
        "RMI-NAS, HW-EvRSNAS and MO-HDNAS score a cell by how similar its network's features are to a reference "
        "model's after a short fit to one batch of images. This project computed that score for every distinct cell "
        "('suite networks score'; the tables are in the package, 'suite data scores' says what made them and what was "
        "reduced). Here it is held against accuracies after 200 epochs, beside 12-epoch accuracy, MACs, "
        "parameters and zero-cost proxies. Nothing is searched; no coefficient of RMI-NAS was at hand to compare with."
    ),
    seeds=1,
    runs=runs,
    report=report,
    needs=("core", "proxies"),
    scores=("rmi",),
)
