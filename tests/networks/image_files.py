"""Small image files in the real layouts: MNIST's idx files, and CIFAR batches as Python 2's cPickle wrote them."""

from __future__ import annotations

import gzip
import pickle
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def idx(array: NDArray[np.uint8]) -> bytes:
    """The bytes of an idx file."""
    head = bytes((0, 0, 8, array.ndim)) + b"".join(struct.pack(">I", length) for length in array.shape)
    return head + array.astype(np.uint8).tobytes()


def write_mnist(folder: Path, train: int = 40, test: int = 20, *, zipped: bool = False, seed: int = 0) -> Path:
    """Four files of made-up digits: a bright bar whose place is the class, so that a small network can learn it."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for part, n in (("train", train), ("t10k", test)):
        labels = np.arange(n) % 10
        images = rng.integers(0, 60, (n, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, 2 * label + 4 : 2 * label + 6] = 250
        for name, array in ((f"{part}-images-idx3-ubyte", images), (f"{part}-labels-idx1-ubyte", labels)):
            content = idx(array)
            path = folder / (f"{name}.gz" if zipped else name)
            path.write_bytes(gzip.compress(content) if zipped else content)
    return folder


def python2_batch(pixels: NDArray[np.uint8], labels: list[int], key: str = "labels") -> bytes:
    """A batch as cPickle of Python 2 wrote the official files: byte strings, memo from 1."""
    put = iter(range(1, 200))

    def q() -> bytes:
        return b"q" + bytes((next(put),))

    def short(text: str) -> bytes:
        return b"U" + bytes((len(text),)) + text.encode()

    content = pixels.tobytes()
    listed = b"".join(b"K" + bytes((label,)) for label in labels)
    return b"".join(
        [
            b"\x80\x02}", q(), b"(",
            short("batch_label"), q(), short("training batch 1 of 5"), q(),
            short(key), q(), b"]", q(), b"(", listed, b"e",
            short("data"), q(), b"cnumpy.core.multiarray\n_reconstruct\n", q(), b"cnumpy\nndarray\n", q(),
            b"K\x00\x85", short("b"), b"\x87R", q(),
            b"(K\x01M", struct.pack("<H", pixels.shape[0]), b"M", struct.pack("<H", pixels.shape[1]), b"\x86",
            b"cnumpy\ndtype\n", q(), short("u1"), b"K\x00K\x01\x87R", q(),
            b"(K\x03", short("|"), b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89",
            b"T", struct.pack("<I", len(content)), content, b"tb",
            short("filenames"), q(), b"]", q(), b"(", short("leptodactylus_s_000004.png"), q(), b"eu.",
        ]
    )  # fmt: skip


def rows(n: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (n, 3072)).astype(np.uint8)


def write_cifar10(folder: Path, n: int = 4, *, python2: bool = True) -> Path:
    """Six batches of noise, labels 0, 1, 2, ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate([*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]):
        labels = [(number + at) % 10 for at in range(n)]
        pixels = rows(n, number)
        content = (
            python2_batch(pixels, labels) if python2 else pickle.dumps({b"data": pixels, b"labels": labels}, protocol=2)
        )
        (folder / name).write_bytes(content)
    return folder


def write_cifar100(folder: Path, n: int = 4) -> Path:
    """Two files of noise with fine labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("train", "test"):
        (folder / name).write_bytes(python2_batch(rows(n), [10 * at for at in range(n)], "fine_labels"))
    return folder
