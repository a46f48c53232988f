"""Checks of hyper-parameters that several methods share."""

from __future__ import annotations

import math

from suite.errors import ConfigurationError


def one_of(value: str, known: tuple[str, ...], what: str) -> str:
    """Return ``value`` or raise ConfigurationError if it is not one of the ``known``."""
    if value not in known:
        raise ConfigurationError(f"{what} must be one of {', '.join(known)}, not '{value}'")
    return value


def positive(value: float, what: str) -> float:
    """Return ``value`` as a float or raise ConfigurationError unless it is finite and above 0."""
    if not (math.isfinite(value) and value > 0.0):
        raise ConfigurationError(f"{what} must be a positive number, not {value}")
    return float(value)


def not_negative(value: float, what: str) -> float:
    """Return ``value`` as a float or raise ConfigurationError unless it is finite and at least 0."""
    if not (math.isfinite(value) and value >= 0.0):
        raise ConfigurationError(f"{what} must not be negative, but is {value}")
    return float(value)
