"""Atomic writing, whatever goes wrong."""

from __future__ import annotations

import errno

import pytest

from suite.errors import DataError
from suite.files import make_folder, replacing, write_atomically


def test_text_and_bytes_are_written_as_given_and_folders_are_made(tmp_path):
    assert write_atomically(tmp_path / "a" / "b.txt", "é\n").read_bytes() == "é\n".encode()
    assert write_atomically(tmp_path / "a" / "b.bin", b"\0\r\n").read_bytes() == b"\0\r\n"
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["b.bin", "b.txt"]


def test_an_error_in_the_middle_keeps_the_old_file_and_leaves_no_part(tmp_path):
    path = write_atomically(tmp_path / "x", "old")

    def interrupted():
        with replacing(path) as part:
            part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("code", "text"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "--elsewhere")])
def test_refusals_of_the_system_are_one_line_with_the_remedy(tmp_path, code, text):
    def refused():
        with replacing(tmp_path / "x", "use --elsewhere"):
            raise OSError(code, "refused")

    with pytest.raises(DataError, match=text) as caught:
        refused()
    assert "\n" not in str(caught.value)


def test_a_folder_under_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):
        make_folder(tmp_path / "file" / "folder")


def test_a_part_left_by_a_killed_process_is_replaced(tmp_path):
    (tmp_path / "x.part").write_text("left behind")
    write_atomically(tmp_path / "x", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
