"""A supernet that is trained while a search goes on: its settings as a text, and the objective that a search asks.

Source: EvNAS and NEvoNAS (Sinha and Chen) with their public code. Every generation trains the supernet for one epoch,
batch b on individual b mod n of the generation, and then classifies the fitness images with each individual. Nothing is
kept from one generation to the next but the weights: an architecture asked again is evaluated again.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, did_you_mean
from suite.objectives.table import Objective
from suite.tables.columns import DATASET_LABELS

LIVE = "supernet-live"
_CHOICES = {"statistics": ("running", "batch"), "decoding": ("softmax", "hard")}


@dataclass(frozen=True)
class LiveSettings:
    """How the supernet of a search is trained and asked; EvNAS's values on CIFAR-10 as defaults.

    Attributes:
        cells, channels: size of the network.
        images: training images, the first of the training half.
        limit: fitness images, the first of the other half.
        epochs: generations over which the learning rate falls; it stays at its last value afterwards.
        batch: training images per step; NEvoNAS 256.
        statistics: of batch norm in the evaluation, "running", or "batch" as in NEvoNAS.
        decoding: "softmax", as published, or "hard".
    """

    cells: int = 5
    channels: int = 16
    images: int = 25_000
    limit: int = 25_000
    epochs: int = 50
    batch: int = 64
    statistics: str = "running"
    decoding: str = "softmax"

    @property
    def text(self) -> str:
        """The canonical text: what is not as by default, in the order above."""
        changed = [
            f"{each.name}={value}" for each in fields(self) if (value := getattr(self, each.name)) != each.default
        ]
        return f"{LIVE}:{','.join(changed)}" if changed else LIVE

    def describe(self, dataset: str | None) -> str:
        """Return the settings in words, for captions."""
        where = f" on {DATASET_LABELS.get(dataset, dataset)}" if dataset else ""
        full = LiveSettings()
        reduced = [
            f"{getattr(self, name):,} of {getattr(full, name):,} {words}"
            for name, words in (
                ("cells", "cells per stage"), ("channels", "channels"), ("images", "training images"),
                ("limit", "fitness images"),
            )
            if getattr(self, name) < getattr(full, name)
        ]  # fmt: skip
        return f"accuracy with a supernet that is trained{where} while the search goes on" + (
            f" (reduced: {', '.join(reduced)})" if reduced else ""
        )


def parse_live(values: dict[str, str]) -> LiveSettings:
    """Return the settings that ``name=value`` texts mean.

    Raises:
        UnknownNameError: for an unknown name.
        ConfigurationError: for a value that cannot be.
    """
    settings = LiveSettings()
    for name, value in values.items():
        if name not in {each.name for each in fields(LiveSettings)}:
            raise did_you_mean(name, [each.name for each in fields(LiveSettings)], f"parameter of {LIVE}")
        if name in _CHOICES:
            if value not in _CHOICES[name]:
                raise ConfigurationError(f"{name} of {LIVE} is {' or '.join(_CHOICES[name])}, not '{value}'")
            settings = replace(settings, **{name: value})  # type: ignore[arg-type]
        elif value.isascii() and value.isdigit() and int(value) >= 1:
            settings = replace(settings, **{name: int(value)})  # type: ignore[arg-type]
        else:
            raise ConfigurationError(f"{name} of {LIVE} is a whole number of at least 1, not '{value}'")
    if settings.batch > settings.images:
        raise ConfigurationError(f"{LIVE} needs at least one batch of {settings.batch} images, not {settings.images}")
    return settings


@cache
def live_code() -> str:
    """Return the hash of the sources that train and evaluate a live supernet: other code, other runs."""
    digest = hashlib.sha256()
    for name in ("augmentation", "cells", "live", "pooling", "supernet", "supernet_folded", "supernet_score",
                 "supernet_training"):  # fmt: skip
        digest.update((Path(__file__).parents[1] / "networks" / f"{name}.py").read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def live_objective(benchmark: Benchmark, dataset: str, settings: LiveSettings, seed: int) -> Objective:
    """Return the objective of one run: 100 - accuracy in per cent with the shared weights; each call trains an epoch.

    Images are read at the first call.

    Args:
        benchmark: the tables; images are looked for in its data directory, unless ``$SUITE_IMAGES`` says where.
        dataset: "cifar10" or "cifar100".
        settings: the settings.
        seed: of the initial weights, the order of the images and their augmentation.

    Raises:
        ConfigurationError: without torch, or for a data set whose images are not supported.
        DataError: if the images are missing.
    """
    from suite.networks import require_torch
    from suite.networks.images import IMAGES_VARIABLE, find_images

    require_torch()
    if dataset not in ("cifar10", "cifar100"):
        raise ConfigurationError(f"{LIVE} trains on images of cifar10 or cifar100, not of {dataset}")
    folder = None if os.environ.get(IMAGES_VARIABLE) else Path(benchmark.data_dir) / "images"
    find_images(dataset, folder)
    from suite.networks.live import LiveSupernet

    return LiveSupernet(settings, dataset, seed, folder)
