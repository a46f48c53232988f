"""The beta-VAE pruning study: units of work with a checkpoint each, and the CSV that is made from them.

A checkpoint is written whole when its unit is done, under a name that holds a hash of all its settings. A call that was
killed goes on with the units that have none, and ends with the same bytes, since a unit depends on nothing but its
settings, torch and the device.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.files import write_atomically
from suite.networks.beta_vae.protocols import Unit
from suite.reading.budget import CSV_BYTES, read_content, reason
from suite.reading.texts import csv_lines, read_json

IDENTITY = ("dataset", "protocol", "beta", "seed", "target_sparsity")
FORMATS = {
    "beta": "g", "seed": "d", "target_sparsity": ".2f", "sparsity": ".6f", "pruned_weights": "d",
    "deployed_weights": "d", "deployed_nonzero": "d", "test_accuracy": ".2f", "one_shot_accuracy": ".2f",
    "test_cross_entropy": ".5f", "test_reconstruction": ".3f", "test_kl": ".4f", "test_pixel_mse": ".6f",
    "total_correlation": ".5f", "class_gap": ".5f", "class_information": ".5f", "active_units": "d",
    "train_images": "d", "epochs": "g", "tune_epochs": "g",
}  # fmt: skip
COLUMNS = ("dataset", "protocol", *FORMATS, "device", "torch")
WORK_REMEDY = "give a writable folder with --work"

Row = dict[str, str]
Trainer = Callable[[Unit], Iterable[Mapping[str, Any]]]


def checkpoint(work: Path, unit: Unit, device: str) -> Path:
    """Return where the checkpoint of a unit lies."""
    return work / f"{unit.key}-{device.replace(':', '')}.json"


def read_checkpoint(path: Path, unit: Unit) -> list[Row] | None:
    """Return the rows of a finished unit, or None if it is not finished.

    Raises:
        DataError: if the file is no checkpoint of this unit.
    """
    try:
        content = read_json(path)
        rows = content["rows"]
        fits = content["unit"] == unit.facts() and all(set(row) == set(COLUMNS) for row in rows)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        fits = False
    if not fits or len(rows) != len(unit.protocol.sparsities):
        raise DataError(f"{path} is no checkpoint of this unit, or is altered: remove it to compute the unit again")
    return [dict(row) for row in rows]


def finished(units: Iterable[Unit], work: Path, device: str) -> int:
    """Return how many of the units have a checkpoint.

    Raises:
        DataError: as :func:`read_checkpoint`.
    """
    return sum(read_checkpoint(checkpoint(work, unit, device), unit) is not None for unit in units)


def compute(unit: Unit, work: Path, device: str, train_images: int, version: str, train: Trainer) -> list[Row]:
    """Return the rows of a unit, from its checkpoint or else from ``train``, and write the checkpoint.

    Args:
        unit: what is to be computed.
        work: folder of checkpoints.
        device: where ``train`` computes.
        train_images: number of training images that it uses.
        version: of torch.
        train: gives one mapping of numbers per sparsity.

    Raises:
        DataError: if the checkpoint is of something else, or cannot be written.
    """
    path = checkpoint(work, unit, device)
    known = read_checkpoint(path, unit)
    if known is not None:
        return known
    shared = {
        "dataset": unit.protocol.dataset, "protocol": unit.protocol.name, "train_images": train_images,
        "epochs": unit.protocol.epochs, "tune_epochs": unit.protocol.tune_epochs, "device": device, "torch": version,
    }  # fmt: skip
    rows = [_texts({**shared, **measured}) for measured in train(unit)]
    write_atomically(path, json.dumps({"unit": unit.facts(), "rows": rows}, indent=1) + "\n", WORK_REMEDY)
    return rows


def write_rows(out: Path, rows: Sequence[Row], replaced: set[tuple[str, str]]) -> Path:
    """Write rows to the CSV ``out``, in the place of its rows of the data sets and protocols ``replaced``.

    Rows of other data sets and protocols stay. The order is that of the columns :data:`IDENTITY`.

    Raises:
        DataError: if the file there is another one, or it cannot be written.
    """
    kept = [row for row in read_rows(out) if (row["dataset"], row["protocol"]) not in replaced] if out.exists() else []
    ordered = sorted(
        [*kept, *rows],
        key=lambda row: (row["dataset"], row["protocol"], *(float(row[name]) for name in IDENTITY[2:])),
    )
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(ordered)
    return write_atomically(out, buffer.getvalue())


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV that :func:`write_rows` wrote.

    Raises:
        DataError: if it is not there or has other columns.
    """
    try:
        reader = csv.DictReader(csv_lines(*read_content(path, CSV_BYTES, "a table of results")))
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path} ({reason(error)}): give another file with --out") from None
    if tuple(reader.fieldnames or ()) != COLUMNS or any(None in row or None in row.values() for row in rows):
        raise DataError(f"{path} holds other columns than the rows of the beta-VAE study: give another file with --out")
    return rows


def _texts(numbers: Mapping[str, Any]) -> Row:
    return {name: format(numbers[name], FORMATS[name]) if name in FORMATS else str(numbers[name]) for name in COLUMNS}
