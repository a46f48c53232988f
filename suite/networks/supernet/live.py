"""The supernet of a search that goes on: every call is a generation, trained for an epoch and then evaluated.

Methods that train before they search have theirs in :mod:`suite.networks.supernet.live_stages`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from suite.networks.images.augmentation import normalise
from suite.networks.images.sets import ImageSet, images_directory, load_images
from suite.networks.supernet.model import ALL, Allowed, Supernet
from suite.networks.supernet.protocols import Split, fitness_half, training_half
from suite.networks.supernet.score import PART, correct_answers
from suite.networks.supernet.training import SupernetProtocol, Trainer
from suite.networks.threads import one_thread
from suite.objectives.live import LIVE, LiveSettings
from suite.shared_weights import SharedWeights
from suite.tables.columns import DATASET_LABELS


@lru_cache(maxsize=1)
def _read(dataset: str, folder: Path) -> ImageSet:
    """Return the images, read once for all runs of a study; reading takes longer than a small generation."""
    return load_images(dataset, folder)


class LiveSupernet:
    """An objective with a memory: 100 - accuracy, in per cent, with weights that every call trains further.

    Args:
        settings: the settings.
        dataset: "cifar10" or "cifar100".
        seed: of the initial weights, the order of the images and their augmentation.
        folder: of the images; None as for :func:`~suite.networks.images.sets.load_images`.
        shared: the method's protocol, which settings that are not given follow.

    Raises:
        ConfigurationError: for settings that do not fit the protocol.
    """

    sampling = "population"

    def __init__(
        self,
        settings: LiveSettings,
        dataset: str,
        seed: int,
        folder: Path | None = None,
        shared: SharedWeights | None = None,
    ) -> None:
        self.shared = shared or SharedWeights()
        own = settings.completed(self.shared)
        self.settings, self.dataset, self.folder = own, dataset, folder
        self.name = f"error_{settings.text}"
        self.label = f"{DATASET_LABELS[dataset]} error with shared weights ({LIVE}) (%)"
        self.protocol = SupernetProtocol(
            dataset=dataset, sampling=self.sampling, epochs=own.epochs, batch=own.batch, cells=own.cells,
            channels=own.channels, images=own.images, track=own.statistics == "running", seed=seed,
        )  # fmt: skip
        self.trainer: Trainer | None = None
        self._halves: tuple[Split, tuple[Tensor, Tensor]] | None = None

    def __call__(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Train one epoch on the generation ``codes`` ``(n, 6)`` and return its errors ``(n,)`` in per cent.

        Raises:
            DataError: if the images are missing or damaged.
            ConfigurationError: for more images than the halves hold.
        """
        population = np.asarray(codes, dtype=np.int64)
        if self.trainer is None:
            self.trainer = self._new_trainer(self.protocol)
        with one_thread():
            self.trainer.train_epoch(population.tolist())
        return self._errors(self.trainer.supernet, population)

    def _new_trainer(self, protocol: SupernetProtocol, allowed: Allowed = ALL) -> Trainer:
        """Return a supernet with new weights, on the training images."""
        pixels, labels = self._images()[0]
        return Trainer(torch.tensor(pixels), torch.tensor(labels), protocol, allowed=allowed)

    def _errors(self, supernet: Supernet, population: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the errors ``(n,)`` in per cent of ``population`` ``(n, 6)``; the supernet stays as it is."""
        images, labels = self._images()[1]
        distinct, position = np.unique(population, axis=0, return_inverse=True)
        with one_thread():
            correct = correct_answers(
                supernet, distinct, images, labels, decoding=self.settings.decoding,
                batch=PART if self.protocol.track else self.shared.together,
            )  # fmt: skip
        errors: NDArray[np.float64] = 100.0 - 100.0 * correct[position.ravel()].astype(np.float64) / len(images)
        return errors

    def _images(self) -> tuple[Split, tuple[Tensor, Tensor]]:
        """Return training and (normalised) fitness images with their labels, read at the first call."""
        if self._halves is None:
            data = _read(self.dataset, images_directory(self.folder))
            training = training_half(data, self.protocol.images)
            pixels, labels = fitness_half(data, self.settings.limit)
            self._halves = training, (normalise(torch.tensor(pixels), self.dataset), torch.tensor(labels))
        return self._halves
