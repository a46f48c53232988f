"""Which runs: DNAS (tabular) and random search per device, and the ablations of DNAS on one data set.

Schedule, optimiser and loss are the paper's where it names them; a run is 90 epochs of 20 draws and 6 networks drawn in
the end, 1,806 evaluations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from experiments import kit
from experiments.kit import DATASETS, DEVICES, VALID, VALID_12, Line
from suite.benchmark import Benchmark
from suite.report.style import OKABE_ITO, SeriesStyle, series_style
from suite.study.spec import Budget, RunSpec, Scalar

NAME = "fbnet"
SEEDS = 20
FEWER = 5
"""Seeds of ablations and of REINFORCE."""
FEWEST = 2
"""Seeds at the paper's number of steps, 27 times as many."""
PANEL = "cifar100"
"""Data set of ablations, transfer figure and baselines by REINFORCE."""

RATE = 0.1
"""Adam's rate here. The paper's 0.01 goes with some 10,800 steps of theta (80 epochs of 135: 20 % of 100 classes of
ImageNet at a batch of 192, inferred); 400 steps of that size leave theta where it was, as the ablation shows."""
EVALUATIONS = 90 * 20 + 6
OWN_END = Budget(queries=100_000)
"""More than DNAS asks; it ends by itself."""


@dataclass(frozen=True)
class Method(Line):
    """A line that returns the smallest loss of all that it evaluated if ``best_of_all``, else what it returned."""

    best_of_all: bool = False


def look(label: str, name: str) -> SeriesStyle:
    """Return the markers of a method, without a line."""
    return replace(series_style(name), label=label, linestyle="none")


def variant(key: str, label: str, most: int = FEWER, fitness: str = VALID, **params: Scalar) -> Method:
    """Return DNAS with hyper-parameters other than the defaults and :data:`RATE`."""
    return Method(key, label, "fbnet_dnas", {"learning_rate": RATE, **params}, {"fitness": fitness}, most)


PAPER = variant("paper", "paper's loss", SEEDS)
LOG_POWER = variant("log_power", "CE · α log(LAT^β)", loss="log-power")
ADDITIVE_US = variant("additive_us", "CE + α LAT^β, LAT in µs", loss="additive")
ADDITIVE_MS = variant("additive_ms", "CE + α LAT^β, LAT in ms", 2 * FEWER, loss="additive", unit=1.0)
CE_ERROR = variant("ce_error", "paper's loss, CE = error", cross_entropy="error")
AT_12 = variant("at_12", "paper's loss, accuracy after 12 epochs", fitness=VALID_12)
LOSS_VARIANTS = (PAPER, CE_ERROR, AT_12, LOG_POWER, ADDITIVE_MS, ADDITIVE_US)

SEARCH_VARIANTS = (
    PAPER,
    variant("t_5", "temperature 5 throughout", decay=0.0),
    variant("t_1", "temperature 1 throughout", decay=0.0, temperature=1.0),
    variant("t_0.1", "temperature 0.1 throughout", decay=0.0, temperature=0.1),
    variant("measured", "look-up table measured one at a time", latency="measured"),
    variant("told", "told latency, no look-up table", latency="table"),
    variant("straight_through", "straight-through, linear surrogate", gradient="straight-through"),
    variant("no_decay", "no weight decay", weight_decay=0.0),
    variant("rate_0.01", "rate 0.01 (the paper's), 400 steps", learning_rate=0.01),
    variant("rate_0.03", "rate 0.03", learning_rate=0.03),
    variant("rate_0.3", "rate 0.3", learning_rate=0.3),
    variant("long", "rate 0.01, 10,800 steps", FEWEST, batch_size=1, learning_rate=0.01, steps_per_epoch=135),
)
"""All with the paper's loss, so that their regrets compare."""

DNAS = replace(PAPER, key="dnas", label="DNAS (tabular)", style=look("DNAS (tabular)", "fbnet_dnas"))
EVALUATED = replace(
    DNAS, key="evaluated", label="best evaluated by DNAS", best_of_all=True,
    style=SeriesStyle("best evaluated by DNAS", OKABE_ITO["sky"], "s", "none"),
)  # fmt: skip
RANDOM = Method(
    "random", "random search", "random_search", settings={"budget": Budget(queries=EVALUATIONS)}, best_of_all=True,
    style=look("random search", "random_search"),
)  # fmt: skip
REINFORCE = Method(
    "reinforce", "REINFORCE", "reinforce", most=FEWER, best_of_all=True,
    style=look("REINFORCE", "reinforce"),
)  # fmt: skip
"""Run within the report: no specification names the loss as its objective."""


def search(line: Line, dataset: str, device: str) -> RunSpec:
    """Return one search."""
    return line.spec(NAME, dataset=dataset, device=device, fitness=VALID, budget=OWN_END)


METHODS = kit.grid(search, dataset=DATASETS, device=DEVICES, line=(DNAS, EVALUATED, RANDOM))
BY_LOSS = kit.grid(search, line=LOSS_VARIANTS, dataset=(PANEL,), device=DEVICES)
BY_SEARCH = kit.grid(search, line=SEARCH_VARIANTS, dataset=(PANEL,), device=DEVICES)
TRANSFERRED = (
    *kit.grid(search, line=(PAPER,), dataset=DATASETS, device=DEVICES),
    *kit.grid(search, line=(ADDITIVE_MS,), dataset=(PANEL,), device=DEVICES),
)


def cases(benchmark: Benchmark) -> tuple[kit.Case, ...]:
    """Return every search of the tables and figures."""
    return (*METHODS, *BY_LOSS, *BY_SEARCH, *TRANSFERRED)
