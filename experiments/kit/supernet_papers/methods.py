"""The four papers' methods and their ablations as lines; a fitness is chosen by :meth:`Method.on`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from experiments.kit.lines import Case, Line, grid
from experiments.kit.names import DATASETS, VALID
from experiments.kit.published import OWN_NETWORK, REPLAY, SENSITIVITY, STAND_IN
from suite.objectives.live import LIVE
from suite.study.spec import Budget, RunSpec

EXPERIMENT = "nas-bench-201"
"""All experiments on these methods share their runs, so that a search is made once, whoever reports it."""

EACH = "each"
OWN_END = Budget(queries=10_000)
"""More than any method asks that ends by itself."""


@dataclass(frozen=True)
class Method(Line):
    """A line with its fitness, its protocol and the published row beside it.

    Attributes:
        most: largest number of seeds; 30 where the published row has three or an unknown number of runs.
        fitness: as in :class:`suite.study.spec.RunSpec`.
        budget: when a run ends.
        published: the row of ``reported/nasbench201_methods.csv`` to hold it against; "" for none.
        replays: whether the tables hold the fitness that the published row searched with.
        searched_on: "each": a search per data set; else the one that is searched, its cell looked up on all three.
        by_test: whether the returned architecture of the highest test accuracy is shown, as NEvoNAS's public code picks
            it, in place of the one of best fitness.
        role: "primary" for the one line that judges the published row, declared with the runs, else "sensitivity".
        why: how it differs from the published protocol; the reason given where the numbers deviate.
    """

    most: int | None = 30
    fitness: str = VALID
    budget: Budget = OWN_END
    published: str = ""
    replays: bool = False
    searched_on: str = EACH
    by_test: bool = False
    role: str = SENSITIVITY
    why: str = ""

    @property
    def kind(self) -> str:
        """What its numbers are beside the published row's: a replay, those of an own network, or of a stand-in."""
        if self.replays:
            return REPLAY
        return OWN_NETWORK if self.fitness.startswith(("supernet:", LIVE)) else STAND_IN

    def searched(self, dataset: str) -> str:
        """Return the data set that is searched to report on ``dataset``."""
        return dataset if self.searched_on == EACH else self.searched_on

    def search(self, dataset: str) -> RunSpec:
        """Return the search with seed 0 whose cell is reported on ``dataset``."""
        return self.spec(EXPERIMENT, dataset=self.searched(dataset), fitness=self.fitness, budget=self.budget)

    def on(self, fitness: str, suffix: str, **changes: Any) -> Method:
        """Return the method on another fitness, with ``suffix`` at its key and further fields changed."""
        return replace(self, key=f"{self.key}_{suffix}", fitness=fitness, **changes)


def searches(methods: Iterable[Method]) -> tuple[Case, ...]:
    """Return the searches of these methods for all data sets; keys: line, and the data set that is reported on."""

    def search(line: Method, dataset: str) -> RunSpec:
        return line.search(dataset)

    return grid(search, line=tuple(methods), dataset=DATASETS)


CMANAS = Method("cmanas", "CMANAS", "cmanas", {"generations": 100}, published="cmanas")

EVNAS = Method("evnas", "EvNAS", "evnas", published="evnas")
EVNAS_ABLATIONS = (
    Method("evnas_mutation", "EvNAS-Mut", "evnas", {"variation": "mutation"}),
    Method("evnas_crossover", "EvNAS-Cross", "evnas", {"variation": "crossover"}),
    Method("evnas_random", "EvNAS-Rand", "evnas", {"variation": "random"}),
)

PEVONAS = Method("pevonas", "pEvoNAS", "pevonas", published="pevonas")
PEVONAS_VOTING = Method("pevonas_vote", "pEvoNAS (voting)", "pevonas", {"reduction": "vote"})

NEVONAS = Method(
    "nevonas", "NEvoNAS", "nevonas", {"pick": "front"}, budget=Budget(queries=1_000), published="nevonas"
)  # fmt: skip
NEVONAS_TEST_PICK = replace(
    NEVONAS, key="nevonas_test", label="NEvoNAS (public code's pick by test accuracy)", by_test=True
)
NEVONAS_FRESH = replace(
    NEVONAS,
    key="nevonas_fresh",
    label="NEvoNAS (fresh novelty)",
    params={"pick": "front", "stale": False},
    published="",
)
NEVONAS_NOVELTY = replace(
    NEVONAS,
    key="nevonas_novelty",
    label="NEvoNAS (only Novelty)",
    params={"objectives": "novelty", "pick": "front"},
    published="nevonas_novelty",
)
NEVONAS_ACCURACY = replace(
    NEVONAS,
    key="nevonas_accuracy",
    label="NEvoNAS (only Accuracy)",
    params={"objectives": "accuracy", "pick": "front"},
    published="nevonas_accuracy",
)

BEST_OF_500 = Method("best_of_500", "random search, best of 500", "random_search", budget=Budget(queries=500))

MAIN = (EVNAS, CMANAS, PEVONAS, NEVONAS, NEVONAS_TEST_PICK, BEST_OF_500)
"""The four methods, the other pick of NEvoNAS (the same runs), and random search."""

VARIANTS = (*EVNAS_ABLATIONS, PEVONAS_VOTING, NEVONAS_FRESH, NEVONAS_NOVELTY, NEVONAS_ACCURACY)
