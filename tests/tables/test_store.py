"""The converted store: bytes, atomic replacement, and what happens when the disk or a file lets it down."""

from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from suite import files
from suite.errors import DataError, UnknownNameError
from suite.tables.location import data_directory
from suite.tables.store import META_NAME, N_ROWS, open_store, update_store, write_store

COLUMNS = {
    "cifar10/a": np.arange(N_ROWS, dtype=float),
    "cifar10/b": np.where(np.arange(N_ROWS) % 3 == 0, np.nan, 1.5),
}
PROVENANCE = {"cifar10/a": {"source": "x", "edition": "e"}}


def content(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def test_round_trip_keeps_every_value_and_what_is_missing(tmp_path):
    write_store(tmp_path, COLUMNS, PROVENANCE)
    store = open_store(tmp_path)
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


def test_columns_are_read_only_and_stay_whatever_happens_to_the_file(tmp_path):
    write_store(tmp_path, COLUMNS, {})
    column = open_store(tmp_path).column("cifar10/a")
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1.0
    os.truncate(next(tmp_path.glob("columns-*")), 100)  # a mapped file would now end the process
    np.testing.assert_array_equal(column, COLUMNS["cifar10/a"])


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


def changed(**facts):
    """Return a damage: the description with other facts, unsigned as stores of before were."""

    def damage(directory):
        meta = json.loads((directory / META_NAME).read_text())
        del meta["description_sha256"]
        (directory / META_NAME).write_text(json.dumps(meta | facts))

    return damage


def array_of(directory):
    return next(directory.glob("columns-*"))


def flipped(at):
    def damage(directory):
        data = bytearray(array_of(directory).read_bytes())
        data[at] ^= 1
        array_of(directory).write_bytes(data)

    return damage


def text(content):
    return lambda directory: (directory / META_NAME).write_text(content)


def folder_for(find):
    def damage(directory):
        path = find(directory)
        path.unlink()
        (path / "theirs").mkdir(parents=True)

    return damage


DAMAGES = {
    "no array": lambda d: array_of(d).unlink(),
    "truncated": lambda d: os.truncate(array_of(d), 5000),
    "emptied": lambda d: os.truncate(array_of(d), 0),
    "longer": lambda d: array_of(d).write_bytes(array_of(d).read_bytes() + b"x"),
    "a value": flipped(-1),
    "its header": flipped(12),
    "another array": lambda d: np.save(array_of(d), np.zeros((2, 3))),
    "a pickle": lambda d: np.save(array_of(d), np.array([object()]), allow_pickle=True),
    "a folder for the array": folder_for(array_of),
    "a folder for the description": folder_for(lambda d: d / META_NAME),
    "empty text": text(""),
    "half a text": text("{"),
    "no object": text("[]"),
    "null": text("null"),
    "nothing said": text("{}"),
    "deep lists": text("[" * 100_000),
    "deep objects": text('{"format":' * 100_000),
    "not UTF-8": lambda d: (d / META_NAME).write_bytes(b"\xff" * 100),
    "a long number": text('{"format": ' + "1" * 5000 + "}"),
    "another format": changed(format=99),
    "a path": changed(array="../columns-0123456789ab.npy"),
    "no name": changed(array=None),
    "no hash": changed(sha256=None),
    "columns of another kind": changed(columns={"cifar10/a": 1, "cifar10/b": 2}),
    "columns that are numbers": changed(columns=[1, 2]),
    "columns without a data set": changed(columns=["a", "b"]),
    "a column twice": changed(columns=["cifar10/a", "cifar10/a"]),
    "columns in another order": changed(columns=["cifar10/b", "cifar10/a"]),
    "columns for more": changed(columns=["cifar10/a", "cifar10/b", "cifar10/c"]),
    "no provenance": changed(provenance=None),
    "provenance that is a list": changed(provenance=[["cifar10/a", {}]]),
    "provenance of null": changed(provenance={"cifar10/a": None}),
    "provenance that is nested": changed(provenance={"cifar10/a": {"source": {"a": []}}}),
    "an edition that is a number": changed(provenance={"cifar10/a": {"edition": 7}}),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_every_damage_is_one_line_that_says_how_to_fix_it_and_writing_mends_it(tmp_path, damage):
    write_store(tmp_path, COLUMNS, PROVENANCE)
    whole = content(tmp_path)
    damage(tmp_path)
    with pytest.raises(DataError, match="suite data fetch") as caught:
        open_store(tmp_path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + 2 * len(str(tmp_path))
    write_store(tmp_path, COLUMNS, PROVENANCE)
    assert {name: data for name, data in content(tmp_path).items() if not name.endswith(".folder")} == whole


def test_a_changed_word_of_the_description_is_noticed(tmp_path):
    write_store(tmp_path, COLUMNS, PROVENANCE)
    path = tmp_path / META_NAME
    path.write_text(path.read_text().replace('"e"', '"f"'))
    with pytest.raises(DataError, match="was altered"):
        open_store(tmp_path)


def test_a_description_of_before_is_read(tmp_path):
    write_store(tmp_path, COLUMNS, PROVENANCE)
    changed()(tmp_path)
    assert open_store(tmp_path).provenance("cifar10/a") == PROVENANCE["cifar10/a"]


def test_a_reader_between_two_writers_sees_one_of_them(tmp_path, monkeypatch):
    write_store(tmp_path, COLUMNS, {})
    original = Path.open

    def late(self, *arguments, **keywords):
        if self.name.startswith("columns-") and arguments == ("rb",) and not done:
            done.append(self)
            write_store(tmp_path, {"cifar10/z": np.zeros(N_ROWS)}, {})  # the old array is gone now
        return original(self, *arguments, **keywords)

    done = []
    monkeypatch.setattr(Path, "open", late)
    assert open_store(tmp_path).keys == ("cifar10/z",)


def test_writers_that_each_add_a_column_lose_none(tmp_path):
    def add(number):
        def united():
            try:
                old = open_store(tmp_path)
            except DataError:
                return {f"cifar10/c{number}": np.full(N_ROWS, number)}, {}
            return {key: old.column(key) for key in old.keys} | {f"cifar10/c{number}": np.full(N_ROWS, number)}, {}

        update_store(tmp_path, united)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert open_store(tmp_path).keys == tuple(f"cifar10/c{number}" for number in range(8))


def test_a_full_disk_leaves_the_old_store(tmp_path, monkeypatch):
    write_store(tmp_path, COLUMNS, {})
    before = content(tmp_path)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
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
