"""Every kind of file that the suite reads: small whole files of it, and the reader that takes one.

A reader takes the path of a file and does with it what the suite does: it returns, or raises a SuiteError.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from suite.errors import DataError
from suite.spaces.nasbench201 import NASBENCH201
from tests.hostile import packs, words
from tests.hostile import pickled_formats as pickled
from tests.networks.image_files import idx, python2_batch

Read = Callable[[Path], object]
Unpack = Callable[[bytes], dict[str, bytes]]
Pack = Callable[[dict[str, bytes]], bytes]


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes:
        name: for the table and the command line.
        suffix: of the file's name.
        wholes: returns whole files.
        read: the reader.
        words: pieces of the format that a mutation may put somewhere.
        inner: how a file is taken apart and put together, so that what lies behind checksums is reached, too.
        needs: modules without which there is no such reader.
    """

    name: str
    suffix: str
    wholes: Callable[[], list[bytes]]
    read: Read
    words: tuple[bytes, ...] = ()
    inner: tuple[Unpack, Pack] | None = None
    needs: tuple[str, ...] = ()


# -- taking apart and putting together --------------------------------------------------------------------------------
def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(kind: int) -> Pack:
    def pack(members: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", kind) as archive:
            for name, content in members.items():
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.create_system, info.compress_type = 3, kind
                archive.writestr(info, content)
        return buffer.getvalue()

    return pack


STORED = (_unzipped, _zipped(zipfile.ZIP_STORED))
DEFLATED = (_unzipped, _zipped(zipfile.ZIP_DEFLATED))
BZIP2 = (lambda content: {"": bz2.decompress(content)}, lambda members: bz2.compress(members[""], 1))
GZIP = (lambda content: {"": gzip.decompress(content)}, lambda members: gzip.compress(members[""], 1))


# -- images -----------------------------------------------------------------------------------------------------------
def _read_cifar(path: Path) -> None:
    from suite.networks.images.cifar import read_batch

    read_batch(path, ("labels", "fine_labels"))


def _cifar() -> list[bytes]:
    pixels = np.arange(2 * 3072, dtype=np.uint8).reshape(2, 3072)
    newer = pickle.dumps({b"data": pixels, b"labels": [1, 2], b"filenames": [b"a.png"]}, 2)
    return [python2_batch(pixels, [3, 4]), newer]


def _read_idx(path: Path) -> None:
    from suite.networks.images.idx import read_idx

    read_idx(path, 3)


def _idx() -> list[bytes]:
    return [idx(np.zeros((3, 4, 5), dtype=np.uint8)), idx(np.arange(8, dtype=np.uint8).reshape(2, 2, 2))]


# -- what the suite writes --------------------------------------------------------------------------------------------
def _read_record(path: Path) -> None:
    from suite.study.record import Record

    Record.load(path)


def _records() -> list[bytes]:
    from suite.study.record import Record
    from tests.study.made_up import make_spec

    unsigned = np.array([7, 15_624, 7], dtype=np.uint16)
    record = Record(
        spec=make_spec(), indices=unsigned, batch_sizes=np.array([2, 1], dtype=np.uint8), recommended=unsigned[:1],
        populations=np.array([[7, 1]], dtype=np.uint16),
        provenance={"versions": "1", "edition": "e", "data_hash": "0" * 64, "source": "real", "space": "nas-bench-201"},
        counts={"queries": 3, "distinct": 2, "distinct_classes": 2, "simulated_seconds": None}, stop="budget",
    )  # fmt: skip
    return [record.to_bytes()]


def _read_scores(path: Path) -> None:
    from suite.scores import table

    for read in (table.read_rmi_parts, table.read_supernet_counts):
        with suppress(DataError):
            read(path)
    table.read_table(path).values()


def _scores() -> list[bytes]:
    import tempfile

    from suite.scores import save_rmi, save_supernet
    from tests.scores.made_up import RMI_PROTOCOL, SUPERNET_PROTOCOL

    with tempfile.TemporaryDirectory() as folder:
        first = save_rmi(
            Path(folder) / "a.npz", [0, 3], np.ones((2, 2, 4)), (0, 5), protocol=RMI_PROTOCOL, reference="0" * 64,
            facts={"reference": {"network": "resnet20", "epochs": 200}},
        )  # fmt: skip
        facts = {"protocol": SUPERNET_PROTOCOL, "decoding": "softmax"}
        second = save_supernet(Path(folder) / "b.npz", [0, 1, 2], [5, 6, 7], 10, facts)
        return [first.read_bytes(), second.read_bytes()]


def _read_speed(path: Path) -> None:
    from suite.scores.table import read_speed

    read_speed(path.with_name(path.name.removesuffix(".speed.json")))


def _speed() -> list[bytes]:
    return [
        json.dumps({"architectures": 6466, "device": "cpu", "peak_mib": 446, "seconds_per_architecture": 1.2}).encode()
    ]


def _read_store(path: Path) -> None:
    from suite.tables.store import open_store

    (path.parent / "store.json").write_bytes(path.read_bytes())
    open_store(path.parent)


def _stores() -> list[bytes]:
    fact = {"source": "s", "edition": "e", "sha256": "0" * 64, "note": "n"}
    meta = {"format": 1, "array": "columns-0123456789ab.npy", "sha256": "0" * 64, "columns": ["cifar10/a", "cifar10/b"]}
    return [json.dumps({**meta, "provenance": {"cifar10/a": fact}}).encode()]


def _read_chunk(path: Path) -> None:
    from suite.reading.arrays import array_from
    from suite.reading.budget import read_content

    try:
        array_from(*read_content(path, 2**20, "a chunk"))
    except (ValueError, TypeError) as error:  # what those who call it turn into their own message
        raise DataError(type(error).__name__) from None


def _chunks() -> list[bytes]:
    found = []
    for array in (
        np.arange(6.0).reshape(2, 3),
        np.array("a text"),
        np.asfortranarray(np.ones((2, 2), "f4")),
        np.array([True]),
    ):
        buffer = io.BytesIO()
        np.save(buffer, array)
        found.append(buffer.getvalue())
    return found


def _read_surrogate(path: Path) -> None:
    from suite.tables.surrogate.tables import SurrogateModel

    SurrogateModel.from_bytes(path.read_bytes(), path.name)


def _surrogate() -> list[bytes]:
    from suite.tables.surrogate.tables import MODEL_PATH

    return [MODEL_PATH.read_bytes()]


def _read_help(path: Path) -> None:
    from suite.estimators.help.weights import read_weights

    read_weights(path)


def _help() -> list[bytes]:
    from suite.estimators.help.weights import SHIPPED

    buffer = io.BytesIO()
    facts = json.loads(str(np.load(SHIPPED)["facts"]))
    np.savez(
        buffer, vector=np.zeros(8, "f2"), typical=np.zeros(10, "f4"), facts=np.array(json.dumps(facts, sort_keys=True))
    )
    return [buffer.getvalue()]


# -- tables of people -------------------------------------------------------------------------------------------------
def _read_measurements(path: Path) -> None:
    from suite.tables.measured import read_measurements

    read_measurements(path)


def _measurements() -> list[bytes]:
    text = NASBENCH201.strings([0, 5])[1]
    return [
        b"architecture,cost_ms\n0,1.5\n17,2.5\n" + text.encode() + b",3\n",
        b'arch;latency_ms;note\r\n"001234";1e1;"a ""b"""\r\n7;2;\r\n',
        b"\xef\xbb\xbfindex\tenergy_mj\n1\t2\n\n2\t3\n",
    ]


def _read_sources(path: Path) -> None:
    from suite.tables.proxies import read_proxies
    from suite.tables.sources import hardware_csv, test_accuracy

    content = path.read_bytes()
    reads = (
        lambda: hardware_csv.read(content, path.name, "cifar10"),
        lambda: test_accuracy.read(content, path.name),
        lambda: read_proxies(content, path.name),
    )
    for read in reads[:-1]:
        with suppress(DataError):
            read()
    reads[-1]()


def _sources() -> list[bytes]:
    from suite.tables.hardware import COLUMN_OF_METRIC

    hardware = ["net", *COLUMN_OF_METRIC]
    return [
        (",".join(hardware) + '\n"(1, 1, 1, 1, 1, 1)"' + ",1.5" * len(COLUMN_OF_METRIC) + "\n").encode(),
        b"ArchitectureString,CIFAR10TestAccuracy200Epochs,CIFAR100TestAccuracy200Epochs,ImageNetTestAccuracy200Epochs\nx,1,2,3\n",
        b'net,synflow,flops\n"(0, 1, 2, 3, 4, 0)",1.5,7\n"(1, 1, 2, 3, 4, 0)",2.5,7\n',
    ]


def _parquet() -> list[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {"architecture": ["0", "17", "5"], "cost_ms": [1.5, 2.5, 3.5], "i": [1, None, 3], "b": [True, False, None]}
    )
    found = []
    for compression, version in (("none", "1.0"), ("snappy", "2.0"), ("zstd", "1.0"), ("gzip", "2.0")):
        buffer = io.BytesIO()
        pq.write_table(table, buffer, compression=compression, data_page_version=version)
        found.append(buffer.getvalue())
    return found


# -- torch ------------------------------------------------------------------------------------------------------------
def _read_tensors(path: Path) -> None:
    from suite.networks.weights import read_facts

    read_facts(path)


def _tensors() -> list[bytes]:
    import torch
    from safetensors.torch import save

    tensors = {
        "a.weight": torch.arange(6.0).reshape(2, 3),
        "n": torch.tensor(3),
        "h": torch.ones(2, dtype=torch.float16),
    }
    return [save(tensors, metadata={"facts": json.dumps({"protocol": {"epochs": 1}})})]


def _read_checkpoint(path: Path) -> None:
    from suite.networks.checkpoint import load_checkpoint

    load_checkpoint(path, {"a": 1})


def _checkpoints() -> list[bytes]:
    import torch

    found = []
    content = {"settings": json.dumps({"a": 1}), "state": {"w": torch.arange(6.0), "epoch": 3, "l": [1.5, "x"]}}
    for new in (True, False):
        buffer = io.BytesIO()
        torch.save(content, buffer, _use_new_zipfile_serialization=new)
        found.append(buffer.getvalue())
    return found


FORMATS = {
    each.name: each
    for each in (
        Format("hw-nas-bench", ".pickle", pickled.hw_nas, pickled.read_hw_nas, words.PICKLE),
        Format("frame", ".pd", pickled.frame, pickled.read_frame, words.PICKLE),
        Format("nats-bench", ".pickle.pbz2", pickled.nats, pickled.read_nats, words.PICKLE, BZIP2),
        Format(
            "torch-old",
            ".pth",
            pickled.torch_old,
            pickled.read_torch,
            words.PICKLE,
        ),
        Format(
            "torch-zip",
            ".pth",
            pickled.torch_zip,
            pickled.read_torch,
            words.PICKLE,
            STORED,
        ),
        Format("cifar", "", _cifar, _read_cifar, words.PICKLE),
        Format("idx", "", _idx, _read_idx),
        Format("idx-gzip", ".gz", lambda: [gzip.compress(each) for each in _idx()], _read_idx, (), GZIP),
        Format("record", ".npz", _records, _read_record, words.JSON + words.NPY, STORED),
        Format("pack", ".tar", lambda: packs.wholes(_records()), packs.read),
        Format("scores", ".npz", _scores, _read_scores, words.JSON + words.NPY, DEFLATED),
        Format("npy", ".npy", _chunks, _read_chunk, words.NPY),
        Format("surrogate", ".npz", _surrogate, _read_surrogate, words.NPY, STORED),
        Format("help-weights", ".npz", _help, _read_help, words.JSON + words.NPY, STORED, ("torch",)),
        Format("speed-json", ".speed.json", _speed, _read_speed, words.JSON),
        Format("store-json", ".json", _stores, _read_store, words.JSON),
        Format("csv", ".csv", _measurements, _read_measurements, words.CSV),
        Format("csv-sources", ".csv", _sources, _read_sources, words.CSV),
        Format("parquet", ".parquet", _parquet, _read_measurements),
        Format("safetensors", ".safetensors", _tensors, _read_tensors, words.JSON, None, ("torch", "safetensors")),
        Format("checkpoint", ".pt", _checkpoints, _read_checkpoint, words.PICKLE, None, ("torch",)),
    )
}
