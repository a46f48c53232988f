"""Estimators and estimated costs by text, such as ``ridge,features=path`` and ``help:10``; one canonical text each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators import registry

if TYPE_CHECKING:
    import numpy as np

    from suite.estimators.base import Estimator
    from suite.spaces.base import SearchSpace

TABLE = "table"
LUT_BASES = ("none", "skip", "3x3")


@dataclass(frozen=True)
class CostText:
    """An estimated cost by name; made by :func:`parse_cost`.

    Attributes:
        text: canonical text, part of a run's identity.
        name: of the estimator.
        n: number of measurements.
        params: parameters of the estimator other than its defaults, sorted.
    """

    text: str
    name: str
    n: int
    params: tuple[tuple[str, Any], ...] = ()

    def describe(self) -> str:
        """Return the cost in words, for captions."""
        chosen = "".join(f", {key} {value}" for key, value in self.params)
        return f"cost ESTIMATED by {self.name} from {self.n} measured architectures{chosen}"


def canonical_cost(text: str) -> str:
    """Return the one text of a cost, so that equal searches are one run; ``table`` stays.

    Raises:
        UnknownNameError: for an unknown estimator or parameter.
        ConfigurationError: for a malformed text.
    """
    return TABLE if text.strip() == TABLE else parse_cost(text).text


@lru_cache(maxsize=256)
def parse_cost(text: str) -> CostText:
    """Return what ``text`` names (the forms: :mod:`suite.estimators.estimated`).

    Raises:
        UnknownNameError: for an unknown estimator or parameter.
        ConfigurationError: for a malformed text, or fewer measurements than the estimator needs.
    """
    head, comma, options = text.strip().partition(",")
    name, _, number = (part.strip() for part in head.partition(":"))
    if name == "lut":
        from suite.estimators.lut import SIZE

        method = parse_method(text)
        return CostText(method.text, name, SIZE, method.params)
    if name not in registry.BUILT_IN:
        raise did_you_mean(name, [TABLE, *registry.BUILT_IN], "cost")
    method = parse_method(f"{name}{comma}{options}")
    if not (number.isascii() and number.isdigit()) or len(number) > 6:
        raise ConfigurationError(f"write {name}:N with the number of measured architectures, e.g. {name}:10")
    n = int(number)
    if name not in registry.NEEDS_TORCH:  # those say it when they are made: naming one must not need torch
        registry.get(name).check_number(n)
    if n < 1:
        raise ConfigurationError(f"{name} needs at least one measurement")
    return CostText(f"{name}:{n}{method.text.removeprefix(name)}", name, n, method.params)


@dataclass(frozen=True)
class MethodText:
    """An estimator by name, without a number of measurements; made by :func:`parse_method`.

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
def parse_method(text: str) -> MethodText:
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
    return MethodText(",".join([head, *shown]), name, params)


def _parameters(name: str, options: list[str]) -> tuple[tuple[str, Any], ...]:
    """Return the parameters in ``["key=value", ...]`` that differ from the estimator's defaults, sorted."""
    given: dict[str, Any] = {}
    for option in options:
        key, equals, value = (part.strip() for part in option.partition("="))
        if not (key and equals and value):
            raise ConfigurationError(f"write parameters of {name} as KEY=VALUE, not '{option}'")
        if key in given:
            raise ConfigurationError(f"{key} is given twice")
        given[key] = read_value(value)
    if not given:
        return ()
    known = registry.parameters(name)
    for key in given:
        if key not in known:
            raise did_you_mean(key, known, f"parameter of {name}")
    return tuple(sorted((key, value) for key, value in given.items() if value != known[key]))


def read_value(text: str) -> bool | int | float | str | None:
    """Return ``text`` as true, false, none or a number if it reads as one, else as it is."""
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
