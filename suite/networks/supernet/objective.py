"""The objective of a run that trains its own supernet."""

from __future__ import annotations

import os
from pathlib import Path

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.networks import require_torch
from suite.objectives.live import LIVE, LiveSettings
from suite.objectives.table import Objective
from suite.shared_weights import SharedWeights


def live_objective(
    benchmark: Benchmark, dataset: str, settings: LiveSettings, seed: int, shared: SharedWeights | None = None
) -> Objective:
    """Return the objective of one run: 100 - accuracy in per cent with the shared weights.

    Each call trains an epoch, or, for a method with stages, the first call of a stage all epochs. Images are read at
    the first call.

    Args:
        benchmark: the tables; images are looked for in its data directory, unless ``$SUITE_IMAGES`` says where.
        dataset: "cifar10" or "cifar100".
        settings: the settings.
        seed: of the initial weights, the order of the images, their augmentation and the mixtures.
        shared: the method's protocol; None for one without.

    Raises:
        ConfigurationError: without torch, for a data set whose images are not supported, or settings that do not fit
            the method.
        DataError: if the images are missing.
    """
    require_torch()
    from suite.networks.images.sets import IMAGES_VARIABLE, find_images

    if dataset not in ("cifar10", "cifar100"):
        raise ConfigurationError(f"{LIVE} trains on images of cifar10 or cifar100, not of {dataset}")
    folder = None if os.environ.get(IMAGES_VARIABLE) else Path(benchmark.data_dir) / "images"
    find_images(dataset, folder)
    shared = shared or SharedWeights()
    if not shared.stages:
        from suite.networks.supernet.live import LiveSupernet

        return LiveSupernet(settings, dataset, seed, folder, shared)
    from suite.networks.supernet.live_stages import StagedSupernet

    return StagedSupernet(settings, dataset, seed, folder, shared)
