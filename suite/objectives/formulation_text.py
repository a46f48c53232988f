"""From the text of a formulation to what it means; the forms are listed in :mod:`suite.objectives.formulations`."""

from __future__ import annotations

from functools import lru_cache

from suite.errors import ConfigurationError, did_you_mean
from suite.kernels.reward import HARD_W, SOFT_W
from suite.language import finite_number, whole_number
from suite.objectives.formulations import (
    FIRST_SHARE,
    KINDS,
    PARETO,
    PENALTY_PER_PERCENT,
    SAMPLE,
    Formulation,
)


def parse_formulation(text: Formulation | str | None) -> Formulation | None:
    """Return the formulation that ``text`` names; None for "pareto" and None, a value as it is.

    Raises:
        UnknownNameError: for an unknown formulation.
        ConfigurationError: for a malformed text, or numbers out of range.
    """
    if text is None or isinstance(text, Formulation):
        return text
    return None if text.strip() == PARETO else _parse(text)


@lru_cache(maxsize=256)
def _parse(text: str) -> Formulation:
    kind, _, rest = (part.strip() for part in text.partition(":"))
    if kind == PARETO:
        raise _wrong(text, f"{PARETO} alone")
    if kind not in KINDS:
        raise did_you_mean(kind, KINDS, "formulation")
    parts = [part.strip() for part in rest.split(",")]
    if kind == "constrained":
        hard = parts[1:] == ["hard"]
        weight = PENALTY_PER_PERCENT if hard or len(parts) == 1 else finite_number(parts[1])
        if len(parts) <= 2 and weight > 0 and _positive(parts[0]):
            return Formulation(kind, _bounds(parts[0]), weight, hard)
        raise _wrong(text, "constrained:LIMIT[,WEIGHT or hard] with a positive limit, e.g. constrained:4.5")
    if kind == "weighted-product":
        hard = parts[-1] == "hard"
        numbers = parts[1:-1] if parts[-1] in ("hard", "soft") else parts[1:]
        w = finite_number(numbers[0]) if numbers else HARD_W if hard else SOFT_W
        if len(numbers) <= 1 and w < 0 and _positive(parts[0]):
            return Formulation(kind, _bounds(parts[0]), w, hard)
        raise _wrong(
            text, "weighted-product:TARGET,W[,soft or hard] with a negative W, e.g. weighted-product:4.5,-0.07"
        )
    if kind == "two-stage":
        share = finite_number(parts[1]) if len(parts) > 1 else FIRST_SHARE
        if len(parts) <= 2 and finite_number(parts[0]) >= 0 and 0 < share <= 1:
            return Formulation(kind, number=finite_number(parts[0]), share=share)
        raise _wrong(text, "two-stage:TOLERANCE[,SHARE of the budget], e.g. two-stage:0.5")
    name, equals, value = (part.strip() for part in (parts[1] if len(parts) > 1 else f"sample={SAMPLE}").partition("="))
    if len(parts) <= 2 and 0 <= finite_number(parts[0]) <= 1 and equals:
        if name == "spans" and _positive(value) and "/" in value:
            return Formulation(kind, _bounds(value), finite_number(parts[0]))
        if name == "sample" and (sample := whole_number(value)) is not None and sample >= 4:
            return Formulation(kind, number=finite_number(parts[0]), sample=sample)
    raise _wrong(text, "weighted-sum:LAMBDA[,sample=N or spans=ERROR/COST] with LAMBDA from 0 to 1 and N from 4")


def _bounds(text: str) -> tuple[float, ...]:
    return tuple(finite_number(part) for part in text.split("/"))


def _positive(text: str) -> bool:
    return all(number > 0 for number in _bounds(text))


def _wrong(text: str, form: str) -> ConfigurationError:
    return ConfigurationError(f"cannot read the formulation '{text}': write {form}")
