"""Cost estimators: from a few measured architectures to the cost of all (see ``docs/estimators.md``)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suite.estimators.base import Estimator
    from suite.estimators.cost_source import CostSource, parse_cost_source
    from suite.estimators.estimated import estimated_cost
    from suite.estimators.registry import create, describe, get, names, parameters

__all__ = [
    "CostSource",
    "Estimator",
    "create",
    "describe",
    "estimated_cost",
    "get",
    "names",
    "parameters",
    "parse_cost_source",
]

_HOME = {
    "Estimator": "suite.estimators.base",
    **dict.fromkeys(("CostSource", "parse_cost_source"), "suite.estimators.cost_source"),
    "estimated_cost": "suite.estimators.estimated",
    **dict.fromkeys(("create", "describe", "get", "names", "parameters"), "suite.estimators.registry"),
}


def __getattr__(name: str) -> object:
    """Import a public name on first use: the command line names estimators without waiting for numpy."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'suite.estimators' has no attribute '{name}'")
