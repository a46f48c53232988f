"""Checkpoints of trainings: written atomically, bound to the settings that they were made with."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from suite.errors import DataError
from suite.files import write_atomically
from suite.reading.budget import CHECKPOINT_BYTES, read_content, reason
from suite.tables.official.torch_check import check_torch


def save_checkpoint(path: Path, settings: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Write ``state`` (tensors and plain values) with its ``settings`` (plain values).

    Raises:
        DataError: if it cannot be written; what was there before stays.
    """
    buffer = io.BytesIO()
    torch.save({"settings": json.dumps(settings, sort_keys=True), "state": dict(state)}, buffer)
    write_atomically(path, buffer.getvalue())


def load_checked(path: Path, device: str = "cpu") -> Any:
    """Return what ``torch.save`` wrote to ``path``: tensors and plain values, of the sizes that the file really has.

    Raises:
        DataError: for a file that is too large, damaged or holds anything else, before torch sees it.
        OSError: if it cannot be read.
        Exception: what torch raises for a file that is damaged otherwise.
    """
    content, budget = read_content(path, CHECKPOINT_BYTES, "a checkpoint")
    check_torch(content, path.name, budget)
    return torch.load(io.BytesIO(content), map_location=device, weights_only=True)


def load_checkpoint(path: Path, settings: Mapping[str, Any], device: str = "cpu") -> dict[str, Any] | None:
    """Return the state at ``path``, or None if there is no such file. Only tensors and plain values are read.

    Raises:
        DataError: if it is damaged, or was made with other settings.
    """
    if not path.exists():
        return None
    try:
        content = load_checked(path, device)
        made_with, state = content["settings"], content["state"]
        if type(made_with) is not str or type(state) is not dict:
            raise TypeError("no settings and state")
    except Exception as error:  # torch raises many kinds for a damaged file
        why = reason(error) if isinstance(error, DataError) else type(error).__name__
        raise DataError(f"{path} is no valid checkpoint ({why}): delete it to start anew") from error
    if made_with != json.dumps(settings, sort_keys=True):
        raise DataError(f"{path} was made with other settings: give another folder, or delete it to start anew")
    result: dict[str, Any] = state
    return result
