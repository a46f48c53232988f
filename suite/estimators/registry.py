"""Cost estimators by name. Nothing is imported before it is asked for."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from suite.errors import did_you_mean

if TYPE_CHECKING:
    import numpy as np

    from suite.estimators.base import Estimator
    from suite.spaces.base import SearchSpace

BUILT_IN: Final[dict[str, str]] = {
    "macs": "suite.estimators.scaling:MACs",
    "params": "suite.estimators.scaling:Parameters",
    "lut": "suite.estimators.lut:LookUpTable",
    "ridge": "suite.estimators.regressors:RidgeRegression",
    "svr": "suite.estimators.regressors:SupportVector",
    "random_forest": "suite.estimators.regressors:RandomForest",
    "gradient_boosting": "suite.estimators.regressors:GradientBoosting",
    "mlp": "suite.estimators.regressors:MLP",
    "brp_nas": "suite.estimators.brp_nas:BRPNAS",
    "help": "suite.estimators.help:HELP",
}

NEEDS_TORCH: Final = frozenset({"brp_nas", "help"})
"""Estimators that need the torch extra (known here without importing them)."""

ANY_SPACE: Final = ("ridge", "svr", "random_forest", "gradient_boosting", "mlp")
"""Estimators that see codes alone; the others know what NAS-Bench-201's operations are."""


def names() -> list[str]:
    """Return the names of all estimators."""
    return list(BUILT_IN)


def get(name: str) -> type[Estimator]:
    """Return the class of the estimator ``name``.

    Raises:
        UnknownNameError: naming the nearest name and all names.
        ConfigurationError: if it needs the torch extra, and that is not installed.
    """
    if name not in BUILT_IN:
        raise did_you_mean(name, BUILT_IN, "estimator")
    if name in NEEDS_TORCH:
        from suite.networks import require_torch

        require_torch()
    module, attribute = BUILT_IN[name].split(":")
    found: type[Estimator] = getattr(import_module(module), attribute)
    return found


def parameters(name: str) -> dict[str, Any]:
    """Return the keyword arguments of the estimator ``name`` (without ``rng``) with their defaults.

    Raises:
        UnknownNameError: for an unknown estimator.
    """
    found = inspect.signature(get(name)).parameters.values()
    return {p.name: p.default for p in found if p.kind is inspect.Parameter.KEYWORD_ONLY and p.name != "rng"}


def describe(name: str) -> str:
    """Return the first sentence of the estimator's docstring on one line.

    Raises:
        UnknownNameError: for an unknown estimator.
    """
    return " ".join((inspect.getdoc(get(name)) or "").split("\n\n")[0].split())


def create(
    name: str, space: SearchSpace | None = None, *, rng: np.random.Generator | None = None, **arguments: Any
) -> Estimator:
    """Return a new estimator for ``space`` (default NAS-Bench-201).

    Raises:
        UnknownNameError: for an unknown estimator or parameter, naming the nearest one.
        ConfigurationError: for a value outside its range, or where torch is needed and not installed.
    """
    known = parameters(name)
    for argument in arguments:
        if argument not in known:
            raise did_you_mean(argument, known, f"parameter of {name}")
    if space is None:
        from suite.spaces.nasbench201 import NASBENCH201

        space = NASBENCH201
    return get(name)(space, rng=rng, **arguments)
