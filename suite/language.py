"""The words of the small text language in which a search names what it sees (docs/language.md).

A text has a head, and after a colon what the head takes: names, numbers, or ``NAME=VALUE`` pairs, separated by commas.
Fitness, cost source, several devices and formulation are such texts. Each is read once, where it enters, into a value
whose ``text`` is the one spelling of its meaning; the modules that read them share what is here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from suite.errors import ConfigurationError, did_you_mean

Scalar = bool | int | float | str | None


def split_head(text: str) -> tuple[str, str | None]:
    """Return the head of ``HEAD:REST`` and its rest, without blanks around them; the rest is None without a colon."""
    head, colon, rest = text.partition(":")
    return head.strip(), rest.strip() if colon else None


def split_list(text: str) -> list[str]:
    """Return the parts of ``A,B,C``, without blanks around them; empty parts are left out."""
    return [part for part in (part.strip() for part in text.split(",")) if part]


def pairs(parts: Iterable[str], known: Sequence[str] | None, kind: str) -> dict[str, str]:
    """Return ``NAME=VALUE`` texts as a mapping.

    Args:
        parts: the texts.
        known: the names that there are; None takes any.
        kind: whose they are, for messages.

    Raises:
        ConfigurationError: for a text that is no pair, or a name given twice.
        UnknownNameError: for an unknown name.
    """
    result: dict[str, str] = {}
    for part in parts:
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value):
            raise ConfigurationError(f"write the parameters of {kind} as NAME=VALUE, not '{part}'")
        if known is not None and name not in known:
            raise did_you_mean(name, known, f"parameter of {kind}")
        if name in result:
            raise ConfigurationError(f"{name} is given twice")
        result[name] = value
    return result


def finite_number(text: str) -> float:
    """Return a finite number; NaN, which no range holds, for anything else."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def whole_number(text: str) -> int | None:
    """Return a whole number from 0 of at most 18 digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def scalar(text: str) -> Scalar:
    """Return ``text`` as true, false, none or a number if it reads as one, else as it is."""
    words: dict[str, bool | None] = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
