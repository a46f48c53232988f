"""A device's cost as an estimator sees it after a few measurements: what a search may use in place of the table.

================================  ==================================================================================
text                              cost
================================  ==================================================================================
``table``                         the measured cost itself (no estimator; nothing in this module makes it)
``help:10``, ``ridge:50``         the estimator, fitted to that many measured architectures, drawn per seed
``macs:10``, ``params:10``        scaled to that many
``lut:none``, ``lut:skip``        the look-up table with that base; it has measurements of its own (25)
``ridge:50,features=path``        the same with parameters of the estimator
================================  ==================================================================================
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators import registry

if TYPE_CHECKING:
    from suite.benchmark import Benchmark
    from suite.estimators.base import Estimator

Floats = NDArray[np.float64]
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
    """Return what ``text`` names (the forms are at the head of this module).

    Raises:
        UnknownNameError: for an unknown estimator or parameter.
        ConfigurationError: for a malformed text, or fewer measurements than the estimator needs.
    """
    head, *options = (part.strip() for part in text.strip().split(","))
    name, _, number = (part.strip() for part in head.partition(":"))
    if name not in registry.BUILT_IN:
        raise did_you_mean(name, [TABLE, *registry.BUILT_IN], "cost")
    params = _parameters(name, options)
    if name == "lut":
        return _lut(text, number, params)
    if not (number.isascii() and number.isdigit()) or len(number) > 6:
        raise ConfigurationError(f"write {name}:N with the number of measured architectures, e.g. {name}:10")
    if name not in registry.NEEDS_TORCH:  # those say it when they are made: naming one must not need torch
        registry.get(name).check_number(int(number))
    if int(number) < 1:
        raise ConfigurationError(f"{name} needs at least one measurement")
    return CostText(_joined(f"{name}:{int(number)}", params), name, int(number), params)


def _lut(text: str, base: str, params: tuple[tuple[str, Any], ...]) -> CostText:
    from suite.estimators.lut import SIZE

    base = base or "none"
    if base not in LUT_BASES or any(key == "base" for key, _ in params):
        raise ConfigurationError(f"write lut:BASE with a base of {', '.join(LUT_BASES)}, e.g. lut:skip, not '{text}'")
    return CostText(_joined(f"lut:{base}", params), "lut", SIZE, (("base", base), *params))


def _parameters(name: str, options: list[str]) -> tuple[tuple[str, Any], ...]:
    """Return the parameters in ``["key=value", ...]`` that differ from the estimator's defaults, sorted."""
    given: dict[str, Any] = {}
    for option in options:
        key, equals, value = (part.strip() for part in option.partition("="))
        if not (key and equals and value):
            raise ConfigurationError(f"write {name}:N,KEY=VALUE,..., not '{option}'")
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


def _joined(head: str, params: tuple[tuple[str, Any], ...]) -> str:
    return ",".join([head, *(f"{key}={value}" for key, value in params)])


def draw_seed(text: str, dataset: str, device: str, metric: str, seed: int) -> np.random.SeedSequence:
    """Return the seed of the measured architectures and of the estimator: sha256 of all five."""
    digest = hashlib.sha256(f"cost\n{text}\n{dataset}\n{device}\n{metric}\n{seed}".encode()).digest()
    return np.random.SeedSequence(int.from_bytes(digest, "big"))


def estimated_cost(
    benchmark: Benchmark, dataset: str, device: str, metric: str, text: str, seed: int = 0
) -> NDArray[np.float64]:
    """Return the estimated cost of every architecture, ``(size,)``, in ms or mJ.

    What is measured is drawn from the architectures that the device measured and whose input reaches their output (the
    look-up table measures its own, connected or not). An architecture without a measurement on the device stays NaN:
    that it does not compile there is known without measuring its cost.

    Args:
        benchmark: the tables.
        dataset: input data set of the measurement.
        device: one of the devices of the tables.
        metric: "latency" or "energy".
        text: such as "help:10", see the head of this module.
        seed: number of the run; the draw depends on it, on ``text``, data set, device and metric alone.

    Raises:
        UnknownNameError: for an unknown name, or a metric that was not measured on the device.
        ConfigurationError: for a malformed text, more measurements than there are, or a missing torch.
    """
    return fitted_estimator(benchmark, dataset, device, metric, text, seed)[1]


def fitted_estimator(
    benchmark: Benchmark, dataset: str, device: str, metric: str, text: str, seed: int = 0
) -> tuple[Estimator, NDArray[np.float64], NDArray[np.int64]]:
    """Return the estimator behind :func:`estimated_cost`, its costs ``(size,)`` and what it measured ``(n,)``."""
    from suite.tables.columns import cost_column
    from suite.tables.surrogate_features import connected

    chosen = parse_cost(text)
    truth = benchmark.column(cost_column(device, metric), dataset)
    measured = ~np.isnan(truth)
    streams = draw_seed(chosen.text, dataset, device, metric, seed).spawn(2)
    draw, own = (np.random.Generator(np.random.PCG64(stream)) for stream in streams)
    estimator = registry.create(chosen.name, benchmark.space, rng=own, **dict(chosen.params))
    eligible = measured if estimator.designed else measured & connected(benchmark.space.all_codes)
    rows = estimator.measurements(chosen.n, draw, np.flatnonzero(eligible))
    estimator.fit(rows, truth[rows])
    costs = np.full(benchmark.space.size, np.nan)
    every = np.flatnonzero(measured)
    costs[every] = estimator.predict(every)
    return estimator, costs, rows
