"""Torch's two file formats, read without torch."""

from __future__ import annotations

import os
import pickle
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from official_files import STRINGS, legacy_torch, refusal, write, zip_torch

from suite.errors import DataError
from suite.tables.official.torch_file import load_torch

TENSOR = (
    b"\x80\x02}q\x00X\x03\x00\x00\x00netctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
    b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQK\x00K\x01\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtRs."
)


def test_tensors_are_passed_over(tmp_path: Path) -> None:
    found = load_torch(write(tmp_path / "a.pth", zip_torch(TENSOR)))
    assert list(found) == ["net"]


def test_what_torch_does_not_write(tmp_path: Path) -> None:
    good = zip_torch([1, 2])
    two = tmp_path / "two.pth"
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a/data.pkl", b"")
        archive.writestr("b/data.pkl", b"")
    cases = {
        "empty": b"",
        "no torch file": b"hello",
        "plain pickle": pickle.dumps({}),
        "other version": b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1002, {}, {})),
        "only the magic number": pickle.dumps(0x1950A86A20F9469CFC6C, 2),
        "archive cut short": good[:-30],
        "archive cut off": good[:60],
        "compressed archive": zip_torch([1, 2] * 100, zipfile.ZIP_DEFLATED),
        "two objects": two.read_bytes(),
        "broken local header": b"PK\x03\x04" + bytes(26) + good[30:],
        "os.system": zip_torch(b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."),
        "os.system, legacy": legacy_torch(0)[:-60] + b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.",
    }
    for name, data in cases.items():
        message = refusal(partial(load_torch, write(tmp_path / "a.pth", data)))
        assert "a.pth" in message, name
    with pytest.raises(DataError, match=r"refused 'os\.system' in a\.pth"):
        load_torch(write(tmp_path / "a.pth", cases["os.system"]))
    with pytest.raises(DataError, match="cannot read"):
        load_torch(tmp_path / "not-there.pth")


LEGACY, ZIPPED = legacy_torch({"a": [1.5, "b"]}), zip_torch({"a": [1.5, "b"]})


@settings(max_examples=200)
@given(data=st.data(), whole=st.sampled_from([LEGACY, ZIPPED]))
def test_altered_torch_files_give_data_or_one_line(data: Any, whole: bytes, tmp_path_factory: Any) -> None:
    changed = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        changed[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(1, len(whole)))
    path = write(tmp_path_factory.getbasetemp() / f"altered-{os.getpid()}.pth", bytes(changed[:end]))
    assert "\n" not in refusal(partial(load_torch, path))


@pytest.mark.real_tables
def test_real_torch_files(mirror: Path) -> None:
    index_of = load_torch(mirror / "HayeonLee/HELP/data/nasbench201/str_arch2idx.pt")
    assert [text for text, _ in sorted(index_of.items(), key=lambda item: item[1])] == STRINGS
    assert len(load_torch(mirror / "HayeonLee/HELP/data/nasbench201/latency/fpga.pt")) == 15625
