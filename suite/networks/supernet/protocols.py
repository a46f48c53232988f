"""Supernet protocols by name, the halves of the training images, and finished supernets read from their checkpoints."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from suite.errors import ConfigurationError, DataError, did_you_mean
from suite.networks.checkpoint import load_checked
from suite.networks.images.sets import ImageSet
from suite.networks.supernet.model import ALL, Allowed, Supernet
from suite.networks.supernet.training import SupernetProtocol, Trainer
from suite.networks.weights import load_weights, read_facts, save_weights
from suite.reading.texts import json_from

PRESETS = {
    "cmanas": SupernetProtocol(),
    "evnas": SupernetProtocol(sampling="population", epochs=50, batch=64),
    "pevonas": SupernetProtocol(epochs=50, track=False),
    "nevonas": SupernetProtocol(sampling="population", epochs=50, track=False),
    "single-path": SupernetProtocol(sampling="single-path"),
}
"""The papers' protocols in full; pEvoNAS's is that of its first stage. CMANAS's 100 epochs are an assumption."""

STATISTICS = ("running", "batch")
"""What batch norm uses in evaluation."""

WEIGHTS = ".safetensors"

Split = tuple[NDArray[np.uint8], NDArray[np.int64]]


def preset(name: str) -> SupernetProtocol:
    """Return a protocol of :data:`PRESETS`.

    Raises:
        UnknownNameError: for another name.
    """
    if name not in PRESETS:
        raise did_you_mean(name, PRESETS, "supernet protocol")
    return PRESETS[name]


def reduced(name: str, *, dataset: str, seed: int, **settings: int | None) -> SupernetProtocol:
    """Return the preset ``name`` for a data set and seed, with those of its ``settings`` that are not None.

    Raises:
        UnknownNameError: for another name.
        ConfigurationError: for settings outside their range.
    """
    given = {key: value for key, value in settings.items() if value is not None}
    return replace(preset(name), dataset=dataset, seed=seed, **given)  # type: ignore[arg-type]


def trainer_of(protocol: SupernetProtocol, data: ImageSet, device: str) -> Trainer:
    """Return what trains the supernet of ``protocol`` on the training half; on a CPU torch has one thread from here on.

    Raises:
        ConfigurationError: if the half holds fewer images than the protocol takes.
    """
    pixels, labels = training_half(data, protocol.images)
    if device == "cpu":
        torch.set_num_threads(1)  # the same weights whatever the number of cores
    return Trainer(torch.tensor(pixels), torch.tensor(labels), protocol, device=device)


def training_half(data: ImageSet, count: int) -> Split:
    """Return the first ``count`` images of the first half of the training images, and their labels.

    Raises:
        ConfigurationError: if the half holds fewer.
    """
    half = len(data.train_images) // 2
    if count > half:
        raise ConfigurationError(f"the training half of {data.name} holds {half:,} images, not {count:,}")
    return data.train_images[:count], data.train_labels[:count]


def fitness_half(data: ImageSet, count: int) -> Split:
    """Return the first ``count`` images of the second half of the training images, and their labels.

    Raises:
        ConfigurationError: if the half holds fewer.
    """
    half = len(data.train_images) // 2
    if count > len(data.train_images) - half:
        raise ConfigurationError(f"the fitness half of {data.name} holds {half:,} images, not {count:,}")
    return data.train_images[half : half + count], data.train_labels[half : half + count]


def weights_sha256(supernet: Supernet) -> str:
    """Return the hash of the weights and statistics, whatever file they came from."""
    digest = hashlib.sha256()
    for name, value in sorted(supernet.state_dict().items()):
        digest.update(name.encode() + str(value.dtype).encode() + str(tuple(value.shape)).encode())
        digest.update(value.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def read_supernet(path: Path, statistics: str | None = None) -> tuple[Supernet, SupernetProtocol]:
    """Return the trained supernet of a checkpoint, or of the weights alone.

    Args:
        path: of :class:`~suite.networks.supernet.training.Trainer`, or of :func:`save_supernet_weights`.
        statistics: "running" or "batch", what batch norm is to use in evaluation; default the protocol's. Training uses
            the batch's in any case, so that a supernet that keeps running statistics is, without them, the very one
            that a training without them gives, and its protocol is returned as that one's.

    Raises:
        DataError: if the file is missing, damaged, of something else, its training is not finished, or it holds no
            running statistics.
        ConfigurationError: for other statistics.
    """
    if statistics not in (None, *STATISTICS):
        raise ConfigurationError(f"batch norm uses running or batch statistics, not '{statistics}'")
    supernet, protocol = (_of_weights if path.suffix == WEIGHTS else _of_checkpoint)(path)
    if statistics == "running" and not protocol.track:
        raise DataError(f"{path} holds no running statistics: leave --statistics out")
    if statistics == "batch" and protocol.track:
        protocol = replace(protocol, track=False)
        supernet = _without_statistics(supernet, protocol)
    return supernet.eval(), protocol


def _without_statistics(supernet: Supernet, protocol: SupernetProtocol) -> Supernet:
    """Return a supernet with the same weights that normalises by the batch."""
    plain = _network(protocol, supernet.allowed)
    state = supernet.state_dict()
    plain.load_state_dict({name: state[name] for name in plain.state_dict()})
    return plain


def _of_weights(path: Path) -> tuple[Supernet, SupernetProtocol]:
    """Return the supernet of a file of :func:`save_supernet_weights`."""
    facts = read_facts(path)
    try:
        protocol = SupernetProtocol(**facts["protocol"])
        supernet = _network(protocol)
    except (KeyError, TypeError, ConfigurationError) as error:
        raise DataError(f"{path} holds no weights of a supernet ({type(error).__name__})") from error
    load_weights(path, supernet)
    return supernet, protocol


def _of_checkpoint(path: Path) -> tuple[Supernet, SupernetProtocol]:
    try:
        content = load_checked(path)
        settings, state = json_from(content["settings"]), content["state"]
        allowed = tuple(tuple(kinds) for kinds in settings.pop("allowed"))
        protocol = SupernetProtocol(**{field.name: settings[field.name] for field in fields(SupernetProtocol)})
        supernet = _network(protocol, allowed)
        supernet.load_state_dict(state["supernet"])
        epoch = int(state["epoch"])
    except FileNotFoundError:
        raise DataError(f"there is no checkpoint {path}: make it with suite networks train-supernet") from None
    except Exception as error:  # torch raises many kinds for a damaged file
        raise DataError(f"{path} is no checkpoint of a supernet ({type(error).__name__})") from error
    if epoch < protocol.epochs:
        raise DataError(
            f"{path} is trained {epoch} of {protocol.epochs} epochs: resume it with suite networks train-supernet"
        )
    return supernet, protocol


def _network(protocol: SupernetProtocol, allowed: Allowed = ALL) -> Supernet:
    return Supernet(
        channels=protocol.channels, cells=protocol.cells, classes=protocol.classes, allowed=allowed,
        track=protocol.track,
    )  # fmt: skip


def save_supernet_weights(path: Path, supernet: Supernet, protocol: SupernetProtocol) -> None:
    """Write weights and statistics of a trained supernet of all operations with its protocol, as safetensors.

    Raises:
        DataError: if it cannot be written.
    """
    save_weights(path, supernet, {"protocol": asdict(protocol)})
