"""The record of one run: a compact trace with its provenance, as a file that has the same bytes whenever it is made.

A record is an uncompressed ``.npz`` (numpy opens it without pickle): small arrays of architecture indices and a JSON
text. Times of day, host names and library versions are left out, so that equal runs have equal files.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, SuiteError
from suite.files import write_atomically
from suite.reading.archive import ERRORS, opened, unpacked
from suite.reading.arrays import array_from
from suite.reading.budget import RECORD_BYTES, Budget, read_content, reason, shown
from suite.reading.texts import json_from
from suite.study.spec import RunSpec, canonical_json

FORMAT = "suite-run-record-2"
STOPS = ("budget", "stalled", "exhausted", "finished")
COUNTS = ("queries", "distinct", "distinct_classes", "simulated_seconds")
PROVENANCE = ("versions", "edition", "data_hash", "source", "space")
SCORE_HASH = "score_hash"
"""Further provenance of runs whose fitness reads a score table."""
DEVICE_HASH, COST_KIND = "device_hash", "cost_kind"
"""Further provenance of runs on added devices: hash of their columns, and "measured" or "estimated" for each."""
ORIGIN = "origin"
"""Further provenance of runs that were made elsewhere: the file that they come from."""
OPTIONAL = {SCORE_HASH, DEVICE_HASH, COST_KIND, ORIGIN}

_ARRAYS = ("indices", "batch_sizes", "recommended", "populations", "codes")
_META = "meta"
Unsigned = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Record:
    """One finished run.

    Attributes:
        spec: what was run.
        indices: ``(queries,)`` architecture indices in the order of evaluation.
        batch_sizes: ``(batches,)`` how many were asked and told together; sums to ``queries``.
        recommended: ``(k,)`` what the method returns, by its own rule.
        populations: ``(generations, members)`` survivors after each batch, filled up with the dtype's largest value
            where a generation is smaller; None if not recorded.
        provenance: "versions" (:mod:`suite.study.identity`), "edition", "data_hash", "source" ("real" or "surrogate"),
            "space"; "score_hash" where the fitness reads a score table; where costs are those of added devices
            "device_hash", and "cost_kind", such as "mine estimated".
        counts: "queries", "distinct", "distinct_classes" (classes of equivalent cells), "simulated_seconds" (as
            the budget charges them; None for a fitness without training).
        stop: "budget"; "stalled" (many queries without a new architecture); "exhausted" (all architectures seen);
            "finished" (the method's own end, e.g. its last generation, came before the budget's).
        codes: ``(k, n_edges)`` of a space without indices: the architectures that "indices" and the others number,
            row by row; None where they are indices of the space.
    """

    spec: RunSpec
    indices: Unsigned
    batch_sizes: Unsigned
    recommended: Unsigned
    populations: Unsigned | None
    provenance: dict[str, str]
    counts: dict[str, int | float | None]
    stop: str
    codes: Unsigned | None = None

    @property
    def digest(self) -> str:
        """Identity of the run on its tables; the stem of its file's name."""
        hashes = [self.provenance.get(name, "") for name in (SCORE_HASH, DEVICE_HASH)]
        return self.spec.digest(self.provenance["data_hash"], *hashes)

    @property
    def listed(self) -> Unsigned:
        """The architectures of a space without indices, ``(k, n_edges)``.

        Raises:
            DataError: for a record of another space.
        """
        if self.codes is None:
            raise DataError("this record numbers architectures by the indices of its space: it lists none")
        return self.codes

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        meta = {
            "format": FORMAT,
            "spec": self.spec.as_dict(),
            "provenance": self.provenance,
            "counts": self.counts,
            "stop": self.stop,
        }
        members = {_META: np.frombuffer(canonical_json(meta).encode("ascii"), dtype=np.uint8)}
        members |= {name: array for name in _ARRAYS if (array := getattr(self, name)) is not None}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, array in members.items():
                content = io.BytesIO()
                little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
                np.lib.format.write_array(content, little, version=(1, 0), allow_pickle=False)
                info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
                info.create_system = 3  # else the operating system's number is written
                archive.writestr(info, content.getvalue())
        return buffer.getvalue()

    def save(self, path: Path) -> Path:
        """Write the record, atomically; folders are made. It is checked when it is read, so the disk is not waited for.

        Raises:
            DataError: if it cannot be written; nothing half-written stays.
        """
        return write_atomically(path, self.to_bytes(), durable=False)

    @classmethod
    def load(cls, path: Path) -> Record:
        """Read a record and check it.

        Raises:
            DataError: in one line, if the file is missing, truncated, altered, or not a record of this format.
        """
        try:
            return cls.from_bytes(read_content(path, RECORD_BYTES, "a run record")[0])
        except FileNotFoundError:
            raise DataError(f"there is no run record {path}: run the study that makes it") from None
        except OSError as error:
            raise DataError(f"cannot read {path} ({error.strerror or error})") from None
        except DataError as error:
            raise DataError(f"{path} is no valid run record ({error}): delete it and run the study again") from None

    @classmethod
    def from_bytes(cls, content: bytes, known: bool = False) -> Record:
        """Return the record with this file content.

        Args:
            content: of the file.
            known: these bytes were whole when their hash was taken, so that they need not be made again to compare.

        Raises:
            DataError: if it is not one.
        """
        members = _read_members(content)
        try:
            meta = json_from(members.pop(_META).tobytes())
            if meta["format"] != FORMAT:
                older = " (an older version wrote it)" if meta["format"] == "suite-run-record-1" else ""
                raise DataError(f"its format is {shown(meta['format'])}{older}, this version reads {FORMAT!r}")
            record = cls(
                spec=RunSpec.from_dict(meta["spec"]),
                populations=members.pop("populations", None),
                codes=members.pop("codes", None),
                provenance=dict(sorted(meta["provenance"].items())),
                counts=dict(meta["counts"]),
                stop=str(meta["stop"]),
                **members,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"its description is incomplete or damaged: {reason(error)}") from None
        except SuiteError as error:
            raise DataError(reason(error, 400)) from None
        record._check()
        if (
            not known and record.to_bytes() != content
        ):  # headers of the archive that no checksum covers, a member lost or added
            raise DataError("truncated, altered or another kind of file: not byte for byte as a record is written")
        return record

    def _check(self) -> None:
        arrays = [self.indices, self.batch_sizes, self.recommended]
        if any(array.ndim != 1 for array in arrays) or (self.populations is not None and self.populations.ndim != 2):
            raise DataError("an array has a wrong number of dimensions")
        if self.codes is not None:
            largest = max(int(array.max(initial=0)) for array in (self.indices, self.recommended))
            if self.codes.ndim != 2 or self.codes.dtype != np.uint8 or largest >= len(self.codes):
                raise DataError("its codes do not fit its trace")
        if int(self.batch_sizes.sum()) != len(self.indices):
            raise DataError("the batches do not add up to the queries")
        counted = {"queries": len(self.indices), "distinct": len(np.unique(self.indices))}
        numbers = all(isinstance(count, int | float | None) for count in self.counts.values())
        fit = all(self.counts.get(name) == count for name, count in counted.items())
        if not (numbers and fit and set(self.counts) == set(COUNTS)):
            raise DataError("its counts do not fit its trace")
        whole = set(self.provenance) - OPTIONAL == set(PROVENANCE)
        if self.stop not in STOPS or not whole or not all(isinstance(fact, str) for fact in self.provenance.values()):
            raise DataError("its provenance is incomplete")


def versions_in(content: bytes) -> str:
    """Return the versions that a record's bytes state, without reading the rest: they were whole when written.

    Raises:
        DataError: if they state none.
    """
    try:
        begin = 30 + int.from_bytes(content[26:28], "little") + int.from_bytes(content[28:30], "little")
        array = content[begin : begin + int.from_bytes(content[18:22], "little")]  # of the first member, the texts
        return str(json_from(array[10 + int.from_bytes(array[8:10], "little") :])["provenance"]["versions"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"its description is incomplete or damaged: {reason(error)}") from None


def _read_members(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays by name."""
    members: dict[str, NDArray[Any]] = {}
    budget = Budget("it", len(content))
    try:
        with opened(content, budget) as archive:
            for info in archive.infolist():
                name = info.filename.removesuffix(".npy")
                if name not in (_META, *_ARRAYS) or info.compress_type != zipfile.ZIP_STORED:
                    raise DataError(f"it holds {shown(info.filename)}, which no record has")
                array = array_from(unpacked(archive, info, budget), budget)
                if array.dtype.kind != "u":
                    raise DataError(f"'{name}' holds {array.dtype} instead of unsigned integers")
                members[name] = array
    except (*ERRORS, TypeError) as error:
        raise DataError(f"truncated, altered or another kind of file: {reason(error)}") from None
    missing = {_META, "indices", "batch_sizes", "recommended"} - set(members)
    if missing:
        raise DataError(f"'{min(missing)}' is missing")
    return members
