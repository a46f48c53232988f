"""Random streams of intervals and draws, derived from what they belong to."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(*key: str, octets: int = 16) -> np.random.Generator:
    """Return the generator of one interval or draw: PCG64 seeded by the first ``octets`` of the sha256 of its key."""
    digest = hashlib.sha256("/".join(key).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:octets], "big")))
