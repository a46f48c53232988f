"""Files that are pickles, or hold one: small whole ones, and the readers that take them."""

from __future__ import annotations

import bz2
import hashlib
import pickle
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import DataError
from tests.tables import official_files as official


@cache
def _accuracy_table() -> Any:
    from suite.tables.official.records import AccuracyTable

    return AccuracyTable("a file")


def add_records(record: Any) -> None:
    """Go on with one architecture's records as the readers of both official formats do."""
    table = _accuracy_table()
    table._values.clear()
    if type(record) is not dict:
        raise DataError("no record")
    for name, epochs in (("12", 12), ("less", 12), ("200", 200), ("full", 200)):
        if name in record:
            table.add(0, epochs, record[name])
    table.columns()


def _record() -> dict[str, Any]:
    return {"12": official.record(0, 12, (111,)), "200": official.record(0, 200, (777,))}


def _small_record(epochs: int) -> dict[str, Any]:
    trials = {("cifar100", 777): official.trial(0, "cifar100", 777, epochs)}
    return {**official.record(0, epochs, ()), "all_results": trials}


def read_nats(path: Path) -> None:
    from suite.tables.official.nats_bench import _load

    add_records(_load(path, hashlib.sha256()))


def nats() -> list[bytes]:
    small = {"12": {**_small_record(12), "n": np.float64(1.5)}}
    return [bz2.compress(pickle.dumps(small, protocol)) for protocol in (2, 4)]


def read_torch(path: Path) -> None:
    from suite.tables.official.nasbench201_pth import read
    from suite.tables.official.records import shrink
    from suite.tables.official.torch_file import load_torch

    root = load_torch(path, shrink)
    if type(root) is dict and type(root.get("arch2infos")) is dict:
        for record in root["arch2infos"].values():
            add_records(record)
    else:
        read(path, allow_partial=True, progress=False)


def _torch_content() -> dict[str, Any]:
    infos = {0: {"less": _small_record(12)}}
    return {"meta_archs": official.STRINGS[:3], "arch2infos": infos, "evaluated_indexes": {0, 1}, "x": np.arange(3.0)}


def torch_old() -> list[bytes]:
    return [official.legacy_torch(_torch_content())]


def torch_zip() -> list[bytes]:
    return [official.zip_torch(_torch_content())]


def read_hw_nas(path: Path) -> None:
    from suite.tables.official import hw_nas_bench

    hw_nas_bench.read(path)


def hw_nas() -> list[bytes]:
    metrics = {"edgegpu_latency": [1.5, 2.5, 3], "raspi4_latency": np.arange(3.0), "config": [{"arch_str": "a"}] * 3}
    content = {"nasbench201": {"cifar10": metrics, ("a", 1): {1, 2}}, "fbnet": {"edgegpu_latency": {"FC": b"x"}}}
    return [pickle.dumps(content, protocol) for protocol in (2, 3, 4, 5)]


def frame() -> list[bytes]:
    names = ["arch", "cellstr", "cifar10-val"]
    blocks = [
        {"values": np.arange(4).reshape(1, 4), "mgr_locs": slice(0, 1, 1)},
        {"values": np.array([["a", "b", "c", "d"]], dtype=object), "mgr_locs": slice(1, 2, 1)},
        {"values": np.arange(4.0).reshape(1, 4), "mgr_locs": slice(2, 3, 1)},
    ]
    described = {"axes": [{"data": np.array(names, dtype=object)}], "blocks": blocks}
    plain = pickle.dumps({"_data": (0, 0, 0, {"0.14.1": described})}, 2)
    start = b"\x80\x02cpandas.core.frame\nDataFrame\n)\x81}X\x05\x00\x00\x00_data"
    start += b"cpandas.core.internals.managers\nBlockManager\n)\x81("
    axes = (
        b"cpandas.core.indexes.base\n_new_Index\ncpandas.core.indexes.base\nIndex\n"
        + pickled({"data": np.array(names, dtype=object), "name": None})
        + b"\x86R"
    )
    body = (
        b"]]]}X\x06\x00\x00\x000.14.1}X\x04\x00\x00\x00axes]"
        + axes
        + b"asX\x06\x00\x00\x00blocks"
        + pickled(blocks)
        + b"sstbsb."
    )
    return [plain, start + body]


def pickled(value: Any) -> bytes:
    """Return the opcodes of a value without those that begin and end a pickle, and without memo."""
    import pickletools

    return pickletools.optimize(pickle.dumps(value, 2))[2:-1]


def read_frame(path: Path) -> None:
    from suite.tables.sources import runs, short_training

    content = path.read_bytes()
    with suppress(DataError):
        runs.read(content, path.name)
    short_training.read(content, path.name)
