"""Which runs: the grid of choices on Fig. 6's problem, and a coarser one on those of Figs. 2 and 4."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import kit
from experiments.kit import Case, Line
from experiments.mo_hdnas.runs import FIG6_PANEL, search
from suite.benchmark import Benchmark
from suite.study.spec import RunSpec, Scalar

NAME = "mo-hdnas-inference"
SEEDS = 10
PAPERS = 4
"""Seeds on the problems of Figs. 2 and 4: each number makes one set of panels."""

Levels = Mapping[str, Mapping[str, Scalar]]

CHI: Levels = {
    "stale": {},
    "fresh, parents and children": {"chi": "fresh"},
    "fresh, parents or children": {"chi": "separate"},
    "children replace parents": {"survival": "children"},
}
OPERATORS: Levels = {
    "reals, rate 0.2": {},
    "reals, rate 1/30": {"mutation_rate": 1 / 30},
    "rows": {"operators": "row"},
    "codes": {"operators": "codes"},
}
EQUAL: Levels = {"kept": {}, "tried anew": {"duplicates": "architecture"}}
TOURNAMENT: Levels = {"rank": {}, "dominance": {"tournament": "dominance"}}
FITNESSES = (kit.RMI, kit.VALID, kit.VALID_12)
SHOWN = ("survivors", "children")
"""Which population a figure shows: the survivors of a generation, or the batch that it evaluated."""

RETURNED = ("last population", "archive")
"""Which set Figs. 2 and 4 show: the first front of the last population, or the front of everything evaluated."""

FACTORS: dict[str, tuple[str, ...]] = {
    "chi": tuple(CHI),
    "operators": tuple(OPERATORS),
    "equal architectures": tuple(EQUAL),
    "tournament": tuple(TOURNAMENT),
    "fitness": FITNESSES,
    "population shown": SHOWN,
    "returned set": RETURNED,
}
"""Every choice and its levels; the first of each is the default. The last two need no runs of their own."""

DEFAULT = (0,) * len(FACTORS)


def parameters(chi: str, operators: str, equal: str, tournament: str, with_chi: bool) -> dict[str, Scalar]:
    """Return the method's parameters under these choices; without chi only who survives is left of that choice."""
    given = {**CHI[chi], **OPERATORS[operators], **EQUAL[equal], **TOURNAMENT[tournament]}
    if operators == "codes" and equal == "kept":
        given["duplicates"] = "kept"  # codes are the architectures themselves
    if not with_chi:
        given.pop("chi", None)
        given["diversity"] = False
    return given


def spec(dataset: str, device: str, fitness: str, given: Mapping[str, Scalar]) -> RunSpec:
    """Return one search."""
    return search(Line("mo_hdnas", "MO-HDNAS", "mo_hdnas", given), dataset, device, fitness)


def series_case(chi: str, operators: str, equal: str, tournament: str, fitness: str, with_chi: bool) -> Case:
    """Return the search of Fig. 6 under these choices."""
    return Case(spec(*FIG6_PANEL, fitness, parameters(chi, operators, equal, tournament, with_chi)), {})


def panel_case(chi: str, operators: str, fitness: str, dataset: str, device: str, with_chi: bool) -> Case:
    """Return the search of one panel of Fig. 4 (with chi) or 2 (without) under these choices."""
    given = parameters(chi, operators, "kept", "rank", with_chi)
    return Case(spec(dataset, device, fitness, given), {}, most=PAPERS)


DEVICES = tuple(device for device in kit.FIGURE_DEVICES if device != "edgetpu")
"""Without the Edge TPU, whose figures show what was not measured at -1 ms."""

FIG2 = tuple(("cifar10", device) for device in DEVICES)
FIG4 = tuple((dataset, device) for dataset in kit.DATASETS for device in DEVICES)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    found = []
    for chi in CHI:
        for operators in OPERATORS:
            for fitness in FITNESSES:
                for with_chi, panels in ((True, FIG4), (False, FIG2)):
                    found += [panel_case(chi, operators, fitness, *panel, with_chi) for panel in panels]
                    found += [
                        series_case(chi, operators, equal, tournament, fitness, with_chi)
                        for equal in EQUAL
                        for tournament in TOURNAMENT
                    ]
    return tuple(found)
