"""The golden runs: fixed seed, fixed problem, the hash of everything asked and of what is recommended.

Beside them, how a method trains the supernet of its run, where that is its own: no run on tables shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import astuple
from functools import partial

import numpy as np

from suite.algorithms import Algorithm, create, get
from suite.algorithms.registry import BUILT_IN
from suite.spaces import NASBENCH201
from suite.study.identity import SHARED, versions_of_algorithm
from suite.testing import run
from tests.algorithms.case import Case
from tests.algorithms.cases import CASES
from tests.golden.kept import FOLDER, Golden, digest_of, text_of

FILE = FOLDER / "algorithms.json"


def values(codes: np.ndarray) -> np.ndarray:
    """Two conflicting objectives with ties and infeasible architectures, in whole numbers, so exact everywhere."""
    wide = codes.astype(np.int64)
    cost = wide @ np.array([17, 29, 23, 41, 31, 37])
    error = (wide @ np.array([3, 5, 7, 11, 13, 2])) % 61 + (500 - cost) // 8
    table = np.stack([error, cost], axis=1).astype(np.float64)
    table[(codes[:, 5] == 4) & (codes[:, 0] == 0)] = np.nan
    return table


def golden(case: Case) -> Golden:
    """Return what the golden run of a case gives."""
    rng = np.random.Generator(np.random.PCG64(2024))
    algorithm = create(case.algorithm, NASBENCH201, rng=rng, **{**case.parameters, **(case.golden or {})})
    columns = list(range(case.golden_objectives) if case.columns is None else case.columns)
    shift = np.array([0.0, case.shift])[columns]
    trace = run(algorithm, lambda codes: values(codes)[:, columns] + shift, case.golden_budget)
    found = hashlib.sha256(trace.codes.tobytes() + algorithm.recommend().tobytes()).hexdigest()[:16]
    stated = versions_of_algorithm(case.algorithm) | {name: SHARED[name] for name in ("runner", "space")}
    return Golden(text_of(stated), found)


def shared_weights(name: str) -> Golden:
    """Return how a method trains a supernet."""
    return Golden(f"{name}={get(name).version}", digest_of([str(each) for each in astuple(get(name).shared_weights)]))


OF_LIBRARIES = {name for name in BUILT_IN if name.startswith("pymoo_")} | {"motpe"}
"""Methods whose bytes belong to the version of pymoo or Optuna: they have no golden value."""

GOLDENS: dict[str, Callable[[], Golden]] = {
    str(case): partial(golden, case) for case in CASES if case.golden is not None
} | {
    f"{name} shared weights": partial(shared_weights, name)
    for name in BUILT_IN
    if name not in OF_LIBRARIES and get(name).shared_weights != Algorithm.shared_weights
}
