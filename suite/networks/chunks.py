"""Finished chunks of a long computation: a folder bound to its settings, one array in a file for each chunk."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from suite.errors import DataError
from suite.files import make_folder, write_atomically
from suite.reading.arrays import array_from
from suite.reading.budget import CHECKPOINT_BYTES, JSON_BYTES, read_content

WORK_REMEDY = "give a writable folder with --work"


def claim(folder: Path, settings: Mapping[str, Any]) -> None:
    """Bind ``folder`` to ``settings`` (plain values); made if it is not there.

    Raises:
        DataError: if it is bound to others, or cannot be written.
    """
    text = json.dumps(settings, sort_keys=True)
    path = folder / "settings.json"
    if path.exists():
        if read_content(path, JSON_BYTES, "settings")[0] != text.encode():
            raise DataError(f"{folder} holds results of other settings: give another --work, or delete it")
        return
    make_folder(folder, WORK_REMEDY)
    write_atomically(path, text, WORK_REMEDY)


def keep(path: Path, values: NDArray[Any]) -> None:
    """Write ``values``, whole or not at all.

    Raises:
        DataError: if the disk refuses.
    """
    content = io.BytesIO()
    np.save(content, values, allow_pickle=False)
    write_atomically(path, content.getvalue(), WORK_REMEDY)


def kept(path: Path, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any] | None:
    """Return a finished chunk, or None if it has to be made (again)."""
    try:
        values = array_from(*read_content(path, CHECKPOINT_BYTES, "a chunk of results"))
    except (OSError, ValueError, TypeError, DataError):
        return None
    return values if values.shape == shape and values.dtype == np.dtype(dtype) else None
