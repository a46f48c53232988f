"""Fetching groups of files from addresses and mirrors, and the store that is made of them."""

from __future__ import annotations

import errno
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from file_server import CONTENT, Server, entry

from suite.errors import DataError, UnknownNameError
from suite.tables import convert
from suite.tables.store import META_NAME, open_store
from suite.tables.upstream.catalogue import CatalogueFile, files_of
from suite.tables.upstream.fetch import UPSTREAM, fetch, read_verified


def test_fetch_of_a_group_that_is_kept(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    report = fetch(tmp_path, group="help", files=[file], progress=False)
    kept = tmp_path / UPSTREAM / "owner/repo/a/b.bin"
    assert (report.n_files, report.n_downloaded, report.store) == (1, 1, None)
    assert kept.read_bytes() == CONTENT
    assert fetch(tmp_path, group="help", files=[file], progress=False).n_downloaded == 0
    kept.write_bytes(b"altered")
    assert fetch(tmp_path, group="help", files=[file], progress=False).n_downloaded == 1
    other = tmp_path / "other"
    fetch(other, group="help", files=[file], progress=False, mirror=tmp_path / UPSTREAM)
    assert (other / UPSTREAM / file.relative).read_bytes() == CONTENT
    assert len(server.seen) == 2


def test_wrong_mirrors(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a folder"):
        fetch(tmp_path / "data", mirror=tmp_path / "nowhere", progress=False)
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        DataError, match=r"has none of the 6 files, '.*nats_bench.csv' is missing: .*<owner>/<repo>/<path>"
    ):
        fetch(tmp_path / "data", mirror=tmp_path / "empty", progress=False)
    wrong = entry("http://127.0.0.1:9/never")
    place = tmp_path / "wrong" / wrong.relative
    place.parent.mkdir(parents=True)
    for content in (b"", CONTENT[:-1], b"x" + CONTENT[1:]):
        place.write_bytes(content)
        with pytest.raises(DataError, match=r"is empty|truncated|was altered"):
            fetch(tmp_path / "data", mirror=tmp_path / "wrong", group="help", files=[wrong], progress=False)
    assert not list((tmp_path / "data").rglob("*.bin"))


def test_a_failed_download_leaves_nothing_but_its_part(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    server.script = [404]
    with pytest.raises(DataError, match="HTTP 404"):
        fetch(tmp_path, group="help", files=[file], progress=False)
    assert list(tmp_path.iterdir()) == []
    server.script = ["cut"]
    with pytest.raises(DataError, match="connection ended"):
        fetch(tmp_path, group="help", files=[file], progress=False, attempts=1)
    (part,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert part.suffix == ".part"
    assert fetch(tmp_path, group="help", files=[file], progress=False).n_downloaded == 1
    assert not part.exists()


def test_unknown_group(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown group of files"):
        fetch(tmp_path, group="cores", progress=False)


def test_unwritable_data_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    mirror = tmp_path / "mirror"
    file = entry("http://127.0.0.1:9/never")
    (mirror / file.relative).parent.mkdir(parents=True)
    (mirror / file.relative).write_bytes(CONTENT)
    with pytest.raises(DataError, match=r"cannot write .*file/data.*--data-dir"):
        fetch(tmp_path / "file" / "data", mirror=mirror, group="help", files=[file], progress=False)


def test_unreadable_file_of_a_mirror(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read"):
        read_verified(entry("u"), tmp_path / "not-there")


@pytest.mark.real_tables
def test_fetch_from_the_mirror(mirror: Path, tmp_path: Path) -> None:
    report = fetch(tmp_path / "a", mirror=mirror, progress=False)
    assert (report.n_files, report.n_downloaded, report.unchanged) == (6, 0, False)
    assert fetch(tmp_path / "a", mirror=mirror, progress=False).unchanged
    again = fetch(tmp_path / "b", mirror=mirror, progress=False, keep_downloads=True)
    assert again.store is not None
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert META_NAME in names
    assert len(names) == 2
    for name in names:  # byte for byte
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    for file in files_of("core"):
        assert (tmp_path / "b" / UPSTREAM / file.relative).is_file()
    fetch(tmp_path / "b", progress=False, force=True)  # from the kept downloads: no network, then removed
    assert not (tmp_path / "b" / UPSTREAM).exists()
    assert open_store(tmp_path / "b").sha256 == open_store(tmp_path / "a").sha256


@pytest.mark.real_tables
def test_a_failed_fetch_keeps_the_store_that_was_there(
    mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(tmp_path, mirror=mirror, progress=False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DataError, match="full"):
        fetch(tmp_path, mirror=mirror, progress=False, force=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


DAMAGES = {
    "truncated": lambda meta, array: os.truncate(array, 1000),
    "emptied": lambda meta, array: os.truncate(array, 0),
    "a value": lambda meta, array: array.write_bytes(array.read_bytes()[:-8] + b"12345678"),
    "half a text": lambda meta, array: meta.write_text("{"),
    "nulls": lambda meta, array: meta.write_text('{"format": 1, "array": null, "columns": null, "provenance": null}'),
    "deep": lambda meta, array: meta.write_text("[" * 100_000),
    "a folder": lambda meta, array: (meta.unlink(), meta.mkdir()),
    "a folder for the array": lambda meta, array: (array.unlink(), array.mkdir()),
}


@pytest.mark.real_tables
@pytest.mark.parametrize("force", [False, True])
def test_a_damaged_store_mends_itself(
    force: bool, mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = convert.convert
    converted = cache(lambda: original(*given[0]))  # it takes a second, and is always the same
    given: list[Any] = []

    def once(*arguments: Any) -> Any:
        given.append(arguments)
        columns, provenance = converted()
        return dict(columns), dict(provenance)

    monkeypatch.setattr(convert, "convert", once)
    fetch(tmp_path, mirror=mirror, progress=False)
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for damage in DAMAGES.values():
        damage(tmp_path / META_NAME, next(tmp_path.glob("columns-*.npy")))
        report = fetch(tmp_path, mirror=mirror, progress=False, force=force)
        assert bool(report.damage) is not force  # with --force what is there is not read
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == whole


def test_a_folder_in_the_place_of_a_download_moves_aside(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    place = tmp_path / UPSTREAM / file.relative
    place.mkdir(parents=True)
    (place / "theirs").write_text("")
    fetch(tmp_path, group="help", files=[file], progress=False)
    assert place.read_bytes() == CONTENT
    assert (place.with_name("b.bin.folder") / "theirs").is_file()
