from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suite import files
from suite.benchmark import Benchmark
from suite.errors import DataError
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, canonical_json
from tests.study.made_up import make_spec


@pytest.fixture(scope="module")
def record(benchmark_tables: Benchmark) -> Record:
    return run(make_spec(algorithm="mo_hdnas", budget=Budget(queries=65), record_population=True), benchmark_tables)


def members(record: Record) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(record.to_bytes()), allow_pickle=False) as file:
        return dict(file)


def with_meta(record: Record, change: dict[str, Any]) -> bytes:
    arrays = members(record)
    meta = json.loads(arrays["meta"].tobytes()) | change
    arrays["meta"] = np.frombuffer(canonical_json(meta).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_a_record_survives_its_file(record: Record, tmp_path: Path) -> None:
    path = record.save(tmp_path / "deep" / "record.npz")
    again = Record.load(path)
    assert again.to_bytes() == record.to_bytes() == path.read_bytes()
    assert (again.spec, again.counts, again.stop, again.digest) == (
        record.spec,
        record.counts,
        record.stop,
        record.digest,
    )
    assert again.indices.dtype == np.uint16
    assert os.listdir(path.parent) == ["record.npz"]


def test_the_bytes_are_fixed_for_good() -> None:
    record = Record(
        spec=make_spec(params=(("batch_size", 2),), budget=Budget(queries=3)),
        indices=np.array([7, 15_624, 7], dtype=np.uint16),
        batch_sizes=np.array([2, 1], dtype=np.uint16),
        recommended=np.array([7], dtype=np.uint16),
        populations=np.array([[7, 15_624], [7, 65_535]], dtype=np.uint16),
        provenance={"versions": "1", "edition": "e", "data_hash": "0", "source": "real", "space": "s"},
        counts={"queries": 3, "distinct": 2, "distinct_classes": 2, "simulated_seconds": 0.1},
        stop="budget",
    )
    assert Record.from_bytes(record.to_bytes()).to_bytes() == record.to_bytes()
    assert (
        hashlib.sha256(record.to_bytes()).hexdigest()
        == "c33430f09ea7fe47ac9a6327703945144681bcadc2f714ac319a8b920b04aec8"
    )


def test_numpy_alone_reads_it(record: Record) -> None:
    arrays = members(record)
    assert arrays["indices"].tolist() == record.indices.tolist()
    assert json.loads(arrays["meta"].tobytes())["spec"]["algorithm"] == "mo_hdnas"


def test_the_file_tells_nothing_of_time_or_place(record: Record) -> None:
    with zipfile.ZipFile(io.BytesIO(record.to_bytes())) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.create_system == 3
    assert b"numpy_version" not in record.to_bytes()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_truncated_and_altered_files_are_noticed(record: Record, data: st.DataObject) -> None:
    content = record.to_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(DataError):
        Record.from_bytes(content[:at])
    flipped = bytearray(content)
    flipped[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DataError):
        Record.from_bytes(bytes(flipped))


def test_every_byte_of_the_headers_counts(record: Record) -> None:
    """Dates, flags and attributes have no checksum; were they let through, equal runs could have different files."""
    content = record.to_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        headers = [at for info in archive.infolist() for at in range(info.header_offset, info.header_offset + 30)]
        headers += range(archive.start_dir, len(content))
    for at in headers:
        altered = bytearray(content)
        altered[at] ^= 1
        with pytest.raises(DataError):
            Record.from_bytes(bytes(altered))


def test_a_member_lost_from_the_directory_is_noticed(record: Record) -> None:
    content = record.to_bytes()
    for at in range(len(content) - 22, len(content)):  # every byte of the end of the directory, several ways
        for flip in (1, 2, 16, 64, 255):
            altered = bytearray(content)
            altered[at] ^= flip
            with pytest.raises(DataError):
                Record.from_bytes(bytes(altered))


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(DataError):
        Record.from_bytes(content)


def test_pickles_and_foreign_archives_are_refused(record: Record) -> None:
    hostile = io.BytesIO()
    np.savez(hostile, **{**members(record), "indices": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(DataError, match="the header of an array is damaged"):
        Record.from_bytes(hostile.getvalue())
    foreign = io.BytesIO()
    np.savez(foreign, weights=np.zeros(3))
    with pytest.raises(DataError, match="weights"):
        Record.from_bytes(foreign.getvalue())
    signed = io.BytesIO()
    np.savez(signed, **{**members(record), "indices": record.indices.astype(np.int64)})
    with pytest.raises(DataError, match="int64"):
        Record.from_bytes(signed.getvalue())
    short = io.BytesIO()
    np.savez(short, **{name: array for name, array in members(record).items() if name != "recommended"})
    with pytest.raises(DataError, match="'recommended' is missing"):
        Record.from_bytes(short.getvalue())
    compressed = io.BytesIO()
    np.savez_compressed(compressed, **members(record))
    with pytest.raises(DataError, match="which no record has"):
        Record.from_bytes(compressed.getvalue())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "suite-run-record-9"}, "format"),
        ({"spec": {}}, "specification"),
        ({"spec": None}, "description"),
        ({"counts": {"queries": 1}}, "counts"),
        ({"stop": "tired"}, "provenance"),
        ({"provenance": {"edition": "x"}}, "provenance"),
        ({"provenance": [1]}, "description"),
    ],
)
def test_what_does_not_fit_is_refused(record: Record, change: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Record.from_bytes(with_meta(record, change))


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        *(("spec", name, ["x"]) for name in ("experiment", "algorithm", "dataset", "unmeasured", "record_population")),
        *(
            ("spec", name, 7)
            for name in ("fitness", "device", "metric", "cost_source", "formulation", "params", "budget")
        ),
        ("spec", "seed", "1"),
        ("provenance", "data_hash", None),
        ("provenance", "versions", ["x"]),
        ("counts", "distinct_classes", "x"),
        ("counts", "simulated_seconds", []),
    ],
)
def test_a_value_of_another_kind_is_refused(record: Record, part: str, name: str, value: object) -> None:
    meta = json.loads(members(record)["meta"].tobytes())
    assert name in meta[part]
    with pytest.raises(DataError):
        Record.from_bytes(with_meta(record, {part: {**meta[part], name: value}}))


def test_a_record_of_the_first_format_is_refused_in_one_line(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "old.npz"
    path.write_bytes(with_meta(record, {"format": "suite-run-record-1", "spec": {"accuracy": "valid@200:mean"}}))
    with pytest.raises(
        DataError, match=r"old\.npz is no valid run record.*an older version wrote it.*run the study"
    ) as caught:
        Record.load(path)
    assert "\n" not in str(caught.value)


def test_messages_are_one_line_and_name_file_and_remedy(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "broken.npz"
    with pytest.raises(DataError, match="no run record"):
        Record.load(path)
    path.write_bytes(record.to_bytes()[:500])
    with pytest.raises(DataError, match=r"broken\.npz is no valid run record") as caught:
        Record.load(path)
    assert "\n" not in str(caught.value)
    with pytest.raises(DataError, match="cannot read"):
        Record.load(tmp_path)


def test_a_refused_write_leaves_nothing(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "record.npz"
    record.save(target)
    before = target.read_bytes()

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(DataError, match="free some space"):
        record.save(target)
    assert os.listdir(tmp_path) == ["record.npz"]
    assert target.read_bytes() == before
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(DataError, match="--out"):
        record.save(blocked / "record.npz")
