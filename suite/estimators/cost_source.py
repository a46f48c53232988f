"""Where a search takes its hardware costs from: the tables, or an estimator after a few measurements.

================================  ==================================================================================
text                              cost
================================  ==================================================================================
``table``                         the measured cost itself
``help:10``, ``ridge:50``         the estimator, fitted to that many measured architectures, drawn per seed
``macs:10``, ``params:10``        scaled to that many
``lut:none``, ``lut:skip``        the look-up table with that base; it has measurements of its own (25)
``ridge:50,features=path``        the same with parameters of the estimator
================================  ==================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators import registry
from suite.estimators.naming import parse_estimator
from suite.language import whole_number


@dataclass(frozen=True)
class CostSource:
    """A source of hardware costs; made by :func:`parse_cost_source`.

    Attributes:
        text: the one text of this source, part of a run's identity.
        name: of the estimator; "" for the tables.
        n: number of measurements; 0 for the tables.
        params: parameters of the estimator other than its defaults, sorted.
    """

    text: str
    name: str = ""
    n: int = 0
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def estimated(self) -> bool:
        """Whether the costs are estimates rather than the tables' measurements; captions must say so."""
        return bool(self.name)

    def describe(self) -> str:
        """Return the source in words, for captions."""
        if not self.estimated:
            return "cost of the tables"
        chosen = "".join(f", {key} {value}" for key, value in self.params)
        return f"cost ESTIMATED by {self.name} from {self.n} measured architectures{chosen}"

    def __str__(self) -> str:
        return self.text


TABLE = CostSource("table")
"""The tables' own measurements."""


def parse_cost_source(text: CostSource | str) -> CostSource:
    """Return the cost source that ``text`` names; a value is returned as it is.

    Raises:
        UnknownNameError: for an unknown estimator or parameter.
        ConfigurationError: for a malformed text, or fewer measurements than the estimator needs.
    """
    return text if isinstance(text, CostSource) else _parse(text.strip())


@lru_cache(maxsize=256)
def _parse(text: str) -> CostSource:
    if text == TABLE.text:
        return TABLE
    head, comma, options = text.partition(",")
    name, _, number = (part.strip() for part in head.partition(":"))
    if name == "lut":
        from suite.estimators.lut import SIZE

        method = parse_estimator(text)
        return CostSource(method.text, name, SIZE, method.params)
    if name == TABLE.text:
        raise ConfigurationError(f"write {TABLE} alone, not '{text}'")
    if name not in registry.BUILT_IN:
        raise did_you_mean(name, [TABLE.text, *registry.BUILT_IN], "cost source")
    method = parse_estimator(f"{name}{comma}{options}")
    n = whole_number(number)
    if n is None or len(number) > 6:
        raise ConfigurationError(f"write {name}:N with the number of measured architectures, e.g. {name}:10")
    if name not in registry.NEEDS_TORCH:  # those say it when they are made: naming one must not need torch
        registry.get(name).check_number(n)
    if n < 1:
        raise ConfigurationError(f"{name} needs at least one measurement")
    return CostSource(f"{name}:{n}{method.text.removeprefix(name)}", name, n, method.params)
