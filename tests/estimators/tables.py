"""Costs for tests: exactly additive ones, and architectures drawn with a seed."""

from __future__ import annotations

import numpy as np

from suite.spaces import NASBENCH201
from suite.spaces.cell_graph import connected
from suite.tables.closed_forms import eyeriss_latency_ms, fpga_latency_ms

EVERY = np.arange(NASBENCH201.size)
CODES = NASBENCH201.all_codes
CONNECTED = np.flatnonzero(connected(CODES))
ADDITIVE = {
    "eyeriss": eyeriss_latency_ms(CODES, "cifar10"),
    "fpga": fpga_latency_ms(CODES, "cifar10"),
}
"""Device -> latencies in ms: HW-NAS-Bench's, which are closed forms, linear in the operations on the edges."""


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def drawn(n: int, seed: int = 0) -> np.ndarray:
    return rng(seed).permutation(CONNECTED)[:n]


def additive(seed: int) -> np.ndarray:
    """A cost that is a constant and a non-negative term per edge and operation."""
    terms = rng(seed).uniform(0.0, 3.0, size=(6, 5))
    return 0.5 + terms[np.arange(6), CODES].sum(axis=1)
