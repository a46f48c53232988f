"""Images of CIFAR-10, CIFAR-100 and MNIST from the files that people have on disk, without torch.

Where they are looked for: the folder that is given (``--images DIR``), else ``$SUITE_IMAGES``, else ``images/`` in the
data directory. In that folder, or one level up if it is the data set's own folder:

* ``cifar-10-batches-py/``: ``data_batch_1`` to ``_5`` and ``test_batch`` (the unpacked ``cifar-10-python.tar.gz``);
* ``cifar-100-python/``: ``train`` and ``test`` (the unpacked ``cifar-100-python.tar.gz``); fine labels;
* ``MNIST/raw/`` or ``raw/`` or the folder itself: the four idx files, as they are or gzipped (``.gz``).

Nothing is downloaded. Pixels and labels are those of the files, in their order.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, did_you_mean
from suite.networks.images.cifar import read_cifar10, read_cifar100
from suite.networks.images.idx import read_mnist

IMAGES_VARIABLE = "SUITE_IMAGES"

Split = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class ImageSet:
    """A data set of images, in the order of its files.

    Attributes:
        name: ``"mnist"``, ``"cifar10"`` or ``"cifar100"``.
        classes: number of classes.
        train_images: ``(n, channels, height, width)``, 0 to 255.
        train_labels: ``(n,)``, 0 to ``classes - 1``.
        test_images: ``(m, channels, height, width)``.
        test_labels: ``(m,)``.
    """

    name: str
    classes: int
    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        channels, height, width = self.train_images.shape[1:]
        return int(channels), int(height), int(width)

    def first(self, n: int) -> ImageSet:
        """Return the set with its first ``n`` training images only; all test images stay."""
        return ImageSet(
            self.name, self.classes, self.train_images[:n], self.train_labels[:n], self.test_images, self.test_labels
        )


@dataclass(frozen=True)
class _Layout:
    classes: int
    shape: tuple[int, int, int]
    folders: tuple[str, ...]
    member: str
    read: Callable[[Path], tuple[Split, Split]]


LAYOUTS = {
    "mnist": _Layout(10, (1, 28, 28), ("MNIST/raw", "raw", ""), "train-images-idx3-ubyte", read_mnist),
    "cifar10": _Layout(10, (3, 32, 32), ("cifar-10-batches-py", ""), "data_batch_1", read_cifar10),
    "cifar100": _Layout(100, (3, 32, 32), ("cifar-100-python", ""), "train", read_cifar100),
}
"""Data set -> its classes, the shape of an image, where its files may lie, and one of them."""


def images_directory(explicit: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder of images: ``explicit``, else ``$SUITE_IMAGES``, else ``images/`` in the data directory."""
    if explicit is not None:
        return Path(explicit).expanduser()
    from_environment = os.environ.get(IMAGES_VARIABLE)
    if from_environment:
        return Path(from_environment).expanduser()
    from suite.tables.location import data_directory

    return data_directory() / "images"


def find_images(name: str, folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds the files of the data set ``name``.

    Raises:
        UnknownNameError: for an unknown data set.
        DataError: if they are in none of the places above; the message names them.
    """
    if name not in LAYOUTS:
        raise did_you_mean(name, LAYOUTS, "data set of images")
    layout, root = LAYOUTS[name], images_directory(folder)
    for sub in layout.folders:
        for suffix in ("", ".gz") if name == "mnist" else ("",):
            if (root / sub / (layout.member + suffix)).is_file():
                return root / sub
    raise DataError(
        f"no images of {name} in {root}: unpack them there as {layout.folders[0]}/, "
        f"or give the folder that holds it with --images DIR or {IMAGES_VARIABLE}"
    )


def load_images(name: str, folder: str | os.PathLike[str] | None = None) -> ImageSet:
    """Return the data set ``name``, ``"mnist"``, ``"cifar10"`` or ``"cifar100"``.

    Raises:
        UnknownNameError: for an unknown data set.
        DataError: if files are missing, truncated, altered or hold other shapes or labels than the data set's.
    """
    place = find_images(name, folder)
    layout = LAYOUTS[name]
    train, test = layout.read(place)
    for part, (images, labels) in (("training", train), ("test", test)):
        _check(name, part, place, layout, images, labels)
    return ImageSet(name, layout.classes, *train, *test)


def _check(name: str, part: str, place: Path, layout: _Layout, images: NDArray[Any], labels: NDArray[Any]) -> None:
    if images.shape[1:] != layout.shape or not len(images):
        raise DataError(
            f"the {part} images in {place} have the shape {images.shape}, not (n, {layout.shape[0]}, "
            f"{layout.shape[1]}, {layout.shape[2]}): they are not those of {name}; get them again from their source"
        )
    if labels.shape != (len(images),):
        raise DataError(
            f"{len(images)} {part} images but {len(labels)} labels in {place}: a file is altered; "
            "get it again from its source"
        )
    if labels.min() < 0 or labels.max() >= layout.classes:
        raise DataError(
            f"a {part} label in {place} is {int(labels.max() if labels.min() >= 0 else labels.min())}, not 0 to "
            f"{layout.classes - 1}: it is not {name}, or altered; get it again from its source"
        )
