"""Representation mutual information (RMI): how well a cell's network can be made to resemble a reference model.

Source: RMI-NAS (Zheng et al., CVPR 2022), its public code; HW-EvRSNAS and MO-HDNAS take it as their fitness (their
Eq. 2 sums it over the layers). A network with fresh weights is fitted to one fixed batch by

    beta * (3 - RMI_1 - RMI_2 - RMI_3) + (1 - beta) * cross-entropy,    beta = 0.8,

where RMI_i is the linear centred kernel alignment of tap i with the reference model's. What the loss, or the sum of the
RMI, is after the last step is the score.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from suite.errors import ConfigurationError, did_you_mean
from suite.networks.cells import CellNetwork
from suite.networks.images.augmentation import crop_and_flip, normalise
from suite.networks.rmi.cka import centred_gram, representation_mutual_information
from suite.networks.rmi.resnet import seeded

TAPS = 3
PARTS = ("rmi_1", "rmi_2", "rmi_3", "cross_entropy")
MARKS = (0, 5, 8, 12, 20, 40, 80, 150)
"""Numbers of steps at which the loss is kept, those up to the last one; the loss is computed there anyway."""

FIRST_MARKS = (0, 5, 10, 20, 40, 80, 150)
"""The same, of protocols with the settings of the first tables."""

SETTINGS = {
    "reference": ("teacher", "own"),
    "reference_mode": ("batch", "stored"),
    "normalisation": ("imagenet", "cifar"),
}
"""Field of a protocol -> its values, first that of RMI-NAS's public code, last that of the project's first tables."""


@dataclass(frozen=True)
class Protocol:
    """How an architecture is scored; RMI-NAS's values for NAS-Bench-201 as defaults.

    A protocol with the last values of :data:`SETTINGS` is one of the project's first: its name, its marks and what its
    tables say of it are what they were before these fields were there.

    Attributes:
        dataset: whose images.
        cells: N, cells per stage.
        channels: C, channels of the first stage.
        steps: updates on the one batch.
        batch: images in it.
        pool: the batch is the images of lowest reference loss among ``pool * batch`` random training images.
        learning_rate, momentum, weight_decay: of SGD.
        beta: weight of the RMI part of the loss.
        seed: of the batch and of the initial weights.
        reference: whose reference model: "teacher" (RMI-NAS's weights) or "own" (trained by this project).
        reference_mode: its batch norm: "batch" (statistics of the images it sees, as the public code, which never
            leaves the training mode) or "stored" (those of its training).
        normalisation: of the images: "imagenet" (as the public code) or "cifar" (the data set's own).
    """

    dataset: str = "cifar10"
    cells: int = 5
    channels: int = 16
    steps: int = 150
    batch: int = 32
    pool: int = 16
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    beta: float = 0.8
    seed: int = 0
    reference: str = "teacher"
    reference_mode: str = "batch"
    normalisation: str = "imagenet"

    def __post_init__(self) -> None:
        if min(self.cells, self.channels, self.pool) < 1 or self.batch < 2 or self.steps < 0:
            raise ConfigurationError(
                "cells, channels and pool are at least 1, batch at least 2 (similarity of one image is undefined), "
                "steps at least 0"
            )
        for field, values in SETTINGS.items():
            if getattr(self, field) not in values:
                raise did_you_mean(getattr(self, field), values, field.replace("_", " "))

    @property
    def name(self) -> str:
        """Short name; one with fewer cells or steps than the published ones is a reduced protocol and shows it.

        It ends in "-teacher" with RMI-NAS's reference model, after which a mode or normalisation is named that is not
        the public code's; with the project's own model, one that is not that of the first tables.
        """
        default = Protocol()
        text = f"rmi-n{self.cells}-s{self.steps}"
        for letter, field in (("b", "batch"), ("c", "channels"), ("p", "pool")):
            if getattr(self, field) != getattr(default, field):
                text += f"-{letter}{getattr(self, field)}"
        teacher = self.reference == "teacher"
        mode, normalisation = ("batch", "imagenet") if teacher else ("stored", "cifar")
        text += "-teacher" if teacher else ""
        text += f"-{self.reference_mode}mode" if self.reference_mode != mode else ""
        return text + (f"-{self.normalisation}" if self.normalisation != normalisation else "")

    @property
    def first(self) -> bool:
        """Whether it has the settings of the project's first tables."""
        return all(getattr(self, field) == values[-1] for field, values in SETTINGS.items())

    @property
    def facts(self) -> dict[str, Any]:
        """The fields as tables state them: those of :data:`SETTINGS` only where they are not the first tables'."""
        return {name: value for name, value in asdict(self).items() if not (self.first and name in SETTINGS)}

    @property
    def marks(self) -> tuple[int, ...]:
        """Numbers of steps at which the loss is kept, ascending, the last one ``steps``."""
        every = FIRST_MARKS if self.first else MARKS
        return (*(mark for mark in every if mark < self.steps), self.steps)


@dataclass(frozen=True, eq=False)
class Batch:
    """The one batch, and what the reference model makes of it.

    Attributes:
        inputs: ``(batch, 3, h, w)`` normalised images.
        labels: ``(batch,)`` int64.
        grams: the centred Gram matrices ``(batch, batch)`` of the reference model's taps.
    """

    inputs: Tensor
    labels: Tensor
    grams: tuple[Tensor, ...]


@torch.no_grad()
def choose_batch(reference: nn.Module, images: Tensor, labels: Tensor, protocol: Protocol, device: str) -> Batch:
    """Return the batch of ``protocol``: of random, augmented training images those of lowest reference loss.

    Args:
        reference: the trained reference model, with ``features`` and ``classify``; it is not changed. With statistics
            of the batch, those of the whole pool apply to the choice, those of the chosen images to the taps.
        images: ``(n, 3, h, w)`` uint8 training images.
        labels: ``(n,)``.
        protocol: the protocol; its seed draws.
        device: where scoring takes place. The choice is made on the CPU, so that it is the same for every device.

    Raises:
        ConfigurationError: if there are fewer images than the pool needs.
    """
    wanted = protocol.batch * protocol.pool
    if len(images) < wanted:
        raise ConfigurationError(f"the batch is chosen among {wanted} images, and there are {len(images)}")
    generator = torch.Generator().manual_seed(_number("batch", protocol.dataset, protocol.seed))
    drawn = torch.randperm(len(images), generator=generator)[:wanted]
    statistics = protocol.dataset if protocol.normalisation == "cifar" else protocol.normalisation
    inputs = normalise(crop_and_flip(images[drawn], generator), statistics)
    reference = deepcopy(reference).to("cpu").train(protocol.reference_mode == "batch")
    losses = functional.cross_entropy(reference(inputs), labels[drawn], reduction="none")
    kept = torch.argsort(losses, stable=True)[: protocol.batch]
    features = reference.features(inputs[kept])  # type: ignore[operator]
    grams = tuple(centred_gram(feature).to(device) for feature in features)
    kept_inputs = inputs[kept].to(device).contiguous(memory_format=torch.channels_last)
    return Batch(kept_inputs, labels[drawn][kept].to(device), grams)


def score(code: Sequence[int], batch: Batch, protocol: Protocol, *, identity: int) -> NDArray[np.float32]:
    """Return the parts of the loss of one architecture ``(marks, 4)``: RMI of the three taps and cross-entropy.

    Row k belongs to ``protocol.marks[k]`` updates. NaN where the features of a tap are the same for all images, or the
    fit diverged. The result depends on the arguments alone, not on what was scored before; one thread is used, for the
    last digits of a sum depend on the number of threads.

    Args:
        code: ``(6,)`` the cell.
        batch: what :func:`choose_batch` returned.
        protocol: the protocol.
        identity: number of the architecture, from which its initial weights are drawn.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _fitted(code, batch, protocol, identity)
    finally:
        torch.set_num_threads(threads)


def _fitted(code: Sequence[int], batch: Batch, protocol: Protocol, identity: int) -> NDArray[np.float32]:
    classes = max(10, int(batch.labels.max()) + 1) if protocol.dataset == "cifar10" else 100
    network = seeded(
        _number("weights", protocol.dataset, protocol.seed, identity),
        CellNetwork, code, channels=protocol.channels, cells=protocol.cells, classes=classes,
    ).to(batch.inputs.device, memory_format=torch.channels_last)  # fmt: skip
    network.train()
    optimiser = torch.optim.SGD(
        network.parameters(), lr=protocol.learning_rate, momentum=protocol.momentum, weight_decay=protocol.weight_decay
    )
    kept = []
    for step in range(protocol.steps + 1):
        parts = loss_parts(network, batch)
        if step in protocol.marks:
            kept.append(parts.detach())
        if step < protocol.steps:
            optimiser.zero_grad()
            mixed_loss(parts, protocol.beta).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return torch.stack(kept).cpu().numpy().astype(np.float32)


def loss_parts(network: nn.Module, batch: Batch) -> Tensor:
    """Return ``(4,)``: RMI of the three taps and the cross-entropy of ``network`` on ``batch``."""
    features = network.features(batch.inputs)  # type: ignore[operator]
    similarity = representation_mutual_information(features, batch.grams)
    entropy = functional.cross_entropy(network.classify(features[-1]), batch.labels)  # type: ignore[operator]
    return torch.cat([similarity, entropy[None]])


def mixed_loss(parts: Tensor, beta: float) -> Tensor:
    """Return ``beta * (3 - sum of RMI) + (1 - beta) * cross-entropy`` of ``parts`` ``(..., 4)``."""
    return beta * (TAPS - parts[..., :TAPS].sum(dim=-1)) + (1.0 - beta) * parts[..., TAPS]


def _number(*key: object) -> int:
    """Return a seed that depends on all of ``key`` and on nothing else."""
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:7], "big")
