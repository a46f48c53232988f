"""What defines a run: its specification, identity (key and digest) and random stream."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from suite.errors import ConfigurationError
from suite.estimators.cost_source import TABLE, CostSource, parse_cost_source
from suite.language import Scalar
from suite.objectives.devices import Devices, parse_devices, parse_metric
from suite.objectives.fitness import Fitness, parse_fitness
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.formulations import Formulation
from suite.study.budget import Budget

__all__ = ["Budget", "RunSpec", "Scalar", "canonical_json", "rng_for"]


@dataclass(frozen=True, init=False)
class RunSpec:
    """One search, fully specified; together with the tables it determines every byte of the record.

    Fitness, devices, cost source and formulation are given as values or as texts (docs/language.md); texts are read
    here, once, and kept as values.

    Attributes:
        experiment: which study the run belongs to; part of the seed, so that studies are independent of each other.
        algorithm: name in the registry.
        dataset: whose accuracies and costs are searched.
        fitness: what the search sees as accuracy: a protocol such as "valid@200:mean", "score:<name>" for a score
            table, or another stand-in of :mod:`suite.objectives.fitness`.
        budget: when the run ends.
        seed: number of the repetition, from 0.
        device: hardware device, several such as "worst:raspi4,pixel3" (:mod:`suite.objectives.devices`), or None for
            a search on the fitness alone.
        metric: "latency", "energy", or "latency+energy" for a column of each.
        params: hyper-parameters other than the defaults; given as a mapping or as pairs, kept sorted.
        unmeasured: "infeasible", or "fastest": the cost -1 for architectures without a measurement.
        formulation: None (also given as "pareto"), or what turns fitness error and costs into one objective, such as
            "constrained:4.5" (:mod:`suite.objectives.formulations`).
        record_population: whether the survivors of every generation are recorded.
        cost_source: "table", or an estimator with its number of measurements, such as "help:10": the search sees
            estimated costs. Runs are always judged by the tables' costs.
    """

    experiment: str
    algorithm: str
    dataset: str
    fitness: Fitness
    budget: Budget
    seed: int
    device: Devices | None
    metric: str
    params: tuple[tuple[str, Scalar], ...]
    unmeasured: str
    formulation: Formulation | None
    record_population: bool
    cost_source: CostSource

    def __init__(
        self,
        *,
        experiment: str,
        algorithm: str,
        dataset: str,
        fitness: Fitness | str,
        budget: Budget,
        seed: int,
        device: Devices | str | None = None,
        metric: str = "latency",
        params: Mapping[str, Scalar] | Iterable[tuple[str, Scalar]] = (),
        unmeasured: str = "infeasible",
        formulation: Formulation | str | None = None,
        record_population: bool = False,
        cost_source: CostSource | str = TABLE,
    ) -> None:
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
            raise ConfigurationError(f"a seed is a whole number from 0, not {seed!r}")
        words = {"experiment": experiment, "algorithm": algorithm, "dataset": dataset, "unmeasured": unmeasured}
        for name, word in words.items():
            if not isinstance(word, str):
                raise ConfigurationError(f"{name} of a run is a text, not {word!r}")
        if not isinstance(record_population, bool):
            raise ConfigurationError(
                f"whether a run records its population is true or false, not {record_population!r}"
            )
        values: dict[str, Any] = {
            "experiment": experiment,
            "algorithm": algorithm,
            "dataset": dataset,
            "fitness": parse_fitness(fitness),
            "budget": budget,
            "seed": int(seed),
            "device": None if device is None else parse_devices(device),
            "metric": parse_metric(metric),
            "params": _sorted_params(params),
            "unmeasured": unmeasured,
            "formulation": parse_formulation(formulation),
            "record_population": record_population,
            "cost_source": parse_cost_source(cost_source),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """Return the specification as JSON-serialisable values: texts where there are parsed values."""
        result = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in ("fitness", "device", "formulation", "cost_source"):
            result[name] = None if result[name] is None else result[name].text
        return result | {"budget": self.budget.as_dict(), "params": dict(self.params)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RunSpec:
        """Return the specification that :meth:`as_dict` described.

        Raises:
            ConfigurationError: for missing, additional or invalid fields.
        """
        names = {each.name for each in fields(cls)}
        if set(values) != names:
            raise ConfigurationError(f"a run specification has the fields {', '.join(sorted(names))}")
        if not isinstance(values["budget"], Mapping) or not isinstance(values["params"], Mapping):
            raise ConfigurationError("budget and params of a run specification are mappings")
        for name in ("fitness", "cost_source"):
            if not isinstance(values[name], str):
                raise ConfigurationError(f"{name} of a run specification is a text")
        return cls(**{**values, "budget": Budget.from_dict(values["budget"])})

    def key(self) -> str:
        """Return the canonical text of the specification: JSON, keys sorted, ASCII."""
        return canonical_json(self.as_dict())

    def digest(self, data_hash: str = "", score_hash: str = "", device_hash: str = "") -> str:
        """Return the identity of the run on the tables with ``data_hash``: sha256, 64 hexadecimal digits.

        The hash of the tables belongs to it, so that records of other tables are other runs and never mix; so does
        those of the score tables where the fitness reads any (:func:`suite.objectives.stand_in.score_hash`), and of
        added devices where the costs are theirs (:func:`suite.objectives.costs.device_hash`).
        """
        scores = f"\n{score_hash}" if score_hash else ""
        devices = f"\ndevices {device_hash}" if device_hash else ""
        return hashlib.sha256(f"{self.key()}\n{data_hash}{scores}{devices}".encode()).hexdigest()

    def seed_key(self) -> tuple[str, str, str, str | None, str, int]:
        """Return what the random stream depends on; without ``params``, so that variants of a method start alike."""
        device = None if self.device is None else self.device.text
        return (self.experiment, self.algorithm, self.dataset, device, self.metric, self.seed)


def rng_for(spec: RunSpec) -> np.random.Generator:
    """Return the run's generator: PCG64 seeded by the sha256 of the seed key, whatever the order of runs or workers."""
    digest = hashlib.sha256(canonical_json(list(spec.seed_key())).encode("ascii")).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest, "big"))))


def canonical_json(value: Any) -> str:
    """Return one text per value: sorted keys, no blanks, ASCII, shortest float that round-trips."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _sorted_params(given: Mapping[str, Scalar] | Iterable[tuple[str, Scalar]]) -> tuple[tuple[str, Scalar], ...]:
    pairs = given.items() if isinstance(given, Mapping) else given
    params = tuple(sorted((str(name), _scalar(str(name), value)) for name, value in pairs))
    if len({name for name, _ in params}) < len(params):
        raise ConfigurationError("a parameter is given twice")
    return params


def _scalar(name: str, value: Any) -> Scalar:
    if isinstance(value, np.generic):
        value = value.item()
    if value is not None and not isinstance(value, (str, int, float, bool)):
        raise ConfigurationError(f"parameter {name} must be a number, a text, true, false or none, not {value!r}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ConfigurationError(f"parameter {name} must be finite, not {value}")
    return value
