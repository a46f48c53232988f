"""Which runs: MO-HDNAS under the choices that its paper leaves open, and baselines, on all 18 problems.

The searches are those of the experiment ``mo-hdnas`` with other parameters, so what both need is one run.
"""

from __future__ import annotations

from dataclasses import replace

from experiments import kit
from experiments.kit import Case, Line
from experiments.mo_hdnas.runs import BASELINES, SEEDS, everywhere
from suite.benchmark import Benchmark
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.spec import Scalar

__all__ = ["CASES", "CHI", "LINES", "NAME", "NSGA2", "OPERATORS", "RANDOM", "SEEDS", "VARIANTS", "cases"]

NAME = "mo-hdnas-choices"

OPERATORS: dict[str, dict[str, Scalar]] = {
    "real": {},
    "row": {"operators": "row"},
    "codes": {"operators": "codes"},
}
"""SBX and polynomial mutation on 30 reals; EvNAS's row-wise ones; uniform crossover and reset of codes."""

CHI: dict[str, dict[str, Scalar]] = {
    "stale": {},
    "fresh": {"chi": "fresh"},
    "separate": {"chi": "separate"},
    "generational": {"survival": "children"},
    "none": {"diversity": False},
}
"""How chi of survivors is kept (generational: the children replace the parents, so there are none), or no chi."""

LOOKS = {
    "stale": (OKABE_ITO["blue"], "o"),
    "fresh": (OKABE_ITO["sky"], "^"),
    "separate": (OKABE_ITO["green"], "D"),
    "generational": (OKABE_ITO["purple"], "v"),
    "none": (OKABE_ITO["orange"], "s"),
}
CHI_LABELS = {
    "stale": "χ stale",
    "fresh": "χ fresh",
    "separate": "χ separate",
    "generational": "χ, children replace parents",
    "none": "no χ",
}


def variant(chi: str, operators: str) -> Line:
    """Return MO-HDNAS with one way to keep chi and one set of operators."""
    style = SeriesStyle(CHI_LABELS[chi], *LOOKS[chi], "none")
    label = f"MO-HDNAS, {CHI_LABELS[chi]}, {operators}"
    return Line(f"{chi}_{operators}", label, "mo_hdnas", {**CHI[chi], **OPERATORS[operators]}, style=style)


VARIANTS = {
    (chi, operators): variant(chi, operators)
    for chi in CHI
    for operators in OPERATORS
    if (chi, operators) != ("none", "codes")  # that is NSGA-II on codes
}
"""By chi and operators; the first is the default."""

NSGA2 = replace(BASELINES[0], label="NSGA-II on codes (no χ)")
RANDOM = BASELINES[1]
LINES = (*VARIANTS.values(), NSGA2, RANDOM)
CASES: tuple[Case, ...] = everywhere(LINES, *kit.MAIN_FITNESSES)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and the figure."""
    return CASES
