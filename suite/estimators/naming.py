"""Estimators by text, such as ``ridge,features=path`` and ``lut:skip``; one canonical text each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators import registry
from suite.language import pairs, scalar

if TYPE_CHECKING:
    import numpy as np

    from suite.estimators.base import Estimator
    from suite.spaces.base import SearchSpace

LUT_BASES = ("none", "skip", "3x3")


@dataclass(frozen=True)
class EstimatorName:
    """An estimator by name, without a number of measurements; made by :func:`parse_estimator`.

    Attributes:
        text: canonical text.
        name: of the estimator.
        params: its parameters other than the defaults, sorted (and the base of the look-up table).
    """

    text: str
    name: str
    params: tuple[tuple[str, Any], ...] = ()

    def create(self, space: SearchSpace | None = None, *, rng: np.random.Generator) -> Estimator:
        """Return a new estimator."""
        return registry.create(self.name, space, rng=rng, **dict(self.params))


@lru_cache(maxsize=256)
def parse_estimator(text: str) -> EstimatorName:
    """Return the estimator that ``NAME``, ``NAME,KEY=VALUE,...`` or ``lut:BASE`` names.

    Raises:
        UnknownNameError: for an unknown estimator or parameter.
        ConfigurationError: for a malformed text.
    """
    head, *options = (part.strip() for part in text.strip().split(","))
    name, colon, base = (part.strip() for part in head.partition(":"))
    if name not in registry.BUILT_IN:
        raise did_you_mean(name, registry.BUILT_IN, "estimator")
    params = _parameters(name, options)
    if name == "lut":
        base = base or "none"
        if base not in LUT_BASES or any(key == "base" for key, _ in params):
            raise ConfigurationError(
                f"write lut:BASE with a base of {', '.join(LUT_BASES)}, e.g. lut:skip, not '{text}'"
            )
        head, params = f"lut:{base}", (("base", base), *params)
    elif colon:
        raise ConfigurationError(f"write {name} or {name},KEY=VALUE,..., not '{text}'")
    shown = [f"{key}={value}" for key, value in params if key != "base"]
    return EstimatorName(",".join([head, *shown]), name, params)


def _parameters(name: str, options: list[str]) -> tuple[tuple[str, Any], ...]:
    """Return the parameters in ``["key=value", ...]`` that differ from the estimator's defaults, sorted."""
    if not options:
        return ()
    given = pairs(options, None, name)
    known = registry.parameters(name)
    for key in given:
        if key not in known:
            raise did_you_mean(key, known, f"parameter of {name}")
    read = {key: scalar(value) for key, value in given.items()}
    return tuple(sorted((key, value) for key, value in read.items() if value != known[key]))
