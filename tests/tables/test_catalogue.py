"""The catalogue states every pinned file truthfully."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from suite.errors import DataError, UnknownNameError
from suite.tables.upstream.catalogue import CORE, CatalogueFile, catalogue, files_of, groups


def test_every_file_is_pinned_and_belongs_to_a_group() -> None:
    files = catalogue()
    assert len(files) == 209
    assert len({file.id for file in files}) == len({file.relative for file in files}) == len(files)
    for file in files:
        assert file.group in groups()
        assert re.fullmatch("[0-9a-f]{40}", file.commit)
        assert re.fullmatch("[0-9a-f]{40}", file.git_blob)
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert file.size > 0
        assert file.holds
        assert file.licence
        assert file.url.startswith("https://")
        assert file.url.endswith(f"/{file.repo}/{file.commit}/{file.path}")


def test_groups() -> None:
    numbers = {name: len(files_of(name)) for name in groups()}
    assert numbers == {"core": 6, "nats-sample": 4, "proxies": 4, "freerea": 9, "help": 57, "teacher": 1, "ofa": 128}
    assert all(file.edition for file in files_of(CORE))
    with pytest.raises(UnknownNameError, match="did you mean 'proxies'"):
        files_of("proxy")


def test_verify_says_what_is_wrong() -> None:
    file = CatalogueFile(
        "a", "core", "o/r", "c", "p", "u", 3, hashlib.sha256(b"abc").hexdigest(), "b", "MIT", None, "x"
    )
    assert file.verify(b"abc", "here") == b"abc"
    with pytest.raises(DataError, match="here is empty: 0 bytes instead of 3"):
        file.verify(b"", "here")
    with pytest.raises(DataError, match="here is truncated or altered: 2 bytes instead of 3"):
        file.verify(b"ab", "here")
    with pytest.raises(DataError, match=r"here was altered: its sha256 is \w{16}\.\.\. instead of ba7816bf"):
        file.verify(b"abd", "here")


@pytest.mark.real_tables
def test_the_mirror_has_every_file(mirror: Path) -> None:
    for file in catalogue():
        data = file.verify((mirror / file.relative).read_bytes(), file.relative)
        assert hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() == file.git_blob
    manifests = [path for name in ("manifest.json", "manifest-more.json") if (path := mirror.parent / name).exists()]
    if manifests:
        entries = [entry for path in manifests for entry in json.loads(path.read_text())]
        listed = {(e["repo"], e["path"]): (e["sha256"], e["url"], e["licence"]) for e in entries}
        assert listed.items() >= {(f.repo, f.path): (f.sha256, f.url, f.licence) for f in catalogue()}.items()
