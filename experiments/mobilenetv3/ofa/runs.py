"""Which runs: random search, evolution, platform-aware search, NetAdapt and one after the other, at three targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments import kit
from experiments.kit import Case, Line
from suite.benchmark import Benchmark
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.spec import Budget, RunSpec, Scalar

NAME = "mobilenetv3-ofa"
SEEDS = 5
SPACE, DEVICE = "ofa-mobilenetv3", "note10"
BUDGET = Budget(queries=2000)
TARGETS_MS = (16.0, 22.0, 30.0)
"""Measured latencies of three of once-for-all's own networks for the Note10."""


@dataclass(frozen=True)
class Method(Line):
    """One row of the comparison.

    Attributes:
        told: name of what it is told the target by: "cost_limit" (a parameter), "constrained" (the formulation), or ""
            where it is told none; then one run serves all targets.
    """

    told: str = field(default="cost_limit")


def method(
    key: str, label: str, algorithm: str, look: tuple[str, str], told: str = "cost_limit",
    params: Mapping[str, Scalar] | None = None,
) -> Method:  # fmt: skip
    """Return a method; ``look`` is colour and marker."""
    style = SeriesStyle(label, OKABE_ITO[look[0]], look[1], "-")
    return Method(key, label, algorithm, params or {}, {"budget": BUDGET}, style=style, told=told)


RANDOM = method("random", "random search", "random_search", ("purple", "P"), "")
EVOLUTION = method("evolution", "evolution", "regularized_evolution", ("sky", "h"), "constrained")
SOFT = method("soft", "search, w = -0.07", "mnasnet", ("orange", "<"))
SOFT_SMALL = method("soft_small", "search, w = -0.15", "mnasnet", ("vermilion", ">"), params={"w": -0.15})
HARD = method("hard", "search, hard", "mnasnet", ("sky", "v"), params={"reward": "hard"})
NETADAPT = method("netadapt", "NetAdapt (restarted)", "netadapt", ("green", "s"), params={"descents": 0})
BOTH = method(
    "both",
    "search, hard, then NetAdapt",
    "mobilenetv3",
    ("black", "*"),
    params={"reward": "hard", "search_queries": 1000},
)
METHODS = (RANDOM, EVOLUTION, SOFT, SOFT_SMALL, HARD, NETADAPT, BOTH)


def search(line: Method, target: float) -> RunSpec:
    """Return one search; the soft reward's course does not depend on the target, so it is told the same in all runs."""
    told = TARGETS_MS[1] if line in (SOFT, SOFT_SMALL) else target
    fields: dict[str, Any] = {"dataset": SPACE, "device": DEVICE, "fitness": "predicted"}
    if line.told == "constrained":
        fields["formulation"] = f"constrained:{told!r}"
    return line.spec(NAME, {"cost_limit": told} if line.told == "cost_limit" else None, **fields)


COMPARISON = kit.grid(search, target=TARGETS_MS, line=METHODS)


def cases(_: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return COMPARISON
