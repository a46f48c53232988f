"""The supernet of a search that goes on: every call is a generation, trained for an epoch and then evaluated."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from suite.networks.augmentation import normalise
from suite.networks.images import ImageSet, images_directory, load_images
from suite.networks.supernet_protocols import fitness_half, training_half
from suite.networks.supernet_score import EVALUATION_BATCH, PART, correct_answers
from suite.networks.supernet_training import SupernetProtocol, Trainer
from suite.networks.threads import one_thread
from suite.objectives.live import LIVE, LiveSettings
from suite.tables.columns import DATASET_LABELS


@lru_cache(maxsize=1)
def _images(dataset: str, folder: Path) -> ImageSet:
    """Return the images, read once for all runs of a study; reading takes longer than a small generation."""
    return load_images(dataset, folder)


class LiveSupernet:
    """An objective with a memory: 100 - accuracy, in per cent, with weights that every call trains further.

    Args:
        settings: the settings.
        dataset: "cifar10" or "cifar100".
        seed: of the initial weights, the order of the images and their augmentation.
        folder: of the images; None as for :func:`~suite.networks.images.load_images`.
    """

    def __init__(self, settings: LiveSettings, dataset: str, seed: int, folder: Path | None = None) -> None:
        self.settings, self.dataset, self.folder = settings, dataset, folder
        self.name = f"error_{settings.text}"
        self.label = f"{DATASET_LABELS[dataset]} error with shared weights ({LIVE}) (%)"
        self.protocol = SupernetProtocol(
            dataset=dataset, sampling="population", epochs=settings.epochs, batch=settings.batch, cells=settings.cells,
            channels=settings.channels, images=settings.images, track=settings.statistics == "running", seed=seed,
        )  # fmt: skip
        self.trainer: Trainer | None = None
        self._fitness: tuple[Tensor, Tensor] | None = None

    def __call__(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Train one epoch on the generation ``codes`` ``(n, 6)`` and return its errors ``(n,)`` in per cent.

        Raises:
            DataError: if the images are missing or damaged.
            ConfigurationError: for more images than the halves hold.
        """
        population = np.asarray(codes, dtype=np.int64)
        trainer, (images, labels) = self._ready()
        distinct, position = np.unique(population, axis=0, return_inverse=True)
        with one_thread():
            trainer.train_epoch(population.tolist())
            correct = correct_answers(
                trainer.supernet, distinct, images, labels, decoding=self.settings.decoding,
                batch=PART if self.protocol.track else EVALUATION_BATCH,
            )  # fmt: skip
        errors: NDArray[np.float64] = 100.0 - 100.0 * correct[position.ravel()].astype(np.float64) / len(images)
        return errors

    def _ready(self) -> tuple[Trainer, tuple[Tensor, Tensor]]:
        """Return trainer and fitness images, made at the first call."""
        if self.trainer is None or self._fitness is None:
            data = _images(self.dataset, images_directory(self.folder))
            pixels, labels = training_half(data, self.protocol.images)
            self.trainer = Trainer(torch.tensor(pixels), torch.tensor(labels), self.protocol)
            pixels, labels = fitness_half(data, self.settings.limit)
            self._fitness = normalise(torch.tensor(pixels), self.dataset), torch.tensor(labels)
        return self.trainer, self._fitness
