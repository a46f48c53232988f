"""The rows that meta-training on once-for-all's space gave (``experiments/trained/help_ofa*.csv``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from suite.errors import DataError
from suite.ofa import OFABenchmark, load_ofa

FOLDER = Path(__file__).resolve().parents[2] / "trained"
MISSING = "run 'suite networks help-ofa' first"
SPACE, DEVICE = "ofa-mobilenetv3", "titan_rtx_64"


@lru_cache(maxsize=2)
def opened(data_dir: Any) -> OFABenchmark:
    """Return the space with its predictors, once per process."""
    return load_ofa(SPACE, data_dir)


def rows(name: str) -> pd.DataFrame:
    """Return ``experiments/trained/<name>.csv``.

    Raises:
        DataError: if it is not there or has no rows.
    """
    path = FOLDER / f"{name}.csv"
    try:
        frame = pd.read_csv(path, dtype={"network": str})
    except (OSError, pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise DataError(f"{path} cannot be read ({type(error).__name__}): {MISSING}") from None
    if frame.empty:
        raise DataError(f"{path} has no rows: {MISSING}")
    return frame


def searches(benchmark: OFABenchmark) -> pd.DataFrame:
    """Return the searches with what is predicted of the networks found: ``accuracy`` (%), ``latency`` (ms)."""
    frame = rows("help_ofa_search")
    codes = np.array([[int(digit) for digit in text] for text in frame["network"]], dtype=np.uint8)
    return frame.assign(accuracy=benchmark.accuracy(codes), latency=benchmark.cost(DEVICE, "latency", codes))


def published_networks(benchmark: OFABenchmark) -> pd.DataFrame:
    """Return the networks of Table 5: device, measured latency and top-1, and what the benchmark predicts of them."""
    cells = benchmark.files.help_cells
    codes = benchmark.space.from_configs([cell.config for cell in cells])
    frame = pd.DataFrame([{"device": c.device, "latency_ms": c.latency_ms, "top1": c.top1} for c in cells])
    names = {"gpu_titan_rtx_64": "titan_rtx_64", "cpu_gold6226": "gold_6226"}
    return frame.assign(
        device=frame["device"].replace(names),
        accuracy=benchmark.accuracy(codes),
        latency=benchmark.cost(DEVICE, "latency", codes),
        macs=benchmark.cost("network", "macs", codes),
    )
