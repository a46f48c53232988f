"""What defines a run: its specification, identity (key and digest) and random stream."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from suite.errors import ConfigurationError
from suite.objectives.costs import TABLE, canonical_cost, canonical_device, canonical_metric
from suite.objectives.fitness import canonical
from suite.objectives.formulation_text import canonical_formulation
from suite.study.budget import Budget

__all__ = ["Budget", "RunSpec", "canonical_json", "rng_for"]
Scalar = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """One search, fully specified; together with the tables it determines every byte of the record.

    Attributes:
        experiment: which study the run belongs to; part of the seed, so that studies are independent of each other.
        algorithm: name in the registry.
        dataset: whose accuracies and costs are searched.
        device: hardware device, several such as "worst:raspi4,pixel3" (:mod:`suite.objectives.costs`), or None for a
            search on the accuracy proxy alone.
        metric: "latency", "energy", or "latency+energy" for a column of each.
        accuracy: the fitness: a protocol such as "valid@200:mean", "score:<name>" for a score table, or another
            stand-in of :mod:`suite.objectives.fitness`; kept as its canonical text.
        params: hyper-parameters other than the defaults; given as a mapping or as pairs, kept sorted.
        budget: when the run ends.
        seed: number of the repetition, from 0.
        unmeasured: "infeasible", or "fastest": the cost -1 for architectures without a measurement.
        scalarise: None, or a formulation that turns proxy error and costs into one objective, such as
            "constrained:4.5" (:mod:`suite.objectives.formulations`).
        record_population: whether the survivors of every generation are recorded.
        cost: "table", or an estimator with its number of measurements, such as "help:10": the search sees estimated
            costs. Runs are always judged by the tables' costs.
    """

    experiment: str
    algorithm: str
    dataset: str
    accuracy: str
    budget: Budget
    seed: int
    device: str | None = None
    metric: str = "latency"
    params: tuple[tuple[str, Scalar], ...] = ()
    unmeasured: str = "infeasible"
    scalarise: str | None = None
    record_population: bool = False
    cost: str = TABLE

    def __post_init__(self) -> None:
        # one text per meaning, so that "valid@200" and "worst:pixel3,raspi4" are no other runs
        object.__setattr__(self, "accuracy", canonical(self.accuracy))
        if self.device is not None:
            object.__setattr__(self, "device", canonical_device(self.device))
        object.__setattr__(self, "metric", canonical_metric(self.metric))
        object.__setattr__(self, "cost", canonical_cost(self.cost))
        object.__setattr__(self, "scalarise", canonical_formulation(self.scalarise))
        pairs = self.params.items() if isinstance(self.params, Mapping) else self.params
        params = tuple(sorted((str(name), _scalar(str(name), value)) for name, value in pairs))
        if len({name for name, _ in params}) < len(params):
            raise ConfigurationError("a parameter is given twice")
        object.__setattr__(self, "params", params)
        if isinstance(self.seed, bool) or not isinstance(self.seed, (int, np.integer)) or self.seed < 0:
            raise ConfigurationError(f"a seed is a whole number from 0, not {self.seed!r}")
        object.__setattr__(self, "seed", int(self.seed))

    def as_dict(self) -> dict[str, Any]:
        """Return the specification as JSON-serialisable values.

        ``cost`` is left out where it is the tables', so that the digests from before there was a choice still hold.
        """
        result = asdict(self)
        if self.cost == TABLE:
            del result["cost"]
        result["budget"] = self.budget.as_dict()
        result["params"] = dict(self.params)
        return result

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RunSpec:
        """Return the specification that :meth:`as_dict` described.

        Raises:
            ConfigurationError: for missing, additional or invalid fields.
        """
        names = {each.name for each in fields(cls)}
        if set(values) | {"cost"} != names or values.get("cost") == TABLE:
            raise ConfigurationError(
                f"a run specification has the fields {', '.join(sorted(names))} (cost only where it is not the tables')"
            )
        if not isinstance(values["budget"], Mapping) or not isinstance(values["params"], Mapping):
            raise ConfigurationError("budget and params of a run specification are mappings")
        return cls(**{**values, "budget": Budget.from_dict(values["budget"])})

    def key(self) -> str:
        """Return the canonical text of the specification: JSON, keys sorted, ASCII."""
        return canonical_json(self.as_dict())

    def digest(self, data_hash: str = "", score_hash: str = "") -> str:
        """Return the identity of the run on the tables with ``data_hash``: sha256, 64 hexadecimal digits.

        The hash of the tables belongs to it, so that records of other tables are other runs and never mix; so does
        that of the score tables where the fitness reads any (:func:`suite.objectives.stand_in.score_hash`).
        """
        scores = f"\n{score_hash}" if score_hash else ""
        return hashlib.sha256(f"{self.key()}\n{data_hash}{scores}".encode("ascii")).hexdigest()

    def seed_key(self) -> tuple[str, str, str, str | None, str, int]:
        """Return what the random stream depends on; without ``params``, so that variants of a method are paired."""
        return (self.experiment, self.algorithm, self.dataset, self.device, self.metric, self.seed)


def rng_for(spec: RunSpec) -> np.random.Generator:
    """Return the run's generator: PCG64 seeded by the sha256 of the seed key, whatever the order of runs or workers."""
    digest = hashlib.sha256(canonical_json(list(spec.seed_key())).encode("ascii")).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest, "big"))))


def canonical_json(value: Any) -> str:
    """Return one text per value: sorted keys, no blanks, ASCII, shortest float that round-trips."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _scalar(name: str, value: Any) -> Scalar:
    if isinstance(value, np.generic):
        value = value.item()
    if value is not None and not isinstance(value, (str, int, float, bool)):
        raise ConfigurationError(f"parameter {name} must be a number, a text, true, false or none, not {value!r}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ConfigurationError(f"parameter {name} must be finite, not {value}")
    return value
