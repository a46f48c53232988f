"""Names, units and meaning of the tables' columns; datasets, devices and metrics with the names people read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suite.errors import UnknownNameError, did_you_mean

DATASETS = ("cifar10", "cifar100", "ImageNet16-120")
DEVICES = ("edgegpu", "raspi4", "edgetpu", "pixel3", "eyeriss", "fpga")
"""The six of HW-NAS-Bench; a benchmark may know more (:mod:`suite.tables.devices`)."""
METRICS = ("latency", "energy")

DATASET_LABELS = {"cifar10": "CIFAR-10", "cifar100": "CIFAR-100", "ImageNet16-120": "ImageNet16-120"}
DEVICE_LABELS = {
    "edgegpu": "Edge GPU (Jetson TX2)",
    "raspi4": "Raspberry Pi 4",
    "edgetpu": "Edge TPU",
    "pixel3": "Pixel 3",
    "eyeriss": "ASIC-Eyeriss",
    "fpga": "FPGA",
}
METRIC_UNITS = {"latency": "ms", "energy": "mJ"}
CLASSES = {"cifar10": 10, "cifar100": 100, "ImageNet16-120": 120}

ACCURACY_COLUMNS = (
    "n_trials",
    "valid_accuracy_12",
    "test_accuracy_12",
    "valid_accuracy_200",
    "test_accuracy_200",
    "train_seconds_12",
    "train_seconds_200",
)
"""From NAS-Bench-201: per cent, seconds; ``n_trials`` counts the 200-epoch trials."""

EXACT_COLUMNS = ("macs_m", "params")
"""Exact functions of the cell: millions of multiply-accumulates, number of parameters."""

HARDWARE_COLUMNS = (
    "edgegpu_latency_ms",
    "edgegpu_energy_mj",
    "raspi4_latency_ms",
    "edgetpu_latency_ms",
    "pixel3_latency_ms",
    "eyeriss_latency_ms",
    "eyeriss_energy_mj",
    "eyeriss_arithmetic_intensity",
    "fpga_latency_ms",
    "fpga_energy_mj",
)
"""From HW-NAS-Bench: per image, batch 1; what was not measured is missing."""

EXPORT_COLUMNS = (*ACCURACY_COLUMNS, *EXACT_COLUMNS, *HARDWARE_COLUMNS)
"""The columns of an exported table, after ``index`` and ``arch``."""

_SEED_COLUMN = re.compile(r"(valid|test|validtest)_accuracy_(12|200)_seed(\d+)")


@dataclass(frozen=True)
class ColumnInfo:
    """What a column holds."""

    unit: str
    meaning: str


def describe(column: str, dataset: str) -> ColumnInfo:
    """Return unit and meaning of ``column`` for ``dataset``.

    Raises:
        UnknownNameError: for a name that no table has.
    """
    for device in DEVICES:
        for metric, unit in METRIC_UNITS.items():
            if column == f"{device}_{metric}_{unit.lower()}":
                return ColumnInfo(unit, f"{metric} on {DEVICE_LABELS[device]}, one image, batch 1")
    simple = {
        "n_trials": ColumnInfo("", "number of 200-epoch training runs behind the means"),
        "macs_m": ColumnInfo("M", "multiply-accumulate operations, millions"),
        "params": ColumnInfo("", "number of parameters"),
        "eyeriss_arithmetic_intensity": ColumnInfo("MAC/byte", "arithmetic intensity on ASIC-Eyeriss"),
        "train_seconds_12": ColumnInfo(
            "s", "training time of 12 epochs, on the split that the validation accuracy uses"
        ),
        "train_seconds_200": ColumnInfo(
            "s", "training time of 200 epochs, on the split that the validation accuracy uses"
        ),
        "test_accuracy_200_train_only": ColumnInfo(
            "%", "test accuracy after 200 epochs, trained on the training half only"
        ),
    }
    if column in simple:
        return simple[column]
    match = _SEED_COLUMN.fullmatch(column)
    if match or column in ACCURACY_COLUMNS:
        split, epochs = (match.group(1), match.group(2)) if match else (column.split("_")[0], column.rsplit("_", 1)[1])
        trial = f"trial with seed {match.group(3)}" if match else "mean over the trials"
        return ColumnInfo("%", f"{split_meaning(split, dataset)} after {epochs} epochs, {trial}")
    raise did_you_mean(column, EXPORT_COLUMNS, "column")


def split_meaning(split: str, dataset: str) -> str:
    """Return in words what ``split`` ("valid", "test", "validtest") means on ``dataset``."""
    if split == "validtest":
        return "accuracy on the validation and test halves together"
    if dataset == "cifar10":
        return {
            "valid": "validation accuracy (cifar10-valid: trained on 25,000 images, measured on the other 25,000)",
            "test": "test accuracy (cifar10: trained on all 50,000 training images)",
        }[split]
    name = {"valid": "validation", "test": "test"}[split]
    return f"{name} accuracy (x-{split}: one half of the official held-out images)"


def short_label(device: str) -> str:
    """Return a device's name for people without its make, as panels and table heads write it; added ones as named."""
    return DEVICE_LABELS.get(device, device).split(" (")[0]


def has_cost(device: str, metric: str) -> bool:
    """Return whether the tables hold ``metric`` on ``device``."""
    return f"{device}_{metric}_{METRIC_UNITS.get(metric, '').lower()}" in HARDWARE_COLUMNS


def cost_column(device: str, metric: str) -> str:
    """Return the name of the column with ``metric`` on ``device``, one of the six of the tables.

    Raises:
        UnknownNameError: for a device or metric that is not in the tables, or energy where it was not measured.
    """
    check_name(device, DEVICES, "device")
    check_name(metric, METRICS, "metric")
    if not has_cost(device, metric):
        measured = [each for each in DEVICES if has_cost(each, "energy")]
        raise UnknownNameError(
            f"{metric} was not measured on {device}: choose latency, or one of {', '.join(measured)}"
        )
    return f"{device}_{metric}_{METRIC_UNITS[metric].lower()}"


def check_name(name: str, known: tuple[str, ...], kind: str) -> str:
    """Return ``name`` if it is ``known``, else raise UnknownNameError with the nearest name."""
    if name not in known:
        raise did_you_mean(name, known, kind)
    return name
