"""From the content of the compact files to the store: read, derive, state the provenance of every column, write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from suite.errors import DataError
from suite.tables.checks import Columns, accuracies
from suite.tables.columns import DATASETS
from suite.tables.imports import Provenance, group_of, present_columns
from suite.tables.sources import hardware_csv, runs, short_training, test_accuracy
from suite.tables.store import update_store
from suite.tables.upstream.catalogue import CatalogueFile

_READERS = {"test-accuracy-200": test_accuracy.read, "runs-200": runs.read, "accuracy-12": short_training.read}
_NOTES = {
    "test-accuracy-200": "mean over the 200-epoch runs (two or three per architecture)",
    "runs-200": "200-epoch runs; seeds in the order 777, 888, 999 of the official records (not named in the file)",
    "accuracy-12": "mean over the 12-epoch runs (two for the validation accuracy of CIFAR-10, one otherwise)",
    "hardware": "one image, batch 1; not measurable on the Edge TPU is missing",
}
_DERIVED = "2 x mean of both held-out halves (runs-200) - test half (test-accuracy-200); the halves are of equal size"
_SHORT_SECONDS = "12/200 of the 200-epoch time: the time per epoch is the same in both records"


def make_store(
    data_dir: Path, content: Mapping[str, bytes], files: Mapping[str, CatalogueFile], keep: Collection[str] = ()
) -> Path:
    """Write the store of ``data_dir`` from the verified ``content`` (file id -> bytes); return its description's path.

    The same content gives the same bytes. The groups in ``keep`` ("accuracy", "hardware") stay as they are.

    Raises:
        DataError: if a file is not what its place in the catalogue says, or the directory cannot be written.
    """
    columns, provenance = convert(content, files)
    for key in list(columns):
        if group_of(key) in keep:
            del columns[key], provenance[key]

    def united() -> tuple[Columns, Provenance]:
        kept, kept_provenance = present_columns(data_dir, keep)
        return {**columns, **kept}, {**provenance, **kept_provenance}

    return update_store(data_dir, united)


def convert(content: Mapping[str, bytes], files: Mapping[str, CatalogueFile]) -> tuple[Columns, Provenance]:
    """Return all columns and the provenance of each.

    Args:
        content: file id of the catalogue -> bytes.
        files: file id -> its entry, for names, editions and hashes.

    Raises:
        DataError: naming the file that is missing or wrong.
    """
    for name in [*_READERS, *(f"hardware-{dataset}" for dataset in DATASETS)]:
        if name not in content or name not in files:
            raise DataError(f"the file '{name}' of the catalogue is missing: run 'suite data fetch' again")
    columns: Columns = {}
    provenance: Provenance = {}

    def add(name: str, new: Columns, note: str) -> None:
        file = files[name]
        fact = {"source": file.relative, "commit": file.commit, "edition": file.edition, "sha256": file.sha256}
        columns.update(new)
        provenance.update({key: {**fact, "note": note} for key in new})

    for name, read in _READERS.items():
        add(name, read(content[name], files[name].path), _NOTES[name])
    for dataset in DATASETS:
        name = f"hardware-{dataset}"
        add(name, hardware_csv.read(content[name], files[name].path, dataset), _NOTES["hardware"])
        provenance[f"{dataset}/train_seconds_12"]["note"] = _SHORT_SECONDS
    for dataset in DATASETS[1:]:
        both = columns.pop(f"{dataset}/validtest_accuracy_200")
        fact = provenance.pop(f"{dataset}/validtest_accuracy_200")
        key = f"{dataset}/valid_accuracy_200"
        columns[key] = accuracies(2.0 * both - columns[f"{dataset}/test_accuracy_200"], f"derived {key}")
        provenance[key] = {**fact, "note": _DERIVED}
    return columns, provenance
