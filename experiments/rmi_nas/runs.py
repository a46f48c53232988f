"""Which runs: the forest's search and random search, on two scores and two look-ups, on three data sets.

Constants of the method are its defaults, those of the public code. It refits a forest after every evaluation, which
takes a run about as many seconds as other searches' milliseconds; the number of seeds is chosen by that.
"""

from __future__ import annotations

from experiments import kit
from experiments.kit import DATASETS, Case, Line
from suite.benchmark import Benchmark
from suite.scores import parse_selection
from suite.study.spec import Budget, RunSpec

NAME = "rmi-nas"
SEEDS = 20

RMI_LOSS = f"score:{kit.RMI_TABLE}"
"""The paper's score, as the score table of the primary rows has it by default: minus the mixed loss after the fit to
one batch; after few steps with the authors' reference model the sum, which ranks better there (docs/scores.md)."""

OTHER = f"{RMI_LOSS}:mixed" if parse_selection(kit.RMI_TABLE).summed else kit.RMI
"""The other one of the two."""

FITNESSES = (RMI_LOSS, OTHER, *kit.BESIDE, kit.VALID_12, kit.VALID)
"""The paper's; the sum of the three similarities alone, as MO-HDNAS uses it (or the mixed loss); two look-ups, the last
an upper bound."""

BUDGET = Budget(queries=1500)
"""More than the forest's search asks before its own end, and as many as random search's prefix may need."""

FOREST = Line("rmi_nas", "RMI-NAS (random forest exploring)", "rmi_nas")
RANDOM = Line("random_search", "random search", "random_search")


def search(line: Line, dataset: str, fitness: str) -> RunSpec:
    """Return one search."""
    return line.spec(NAME, dataset=dataset, fitness=fitness, budget=BUDGET)


def searches(*lines: Line) -> tuple[Case, ...]:
    """Return the searches of these lines on every fitness and data set."""
    return kit.grid(search, fitness=FITNESSES, dataset=DATASETS, line=lines)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return searches(FOREST, RANDOM)
