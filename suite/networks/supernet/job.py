"""One scoring with a trained supernet, from its weights to a file: what a command calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from suite.networks.images.augmentation import normalise
from suite.networks.images.sets import load_images
from suite.networks.rmi.speed import speed
from suite.networks.samples import chosen
from suite.networks.supernet.model import Supernet
from suite.networks.supernet.protocols import Split, fitness_half, read_supernet, weights_sha256
from suite.networks.supernet.score import EVALUATION_BATCH, PART, score_cells
from suite.networks.supernet.training import SupernetProtocol
from suite.scores import save_speed, save_supernet
from suite.spaces.nasbench201 import NASBENCH201


@dataclass(frozen=True)
class Job:
    """A trained supernet, how it is evaluated, and on which cells and images.

    Attributes:
        supernet: the supernet.
        protocol: how it was trained, and what its batch norm uses.
        decoding: "softmax" or "hard".
        split: images and labels that are classified.
        indices: ``(n,)`` cells.
        work: the folder of everything that is kept.
        mark: what the names of files say of the choice of cells.
    """

    supernet: Supernet
    protocol: SupernetProtocol
    decoding: str
    split: Split
    indices: NDArray[np.int64]
    work: Path
    mark: str

    @classmethod
    def prepare(
        cls, weights: Path, images: Path | None, work: Path, *, decoding: str, statistics: str | None, limit: int,
        first: int | None = None, sample: int | None = None,
    ) -> Job:  # fmt: skip
        """Return the job of a supernet on ``limit`` images it was not trained on, on all cells, the first or a sample.

        Raises:
            DataError: for weights that are missing, damaged or unfinished, or images that are missing.
            ConfigurationError: for other statistics, or more images than the fitness half holds.
        """
        indices, mark = chosen(np.arange(NASBENCH201.size), first, sample)
        supernet, protocol = read_supernet(weights, statistics)
        split = fitness_half(load_images(protocol.dataset, images), limit)
        return cls(supernet, protocol, decoding, split, indices, work, mark)

    @property
    def n_images(self) -> int:
        """Number of images that are classified."""
        return len(self.split[1])

    @property
    def name(self) -> str:
        """How the table is called."""
        return self.protocol.name + ("-hard" if self.decoding == "hard" else "") + self.mark

    @property
    def folder(self) -> Path:
        """The folder of the finished chunks."""
        return self.work / f"{self.name}-of{self.n_images}"

    @property
    def batch(self) -> int:
        """Images that are classified at a time; with statistics of the batch the result depends on it."""
        return PART if self.protocol.track else EVALUATION_BATCH

    @property
    def facts(self) -> dict[str, Any]:
        """What the table says about how it was made."""
        return {
            "protocol": asdict(self.protocol),
            "checkpoint_sha256": weights_sha256(self.supernet),
            "decoding": self.decoding,
            "fitness_images": f"the first {self.n_images} of the second half of the training images",
            "evaluation_batch": self.batch,
        }

    def run(self, device: str, *, jobs: int, progress: Callable[[int, int], object]) -> NDArray[Any]:
        """Return how many images each cell classifies correctly ``(n,)``; see :func:`.score.score_cells`.

        Raises:
            DataError: if the folder holds other results.
            ConfigurationError: for another decoding.
        """
        pixels, labels = (torch.tensor(values) for values in self.split)
        facts = self.facts
        return score_cells(
            self.folder, self.supernet.to(device), normalise(pixels, self.protocol.dataset).to(device),
            labels.to(device), facts, decoding=self.decoding, batch=self.batch, indices=self.indices, jobs=jobs,
            progress=progress,
        )  # fmt: skip

    def write(self, correct: NDArray[Any], path: Path | None, device: str, jobs: int) -> tuple[Path, dict[str, Any]]:
        """Write the table; return its path and the speed of scoring."""
        path = path or self.work / f"{self.name}.npz"
        save_supernet(path, self.indices, correct, self.n_images, self.facts)
        measured = speed(sorted(self.folder.glob("chunk-*.npy")), device, jobs)
        if measured:
            save_speed(path, measured)
        return path, measured
