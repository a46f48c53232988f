"""What the data directory holds: for ``suite data status``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import DataError
from suite.tables.added import added_names, open_added
from suite.tables.imports import group_of
from suite.tables.store import META_NAME, open_store
from suite.tables.upstream.catalogue import catalogue
from suite.tables.upstream.fetch import UPSTREAM


def data_status(data_dir: Path) -> dict[str, Any]:
    """Return, as JSON-serialisable facts, what is in ``data_dir``.

    Keys: ``data_dir``; ``tables`` ("real", "none" or "damaged"); for real ones ``sha256``, ``n_bytes`` and ``columns``
    (per column: key, group, number of values, edition, source, its sha256, note); ``problem`` for damaged ones;
    ``devices`` (added ones: name, then their columns or the ``problem``); ``downloads`` (catalogue files that lie
    there, with size, and whether the size is right) and ``unfinished`` (partial downloads that the next fetch
    continues).
    """
    downloads = data_dir / UPSTREAM
    present = [(file, downloads / file.relative) for file in catalogue()]
    facts: dict[str, Any] = {
        "data_dir": str(data_dir),
        "tables": "none",
        "devices": [_device_facts(data_dir, name) for name in added_names(data_dir)],
        "downloads": [
            {"id": file.id, "group": file.group, "path": str(path), "n_bytes": path.stat().st_size}
            | {"whole": path.stat().st_size == file.size, "sha256": file.sha256, "licence": file.licence}
            for file, path in present
            if path.is_file()
        ],
        "unfinished": sorted(str(path) for path in downloads.rglob("[!.]*.part")) if downloads.is_dir() else [],
    }
    if not (data_dir / META_NAME).exists():
        return facts
    try:
        store = open_store(data_dir)
    except DataError as error:
        return {**facts, "tables": "damaged", "problem": str(error)}
    columns = [
        {
            "column": key,
            "group": group_of(key),
            "n_values": int(np.isfinite(store.column(key)).sum()),
            **{name: store.provenance(key).get(name) for name in ("edition", "source", "sha256", "note")},
        }
        for key in store.keys
    ]
    n_bytes = (data_dir / str(store.meta["array"])).stat().st_size
    return {**facts, "tables": "real", "sha256": store.sha256, "n_bytes": n_bytes, "columns": columns}


def _device_facts(data_dir: Path, name: str) -> dict[str, Any]:
    try:
        device = open_added(data_dir, name)
    except DataError as error:
        return {"device": name, "problem": str(error)}
    columns = [
        {"column": key, "n_values": int(np.isfinite(device.column(key)).sum()), "hash": device.hash(key)}
        | device.provenance(key)
        for key in device.keys
    ]
    return {"device": name, "columns": columns}
