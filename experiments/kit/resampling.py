"""Random streams of intervals, derived from what they are intervals of."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(*key: str) -> np.random.Generator:
    """Return the generator of one interval: PCG64 seeded by the sha256 of its key."""
    digest = hashlib.sha256("/".join(key).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
