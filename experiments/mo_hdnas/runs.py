"""Which runs (paper section 4.1): the method with and without χ, and baselines, on three data sets and six devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from experiments import kit
from experiments.kit import BESIDE, DATASETS, FIGURE_DEVICES, MAIN_FITNESSES, RMI, VALID, VALID_12, Basis, Case, Line
from experiments.kit.constrained import NINE
from suite.benchmark import Benchmark
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.spec import Budget, RunSpec

NAME = "mo-hdnas"
SEEDS = 20
POPULATION = 20
BUDGET = Budget(queries=POPULATION * 100)
"""The paper's 20 x 100; Algorithm 1 taken literally would evaluate one population more."""

FITNESSES = (*MAIN_FITNESSES, VALID_12, *BESIDE)
PANELS = tuple((dataset, device) for dataset in DATASETS for device in FIGURE_DEVICES)

THREE = Line("mo_hdnas", "MO-HDNAS (three objectives)", "mo_hdnas")
TWO = Line("mo_hdnas_two", "MO-HDNAS without χ (two objectives)", "mo_hdnas", {"diversity": False})
FRESH = Line(
    "mo_hdnas_fresh", "MO-HDNAS, χ fresh", "mo_hdnas", {"chi": "fresh"},
    style=SeriesStyle("with χ, fresh", OKABE_ITO["green"], "D", "-."),
)  # fmt: skip
BASELINES = (
    Line("nsga2", "NSGA-II", "nsga2", {"population_size": POPULATION}),
    Line("random_search", "random search", "random_search"),
)
COMPARED = (THREE, TWO, *BASELINES)
"""The methods of the added front-quality tables, all with the same number of queries."""

PYMOO = Line("pymoo_nsga2", "NSGA-II (pymoo)", "pymoo_nsga2", {"population_size": POPULATION})
"""An outside implementation beside ours; on one data set and fitness, for it takes ten times as long as ours."""

FIG6_PANEL = ("cifar10", "fpga")
"""Data set and device of the ablation."""


def search(line: Line, dataset: str, device: str, fitness: str = RMI, unmeasured: str = "infeasible") -> RunSpec:
    """Return one search. Lines of one algorithm share their random stream, so they start from one population."""
    return line.spec(
        NAME,
        dataset=dataset,
        device=device,
        fitness=fitness,
        budget=BUDGET,
        unmeasured=unmeasured,
        record_population=line.algorithm == "mo_hdnas" and (dataset, device) == FIG6_PANEL,
    )


def everywhere(line: tuple[Line, ...], *fitness: str, dataset: tuple[str, ...] = DATASETS) -> tuple[Case, ...]:
    """Return searches on every device."""
    return kit.grid(search, fitness=fitness, line=line, dataset=dataset, device=FIGURE_DEVICES)


def as_printed(line: Line, dataset: tuple[str, ...]) -> tuple[Case, ...]:
    """Return searches on the Edge TPU with what it could not run as its fastest, as the paper's figures show it."""
    axes = {"dataset": dataset, "device": ("edgetpu",), "unmeasured": ("fastest",)}
    return kit.grid(search, fitness=MAIN_FITNESSES, line=(line,), **axes)


def role_of(keys: Mapping[str, Any]) -> str:
    """Return which rows judge a published number: the paper's kind of fitness, χ as its text has it, Edge TPU as drawn.

    Args:
        keys: ``fitness``, and where it varies ``chi`` and the population ``shown``, or ``device`` and ``unmeasured``.
    """
    drawn = "fastest" if keys.get("device") == "edgetpu" else "infeasible"
    primary = (
        keys["fitness"] == RMI
        and keys.get("chi", "none") in ("none", "stale")
        and keys.get("shown", "survivors") == "survivors"
        and keys.get("unmeasured", drawn) == drawn
    )
    return kit.PRIMARY if primary else kit.SENSITIVITY


def basis_of(keys: Mapping[str, Any]) -> Basis:
    """Return what our numbers of a search are beside published ones."""
    return Basis(kit.kind_of(keys["fitness"]), role_of(keys))


QUALITY = (
    *everywhere(COMPARED, *MAIN_FITNESSES),
    *everywhere((THREE,), VALID_12, *BESIDE),
    *everywhere((PYMOO,), VALID, dataset=("cifar10",)),
)
FIG2 = (*everywhere((TWO,), *FITNESSES, dataset=("cifar10",)), *as_printed(TWO, ("cifar10",)))
FIG4 = (*everywhere((THREE,), *FITNESSES), *as_printed(THREE, DATASETS))
FIG6 = tuple(
    Case(search(line, *FIG6_PANEL, fitness), {"fitness": fitness, "line": line, "series": series, "chi": chi})
    for fitness in (*MAIN_FITNESSES, *BESIDE)
    for line, series, chi in (
        (TWO, "without diversity", "none"),
        (THREE, "with diversity", "stale"),
        (FRESH, "with diversity", "fresh"),
    )
)
"""By line, name of the printed series, and how χ of surviving parents is kept."""

FIG6_MANY = tuple(replace(case, times=5) for case in FIG6)
"""The same with 100 seeds: of 20 the median diversity of a generation is known to a tenth at best."""

FIG5 = kit.chosen(NINE, penalty="one-sided")
"""HW-EvRSNAS's nine runs, shared with its own experiment."""


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return (*QUALITY, *FIG2, *FIG4, *FIG6_MANY, *FIG5)
