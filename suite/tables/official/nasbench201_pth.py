"""The ``.pth`` file of the ``nas-bench-201`` package (``NAS-Bench-201-v1_1-096897.pth``, 4.7 GB).

Layout (``nas_201_api.api_201.NASBench201API``): a dictionary with ``meta_archs`` (the architecture strings in index
order), ``arch2infos`` {index: {"less": 12-epoch record, "full": 200-epoch record}} and ``evaluated_indexes``; newer
tools write "12" and "200" for "less" and "full".

Memory: the records are reduced while the file is read, which needs about 1.5 GB for the official file instead of the
25 to 27 GB of loading it whole; time: about ten minutes (extrapolated from files of 100 and 400 architectures).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.tables.checks import N, aligned
from suite.tables.imports import ACCURACY, Imported
from suite.tables.official.progress import progress_bar
from suite.tables.official.records import AccuracyTable, shrink
from suite.tables.official.torch_file import load_torch, mapped

_EPOCHS_OF_KEY = {"less": 12, "12": 12, "full": 200, "200": 200}
_EDITION = re.compile(r"NAS-Bench-201-v\d+_\d+")
_WITHOUT_EDITION = "NAS-Bench-201 (edition not stated in the file's name)"


def read(path: Path, *, allow_partial: bool = False, progress: bool = True) -> Imported:
    """Return the accuracy columns of the benchmark file ``path``.

    Args:
        path: the file, in torch's old or new format.
        allow_partial: accept a file with fewer than all architectures; the missing ones stay missing.
        progress: show a bar on stderr.

    Raises:
        DataError: if it is another file, incomplete, altered, or names anything but plain data.
    """
    with progress_bar(N, path.name, progress) as bar:

        def reduce(record: dict[Any, Any]) -> None:
            shrink(record)
            if "full" in record or "200" in record:
                bar.update(1)

        with mapped(path) as content:  # hashed and parsed from one opened file: another one may take its name
            root = load_torch(path, reduce, content=content)
            digest = hashlib.sha256(content).hexdigest()
    try:
        strings, records = root["meta_archs"], root["arch2infos"]
        aligned(strings, path.name)
        if type(records) is not dict:
            raise TypeError("no records by architecture")
    except (KeyError, TypeError):
        raise DataError(f"{path} has no meta_archs and arch2infos: give the original NAS-Bench-201 .pth") from None
    if any(type(index) is not int or not 0 <= index < N for index in records):
        raise DataError(f"{path} has records of architectures outside 0 to {N - 1}: get it again from its source")
    present = sorted(records)
    if len(present) < N and not allow_partial:
        raise DataError(
            f"{path} lacks {N - len(present)} of the {N} architectures: get the whole file, or give --allow-partial "
            "to leave them missing"
        )
    table = AccuracyTable(path.name)
    for index in present:
        record = records[index]
        if type(record) is not dict or _EPOCHS_OF_KEY.keys().isdisjoint(record):
            raise DataError(f"{path}: the record of architecture {index} has another layout: give the original .pth")
        for key, epochs in _EPOCHS_OF_KEY.items():
            if key in record:
                table.add(index, epochs, record[key])
    named = _EDITION.search(path.name)
    return Imported(
        group=ACCURACY,
        columns=table.columns(),
        source=path.name,
        edition=named.group() if named else _WITHOUT_EDITION,
        sha256=digest,
        note=f"{len(present)} of {N} architectures; means over the trials that exist",
    )
