"""RMI-NAS's own reference model: ResNet-20 with weights that others published, fetched and never part of the package.

The file is that of ``akamaster/pytorch_resnet_cifar10`` (BSD-2-Clause), group "teacher" of the catalogue; RMI-NAS's
public code loads a file of this network and training. That it is this very file is inferred. It was trained on images
normalised by ImageNet's statistics, with shortcuts of option A, for 200 epochs.
"""

from __future__ import annotations

import io
import pickle
import re
from pathlib import Path
from typing import Any

import torch
from torch import nn

from suite.errors import DataError
from suite.reading.budget import Budget
from suite.tables.location import data_directory
from suite.tables.official.torch_check import check_torch
from suite.tables.upstream.catalogue import CatalogueFile, files_of
from suite.tables.upstream.fetch import UPSTREAM, read_verified

GROUP = "teacher"
FETCH = f"'suite data fetch --group {GROUP}'"
NORMALISATION = "imagenet"
"""Of the images it was trained on."""

FACTS = {
    "network": "resnet20",
    "dataset": "cifar10",
    "epochs": 200,
    "test_accuracy": 91.73,
    "source": "akamaster/pytorch_resnet_cifar10",
}
"""How it was trained, and its accuracy on CIFAR-10's test images (stored statistics) as computed here."""

_PLACES = (("conv1", "stem.0"), ("bn1", "stem.1"), ("linear", "classifier"))


def teacher_path(data_dir: Path | None = None) -> Path:
    """Return where the fetched file lies, or would lie."""
    return data_directory(data_dir) / UPSTREAM / _file().relative


def load_teacher(path: Path, model: nn.Module) -> tuple[dict[str, Any], str]:
    """Load the weights at ``path`` into ``model``, a ResNet-20, and return the facts about them and their sha256.

    Only plain tensors are read, and only after size and hash were found to be the catalogue's.

    Raises:
        DataError: if the file is missing or another one, naming the command that fetches it.
    """
    file = _file()
    if not path.is_file():
        raise DataError(f"the authors' reference weights are not at {path}: run {FETCH}")
    load_tensors(read_verified(file, path), model, str(path))
    return dict(FACTS), file.sha256


def load_tensors(content: bytes, model: nn.Module, where: str) -> None:
    """Load the ``state_dict`` in a torch file, named as akamaster's ResNet-20 names it, into ``model``.

    Args:
        content: of the file.
        model: a ResNet-20; the names of its parameters are other ones, their shapes the same.
        where: the file, for messages.

    Raises:
        DataError: for a file that holds anything but plain tensors, or those of another network.
    """
    try:
        check_torch(content, where, Budget(where, len(content)))
        named = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)["state_dict"]
        found = {_our_name(name): value for name, value in named.items()}
        counts = {name: value for name, value in model.state_dict().items() if name.endswith("num_batches_tracked")}
        model.load_state_dict({**counts, **found})  # the file is older than these counts, which nothing reads
    except (
        RuntimeError,
        pickle.UnpicklingError,
        LookupError,
        TypeError,
        AttributeError,
        EOFError,
        ValueError,
        DataError,
    ):
        raise DataError(f"{where} holds no weights of a {type(model).__name__}: fetch it again with {FETCH}") from None


def _our_name(theirs: str) -> str:
    name = theirs.removeprefix("module.")
    head, _, rest = name.partition(".")
    if stage := re.fullmatch(r"layer(\d)", head):
        return f"stages.{int(stage[1]) - 1}.{rest}"
    return f"{dict(_PLACES)[head]}.{rest}"


def _file() -> CatalogueFile:
    (file,) = files_of(GROUP)
    return file
