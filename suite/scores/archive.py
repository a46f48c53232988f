"""The container of score tables: a compressed ``.npz`` that holds arrays and one JSON text, never a pickle.

The same content gives the same bytes (fixed dates, order and system). Its identity is taken over the content rather
than the compressed bytes, which may differ between versions of zlib.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.files import write_atomically
from suite.reading.archive import ERRORS, opened, unpacked
from suite.reading.arrays import array_from
from suite.reading.budget import SCORE_BYTES, read_content, reason, shown
from suite.reading.texts import json_from

FORMAT = "suite-scores-1"
META = "meta"

Arrays = dict[str, NDArray[Any]]


def write(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Path:
    """Write ``arrays`` and the JSON-serialisable ``meta``, whole or not at all.

    Raises:
        DataError: if it cannot be written.
    """
    members = {META: _meta_array({"format": FORMAT, **meta}), **{name: arrays[name] for name in sorted(arrays)}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in members.items():
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # else the operating system's number is written
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _npy(array), compresslevel=9)
    return write_atomically(path, buffer.getvalue())


def read(path: Path) -> tuple[dict[str, Any], Arrays, str]:
    """Return the meta data, the arrays and the identity of a file: sha256 of its unpacked content.

    Raises:
        DataError: in one line, if the file is missing, damaged or of another kind.
    """
    remedy = "make it again with 'suite networks score', or reinstall the suite"
    members: Arrays = {}
    digest = hashlib.sha256()
    try:
        packed, budget = read_content(path, SCORE_BYTES, "a score table")
        with opened(packed, budget) as archive:
            if sum(info.file_size for info in archive.infolist()) > SCORE_BYTES:
                raise ValueError("it is too large")
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                content = unpacked(archive, info, budget)
                digest.update(info.filename.encode() + b"\0" + hashlib.sha256(content).digest())
                name = info.filename.removesuffix(".npy")
                members[name] = array_from(content, budget)
        meta = json_from(members.pop(META).tobytes())
        if meta["format"] != FORMAT:
            raise ValueError(f"its format is {shown(meta['format'])}, this version reads {FORMAT!r}")
        if type(meta["facts"]) is not dict or type(meta["kind"]) is not str:
            raise TypeError("its description is damaged")
    except FileNotFoundError:
        raise DataError(f"there is no score table {path}: {remedy}") from None
    except (*ERRORS, TypeError, AttributeError) as error:
        raise DataError(f"{path} is no score table of this suite ({reason(error)}): {remedy}") from None
    return meta, members, digest.hexdigest()


def _meta_array(meta: Mapping[str, Any]) -> NDArray[np.uint8]:
    text = json.dumps(meta, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def _npy(array: NDArray[Any]) -> bytes:
    content = io.BytesIO()
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    np.lib.format.write_array(content, little, version=(1, 0), allow_pickle=False)
    return content.getvalue()
