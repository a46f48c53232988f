"""Downloading one file: verified, resumed, retried, atomic; every failure is one line that says how to fix it."""

from __future__ import annotations

import errno
import io
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest
from file_server import CONTENT, Server, entry

from suite.errors import DataError
from suite.tables.upstream import connection
from suite.tables.upstream import download as download_module
from suite.tables.upstream.catalogue import CatalogueFile
from suite.tables.upstream.download import download, part_path


def get(file: CatalogueFile, target: Path, attempts: int = 5) -> tuple[bytes, int]:
    """Download and return the content and the sum of the progress."""
    steps: list[int] = []
    return download(file, target, advance=steps.append, attempts=attempts, pause=0.001, timeout=5), sum(steps)


def test_download(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "b.bin"
    assert get(file, target) == (CONTENT, len(CONTENT))
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["b.bin"]


def test_resumes_where_the_connection_ended(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    server.script = ["cut", "cut"]
    assert get(file, tmp_path / "b.bin") == (CONTENT, len(CONTENT))
    half, three_quarters = len(CONTENT) // 2, len(CONTENT) // 4 * 3
    assert server.seen == [None, f"bytes={half}-", f"bytes={three_quarters}-"]


def test_a_later_call_resumes(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    target = tmp_path / "b.bin"
    server.script = ["cut"]
    with pytest.raises(DataError, match=r"failed after 1 tries .*128,000 of 256,000 bytes.*--mirror"):
        get(file, target, attempts=1)
    assert not target.exists()
    assert part_path(file, target).read_bytes() == CONTENT[: len(CONTENT) // 2]
    assert get(file, target) == (CONTENT, len(CONTENT))
    assert server.seen == [None, f"bytes={len(CONTENT) // 2}-"]
    assert not part_path(file, target).exists()


def test_a_server_without_ranges_or_with_416_is_asked_anew(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    for action in ("no ranges", 416):
        target = tmp_path / f"{action}.bin"
        part_path(file, target).write_bytes(b"stale")
        server.script = [action]
        assert get(file, target) == (CONTENT, len(CONTENT))


def test_a_whole_or_too_long_part_needs_no_or_a_new_download(
    server: Server, file: CatalogueFile, tmp_path: Path
) -> None:
    part_path(file, tmp_path / "whole").write_bytes(CONTENT)
    assert get(file, tmp_path / "whole") == (CONTENT, len(CONTENT))
    assert server.seen == []
    part_path(file, tmp_path / "long").write_bytes(CONTENT + b"more")
    assert get(file, tmp_path / "long") == (CONTENT, len(CONTENT))


def test_server_errors_are_retried(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    server.script = [500, 503, 429]
    assert get(file, tmp_path / "b.bin")[0] == CONTENT
    assert len(server.seen) == 4
    server.script = [502] * 3
    with pytest.raises(DataError, match=r"failed after 3 tries \(HTTP 502\)"):
        get(file, tmp_path / "c.bin", attempts=3)


def test_missing_file_is_not_retried(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    server.script = [404]
    with pytest.raises(DataError, match=r"HTTP 404 for http://127.*--mirror"):
        get(file, tmp_path / "b.bin")
    assert len(server.seen) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("action", ["altered", "longer"])
def test_other_content_is_refused_and_removed(action: str, server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    server.script = [action]
    with pytest.raises(DataError, match="altered"):
        get(file, tmp_path / "b.bin")
    assert list(tmp_path.iterdir()) == []


def test_no_network(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        file = entry(f"http://127.0.0.1:{unused.getsockname()[1]}/b.bin")
    with pytest.raises(DataError, match=r"failed after 2 tries .*refused.*check the connection.*--mirror"):
        get(file, tmp_path / "b.bin", attempts=2)


def test_full_disk(file: CatalogueFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download_module.os, "replace", full)
    with pytest.raises(DataError, match=r"cannot write .*: the disk is full; free some .* --data-dir"):
        get(file, tmp_path / "b.bin")
    assert not (tmp_path / "b.bin").exists()


def test_a_byte_now_and_then_ends_when_the_time_is_over(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    for action in ("slow body", "slow headers"):
        server.script = [action]
        start = time.monotonic()
        with pytest.raises(DataError, match=r"failed after 1 tries .*it took more than 1 s.*--mirror") as caught:
            download(file, tmp_path / "b.bin", attempts=1, timeout=30, longest=0.6)
        assert time.monotonic() - start < 5
        assert "\n" not in str(caught.value)
    server.script = []
    assert get(file, tmp_path / "b.bin")[0] == CONTENT


def test_a_redirection_from_https_to_http_is_refused_and_others_are_followed(server: Server, tmp_path: Path) -> None:
    handler = connection._NeverToPlain()
    message: Any = {"location": "http://example.org/x"}
    ask = Request("https://example.org/x")
    with pytest.raises(DataError, match=r"https://example\.org/x sends on to .*not encrypted.*--mirror"):
        handler.redirect_request(ask, io.BytesIO(), 302, "Found", message, "http://example.org/x")
    on = handler.redirect_request(ask, io.BytesIO(), 302, "Found", message, "https://other.org/y")
    assert on is not None
    assert on.full_url == "https://other.org/y"
    server.script = ["moved"]
    assert get(entry(f"http://127.0.0.1:{server.server_port}/a/b.bin"), tmp_path / "b.bin")[0] == CONTENT


def test_an_error_of_several_lines_is_one_line(file: CatalogueFile, tmp_path: Path) -> None:
    assert connection.one_line(OSError("first\n second\r\n" + "x" * 500)) == "first second " + "x" * 187
    assert connection.one_line(TimeoutError()) == "TimeoutError"


def test_a_proxy_of_the_environment_is_used(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    assert get(entry("http://files.invalid/a/b.bin"), tmp_path / "b.bin")[0] == CONTENT
    assert server.paths == ["http://files.invalid/a/b.bin"]


def test_links_in_the_place_of_the_part_are_not_followed(file: CatalogueFile, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    part_path(file, tmp_path / "b.bin").symlink_to("theirs")
    assert get(file, tmp_path / "b.bin")[0] == CONTENT
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.bin", "theirs"]


def test_a_folder_in_the_place_of_the_part_moves_aside(file: CatalogueFile, tmp_path: Path) -> None:
    part = part_path(file, tmp_path / "b.bin")
    part.mkdir()
    assert get(file, tmp_path / "b.bin")[0] == CONTENT
    assert {path.name for path in tmp_path.iterdir()} == {"b.bin", f"{part.name}.folder"}


def test_many_downloads_of_one_file_ask_once(server: Server, file: CatalogueFile, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: get(file, tmp_path / "b.bin"), range(8)))
    assert found == [(CONTENT, len(CONTENT))] * 8
    assert len(server.seen) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["b.bin"]
