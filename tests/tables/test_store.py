"""The converted store: bytes, atomic replacement, and what happens when the disk or a file lets it down."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest

from suite.errors import DataError, UnknownNameError
from suite.tables.location import data_directory
from suite.tables.store import META_NAME, N_ROWS, open_store, write_store

COLUMNS = {
    "cifar10/a": np.arange(N_ROWS, dtype=float),
    "cifar10/b": np.where(np.arange(N_ROWS) % 3 == 0, np.nan, 1.5),
}
PROVENANCE = {"cifar10/a": {"source": "x", "edition": "e"}}


def content(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_round_trip_keeps_every_value_and_what_is_missing(tmp_path):
    write_store(tmp_path, COLUMNS, PROVENANCE)
    store = open_store(tmp_path, verify=True)
    for key, values in COLUMNS.items():
        np.testing.assert_array_equal(store.column(key), values)
    assert store.provenance("cifar10/a") == {"source": "x", "edition": "e"}
    assert store.provenance("cifar10/b") == {}
    assert "cifar10/a" in store
    assert "cifar10/c" not in store


def test_made_again_in_another_order_it_has_the_same_bytes(tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    write_store(first, COLUMNS, PROVENANCE)
    other_nan = np.frombuffer(np.array([0x7FF8000000000001], dtype="<u8").tobytes(), dtype="<f8")[0]
    again = {key: np.where(np.isnan(COLUMNS[key]), other_nan, COLUMNS[key]) for key in reversed(COLUMNS)}
    write_store(second, again, PROVENANCE)
    assert content(first) == content(second)


def test_columns_are_memory_mapped_and_read_only(tmp_path):
    write_store(tmp_path, COLUMNS, {})
    column = open_store(tmp_path).column("cifar10/a")
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1.0


def test_replacing_leaves_one_store_and_no_leftovers(tmp_path):
    write_store(tmp_path, COLUMNS, {})
    write_store(tmp_path, {"cifar10/a": np.zeros(N_ROWS)}, {})
    assert open_store(tmp_path).keys == ("cifar10/a",)
    assert len(list(tmp_path.iterdir())) == 2


def test_unknown_column_suggests_the_nearest(tmp_path):
    write_store(tmp_path, COLUMNS, {})
    with pytest.raises(UnknownNameError, match="did you mean 'cifar10/a'"):
        open_store(tmp_path).column("cifar10/A")


def test_a_column_of_the_wrong_length_is_refused(tmp_path):
    with pytest.raises(DataError, match="shape"):
        write_store(tmp_path, {"cifar10/a": np.zeros(3)}, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: (d / META_NAME).unlink(),
        lambda d: next(d.glob("columns-*")).unlink(),
        lambda d: (d / META_NAME).write_text("{"),
        lambda d: (d / META_NAME).write_text("{}"),
        lambda d: (d / META_NAME).write_text("[]"),
        lambda d: (d / META_NAME).write_text(json.dumps({**json.loads((d / META_NAME).read_text()), "format": 99})),
        lambda d: next(d.glob("columns-*")).write_bytes(next(d.glob("columns-*")).read_bytes()[:5000]),
        lambda d: next(d.glob("columns-*")).write_bytes(b""),
        lambda d: np.save(next(d.glob("columns-*")), np.zeros((2, 3))),
    ],
)
def test_every_damage_is_one_line_that_says_how_to_fix_it(tmp_path, damage):
    write_store(tmp_path, COLUMNS, {})
    damage(tmp_path)
    with pytest.raises(DataError, match="suite data fetch") as caught:
        open_store(tmp_path)
    assert "\n" not in str(caught.value)


def test_an_altered_byte_is_noticed_when_asked(tmp_path):
    write_store(tmp_path, COLUMNS, {})
    path = next(tmp_path.glob("columns-*"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match="altered"):
        open_store(tmp_path, verify=True)


def test_a_pickled_array_is_not_loaded(tmp_path):
    write_store(tmp_path, COLUMNS, {})
    np.save(next(tmp_path.glob("columns-*")), np.array([object()]), allow_pickle=True)
    with pytest.raises(DataError):
        open_store(tmp_path)


def test_a_full_disk_leaves_the_old_store(tmp_path, monkeypatch):
    write_store(tmp_path, COLUMNS, {})
    before = content(tmp_path)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match="full"):
        write_store(tmp_path, {"cifar10/z": np.zeros(N_ROWS)}, {})
    assert content(tmp_path) == before


def test_a_data_directory_that_is_a_file_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--data-dir"):
        write_store(tmp_path / "file", COLUMNS, {})


def test_data_directory_prefers_argument_then_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SUITE_DATA_DIR", str(tmp_path / "env"))
    assert data_directory(tmp_path / "arg") == tmp_path / "arg"
    assert data_directory() == tmp_path / "env"
    monkeypatch.delenv("SUITE_DATA_DIR")
    assert data_directory().name == "hwnas-suite"
