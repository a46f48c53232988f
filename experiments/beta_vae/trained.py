"""The rows that ``suite networks beta-vae`` wrote, as a frame, and how their groups are named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit import spread
from suite.errors import DataError
from suite.reading.texts import read_frame

FILE = Path(__file__).resolve().parents[1] / "trained" / "beta_vae.csv"
COMMAND = "suite networks beta-vae --dataset mnist|cifar10 --protocol full|reduced --images DIR --work DIR"
LABELS = {"mnist": "MNIST", "cifar10": "CIFAR-10"}


@dataclass(frozen=True)
class Group:
    """All rows of one data set and protocol.

    Attributes:
        name: ``"mnist-full"`` and so on, for files.
        label: for readers; says reduced where it is.
        frame: one row per beta, seed and sparsity.
    """

    name: str
    label: str
    frame: pd.DataFrame

    @property
    def betas(self) -> list[float]:
        """The betas, increasing."""
        return sorted(float(beta) for beta in self.frame["beta"].unique())

    @property
    def seeds(self) -> list[int]:
        """The seeds, increasing."""
        return sorted(int(seed) for seed in self.frame["seed"].unique())

    @property
    def sparsities(self) -> list[float]:
        """The sparsities that were asked for, increasing."""
        return sorted(float(value) for value in self.frame["target_sparsity"].unique())

    @property
    def note(self) -> str:
        """How the networks were trained."""
        row = self.frame.iloc[0]
        return (
            f"{self.label}: {row['train_images']:,} training images, {row['epochs']:g} epochs, "
            f"{row['tune_epochs']:g} epochs of fine-tuning per pruning step, {counted(len(self.seeds), 'seed')}, "
            f"{row['pruned_weights']:,} weights that can be pruned (torch {row['torch']}, {row['device']})."
        )

    def curve(self, beta: float, column: str) -> NDArray[np.float64]:
        """Return a column ``(seeds, sparsities)`` of one beta."""
        chosen = self.frame[self.frame["beta"] == beta]
        table = chosen.pivot(index="seed", columns="target_sparsity", values=column)
        return np.asarray(table, dtype=np.float64)

    def dense(self, column: str) -> NDArray[np.float64]:
        """Return a column of the networks before pruning ``(seeds, betas)``."""
        chosen = self.frame[self.frame["target_sparsity"] == 0]
        return np.asarray(chosen.pivot(index="seed", columns="beta", values=column), dtype=np.float64)


def read_groups(path: Path = FILE) -> list[Group]:
    """Return the groups of the file, MNIST first.

    Raises:
        DataError: if the file is missing, or a beta, seed or sparsity of a group is missing in it.
    """
    if not path.is_file():
        raise DataError(f"no rows of trained networks in {path}: get the file with the repository, or run '{COMMAND}'")
    frame = read_frame(path)
    groups = []
    for dataset, label in LABELS.items():
        of_dataset = frame[frame["dataset"] == dataset]
        for protocol in sorted(of_dataset["protocol"].unique()):
            rows = of_dataset[of_dataset["protocol"] == protocol].reset_index(drop=True)
            named = label if protocol == "full" else f"{label}, {protocol}"
            group = Group(f"{dataset}-{protocol}", named, rows)
            whole = len(group.betas) * len(group.seeds) * len(group.sparsities)
            if len(rows) != whole or rows.duplicated(["beta", "seed", "target_sparsity"]).any():
                raise DataError(f"{path} has {len(rows)} rows of {named}, not {whole}: run '{COMMAND}' to its end")
            groups.append(group)
    return groups


def counted(n: int, word: str) -> str:
    """Return ``"1 seed"``, ``"3 seeds"``."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def three(values: NDArray[np.float64], digits: int) -> str:
    """Return ``median (smallest to largest)`` of one number per seed; the number alone if there is one seed."""
    found = spread(values)
    if len(values) == 1:
        return f"{found['median']:.{digits}f}"
    return f"{found['median']:.{digits}f} ({found['minimum']:.{digits}f} to {found['maximum']:.{digits}f})"
