"""The DNAS (tabular) runs as data.

Schedule, optimiser and loss are the paper's where it names them; a run is 90 epochs of 20 draws and 6 networks drawn in
the end, 1,806 evaluations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.benchmark import Benchmark
from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import DATASETS, DEVICES

EXPERIMENT = "fbnet"
SEEDS = 20
FEWER = 5
"""Seeds of ablations and of REINFORCE."""
FEWEST = 2
"""Seeds at the paper's number of steps, 27 times as many."""

PROXY = "valid@200:mean"
PROXY_12 = "valid@12:mean"
PANEL = "cifar100"
"""Data set of ablations, transfer figure and baselines by REINFORCE."""

RATE = 0.1
"""Adam's rate here. The paper's 0.01 goes with some 10,800 steps of theta (80 epochs of 135: 20 % of 100 classes of
ImageNet at a batch of 192, inferred); 400 steps of that size leave theta where it was, as the ablation shows."""
EVALUATIONS = 90 * 20 + 6
OWN_END = Budget(queries=100_000)
"""More than DNAS asks; it ends by itself."""

EDGETPU_NOTE = "Edge TPU: 4,699 architectures have no measurement and are infeasible."

Params = tuple[tuple[str, Scalar], ...]


@dataclass(frozen=True)
class Variant:
    """One way to run DNAS.

    Attributes:
        label: for tables.
        params: other than ``learning_rate=RATE`` and the defaults.
        accuracy: the proxy.
        most: largest number of seeds.
    """

    label: str
    params: Params = ()
    accuracy: str = PROXY
    most: int = FEWER

    def value(self, name: str, default: Scalar) -> Scalar:
        """Return the parameter ``name``."""
        return dict(self.params).get(name, default)

    def specs(self, dataset: str, device: str, seeds: int) -> list[RunSpec]:
        """Return one run per seed."""
        params = dict((("learning_rate", RATE), *self.params))
        return [
            RunSpec(
                experiment=EXPERIMENT,
                algorithm="fbnet_dnas",
                params=tuple(params.items()),
                dataset=dataset,
                device=device,
                fitness=self.accuracy,
                budget=OWN_END,
                seed=seed,
            )
            for seed in range(min(seeds, self.most))
        ]


PAPER = Variant("paper's loss", most=SEEDS)
LOG_POWER = Variant("CE · α log(LAT^β)", (("loss", "log-power"),))
ADDITIVE_US = Variant("CE + α LAT^β, LAT in µs", (("loss", "additive"),))
ADDITIVE_MS = Variant("CE + α LAT^β, LAT in ms", (("loss", "additive"), ("unit", 1.0)), most=2 * FEWER)
CE_ERROR = Variant("paper's loss, CE = error", (("cross_entropy", "error"),))
AT_12 = Variant("paper's loss, 12-epoch proxy", accuracy=PROXY_12)
LOSS_VARIANTS = (PAPER, CE_ERROR, AT_12, LOG_POWER, ADDITIVE_MS, ADDITIVE_US)

SEARCH_VARIANTS = (
    PAPER,
    Variant("temperature 5 throughout", (("decay", 0.0),)),
    Variant("temperature 1 throughout", (("decay", 0.0), ("temperature", 1.0))),
    Variant("temperature 0.1 throughout", (("decay", 0.0), ("temperature", 0.1))),
    Variant("look-up table measured one at a time", (("latency", "measured"),)),
    Variant("told latency, no look-up table", (("latency", "table"),)),
    Variant("straight-through, linear surrogate", (("gradient", "straight-through"),)),
    Variant("no weight decay", (("weight_decay", 0.0),)),
    Variant("rate 0.01 (the paper's), 400 steps", (("learning_rate", 0.01),)),
    Variant("rate 0.03", (("learning_rate", 0.03),)),
    Variant("rate 0.3", (("learning_rate", 0.3),)),
    Variant(
        "rate 0.01, 10,800 steps",
        (("batch_size", 1), ("learning_rate", 0.01), ("steps_per_epoch", 135)),
        most=FEWEST,
    ),
)
"""All with the paper's loss, so that their regrets compare."""


def random_specs(dataset: str, device: str, seeds: int) -> list[RunSpec]:
    """Return random search without repeats at the number of evaluations of DNAS."""
    return [
        RunSpec(
            experiment=EXPERIMENT,
            algorithm="random_search",
            dataset=dataset,
            device=device,
            fitness=PROXY,
            budget=Budget(queries=EVALUATIONS),
            seed=seed,
        )
        for seed in range(seeds)
    ]


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run of the tables and figures."""
    runs = []
    for device in DEVICES:
        for dataset in DATASETS:
            runs += PAPER.specs(dataset, device, seeds) + random_specs(dataset, device, seeds)
        for variant in dict.fromkeys((*LOSS_VARIANTS, *SEARCH_VARIANTS)):
            runs += variant.specs(PANEL, device, seeds)
    return list(dict.fromkeys(runs))
