"""Training a supernet by the papers' protocols, resumable epoch by epoch.

* ``uniform`` (CMANAS, pEvoNAS): every batch a fresh real matrix, U[0, 1) per entry, through the softmax, not decoded:
  an almost uniform mixture of all operations;
* ``population`` (EvNAS, NEvoNAS): batch b trains individual b mod n of a given population, decoded;
* ``single-path``: every batch one cell drawn uniformly, its operations alone (SPOS, Guo et al., ECCV 2020): the modern
  reference point, in none of the four papers.

Optimiser of all four papers: SGD, Nesterov momentum 0.9, weight decay 3e-4, learning rate 0.025 to 0.001 by a cosine
per epoch, gradients clipped at 5. Cutout is off: the public scripts pass a length of 1, which cuts nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from suite.errors import ConfigurationError
from suite.networks.checkpoint import load_checkpoint, save_checkpoint
from suite.networks.images.augmentation import crop_and_flip, normalise
from suite.networks.rmi.resnet import seeded
from suite.networks.supernet.merged import merged_logits
from suite.networks.supernet.model import ALL, Allowed, Supernet, mixture

SAMPLING = ("uniform", "population", "single-path")
FIRST_RATE, LAST_RATE, MOMENTUM, WEIGHT_DECAY, CLIP = 0.025, 0.001, 0.9, 3e-4, 5.0


@dataclass(frozen=True)
class SupernetProtocol:
    """How a supernet is trained.

    Attributes:
        dataset: whose images.
        sampling: one of :data:`SAMPLING`.
        epochs: 50 (EvNAS, NEvoNAS, each stage of pEvoNAS); 100 is likely for CMANAS (unknown).
        batch: 256 (CMANAS, pEvoNAS) or 64 (EvNAS, NEvoNAS: as published 64 and 256).
        cells, channels: size of the network; 5 and 16 in full.
        images: how many training images, the first of the training half; 25,000 in full on CIFAR-10.
        track: running statistics in batch norm (EvNAS, CMANAS) or those of the batch (pEvoNAS, NEvoNAS).
        seed: of weights, order, augmentation and mixtures.
    """

    dataset: str = "cifar10"
    sampling: str = "uniform"
    epochs: int = 100
    batch: int = 256
    cells: int = 5
    channels: int = 16
    images: int = 25_000
    track: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        if self.sampling not in SAMPLING:
            raise ConfigurationError(f"a supernet is trained by {', '.join(SAMPLING)}, not '{self.sampling}'")
        if min(self.epochs, self.batch, self.cells, self.channels, self.images) < 1 or self.images < self.batch:
            raise ConfigurationError(
                "epochs, batch, cells, channels and images are at least 1, images at least a batch"
            )

    @property
    def name(self) -> str:
        """Short name that shows every reduction and whatever else is not as by default: a score table is called so."""
        marks = ("" if self.batch == 256 else f"-b{self.batch}") + ("" if self.channels == 16 else f"-c{self.channels}")
        marks += ("" if self.track else "-batchstats") + ("" if self.dataset == "cifar10" else f"-{self.dataset}")
        marks += f"-seed{self.seed}" if self.seed else ""
        return f"supernet-{self.sampling}-n{self.cells}-e{self.epochs}-i{self.images}{marks}"

    @property
    def classes(self) -> int:
        """Number of classes."""
        return {"cifar10": 10, "cifar100": 100}[self.dataset]


class Trainer:
    """A supernet in training: one epoch at a time, so that a search can train it between its generations.

    Args:
        images: ``(n, 3, h, w)`` uint8 training images.
        labels: ``(n,)`` int64.
        protocol: the protocol.
        allowed: operations of each edge.
        device: where to train.
    """

    def __init__(
        self, images: Tensor, labels: Tensor, protocol: SupernetProtocol, *, allowed: Allowed = ALL, device: str = "cpu"
    ) -> None:
        self.images, self.labels, self.protocol, self.device = images, labels, protocol, device
        self.supernet: Supernet = seeded(
            protocol.seed, Supernet, channels=protocol.channels, cells=protocol.cells, classes=protocol.classes,
            allowed=allowed, track=protocol.track,
        ).to(device, memory_format=torch.channels_last)  # type: ignore[assignment]  # fmt: skip
        self.optimiser = torch.optim.SGD(
            self.supernet.parameters(), lr=FIRST_RATE, momentum=MOMENTUM, nesterov=True, weight_decay=WEIGHT_DECAY
        )
        self.epoch = 0

    def train_epoch(self, population: Sequence[Sequence[int]] | None = None) -> float:
        """Train one epoch and return its mean loss.

        Args:
            population: the cells that the batches take turns with, for ``population`` sampling.

        Raises:
            ConfigurationError: if a population is missing, or given to another sampling.
        """
        protocol = self.protocol
        if (population is None) == (protocol.sampling == "population"):
            raise ConfigurationError("population sampling, and no other, trains on a given population")
        rng = np.random.default_rng((protocol.seed, self.epoch))  # so an epoch is the same whether resumed or not
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        order = torch.randperm(len(self.images), generator=generator)
        done = min(1.0, self.epoch / protocol.epochs)  # a search may go on for longer: at the last rate
        rate = LAST_RATE + (FIRST_RATE - LAST_RATE) * (1 + math.cos(math.pi * done)) / 2
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.supernet.train()
        losses = []
        for number, start in enumerate(range(0, len(order) - protocol.batch + 1, protocol.batch)):
            chosen = order[start : start + protocol.batch]
            inputs = normalise(crop_and_flip(self.images[chosen], generator).to(self.device), protocol.dataset)
            inputs = inputs.contiguous(memory_format=torch.channels_last)  # half the time of the other order on a CPU
            logits = merged_logits(self.supernet, inputs, self._weights(number, rng, population))
            loss = functional.cross_entropy(logits, self.labels[chosen].to(self.device))
            self.optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.supernet.parameters(), CLIP)
            self.optimiser.step()
            losses.append(float(loss.detach()))
        self.epoch += 1
        return float(np.mean(losses))

    def _weights(self, batch: int, rng: np.random.Generator, population: Sequence[Sequence[int]] | None) -> Tensor:
        if population is not None:
            return self.supernet.decoded(population[batch % len(population)])
        allowed = self.supernet.allowed
        if self.protocol.sampling == "uniform":
            return mixture(rng.random((len(allowed), len(allowed[0]))))
        return self.supernet.one_hot([kinds[int(rng.integers(len(kinds)))] for kinds in allowed])

    def save(self, path: Path) -> None:
        """Write a checkpoint of the supernet, the optimiser and the epoch."""
        state = {
            "supernet": self.supernet.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "epoch": self.epoch,
        }
        save_checkpoint(path, self._settings(), state)

    def load(self, path: Path) -> bool:
        """Go on from the checkpoint at ``path``; return whether there was one.

        Raises:
            DataError: if it is damaged or of another protocol.
        """
        state = load_checkpoint(path, self._settings(), self.device)
        if state is None:
            return False
        self.supernet.load_state_dict(state["supernet"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epoch = state["epoch"]
        return True

    def _settings(self) -> dict[str, object]:
        return {**asdict(self.protocol), "allowed": [list(kinds) for kinds in self.supernet.allowed]}


def train_supernet(
    trainer: Trainer, checkpoint: Path, progress: Callable[[int, float], object] = lambda epoch, loss: None
) -> Supernet:
    """Train to the last epoch, with a checkpoint after each, and return the supernet; goes on from the checkpoint.

    Population sampling has no search here whose population it could train: every batch takes a cell drawn uniformly.
    """
    trainer.load(checkpoint)
    while trainer.epoch < trainer.protocol.epochs:
        loss = trainer.train_epoch(_drawn_cells(trainer) if trainer.protocol.sampling == "population" else None)
        trainer.save(checkpoint)
        progress(trainer.epoch, loss)
    return trainer.supernet


def _drawn_cells(trainer: Trainer) -> list[list[int]]:
    rng = np.random.default_rng((trainer.protocol.seed, trainer.epoch, 1))
    batches, allowed = len(trainer.images) // trainer.protocol.batch, trainer.supernet.allowed
    columns = rng.integers(len(allowed[0]), size=(batches, len(allowed)))
    return [[kinds[column] for kinds, column in zip(allowed, row, strict=True)] for row in columns.tolist()]


@torch.no_grad()
def shared_accuracy(
    supernet: Supernet, code: Sequence[int], images: Tensor, labels: Tensor, *, decoding: str = "softmax"
) -> float:
    """Return the accuracy, in per cent, of a cell with the supernet's weights on normalised ``images``.

    Args:
        supernet: the trained supernet; with running statistics they are used, else those of ``images``.
        code: ``(6,)`` the cell.
        images: ``(n, 3, h, w)`` normalised validation images.
        labels: ``(n,)``.
        decoding: "softmax" (the papers' decoded mixture) or "hard" (the single path).

    Raises:
        ConfigurationError: for another decoding.
    """
    if decoding not in ("softmax", "hard"):
        raise ConfigurationError(f"a cell is decoded by softmax or hard, not '{decoding}'")
    supernet.eval()
    weights = (supernet.decoded(code) if decoding == "softmax" else supernet.one_hot(code)).to(images.device)
    return 100.0 * float((supernet(images, weights).argmax(dim=1) == labels).float().mean())
