"""Score tables of the real shape with made-up values, written with the package's own writers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from suite.scores import save_rmi, save_supernet
from suite.spaces.nasbench201 import NASBENCH201

REPRESENTATIVES = np.unique(NASBENCH201.isomorphism_class(), return_index=True)[1]
RMI_PROTOCOL: dict[str, Any] = {
    "dataset": "cifar10", "cells": 1, "channels": 16, "steps": 10, "batch": 32, "pool": 16, "beta": 0.8, "seed": 0,
}  # fmt: skip
SUPERNET_PROTOCOL: dict[str, Any] = {
    "dataset": "cifar10", "sampling": "uniform", "epochs": 8, "cells": 1, "channels": 16, "images": 25_000,
}  # fmt: skip


def rmi_parts(salt: int = 0, marks: int = 3, count: int = len(REPRESENTATIVES)) -> np.ndarray:
    """Return made-up parts ``(count, marks, 4)``; those of the first cell are undefined."""
    parts = np.random.default_rng(salt).random((count, marks, 4))
    parts[0] = np.nan
    return parts


def write_rmi(folder: Path, name: str = "rmi-n1-s10", salt: int = 0, **protocol: Any) -> Path:
    """Write a table of all cells after 0, 5 and 10 steps."""
    return save_rmi(
        folder / f"{name}.npz", REPRESENTATIVES, rmi_parts(salt), (0, 5, 10), protocol=RMI_PROTOCOL | protocol,
        reference="0" * 64, facts={"reference": {"network": "resnet20", "epochs": 200, "test_accuracy": 91.5}},
    )  # fmt: skip


def write_supernet(folder: Path, name: str = "supernet-uniform", salt: int = 0, images: int = 5_000) -> Path:
    """Write a table of all cells."""
    correct = np.random.default_rng(salt).integers(0, images + 1, NASBENCH201.size)
    facts = {"protocol": SUPERNET_PROTOCOL, "decoding": "softmax"}
    return save_supernet(folder / f"{name}.npz", np.arange(NASBENCH201.size), correct, images, facts)
