"""One scoring by mutual information, from protocol and reference weights to a file: what a command calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from suite.networks.images.sets import LAYOUTS, load_images
from suite.networks.rmi.references import load_reference
from suite.networks.rmi.resnet import ResNet20
from suite.networks.rmi.run import (
    Progress,
    Scores,
    bind,
    chunks_of,
    representatives,
    save_scores,
    score_all,
    speed_of,
)
from suite.networks.rmi.run import table_name as name_of
from suite.networks.rmi.score import Protocol, choose_batch
from suite.networks.rmi.score_resume import finished
from suite.networks.rmi.stratified import scoring_order
from suite.networks.samples import chosen
from suite.scores import save_speed


@dataclass(frozen=True)
class Job:
    """A protocol, its reference model, the cells, and where finished chunks are kept.

    Attributes:
        protocol: the protocol.
        model: the reference model.
        trained: the facts about its training.
        identity: the hash of its weights.
        indices: ``(n,)`` cells, in the order of scoring.
        work: the folder of everything that is kept.
        mark: what the names of files say of the choice of cells.
    """

    protocol: Protocol
    model: nn.Module
    trained: Mapping[str, Any]
    identity: str
    indices: NDArray[np.int64]
    work: Path
    mark: str

    @classmethod
    def prepare(
        cls, protocol: Protocol, weights: Path, work: Path, first: int | None = None, sample: int | None = None
    ) -> Job:
        """Return the job of ``protocol`` with the reference model in ``weights``, on all cells, the first or a sample.

        Raises:
            ConfigurationError: for both a first part and a sample.
            DataError: if the weights are missing, damaged or another network's.
        """
        indices, mark = chosen(scoring_order(representatives()), first, sample)
        model = ResNet20(LAYOUTS[protocol.dataset].classes)
        trained, identity = load_reference(protocol.reference, weights, model)
        return cls(protocol, model, trained, identity, indices, work, mark)

    @property
    def folder(self) -> Path:
        """The folder of the finished chunks."""
        return self.work / f"{self.protocol.name}-{self.protocol.dataset}-seed{self.protocol.seed}{self.mark}"

    @property
    def table_name(self) -> str:
        """How the table is called."""
        return name_of(self.protocol) + self.mark

    def run(self, images: Path | None, device: str, *, jobs: int, resume: Path | None, progress: Progress) -> Scores:
        """Return the parts of the loss ``(n, marks, 4)`` of the cells; see :func:`.run.score_all`.

        Raises:
            DataError: if the images are missing, or the folder or ``resume`` holds other scores.
        """
        data = load_images(self.protocol.dataset, images)
        pixels, labels = torch.tensor(data.train_images), torch.tensor(data.train_labels)
        batch = choose_batch(self.model, pixels, labels, self.protocol, device)
        return score_all(
            self.folder, self.protocol, batch, reference=self.identity, indices=self.indices, jobs=jobs, resume=resume,
            progress=progress,
        )  # fmt: skip

    def write(self, scores: Scores, path: Path | None, device: str, jobs: int) -> tuple[Path, dict[str, Any]]:
        """Write the table, its cells ascending; return its path and the speed of scoring."""
        order = np.argsort(self.indices)
        return self._save(
            path or self.work / f"{self.table_name}.npz", self.indices[order], scores[order], device, jobs
        )

    def write_finished(self, path: Path | None, device: str, jobs: int) -> tuple[Path, int]:
        """Write the finished chunks to one file; return its path and the number of cells.

        Raises:
            DataError: if none is finished, or those in the folder are of another reference model.
        """
        if self.folder.is_dir():
            bind(self.folder, self.protocol, self.identity, self.indices)
        cells, scores = finished(chunks_of(self.folder, self.indices), self.protocol)
        path, _ = self._save(path or self.work / f"{self.table_name}-partial.npz", cells, scores, device, jobs)
        return path, len(cells)

    def _save(
        self, path: Path, cells: NDArray[np.int64], scores: Scores, device: str, jobs: int
    ) -> tuple[Path, dict[str, Any]]:
        save_scores(path, cells, scores, self.protocol, self.identity, self.trained)
        speed = speed_of(self.folder, device, jobs)
        if speed:
            save_speed(path, speed)
        return path, speed
