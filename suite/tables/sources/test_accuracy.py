"""Test accuracy after 200 epochs from a CSV file (id ``test-accuracy-200``): a row per architecture, means over runs.

CIFAR-10: trained on all 50,000 training images, measured on the 10,000 test images. CIFAR-100 and ImageNet16-120:
measured on one half of the official held-out images (``x-test``).
"""

from __future__ import annotations

from suite.errors import DataError
from suite.tables.checks import Columns, accuracies, aligned, full
from suite.tables.sources.csv_table import floats, read_rows

_FIELDS = {
    "cifar10": "CIFAR10TestAccuracy200Epochs",
    "cifar100": "CIFAR100TestAccuracy200Epochs",
    "ImageNet16-120": "ImageNetTestAccuracy200Epochs",
}


def read(data: bytes, source: str) -> Columns:
    """Return ``<dataset>/test_accuracy_200`` in per cent.

    Raises:
        DataError: for another table, another order or values out of range.
    """
    names, rows = read_rows(data, source)
    for name in ("ArchitectureString", *_FIELDS.values()):
        if name not in names:
            raise DataError(f"{source} has no column {name}: it is another table")
    place = {name: k for k, name in enumerate(names)}
    aligned([row[place["ArchitectureString"]] for row in rows], source)
    columns = {}
    for dataset, field in _FIELDS.items():
        values = full(floats(rows, place[field], source), f"{source}: {field}")
        columns[f"{dataset}/test_accuracy_200"] = accuracies(values, f"{source}: {field}")
    return columns
