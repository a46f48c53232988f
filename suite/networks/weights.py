"""Weights that the project trained, as safetensors: plain arrays with a text beside them, and nothing that runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from suite.errors import DataError
from suite.files import write_atomically
from suite.reading.budget import WEIGHTS_BYTES, read_content
from suite.reading.tensors import tensors_header
from suite.reading.texts import json_from

REFERENCE = Path(__file__).parent / "weights" / "resnet20-cifar10.safetensors"
"""The reference model that the shipped scores rest on, trained by the project (its facts say how)."""


SUPERNET = Path(__file__).parent / "weights" / "supernet-uniform-n1-e8-i25000-b64.safetensors"
"""The supernet of the shipped scores on mixtures; its facts are its protocol."""


def save_weights(path: Path, model: nn.Module, facts: Mapping[str, Any], *, half: bool = False) -> None:
    """Write the weights and statistics of ``model`` with ``facts`` about their training (plain values).

    Args:
        path: of the file.
        model: the model.
        facts: plain values.
        half: floats as float16, half the size; they are read back as the model's own type.

    Raises:
        DataError: if it cannot be written.
    """
    from safetensors.torch import save

    tensors = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    if half:
        tensors = {name: value.half() if value.is_floating_point() else value for name, value in tensors.items()}
    write_atomically(path, save(tensors, metadata={"facts": json.dumps(dict(facts), sort_keys=True)}))


def load_weights(path: Path, model: nn.Module) -> tuple[dict[str, Any], str]:
    """Load the weights at ``path`` into ``model`` and return the facts about them and their sha256.

    Raises:
        DataError: if the file is missing, damaged, or holds the weights of another network.
    """
    tensors, facts, identity = _read(path)
    try:
        model.load_state_dict(tensors)
    except RuntimeError:
        raise DataError(f"{path} holds the weights of another network than {type(model).__name__}") from None
    return facts, identity


def read_facts(path: Path) -> dict[str, Any]:
    """Return the facts about the weights at ``path``.

    Raises:
        DataError: if the file is missing or damaged.
    """
    return _read(path)[1]


def _read(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any], str]:
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        content, _ = read_content(path, WEIGHTS_BYTES, "weights of this suite")
    except OSError as error:
        raise DataError(f"cannot read the weights {path} ({error.strerror}): train them, or give their path") from None
    try:
        header = tensors_header(content)  # before the library makes anything of it
        facts = json_from(header["__metadata__"]["facts"])
        if type(facts) is not dict:
            raise TypeError("its facts are no object")
        tensors = load(content)
    except (SafetensorError, KeyError, ValueError, TypeError, AttributeError, RuntimeError, OverflowError) as error:
        raise DataError(f"{path} holds no weights of this suite ({type(error).__name__}): train them again") from None
    return tensors, facts, hashlib.sha256(content).hexdigest()


def check_device(device: str) -> str:
    """Return ``device`` if torch can use it here.

    Raises:
        DataError: if it cannot.
    """
    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise DataError(f"torch cannot use the device '{device}' here: {str(error).splitlines()[0]}") from None
    return device
