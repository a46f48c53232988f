"""What is trained for how long: the protocols of the beta-VAE pruning study, without torch.

None of these values is known from the paper (arXiv 2307.09994); docs/beta-vae.md says how each was chosen. "full"
trains on all training images; "reduced" on the first ones only, for fewer epochs, and is called so wherever it appears.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from suite.errors import ConfigurationError, did_you_mean

BETAS = (0.0, 0.1, 1.0, 2.0, 4.0, 8.0, 16.0)
SPARSITIES = (0.0, 0.20, 0.40, 0.60, 0.70, 0.80, 0.90, 0.95)
SEEDS = 3


@dataclass(frozen=True)
class Protocol:
    """Everything that one unit of work (data set, beta, seed) depends on besides its beta, its seed and torch.

    Attributes:
        dataset: ``"mnist"`` or ``"cifar10"``.
        name: ``"full"`` or ``"reduced"``.
        images: number of training images, the first ones of the files; None for all.
        epochs: passes over them before pruning.
        tune_epochs: passes after each pruning step; a fraction is allowed.
        batch: images per step.
        learning_rate: of Adam before pruning, falling linearly to 0.
        tune_learning_rate: the same after each pruning step.
        classification: weight of the cross-entropy; ``reconstruction`` that of the reconstruction.
        likelihood: of the pixels, ``"bernoulli"`` or ``"gaussian"``.
        classify: what the classifier sees in training, ``"sample"`` or ``"mean"``; it is tested on the mean.
        prune: which parts are pruned, ``"deployed"``, ``"encoder"`` or ``"all"``.
        sparsities: of the pruned weights, increasing, the first 0.
        channels, hidden, latent, decoder: the network's sizes.
    """

    dataset: str
    name: str
    images: int | None
    epochs: float
    tune_epochs: float
    batch: int
    learning_rate: float
    tune_learning_rate: float
    classification: float
    channels: tuple[int, ...]
    hidden: int
    latent: int
    decoder: str = "dense"
    reconstruction: float = 1.0
    likelihood: str = "bernoulli"
    classify: str = "sample"
    prune: str = "deployed"
    sparsities: tuple[float, ...] = SPARSITIES

    def __post_init__(self) -> None:
        if self.epochs <= 0 or self.tune_epochs < 0 or self.batch < 2 or (self.images is not None and self.images < 2):
            raise ConfigurationError("training needs epochs above 0, tuning epochs of 0 or more, and 2 images or more")
        increasing = all(a < b for a, b in zip(self.sparsities, self.sparsities[1:], strict=False))
        if not self.sparsities or self.sparsities[0] != 0 or self.sparsities[-1] >= 1 or not increasing:
            raise ConfigurationError(f"sparsities begin at 0 and increase to below 1, not {self.sparsities}")

    def used(self, available: int) -> int:
        """Return how many of ``available`` training images are used."""
        return available if self.images is None else min(self.images, available)

    def steps(self, available: int, tuning: bool) -> int:
        """Return the number of steps on ``available`` training images, before pruning or after each pruning step."""
        epochs = self.tune_epochs if tuning else self.epochs
        return max(1, round(epochs * self.used(available) / self.batch)) if epochs else 0

    def all_steps(self, available: int) -> int:
        """Return the number of steps of one unit."""
        return self.steps(available, False) + (len(self.sparsities) - 1) * self.steps(available, True)


_MNIST = Protocol(
    dataset="mnist", name="full", images=None, epochs=3, tune_epochs=0.3, batch=256, learning_rate=3e-3,
    tune_learning_rate=1e-3, classification=100.0, channels=(8, 16), hidden=64, latent=16,
)  # fmt: skip
_CIFAR10 = Protocol(
    dataset="cifar10", name="full", images=None, epochs=30, tune_epochs=3, batch=256, learning_rate=3e-3,
    tune_learning_rate=1e-3, classification=1000.0, channels=(32, 64, 128), hidden=256, latent=32,
    decoder="convolutional",
)  # fmt: skip
PROTOCOLS = {
    ("mnist", "full"): _MNIST,
    ("mnist", "reduced"): replace(_MNIST, name="reduced", images=10_000, epochs=6, tune_epochs=0.6),
    ("cifar10", "full"): _CIFAR10,
    ("cifar10", "reduced"): replace(
        _CIFAR10, name="reduced", images=10_000, epochs=8, tune_epochs=0.5, batch=128, channels=(8, 16), hidden=64,
        decoder="dense",
    ),
}  # fmt: skip
"""(data set, name) -> protocol."""


@dataclass(frozen=True)
class Unit:
    """One unit of work, with a checkpoint of its own; its result depends on nothing else."""

    protocol: Protocol
    beta: float
    seed: int

    def facts(self) -> dict[str, Any]:
        """Return all settings as plain values, for the checkpoint."""
        return json.loads(json.dumps({**asdict(self.protocol), "beta": self.beta, "seed": self.seed}))  # type: ignore[no-any-return]

    @property
    def key(self) -> str:
        """Name of the checkpoint: what it is and a hash of all settings, so that other settings are other files."""
        digest = hashlib.sha256(json.dumps(self.facts(), sort_keys=True).encode()).hexdigest()[:12]
        return f"{self.protocol.dataset}-{self.protocol.name}-beta{self.beta:g}-seed{self.seed}-{digest}"


def protocol(dataset: str, name: str) -> Protocol:
    """Return the protocol ``name`` of a data set.

    Raises:
        UnknownNameError: if there is none of that name.
    """
    datasets = sorted({known for known, _ in PROTOCOLS})
    if dataset not in datasets:
        raise did_you_mean(dataset, datasets, "data set of images")
    if (dataset, name) not in PROTOCOLS:
        raise did_you_mean(name, [known for of, known in PROTOCOLS if of == dataset], "protocol")
    return PROTOCOLS[dataset, name]


def units(settings: Protocol, betas: tuple[float, ...] = BETAS, seeds: int = SEEDS) -> list[Unit]:
    """Return all units, seed by seed, so that an interrupted study has every beta of its first seeds."""
    return [Unit(settings, beta, seed) for seed in range(seeds) for beta in betas]
