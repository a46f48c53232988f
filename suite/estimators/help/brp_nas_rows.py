"""The row "BRP-NAS" of HELP's Table 3: its predictor, fitted to 900 measurements of each of HELP's unseen devices.

Measured are HELP's pool, architectures 0 to 899, a tenth of them for early stopping; tested are the middle 80 % by
latency of the next 1,000. ``experiments/trained/help_brp_nas.csv`` holds the rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.correlation import spearman
from suite.errors import DataError
from suite.estimators.help.settings import N_QUERY, SPACES
from suite.estimators.help.tasks import trimmed
from suite.estimators.registry import create
from suite.files import write_atomically
from suite.reading.texts import read_json
from suite.tables.help_latencies import HelpLatencies

MEASUREMENTS = SPACES["nasbench201"].pool
DEVICES = SPACES["nasbench201"].test
COLUMNS = ("device", "measurements", "batch", "seed", "epochs", "spearman")

Row = dict[str, Any]


def row(device: str, latencies: NDArray[np.float64], batch: int, seed: int) -> Row:
    """Return the row of one device; it depends on the arguments alone.

    Args:
        device: its name, which is part of the seed.
        latencies: ``(15625,)`` in ms.
        batch: graphs per training step.
        seed: of weights, split and order.
    """
    key = hashlib.sha256(f"brp-nas\n{device}\n{seed}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(key, "big"))
    estimator = create("brp_nas", rng=rng, batch=batch)
    pool = np.arange(MEASUREMENTS)
    estimator.fit(pool, latencies[pool])
    query = trimmed(np.arange(MEASUREMENTS, MEASUREMENTS + N_QUERY), latencies)
    return {
        "device": device,
        "measurements": MEASUREMENTS,
        "batch": batch,
        "seed": seed,
        "epochs": int(estimator.epochs_),  # type: ignore[attr-defined]
        "spearman": round(spearman(estimator.predict(query), latencies[query], constant=0.0), 6),
    }


def kept_row(work: Path, device: str, tables: HelpLatencies, batch: int, seed: int) -> Row:
    """Return the row of one device, from ``work`` if it is finished there; otherwise it is made and kept.

    Raises:
        DataError: if ``work`` cannot be written.
    """
    path = work / f"brp_nas-{device}-b{batch}-seed{seed}.json"
    try:
        found = read_json(path)
    except (OSError, ValueError, DataError):
        found = None
    if isinstance(found, dict) and set(found) == set(COLUMNS):
        return found
    made = row(device, tables.nasbench201(device), batch, seed)
    write_atomically(path, json.dumps(made))
    return made


def write_rows(path: Path, rows: Sequence[Row]) -> Path:
    """Write the rows as CSV and return the path.

    Raises:
        DataError: if it cannot be written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return write_atomically(path, text.getvalue())
