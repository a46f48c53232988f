"""Slow and obvious versions of what the analysis computes: the oracles of its tests."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlainReference:
    ideal: Floats
    nadir: Floats
    point: Floats


def reference(ideal: list[float], nadir: list[float]) -> PlainReference:
    low, high = np.array(ideal, dtype=float), np.array(nadir, dtype=float)
    return PlainReference(low, high, low + 1.1 * (high - low))


def dominates(a: Floats, b: Floats) -> bool:
    return bool((a <= b).all() and (a < b).any())


def nondominated(points: Floats) -> list[bool]:
    usable = [not np.isnan(point).any() for point in points]
    return [
        usable[i] and not any(usable[j] and dominates(points[j], points[i]) for j in range(len(points)))
        for i in range(len(points))
    ]


def hypervolume(points: Floats, corner: Floats) -> float:
    """Count the cells of the grid that the points' own coordinates make."""
    points = points[~np.isnan(points).any(axis=1)]
    if not len(points):
        return 0.0
    ticks = [np.unique(np.append(np.minimum(points[:, k], corner[k]), corner[k])) for k in range(points.shape[1])]
    total = 0.0
    for cell in itertools.product(*(range(len(tick) - 1) for tick in ticks)):
        low = np.array([tick[c] for tick, c in zip(ticks, cell, strict=True)])
        high = np.array([tick[c + 1] for tick, c in zip(ticks, cell, strict=True)])
        if any((point <= low).all() for point in points):
            total += float(np.prod(high - low))
    return total


def igd_plus(points: Floats, front: Floats) -> float:
    return float(np.mean([min(np.linalg.norm(np.maximum(p - z, 0)) for p in points) for z in front]))


def additive_epsilon(points: Floats, front: Floats) -> float:
    return float(max(min((p - z).max() for p in points) for z in front))
