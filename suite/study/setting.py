"""The setting of a search: whose fitness and costs, on which device, as which objectives; all but the algorithm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from suite.estimators.cost_source import TABLE, CostSource, parse_cost_source
from suite.objectives.devices import Devices, parse_devices, parse_metric
from suite.objectives.fitness import Fitness, parse_fitness
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.formulations import Formulation
from suite.study.spec import RunSpec

JUDGE = parse_fitness("valid@200:mean")
"""What runs on a live supernet are judged by: they leave no table of what they saw."""


@dataclass(frozen=True, init=False)
class Setting:
    """What a problem is made of; attributes as of :class:`~suite.study.spec.RunSpec`, texts are read here."""

    dataset: str
    fitness: Fitness
    device: Devices | None
    metric: str
    unmeasured: str
    formulation: Formulation | None
    cost_source: CostSource
    seed: int

    def __init__(
        self,
        dataset: str,
        fitness: Fitness | str,
        device: Devices | str | None = None,
        metric: str = "latency",
        unmeasured: str = "infeasible",
        formulation: Formulation | str | None = None,
        cost_source: CostSource | str = TABLE,
        seed: int = 0,
    ) -> None:
        values: dict[str, Any] = {
            "dataset": dataset,
            "fitness": parse_fitness(fitness),
            "device": None if device is None else parse_devices(device),
            "metric": parse_metric(metric),
            "unmeasured": unmeasured,
            "formulation": parse_formulation(formulation),
            "cost_source": parse_cost_source(cost_source),
            "seed": seed,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def drawn(self) -> bool:
        """Whether the problem depends on the seed: its fitness or its costs are drawn."""
        return self.fitness.drawn or self.cost_source.estimated

    def judged(self) -> Setting:
        """Return the setting that runs on this one are judged on: the tables' costs, every column as it is.

        A fitness with stages is judged by its last one, one that the run itself trains by :data:`JUDGE`.
        """
        fitness = self.fitness if self.fitness.live is None else JUDGE
        return replace(self, fitness=fitness, formulation=None, cost_source=TABLE)


def setting_of(spec: RunSpec) -> Setting:
    """Return the setting of a run."""
    return Setting(
        spec.dataset, spec.fitness, spec.device, spec.metric, spec.unmeasured, spec.formulation, spec.cost_source,
        spec.seed,
    )  # fmt: skip
