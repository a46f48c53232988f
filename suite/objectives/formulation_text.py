"""From the text of a formulation to what it means; the forms are listed in :mod:`suite.objectives.formulations`."""

from __future__ import annotations

import math
from functools import lru_cache

from suite.errors import ConfigurationError, did_you_mean
from suite.objectives.formulations import (
    FIRST_SHARE,
    HARD_W,
    KINDS,
    PARETO,
    PENALTY_PER_PERCENT,
    SAMPLE,
    SOFT_W,
    Formulation,
)


def canonical_formulation(text: str | None) -> str | None:
    """Return the one text of a formulation; None for "pareto" and None.

    Raises:
        SuiteError: as :func:`parse_formulation`.
    """
    return None if text is None or text.strip() == PARETO else parse_formulation(text).text


@lru_cache(maxsize=256)
def parse_formulation(text: str) -> Formulation:
    """Return the formulation that ``text`` names.

    Raises:
        UnknownNameError: for an unknown formulation.
        ConfigurationError: for a malformed text, or numbers out of range.
    """
    kind, _, rest = (part.strip() for part in text.partition(":"))
    if kind not in KINDS or kind == PARETO:
        raise did_you_mean(kind, KINDS, "formulation")
    parts = [part.strip() for part in rest.split(",")]
    if kind == "constrained":
        hard = parts[1:] == ["hard"]
        weight = PENALTY_PER_PERCENT if hard or len(parts) == 1 else _number(parts[1])
        if len(parts) <= 2 and weight > 0 and _positive(parts[0]):
            return Formulation(kind, _bounds(parts[0]), weight, hard)
        raise _wrong(text, "constrained:LIMIT[,WEIGHT or hard] with a positive limit, e.g. constrained:4.5")
    if kind == "weighted-product":
        hard = parts[-1] == "hard"
        numbers = parts[1:-1] if parts[-1] in ("hard", "soft") else parts[1:]
        w = _number(numbers[0]) if numbers else HARD_W if hard else SOFT_W
        if len(numbers) <= 1 and w < 0 and _positive(parts[0]):
            return Formulation(kind, _bounds(parts[0]), w, hard)
        raise _wrong(
            text, "weighted-product:TARGET,W[,soft or hard] with a negative W, e.g. weighted-product:4.5,-0.07"
        )
    if kind == "two-stage":
        share = _number(parts[1]) if len(parts) > 1 else FIRST_SHARE
        if len(parts) <= 2 and _number(parts[0]) >= 0 and 0 < share <= 1:
            return Formulation(kind, number=_number(parts[0]), share=share)
        raise _wrong(text, "two-stage:TOLERANCE[,SHARE of the budget], e.g. two-stage:0.5")
    name, equals, value = (part.strip() for part in (parts[1] if len(parts) > 1 else f"sample={SAMPLE}").partition("="))
    if len(parts) <= 2 and 0 <= _number(parts[0]) <= 1 and equals:
        if name == "spans" and _positive(value) and "/" in value:
            return Formulation(kind, _bounds(value), _number(parts[0]))
        if name == "sample" and value.isascii() and value.isdigit() and int(value) >= 4:
            return Formulation(kind, number=_number(parts[0]), sample=int(value))
    raise _wrong(text, "weighted-sum:LAMBDA[,sample=N or spans=ERROR/COST] with LAMBDA from 0 to 1 and N from 4")


def _bounds(text: str) -> tuple[float, ...]:
    return tuple(_number(part) for part in text.split("/"))


def _positive(text: str) -> bool:
    return all(number > 0 for number in _bounds(text))


def _number(text: str) -> float:
    """Return a finite number; NaN, which no range holds, for anything else."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _wrong(text: str, form: str) -> ConfigurationError:
    return ConfigurationError(f"cannot read the formulation '{text}': write {form}")
