"""The rows that meta-training gave (``experiments/trained/help*.csv``), by method and protocol."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from experiments.kit import PRIMARY, SENSITIVITY, Column, rows_where
from suite.errors import DataError
from suite.reading.texts import read_frame

FOLDER = Path(__file__).resolve().parents[1] / "trained"
MISSING = "run 'suite networks meta-train' and 'suite networks evaluate-help' first"

TEST_DEVICES = {
    "nasbench201": ("titan_rtx_256", "gold_6226", "pixel2", "raspi4", "eyeriss", "fpga"),
    "fbnet": ("raspi4", "eyeriss", "fpga"),
}
DEVICE_LABELS = {
    "titan_rtx_256": "Titan RTX (batch 256)",
    "gold_6226": "Gold 6226",
    "pixel2": "Pixel 2",
    "raspi4": "Raspberry Pi 4",
    "eyeriss": "ASIC-Eyeriss",
    "fpga": "FPGA",
}
DEVICE = Column("device", show=lambda device: DEVICE_LABELS.get(device, device))
SPACE_LABELS = {"nasbench201": "NAS-Bench-201", "fbnet": "FBNet"}
SOURCES = {"fbnet": "help_table2", "nasbench201": "help_table3"}
"""Space -> published table, below ``experiments/reported``."""
METHODS = {"HELP": "help", "Meta-SGD": "meta-sgd", "MAML": "maml"}
"""As printed -> as in the trained rows."""
METHOD_LABELS = {name: label for label, name in METHODS.items()}


@dataclass(frozen=True)
class Protocol:
    """One way to read the tests: which meta-trainings, which checkpoint, which measurements, which correlation.

    Attributes:
        label: for tables.
        method, reading, checkpoint, measurements: values of the columns of those names.
        column: of the correlation.
    """

    label: str
    method: str
    reading: str
    checkpoint: str
    measurements: int
    column: str

    @property
    def role(self) -> str:
        """Primary is the reference code's reading, which the published numbers came from; the rest is sensitivity."""
        return PRIMARY if self.reading == "published" else SENSITIVITY

    @property
    def where(self) -> dict[str, object]:
        """Values of the columns that tell the protocol's rows from others."""
        wanted = {"method": self.method, "reading": self.reading, "checkpoint": self.checkpoint}
        return {**wanted, "measurements": self.measurements}

    def by_seed(self, space: str, draw: int | None = None) -> pd.DataFrame:
        """Return Spearman's correlation: a row per seed, a column per device and ``mean``.

        Args:
            space: "nasbench201" or "fbnet".
            draw: of measurements and samples; None takes the mean over the draws.
        """
        frame = rows_where(rows("help"), space=space, **self.where)
        if draw is not None:
            frame = rows_where(frame, draw=draw)
        table = frame.pivot_table(index="seed", columns="device", values=self.column, aggfunc="mean")
        table = table.reindex(columns=list(TEST_DEVICES[space]))
        return table.assign(mean=table.mean(axis=1))


def protocols(method: str) -> tuple[Protocol, ...]:
    """Return the readings of ``method``: the reference code's, which is primary, then ours, the sound ones first."""
    label = METHOD_LABELS[method]
    n = 20 if method == "help" else 10
    found = (
        Protocol(f"{label}, as the reference code ({n})", method, "published", "shared", n, "spearman_last"),
        Protocol(f"{label}, 10 measurements", method, "sound", "valid", 10, "spearman_mean"),
        Protocol(f"{label}, 20 measurements", method, "sound", "valid", 20, "spearman_mean"),
        Protocol(f"{label}, 10 measurements, last sample alone", method, "sound", "valid", 10, "spearman_last"),
        Protocol(f"{label}, 10 measurements, shared checkpoint rule", method, "sound", "shared", 10, "spearman_mean"),
    )
    # the baselines draw no samples, so their last one is their mean
    return found if method == "help" else tuple(one for one in found if "last sample" not in one.label)


def brp_nas_by_seed() -> pd.DataFrame:
    """Return BRP-NAS's correlation with 900 measurements: a row per seed, a column per device and ``mean``."""
    table = rows("help_brp_nas").pivot_table(index="seed", columns="device", values="spearman")
    table = table.reindex(columns=list(TEST_DEVICES["nasbench201"]))
    return table.assign(mean=table.mean(axis=1, skipna=False))


@cache
def rows(name: str) -> pd.DataFrame:
    """Return ``experiments/trained/<name>.csv``.

    Raises:
        DataError: if it is not there or has no rows.
    """
    path = FOLDER / f"{name}.csv"
    try:
        frame: pd.DataFrame = read_frame(path)
    except DataError as error:
        raise DataError(f"{error} ({MISSING})") from None
    if frame.empty:
        raise DataError(f"{path} has no rows: {MISSING}")
    return frame
