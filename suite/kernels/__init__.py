"""Array-native operators of evolutionary search: whole populations at once, randomness only from a passed Generator."""

from __future__ import annotations

from typing import Final

VERSIONS: Final[dict[str, int]] = {
    "adam": 1,
    "additive": 1,
    "checks": 1,
    "choices": 1,
    "cma_es": 1,
    "distinct": 1,
    "epsilon_net": 1,
    "forest": 1,
    "gaussian_process": 1,
    "genotypes": 1,
    "gumbel": 1,
    "improvement": 1,
    "kde": 1,
    "latency_loss": 1,
    "neural_ensemble": 1,
    "novelty": 1,
    "ordered": 1,
    "policies": 1,
    "ranking": 1,
    "rbf": 2,
    "reduction": 1,
    "reward": 1,
    "ridge": 2,
    "selection": 1,
    "table_nsga2": 1,
    "variation": 1,
}
"""Kernel -> version, part of the identity of every run that uses it. Raise it when the kernel gives other numbers."""
