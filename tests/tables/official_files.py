"""Small files in the official layouts, made with the standard library only."""

from __future__ import annotations

import bz2
import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import DataError
from suite.spaces import NASBENCH201
from suite.tables.closed_forms import CLOSED_FORMS
from suite.tables.columns import DATASETS

STRINGS = NASBENCH201.strings(np.arange(NASBENCH201.size))
MAGIC = 0x1950A86A20F9469CFC6C
SPLITS = {
    "cifar10-valid": ("x-valid", "ori-test"),
    "cifar10": ("ori-test",),
    "cifar100": ("x-valid", "x-test", "ori-test"),
    "ImageNet16-120": ("x-valid", "x-test", "ori-test"),
}


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def refusal(call: Callable[[], Any]) -> str:
    """The message of the DataError that ``call`` raises, or nothing; any other error goes through."""
    try:
        call()
    except DataError as error:
        return str(error)
    return ""


def accuracy(index: int, training_set: str, split: str, seed: int, epoch: int) -> float:
    """A value that tells every cell apart from every other."""
    number = index * 7 + list(SPLITS).index(training_set) * 131 + len(split) * 17 + seed + epoch
    return 10.0 + number % 8000 / 100.0


def trial(index: int, training_set: str, seed: int, epochs: int) -> dict[str, Any]:
    return {
        "name": training_set,
        "net_state_dict": None,
        "train_acc1es": dict.fromkeys(range(epochs), 50.0),
        "train_times": OrderedDict((epoch, 2.0 + index) for epoch in range(epochs)),
        "arch_config": {"channel": 16, "num_cells": 5, "arch_str": STRINGS[index], "class_num": 10},
        "params": np.float64(0.1),
        "seed": seed,
        "epochs": epochs,
        "latency": [np.float64(0.01)],
        "eval_names": list(SPLITS[training_set]),
        "eval_acc1es": {
            f"{split}@{epoch}": accuracy(index, training_set, split, seed, epoch)
            for split in SPLITS[training_set]
            for epoch in range(epochs)
        },
        "eval_times": {},
        "eval_losses": {},
    }


def record(index: int, epochs: int, seeds: tuple[int, ...]) -> dict[str, Any]:
    return {
        "arch_index": index,
        "arch_str": STRINGS[index],
        "all_results": {(name, seed): trial(index, name, seed, epochs) for name in SPLITS for seed in seeds},
        "dataset_seed": {name: list(seeds) for name in SPLITS},
        "clear_net_done": True,
    }


def benchmark(seeds_of: dict[int, tuple[int, ...]], keys: tuple[str, str] = ("less", "full")) -> dict[str, Any]:
    """The object in a NAS-Bench-201 file, for the architectures and 200-epoch seeds in ``seeds_of``."""
    return {
        "meta_archs": STRINGS,
        "total_archs": len(STRINGS),
        "arch2infos": {
            index: {keys[1]: record(index, 200, seeds), keys[0]: record(index, 12, (111,))}
            for index, seeds in seeds_of.items()
        },
        "evaluated_indexes": set(seeds_of),
    }


def legacy_torch(content: Any) -> bytes:
    """``content`` as torch before 1.6 wrote it."""
    parts = [MAGIC, 1001, {"protocol_version": 1001, "little_endian": True}, content, []]
    return b"".join(pickle.dumps(part, protocol=2) for part in parts)


def zip_torch(content: Any | bytes, compression: int = zipfile.ZIP_STORED) -> bytes:
    """``content`` as torch since 1.6 writes it; bytes are taken as the pickle itself."""
    data = content if isinstance(content, bytes) else pickle.dumps(content, protocol=2)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("archive/data.pkl", data)
        archive.writestr("archive/version", b"3\n")
    return buffer.getvalue()


def nats_folder(folder: Path, seeds_of: dict[int, tuple[int, ...]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    meta = {"meta_archs": STRINGS, "total_archs": len(STRINGS), "arch2infos": None, "evaluated_indexes": set()}
    (folder / "meta.pickle.pbz2").write_bytes(bz2.compress(pickle.dumps(meta, protocol=4)))
    for index, seeds in seeds_of.items():
        content = OrderedDict([("12", record(index, 12, (111,))), ("200", record(index, 200, seeds))])
        (folder / f"{index:06d}.pickle.pbz2").write_bytes(bz2.compress(pickle.dumps(content, protocol=4)))
    return folder


def hardware(rng: np.random.Generator) -> dict[str, Any]:
    """The object in a HW-NAS-Bench file: closed forms where they hold, noise elsewhere, 100 cells not on the TPU."""
    tables: dict[str, Any] = {}
    for dataset in DATASETS:
        metrics: dict[str, Any] = {}
        for column, form in CLOSED_FORMS.items():
            if column.startswith(("eyeriss", "fpga")):
                name = column.removesuffix("_ms").removesuffix("_mj")
                metrics[name] = form(NASBENCH201.all_codes, dataset).tolist()
        for name in ("edgegpu_latency", "edgegpu_energy", "raspi4_latency", "edgetpu_latency", "pixel3_latency"):
            metrics[name] = rng.uniform(1.0, 9.0, NASBENCH201.size).tolist()
        metrics["edgetpu_latency"][:100] = [-1] * 100
        metrics["config"] = [{"name": "infer.tiny", "C": 16, "N": 5, "arch_str": text} for text in STRINGS]
        tables[dataset] = metrics
    return {"nasbench201": tables, "fbnet": {"edgegpu_latency": {"FC_Cin1504_Cout100": 0.1}}}
