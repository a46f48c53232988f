"""Atomic writing, whatever goes wrong: errors at every step, links, left parts, several writers."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from pathlib import Path

import pytest

from suite import files
from suite.errors import DataError
from suite.files import atomic_file, make_folder, remove_left_parts, write_atomically

LEFT = f".{7:016x}.part"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_cleaned", set())


def test_text_and_bytes_are_written_as_given_and_folders_are_made(tmp_path: Path) -> None:
    assert write_atomically(tmp_path / "a" / "b.txt", "é\n").read_bytes() == "é\n".encode()
    assert write_atomically(tmp_path / "a" / "b.bin", b"\0\r\n").read_bytes() == b"\0\r\n"
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["b.bin", "b.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.EIO, "input/output error")])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_error_at_any_step_keeps_the_old_file_and_leaves_no_part(
    step: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_atomically(tmp_path / "x", "old")

    def refused(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(files.os, step, refused)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else DataError):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("code", "text"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "--elsewhere")])
def test_refusals_of_the_system_are_one_line_with_the_remedy(
    tmp_path: Path, code: int, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object) -> None:
        raise OSError(code, "refused")

    monkeypatch.setattr(files.os, "replace", refused)
    with pytest.raises(DataError, match=text) as caught:
        write_atomically(tmp_path / "x", "new", "use --elsewhere")
    assert "\n" not in str(caught.value)


def test_a_folder_under_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):
        make_folder(tmp_path / "file" / "folder")


def test_a_folder_in_the_place_of_a_file_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "x" / "kept").mkdir(parents=True)
    with pytest.raises(DataError, match="cannot write"):
        write_atomically(tmp_path / "x", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_links_are_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "x").symlink_to("theirs")
    (tmp_path / LEFT).symlink_to("theirs")
    write_atomically(tmp_path / "x", "new")
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert not (tmp_path / "x").is_symlink()
    assert (tmp_path / "x").read_text() == "new"


def test_a_part_left_by_a_killed_process_is_removed_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_text("left behind")
    (tmp_path / f".{8:016x}.part").mkdir()
    living = tmp_path / f".{9:016x}.part"
    others = tmp_path / "download.bin.0123456789ab.part"
    others.write_text("a download that goes on")
    with living.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_atomically(tmp_path / "x", "new")
        assert {path.name for path in tmp_path.iterdir()} == {"x", living.name, others.name, f".{8:016x}.part"}
    assert remove_left_parts(tmp_path) == 1
    assert not living.exists()


def test_a_part_that_is_taken_away_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original, calls = os.replace, []

    def raced(part: Path, path: Path) -> None:
        calls.append(part)
        if len(calls) < 3:
            part.unlink()
        original(part, path)

    monkeypatch.setattr(files.os, "replace", raced)
    write_atomically(tmp_path / "x", "new")
    assert (tmp_path / "x").read_text() == "new"
    assert len(set(calls)) == 3


def test_many_writers_of_one_name_never_show_a_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    contents = [bytes([65 + each]) * (200_000 + each) for each in range(4)]
    write_atomically(path, contents[0])
    stop = threading.Event()

    def write(content: bytes) -> None:
        while not stop.is_set():
            write_atomically(path, content, durable=False)

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    try:
        assert all(path.read_bytes() in contents for _ in range(300))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert os.listdir(tmp_path) == ["x"]


def test_a_file_written_piece_by_piece_removes_what_was_left_and_survives_a_taken_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / LEFT).write_text("left behind")
    original, calls = files.lock, []

    def raced(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 1:  # another process takes it for one left behind before it is locked
            (part,) = tmp_path.glob(".*.part")
            part.unlink()
        original(descriptor)

    monkeypatch.setattr(files, "lock", raced)
    with atomic_file(tmp_path / "x") as file:
        file.write(b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"new"
    assert len(calls) == 2
