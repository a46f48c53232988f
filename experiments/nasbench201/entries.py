"""One line of the comparison as data: which search, on which fitness, beside which published row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import DATASETS

EXPERIMENT = "nas-bench-201"
"""All experiments on NAS-Bench-201 share their runs, so that a search is made once, whoever reports it."""

RETURNED = "returned"
TEST_PICK = "test"
SINGLE = "best fitness"


@dataclass(frozen=True)
class Entry:
    """One method with its fitness and protocol.

    Attributes:
        name: identifier in tables.
        label: how tables and figures call the method.
        algorithm: name in the registry; empty for a row without a search.
        accuracy: the fitness, as in :class:`suite.study.spec.RunSpec`.
        budgets: when a run ends, by data set.
        params: hyper-parameters other than the defaults.
        published: the row of ``reported/nasbench201_methods.csv`` to hold it against, or None.
        most_runs: largest number of runs per data set.
        replays: whether the tables hold the fitness that the published row searched with.
        searched_on: "each": a search per data set; "cifar10": one search, its architecture looked up on all three.
        pick: which of the returned architectures is shown: "returned" (the only one, or the one of best fitness), or
            "test", the public code of NEvoNAS's pick of the highest test accuracy.
        note: how it differs from the published protocol; the reason given where the numbers deviate.
    """

    name: str
    label: str
    algorithm: str
    accuracy: str
    budgets: Mapping[str, Budget] = field(hash=False)
    params: tuple[tuple[str, Scalar], ...] = ()
    published: str | None = None
    most_runs: int = 30
    replays: bool = False
    searched_on: str = "each"
    pick: str = RETURNED
    note: str = ""

    def runs(self, seeds: int) -> int:
        """Return the number of runs per data set when the experiment has ``seeds`` seeds."""
        return min(seeds, self.most_runs)

    def searched(self, dataset: str) -> str:
        """Return the data set that was searched to report on ``dataset``."""
        return dataset if self.searched_on == "each" else self.searched_on

    def specs(self, dataset: str, seeds: int) -> list[RunSpec]:
        """Return the searches, one per seed, whose architectures are reported on ``dataset``."""
        searched = self.searched(dataset)
        return [
            RunSpec(
                experiment=EXPERIMENT,
                algorithm=self.algorithm,
                params=self.params,
                dataset=searched,
                fitness=self.accuracy,
                budget=self.budgets[searched],
                seed=seed,
            )
            for seed in range(self.runs(seeds))
        ]

    def all_specs(self, seeds: int) -> list[RunSpec]:
        """Return the searches on every data set."""
        return [spec for dataset in DATASETS for spec in self.specs(dataset, seeds)]


def everywhere(**limit: float) -> dict[str, Budget]:
    """Return one budget for all data sets: ``everywhere(queries=1400)``."""
    kind, value = next(iter(limit.items()))
    return dict.fromkeys(DATASETS, Budget.of(kind, value))
