"""Settings of the RMI-NAS experiments as data, and the runs that they need.

Constants of the method are its defaults, those of the public code. It refits a forest after every evaluation, which
takes a run about as many seconds as other searches' milliseconds; the number of seeds is chosen by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.benchmark import Benchmark
from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import DATASETS

EXPERIMENT = "rmi-nas"
SEEDS = 20

RMI_LOSS = "score:rmi"
"""The paper's score: minus the mixed loss after the fit to one batch, by the default score table."""

RMI_SUM = "score:rmi:sum"
"""The sum of the three similarities alone, as MO-HDNAS uses it."""

UPPER = "valid@200:mean"
"""Upper bound: what the search finds that knows the accuracy itself."""

FITNESSES = (RMI_LOSS, RMI_SUM, "valid@12:mean", UPPER)

BUDGET = Budget(queries=1500)
"""More than the forest's search asks before its own end, and as many as random search's prefix may need."""


@dataclass(frozen=True)
class Method:
    """A search: its name in tables, the algorithm, and its parameters."""

    name: str
    label: str
    algorithm: str
    params: tuple[tuple[str, Scalar], ...] = ()


FOREST = Method("rmi_nas", "RMI-NAS (random forest exploring)", "rmi_nas")
RANDOM = Method("random_search", "random search", "random_search")


def searches(method: Method, dataset: str, fitness: str, seeds: int) -> list[RunSpec]:
    """Return one search per seed."""
    return [
        RunSpec(
            experiment=EXPERIMENT,
            algorithm=method.algorithm,
            params=method.params,
            dataset=dataset,
            fitness=fitness,
            budget=BUDGET,
            seed=seed,
        )
        for seed in range(seeds)
    ]


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run of the RMI-NAS tables and figures."""
    return [
        spec
        for fitness in FITNESSES
        for dataset in DATASETS
        for method in (FOREST, RANDOM)
        for spec in searches(method, dataset, fitness, seeds)
    ]
