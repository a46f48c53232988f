"""When a run ends: queries, distinct architectures, or simulated seconds by one of three rules of accounting."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from suite.errors import ConfigurationError, did_you_mean

BUDGET_KINDS = ("queries", "distinct", "seconds")
LARGEST = {"queries": 10**7, "distinct": 10**7, "seconds": 10**9}
"""Above it is a slip: 640 queries per cell of NAS-Bench-201, or 30 years, and a trace that no longer fits in memory."""
PROTOCOLS = {
    "nb201-seconds": {"charge": "every", "validation": True, "overrun": "discard"},
    "nats-seconds": {"charge": "every", "validation": True, "overrun": "keep"},
}
"""Accounting of simulated seconds in the public scripts of NAS-Bench-201 (12,000 s) and NATS-Bench (20,000 s on)."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """When a run ends: exactly one limit. The query with which the count reaches the limit is the last one.

    Attributes:
        queries: every evaluation counts, repetitions too.
        distinct: repetitions are free.
        seconds: simulated: training time by the tables, for the epochs of the fitness.
        charge: seconds only: "distinct" (repetitions are free) or "every" (each evaluation costs, repetitions too).
        validation: seconds only: whether an evaluation also costs one pass over the validation images, which is
            estimated (:mod:`suite.study.cost`).
        overrun: seconds only: "keep" the query that crosses the limit, or "discard" it unevaluated; the first query of
            a run is always evaluated.
    """

    queries: int | None = None
    distinct: int | None = None
    seconds: float | None = None
    charge: str = "distinct"
    validation: bool = False
    overrun: str = "keep"

    def __post_init__(self) -> None:
        given = [kind for kind in BUDGET_KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ConfigurationError(f"a budget has exactly one limit: give one of {', '.join(BUDGET_KINDS)}")
        limit = getattr(self, given[0])
        if isinstance(limit, bool) or not isinstance(limit, (int, float, np.integer, np.floating)):
            raise ConfigurationError(f"a budget is a number, not {limit!r}")
        if not math.isfinite(limit) or limit <= 0:
            raise ConfigurationError(f"a budget must be positive and finite, not {limit}")
        if limit > LARGEST[given[0]]:
            raise ConfigurationError(f"a budget of {given[0]} is at most {LARGEST[given[0]]:,}, not {limit:g}")
        if given[0] == "seconds":
            object.__setattr__(self, "seconds", float(limit))
        elif limit != int(limit):
            raise ConfigurationError(f"a budget of {given[0]} is a whole number, not {limit}")
        else:
            object.__setattr__(self, given[0], int(limit))
        self._check_accounting()

    def _check_accounting(self) -> None:
        if self.charge not in ("distinct", "every") or self.overrun not in ("keep", "discard"):
            raise ConfigurationError("a budget charges 'distinct' or 'every', and overruns 'keep' or 'discard'")
        if not isinstance(self.validation, bool):
            raise ConfigurationError(f"whether a budget counts validation is true or false, not {self.validation!r}")
        if self.seconds is None and self.accounting():
            raise ConfigurationError("charge, validation and overrun belong to budgets in seconds")

    @classmethod
    def of(cls, kind: str, limit: float) -> Budget:
        """Return a budget of ``limit`` units of ``kind``: one of :data:`BUDGET_KINDS` or :data:`PROTOCOLS`."""
        if kind in PROTOCOLS:
            return cls(seconds=limit, **PROTOCOLS[kind])  # type: ignore[arg-type]
        if kind not in BUDGET_KINDS:
            raise did_you_mean(kind, (*BUDGET_KINDS, *PROTOCOLS), "kind of budget")
        return cls(**{kind: limit})  # type: ignore[arg-type]  # checked and converted in __post_init__

    @classmethod
    def nasbench201(cls, seconds: float = 12_000.0) -> Budget:
        """Return the accounting of NAS-Bench-201: 12 epochs and a validation pass per evaluation, repeats included."""
        return cls.of("nb201-seconds", seconds)

    @classmethod
    def nats(cls, seconds: float) -> Budget:
        """Return the accounting of NATS-Bench: as NAS-Bench-201's, but the query that crosses the limit counts."""
        return cls.of("nats-seconds", seconds)

    @property
    def kind(self) -> str:
        """Which of the three is limited."""
        return next(kind for kind in BUDGET_KINDS if getattr(self, kind) is not None)

    @property
    def limit(self) -> float:
        """The limit, in the unit of :attr:`kind`."""
        return float(getattr(self, self.kind))

    def accounting(self) -> dict[str, Any]:
        """Return charge, validation and overrun as far as they differ from their defaults."""
        rules = [each for each in fields(self) if each.name in ("charge", "validation", "overrun")]
        return {rule.name: getattr(self, rule.name) for rule in rules if getattr(self, rule.name) != rule.default}

    def as_dict(self) -> dict[str, Any]:
        """Return the limit and what differs from the defaults, JSON-serialisable."""
        return {self.kind: getattr(self, self.kind), **self.accounting()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Budget:
        """Return the budget that :meth:`as_dict` described.

        Raises:
            ConfigurationError: for unknown or invalid fields.
        """
        if not set(values) <= {each.name for each in fields(cls)}:
            raise ConfigurationError(f"a budget has exactly one limit: give one of {', '.join(BUDGET_KINDS)}")
        return cls(**values)

    def describe(self) -> str:
        """Return the budget in words."""
        unit = {"queries": "queries", "distinct": "distinct architectures", "seconds": "simulated training seconds"}
        limit = int(self.limit) if self.limit == int(self.limit) else self.limit
        rules = {
            "charge": "every evaluation charged",
            "validation": "with an estimated validation pass",
            "overrun": "overruns discarded",
        }
        notes = ", ".join(rules[name] for name in self.accounting())
        return f"{limit:,} {unit[self.kind]}" + (f" ({notes})" if notes else "")
