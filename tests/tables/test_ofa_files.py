"""The files of the group "ofa": read without torch, refused in one line where they are not what they should be."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.errors import DataError, UnknownNameError
from suite.tables.ofa import GROUP, OFAFiles, ofa_files
from suite.tables.official.torch_weights import read_weights
from suite.tables.upstream import catalogue as catalogue_module
from suite.tables.upstream.catalogue import CatalogueFile, files_of


class Weights:
    """Writes state dictionaries as torch's old format has them, without torch."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self.tensors = tensors

    def content(self, *, stride: Any = None, short: int = 0, length: int = 0, key: str = "k0") -> bytes:
        """Return the file; the arguments falsify the first tensor."""
        pickled, data = [b"\x80\x02ccollections\nOrderedDict\n)R("], b""
        for row, (name, values) in enumerate(self.tensors.items()):
            steps = [int(np.prod(values.shape[axis + 1 :])) for axis in range(values.ndim)]
            steps = stride if stride is not None and row == 0 else steps
            pickled.append(self._text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n((")
            pickled.append(
                self._text("storage") + b"ctorch\nFloatStorage\n" + self._text(f"k{row}") + self._text("cpu")
            )
            pickled.append(self._whole(values.size + (length if row == 0 else 0)) + b"NtQ" + self._whole(0))
            pickled.append(b"(" + b"".join(map(self._whole, values.shape)) + b"t")
            pickled.append(b"(" + b"".join(map(self._whole, steps)) + b"t\x89ccollections\nOrderedDict\n)RtR")
            data += values.size.to_bytes(8, "little") + values.astype("<f4").tobytes()
        pickled.append(b"u}" + self._text("_metadata") + b"}sb.")
        keys = [key, *(f"k{row}" for row in range(1, len(self.tensors)))]
        parts = [0x1950A86A20F9469CFC6C, 1001, {}]
        head = b"".join(pickle.dumps(part, 2) for part in parts)
        content = head + b"".join(pickled) + pickle.dumps(keys, 2) + data
        return content[: len(content) - short]

    @staticmethod
    def _text(text: str) -> bytes:
        return b"X" + len(text).to_bytes(4, "little") + text.encode()

    @staticmethod
    def _whole(number: int) -> bytes:
        return b"J" + int(number).to_bytes(4, "little", signed=True)


TENSORS = {"a.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 7, "a.bias": np.array([0.5, -2.0], np.float32)}
GOOD = Weights(TENSORS).content()


def test_weights_as_written() -> None:
    found = read_weights(GOOD, "w.pth")
    assert list(found) == ["a.weight", "a.bias"]
    for name, values in TENSORS.items():
        assert found[name].dtype == np.float64
        assert np.array_equal(found[name], values.astype(np.float64))


def test_torch_writes_what_the_tests_write() -> None:
    torch = pytest.importorskip("torch")
    state = {name: torch.from_numpy(values.copy()) for name, values in TENSORS.items()}
    buffer = io.BytesIO()
    torch.save(state, buffer, _use_new_zipfile_serialization=False)
    found = read_weights(buffer.getvalue(), "w.pth")
    assert all(np.array_equal(found[name], values) for name, values in TENSORS.items())
    loaded = torch.load(io.BytesIO(GOOD), weights_only=True)
    assert all(np.array_equal(loaded[name].numpy(), values) for name, values in TENSORS.items())


@pytest.mark.parametrize(
    "content",
    [
        Weights(TENSORS).content(short=1),
        Weights(TENSORS).content(short=40),
        GOOD + b"x",
        Weights(TENSORS).content(stride=[1, 2]),
        Weights(TENSORS).content(stride=[0, 0]),
        Weights(TENSORS).content(length=1_000_000_000),
        Weights(TENSORS).content(key="other"),
        b"",
        b"PK\x03\x04 a new one",
        pickle.dumps({"a": 1}),
        GOOD.replace(b"FloatStorage", b"QuintStorage"),
        GOOD.replace(b"ctorch._utils\n_rebuild_tensor_v2\n", b"cos\nsystem\n"),
    ],
    ids=["a byte short", "cut", "longer", "other strides", "stride 0", "giant", "other key", "empty", "zip", "pickle",
         "another storage", "os.system"],
)  # fmt: skip
def test_what_is_no_state_dictionary(content: bytes) -> None:
    with pytest.raises(DataError, match=r"w\.pth") as caught:
        read_weights(content, "w.pth")
    assert "\n" not in str(caught.value)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_a_changed_byte_is_refused_or_changes_numbers(position: int, byte: int) -> None:
    content = GOOD[:position] + bytes([byte]) + GOOD[position + 1 :]
    with contextlib.suppress(DataError):
        assert sum(values.size for values in read_weights(content, "w.pth").values()) <= 8


# -- files of the catalogue --------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def files(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> OFAFiles:
    directory = tmp_path_factory.mktemp("ofa")
    (directory / "upstream").symlink_to(mirror, target_is_directory=True)
    return ofa_files(directory)


def test_missing_files_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"128 of the 128 files .* are missing .*: run 'suite data fetch --group ofa'$"):
        ofa_files(tmp_path)


@pytest.mark.real_tables
def test_what_the_files_hold(files: OFAFiles) -> None:
    assert {name: values.shape for name, values in files.weights("resnet50").items()}["layers.0.0.weight"] == (400, 82)
    assert len(files.note10(160)) == len(files.note10(224)) == 96
    assert files.note10(224)["Logits-input:1x1x1536-output:1000"] == 0.669412
    assert len(files.help_devices) == 12
    assert files.help_latency("2080ti_32")[0] == 15.117921829223633
    assert not files.help_latency("2080ti_32").flags.writeable
    first = files.help_networks[0]
    assert (first["r"], first["d"], first["ks"][:4]) == (204, [2, 2, 2, 2, 3], [7, 5, 5, 5])
    assert files.help_references.tolist()[:3] == [1316, 1587, 1621]
    assert [(cell.device, cell.latency_ms, cell.top1) for cell in files.help_cells][:2] == [
        ("cpu_gold6226", 147.0, 77.6), ("cpu_gold6226", 171.0, 78.1),
    ]  # fmt: skip
    with pytest.raises(UnknownNameError, match="did you mean 'titan_rtx_64'"):
        files.help_latency("titan_rtx_6")


@pytest.mark.real_tables
def test_the_specialised_networks(files: OFAFiles) -> None:
    networks = files.specialised
    assert len(networks) == 50
    by_name = {network.name: network for network in networks}
    tx2 = by_name["tx2_gpu16-96ms_top1-75.8_finetune-25"]
    assert (tx2.device, tx2.latency_ms, tx2.top1, tx2.finetuned, tx2.resolution) == ("tx2_gpu16", 96, 75.8, 25, 172)
    flops = by_name["flops-389M_top1-79.1_finetune-75"]
    assert (flops.device, flops.macs_m, flops.resolution) == ("", 389, 224)
    assert len({network.device for network in networks} - {""}) == 10


@pytest.mark.parametrize(
    ("name", "content", "read"),
    [
        ("ofa-note10-160", b"Conv:\n  count: 5\n  mean: x\n", lambda files: files.note10(160)),
        ("ofa-note10-160", b"!!python/object:os.system\n", lambda files: files.note10(160)),
        ("ofa-note10-160", b"Conv:\n  count: 5\n  mean: -1.0\n  std: 0.1\n", lambda files: files.note10(160)),
        ("ofa-net-note10_lat-8ms_top1-71.4_finetune-25", b"[1, 2", lambda files: files.specialised),
        ("ofa-net-note10_lat-8ms_top1-71.4_finetune-25", b"[1, 2]", lambda files: files.specialised),
        ("ofa-help-cell-cpu_gold6226-latency_147ms_accuracy_77.6", b'{"ks": []}', lambda files: files.help_cells),
    ],
)
def test_files_of_another_version(
    name: str, content: bytes, read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the catalogue pins is checked by hash; should it pin something else, the content is refused, too."""
    import hashlib

    entries = []
    for file in files_of(GROUP):
        data = content if file.id == name else b"{}"
        path = tmp_path / "upstream" / file.relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        facts = vars(file) | {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        entries.append(CatalogueFile(**facts))
    kept = [entry for entry in entries if entry.id == name or not entry.id.startswith(("ofa-net", "ofa-help-cell"))]
    monkeypatch.setattr(catalogue_module, "catalogue", lambda: tuple(kept))
    with pytest.raises(DataError, match=r"is not the published file \(.*\): remove it and .*--group ofa'$"):
        read(ofa_files(tmp_path))


def test_an_altered_file_is_refused(tmp_path: Path) -> None:
    for file in files_of(GROUP):
        path = tmp_path / "upstream" / file.relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(json.dumps({}).encode())
    with pytest.raises(DataError, match=r"is truncated or altered: 2 bytes instead of .*--group ofa' to get it again"):
        ofa_files(tmp_path).note10(176)
