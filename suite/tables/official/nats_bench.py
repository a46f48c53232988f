"""A folder in the "simple" format of NATS-Bench's topology space (``NATS-tss-v1_0-3ffb9-simple``).

Layout (``nats_bench.api_topology.NATStopology``): ``meta.pickle.pbz2`` with the architecture strings in index order,
and ``NNNNNN.pickle.pbz2`` per architecture with {"12": record, "200": record}; bzip2-compressed pickles.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.reading.budget import NATS_BYTES, NATS_CONTENT, read_content
from suite.reading.compressed import from_bz2
from suite.tables.checks import N, aligned
from suite.tables.imports import ACCURACY, Imported
from suite.tables.official.progress import progress_bar
from suite.tables.official.records import EPOCHS, AccuracyTable, shrink
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.values import NUMBERS

_META = "meta.pickle.pbz2"
_RECORD = re.compile(r"(\d{6})\.pickle\.pbz2")
_EDITION = re.compile(r"NATS-tss-v\d+_\d+")
_ONLY_EDITION = "NATS-tss-v1_0"
"""The only edition of the topology space that was published, for folders that were renamed."""


def read(folder: Path, *, allow_partial: bool = False, progress: bool = True) -> Imported:
    """Return the accuracy columns of the records in ``folder``.

    Args:
        folder: the folder with ``meta.pickle.pbz2``.
        allow_partial: accept fewer than all architectures; the missing ones stay missing.
        progress: show a bar on stderr.

    Raises:
        DataError: if it is another folder, incomplete, or a file is altered or names anything but plain data.
    """
    if not folder.is_dir() or not (folder / _META).is_file():
        raise DataError(f"{folder} has no {_META}: give the unpacked NATS-Bench folder whose name ends in '-simple'")
    digest = hashlib.sha256()
    meta = _load(folder / _META, digest)
    try:
        aligned(meta["meta_archs"], f"{folder.name}/{_META}")
    except (KeyError, TypeError):
        raise DataError(f"{folder / _META} lists no architectures: give a folder of the topology space (tss)") from None
    matches = (_RECORD.fullmatch(path.name) for path in folder.iterdir())
    present = sorted(int(match.group(1)) for match in matches if match)
    if not present or present[-1] >= N:
        raise DataError(f"{folder} has no records 000000 to {N - 1:06d} of the topology space (tss)")
    if len(present) < N and not allow_partial:
        raise DataError(
            f"{folder} lacks {N - len(present)} of the {N} architectures: unpack the whole archive, or give "
            "--allow-partial to leave them missing"
        )
    table = AccuracyTable(folder.name)
    with progress_bar(len(present), folder.name, progress) as bar:
        for index in present:
            path = folder / f"{index:06d}.pickle.pbz2"
            record = _load(path, digest)
            if type(record) is not dict or any(str(epochs) not in record for epochs in EPOCHS):
                raise DataError(f"{path} lacks the 12- or 200-epoch record: give a folder of the topology space (tss)")
            for epochs in EPOCHS:
                table.add(index, epochs, record[str(epochs)])
            bar.update(1)
    named = _EDITION.search(folder.resolve().name)
    return Imported(
        group=ACCURACY,
        columns=table.columns(),
        source=folder.name,
        edition=named.group() if named else _ONLY_EDITION,
        sha256=digest.hexdigest(),
        note=f"{len(present)} of {N} architectures; means over the trials that exist; sha256 over the files' hashes",
    )


def _load(path: Path, digest: Any) -> Any:
    """Return the object of one file and add the file to ``digest``."""
    try:
        data, budget = read_content(path, NATS_BYTES, "a record of the 'simple' format (give the '-simple' folder)")
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror}): check its permissions") from None
    digest.update(f"{path.name} {hashlib.sha256(data).hexdigest()}\n".encode())
    content = from_bz2(data, NATS_CONTENT, budget)
    return PickleReader(content, path.name, NUMBERS, on_dict=shrink, budget=budget).load()
