"""Devices as tasks: hardware embedding, scaled latencies, trimmed pools, and the draws of an episode.

Facts: HELP's public code. Everything here is numpy; the networks make tensors of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.estimators.help.encoding import (
    FBNET_BITS,
    N_FEATURES,
    N_OWN,
    N_SHARED,
    OFA_BITS,
    fbnet_features,
    own_features,
)
from suite.estimators.help.settings import N_QUERY, SPACES, HelpSettings, SpaceSettings
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.help_latencies import HelpLatencies

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Indices = NDArray[np.int64]

LOW, SPAN = 0.05, 0.9
"""Scaled targets run from 0.05 to 0.95 between the two ends of the scale."""

TRIM = 0.1
"""Share that is left out at either end of a pool, by the device's own latency."""


@dataclass(frozen=True)
class Device:
    """One device as a task.

    Attributes:
        name: the device.
        latencies: ms, ``(n,)``.
        embedding: latencies of the ten references, scaled to 0..1, ``(10,)``.
        targets: all latencies, scaled, ``(n,)``.
        pool, query: indices of the trimmed pool and query set, by rising latency.
    """

    name: str
    latencies: Floats
    embedding: Floats32
    targets: Floats32
    pool: Indices
    query: Indices


def embed(references: ArrayLike) -> Floats32:
    """Return the hardware embedding of the latencies of the ten reference architectures: scaled to 0..1.

    Raises:
        ConfigurationError: if they are all the same, so that they say nothing about the device.
    """
    values = np.asarray(references, dtype=np.float64)
    low, high = values.min(), values.max()
    if not high > low:
        raise ConfigurationError("the reference architectures all have the same cost: it cannot be scaled")
    return ((values - low) / (high - low)).astype(np.float32)


def scale(latencies: ArrayLike, low: float, high: float) -> Floats:
    """Return ``latencies`` scaled so that ``low`` becomes 0.05 and ``high`` 0.95."""
    return (np.asarray(latencies, dtype=np.float64) - low) / (high - low) * SPAN + LOW


def trimmed(candidates: Indices, latencies: Floats) -> Indices:
    """Return ``candidates`` by rising latency, without the tenth at either end."""
    order = candidates[np.argsort(latencies[candidates], kind="stable")]
    return order[int(len(order) * TRIM) : int(len(order) * (1 - TRIM))]


def device_task(name: str, latencies: Floats, space: SpaceSettings, scaling: str) -> Device:
    """Return ``name`` as a task.

    Args:
        name: the device.
        latencies: of every architecture, ms.
        space: pools and references.
        scaling: "references" or "pool", see :class:`.settings.HelpSettings`.
    """
    references = latencies[list(space.references)]
    pool = trimmed(np.arange(space.pool), latencies)
    query = trimmed(np.arange(space.pool, space.pool + N_QUERY), latencies)
    ends = references if scaling == "references" else latencies[pool]
    targets = scale(latencies, float(ends.min()), float(ends.max())).astype(np.float32)
    return Device(name, latencies, embed(references), targets, pool, query)


def device_tasks(tables: HelpLatencies, settings: HelpSettings, names: Sequence[str]) -> list[Device]:
    """Return the devices ``names`` of HELP's tables as tasks."""
    read = tables.nasbench201 if settings.space == "nasbench201" else tables.fbnet
    return [device_task(name, read(name), SPACES[settings.space], settings.scale) for name in names]


def inputs_of(space: str, codes: ArrayLike) -> Floats32:
    """Return the networks' inputs of architectures: ``(n, 3, 39)`` for "nasbench201", ``(n, 132)`` for "fbnet"."""
    if space == "nasbench201":
        return np.concatenate(own_features(codes), axis=2)
    return fbnet_features(codes)


def inputs_of_tables(space: str, tables: HelpLatencies) -> Floats32:
    """Return the networks' inputs of every architecture that the tables hold."""
    return inputs_of(space, NASBENCH201.all_codes if space == "nasbench201" else tables.fbnet_codes)


def for_tasks(inputs: Floats32) -> Floats32:
    """Return inputs drawn per task, ``(tasks, n, ...)``, as the networks take them (nodes before architectures)."""
    if inputs.shape[-1] in (FBNET_BITS, OFA_BITS):
        return inputs
    assert inputs.shape[-2:] == (N_OWN, N_FEATURES + N_SHARED)
    return np.ascontiguousarray(inputs.swapaxes(1, 2))


@dataclass(frozen=True)
class Episode:
    """What an episode draws: devices ``(tasks,)``, architectures ``(tasks, support + query)``, noise ``(tasks, z)``."""

    devices: Indices
    architectures: Indices
    noise: Floats32


def draw_episode(settings: HelpSettings, pools: Sequence[Indices], number: int, n_noise: int) -> Episode:
    """Return episode ``number``; it depends on the settings' seed and space and on nothing before it.

    Raises:
        ConfigurationError: if there are fewer devices than tasks.
    """
    rng = generator(settings, "episode", number)
    if len(pools) < settings.tasks:
        raise ConfigurationError(f"{settings.tasks} tasks need as many devices, not {len(pools)}")
    devices = rng.permutation(len(pools))[: settings.tasks]
    size = settings.support + settings.query
    if min(len(pool) for pool in pools) < size:
        raise ConfigurationError(f"a task needs {size} architectures, more than a device's pool has")
    architectures = np.stack([rng.permutation(pools[device])[:size] for device in devices])
    noise = rng.standard_normal((settings.tasks, n_noise), dtype=np.float32)
    return Episode(devices, architectures, noise)


_PURPOSES: Mapping[str, int] = {"start": 0, "episode": 1, "evaluation": 2, "test": 3}


def generator(settings: HelpSettings, purpose: str, number: int = 0) -> np.random.Generator:
    """Return the generator for one purpose of a meta-training, independent of every other."""
    key = [settings.seed, list(SPACES).index(settings.space), _PURPOSES[purpose], number]
    return np.random.default_rng(np.random.SeedSequence(key))
