"""Canary: the random streams that every committed result rests on are the same with this numpy.

numpy promises them for one version only; these primitives of PCG64 have been the same since 1.17. If this test fails,
new results are not comparable with the committed ones, whatever other tests say.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

STREAMS = {
    "random": lambda rng: rng.random(50),
    "integers": lambda rng: rng.integers(0, 5, size=(10, 6)),
    "integers, one at a time": lambda rng: np.array([rng.integers(6) for _ in range(20)]),
    "permutation": lambda rng: rng.permutation(200),
    "choice without replacement": lambda rng: rng.choice(15625, size=20, replace=False),
    "normal": lambda rng: rng.normal(size=20),
    "exponential": lambda rng: rng.exponential(size=20),
}

SHA256 = {
    "random": "e612ae0ae957add1",
    "integers": "71cd3ec9601fe679",
    "integers, one at a time": "cb681cf038dd3666",
    "permutation": "897d2404dcc8d19a",
    "choice without replacement": "849568f7afef6678",
    "normal": "c21876fea659f180",
    "exponential": "1fc5619d9c6f2159",
}


def digest(name: str) -> str:
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(12345)))
    output = np.asarray(STREAMS[name](rng))
    return hashlib.sha256(output.astype("<i8" if output.dtype.kind in "iu" else "<f8").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize("name", STREAMS)
def test_stream_is_the_one_that_results_rest_on(name: str) -> None:
    assert digest(name) == SHA256[name]
