"""Which reference model scores rest on: RMI-NAS's own, the project's, or another one trained here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import nn

from suite.errors import ConfigurationError
from suite.networks.rmi.teacher import NORMALISATION, load_teacher, teacher_path
from suite.networks.weights import REFERENCE, load_weights

TEACHER, OWN = "teacher", "own"


def find_reference(named: str | None, dataset: str) -> tuple[str, Path]:
    """Return whose reference model is meant, :data:`TEACHER` or :data:`OWN`, and its file.

    Args:
        named: "teacher", "own", or the file of weights that ``suite networks train-reference`` made; None is the
            teacher where it was fetched, else the project's own.
        dataset: of the images.

    Raises:
        ConfigurationError: for none, or one for CIFAR-10, where the images are others.
    """
    if named not in (None, TEACHER, OWN):
        return OWN, Path(named)
    if dataset != "cifar10":
        raise ConfigurationError(f"on {dataset} give --reference FILE, from suite networks train-reference")
    if named == TEACHER or (named is None and teacher_path().is_file()):
        return TEACHER, teacher_path()
    return OWN, REFERENCE


def load_reference(whose: str, path: Path, model: nn.Module) -> tuple[dict[str, Any], str]:
    """Load the weights into ``model`` and return the facts about them and their sha256.

    Raises:
        DataError: if the file is missing, damaged, or holds the weights of another network.
    """
    return load_teacher(path, model) if whose == TEACHER else load_weights(path, model)


def normalisation_of(whose: str) -> str:
    """Return what a reference model was trained on: "imagenet" or "cifar" statistics of the images' channels."""
    return NORMALISATION if whose == TEACHER else "cifar"
