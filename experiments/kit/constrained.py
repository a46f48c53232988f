"""HW-EvRSNAS's searches under one latency limit each, which several papers' experiments show.

Population, generations, operators and penalty of the paper are unknown (only its abstract and MO-HDNAS's account of it
were at hand); the budget is MO-HDNAS's 20 x 100 queries, so that both methods spend the same per run. On RMI the
penalty has the weight of the fitness's range.
"""

from __future__ import annotations

from experiments.kit.lines import Line, grid
from experiments.kit.names import BESIDE, MAIN_FITNESSES, RMI
from suite.objectives.fitness import parse_fitness
from suite.study.spec import Budget, RunSpec

NAME = "hw-evrsnas"
LINE = Line("hw_evrsnas", "HW-EvRSNAS", "hw_evrsnas")
BUDGET = Budget(queries=2000)
RMI_WEIGHT = 3.0
"""Penalty at twice the limit on RMI: the whole range of the sum of three similarities, as 100 is of an accuracy."""
PROXY_WEIGHTS = {"score:logsynflow": 1.15e7, "score:naswot": 290.0}
"""The same of zero-cost proxies: their range over all cells, which is alike on the three data sets."""

LOOK_UP_WEIGHT = 100.0
"""The same of a look-up, the method's default."""

PENALTIES = ("one-sided", "two-sided")
NINE_PANEL = ("cifar100", "fpga")
NINE_LIMITS_MS = (2.0, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0)
"""Latency constraints of MO-HDNAS Fig. 5."""


def constrained(
    dataset: str, device: str, limit_ms: float, penalty: str = "one-sided", fitness: str = RMI, weight: float = 1.0
) -> RunSpec:
    """Return one constrained search; ``weight`` multiplies that of the penalty."""
    params: dict[str, float | str] = {"cost_limit": limit_ms, "penalty": penalty}
    if parse_fitness(fitness).column is not None:
        params["penalty_weight"] = PROXY_WEIGHTS.get(fitness, RMI_WEIGHT) * weight
    elif weight != 1.0:
        params["penalty_weight"] = LOOK_UP_WEIGHT * weight
    return LINE.spec(NAME, params, dataset=dataset, device=device, fitness=fitness, budget=BUDGET)


def at_nine(fitness: str, penalty: str, limit_ms: float) -> RunSpec:
    """Return the search at one of the nine limits, on FPGA and CIFAR-100."""
    return constrained(*NINE_PANEL, limit_ms, penalty, fitness)


NINE = (
    *grid(at_nine, fitness=MAIN_FITNESSES, penalty=PENALTIES, limit_ms=NINE_LIMITS_MS),
    *grid(at_nine, fitness=BESIDE, penalty=PENALTIES[:1], limit_ms=NINE_LIMITS_MS),
)
"""The nine limits by fitness and form of the penalty."""
