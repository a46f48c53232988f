"""Tables of the real shape with made-up values: accuracy and cost grow with the operations, plus a fixed noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from suite.spaces import NASBENCH201
from suite.study.spec import Budget, RunSpec
from suite.tables.store import write_store

DATASET = "cifar10"


def write_made_up_store(directory: Path, salt: int = 0) -> Path:
    """Write a small store for one dataset into ``directory`` and return it."""
    rng = np.random.default_rng(salt)
    codes = NASBENCH201.all_codes
    worth = np.array([0.0, 2.0, 3.0, 4.0, 1.0])[codes].sum(axis=1)
    work = np.array([0.0, 0.1, 1.0, 3.0, 0.4])[codes].sum(axis=1)
    noise = rng.random((3, NASBENCH201.size))
    latency = 1.0 + work + 0.1 * noise[0]
    columns = {
        "valid_accuracy_200": 60.0 + worth + noise[1],
        "valid_accuracy_12": 40.0 + worth + 3 * noise[2],
        "test_accuracy_200": 61.0 + worth + noise[2],
        "train_seconds_200": 1000.0 + 100 * work,
        "train_seconds_12": 60.0 + 6 * work,
        "fpga_latency_ms": latency,
        "fpga_energy_mj": 2 * latency + noise[2],
        "edgetpu_latency_ms": np.where(codes[:, 0] == 2, np.nan, latency),
        "proxy": worth + 5 * noise[0],
    }
    keyed = {f"{DATASET}/{name}": values for name, values in columns.items()}
    provenance = {key: {"source": "made-up", "edition": "made-up-v1"} for key in keyed}
    write_store(directory, keyed, provenance)
    return directory


def make_spec(**changes: Any) -> RunSpec:
    """Return a short run on the made-up tables, with ``changes``."""
    values: dict[str, Any] = {
        "experiment": "test",
        "algorithm": "random_search",
        "dataset": DATASET,
        "device": "fpga",
        "fitness": "valid@200",
        "budget": Budget(queries=50),
        "seed": 0,
    }
    return RunSpec(**{**values, **changes})
