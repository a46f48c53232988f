"""What is meta-trained and how: spaces, device split, references, and the options that readings leave open.

Source: Lee et al., "HELP: Hardware-adaptive Efficient Latency Prediction for NAS via Meta-Learning", NeurIPS 2021
(arXiv 2106.08630), and the facts of its public reference code where the paper is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

from suite.errors import ConfigurationError
from suite.tables.columns import check_name

METHODS = ("help", "meta-sgd", "maml")
SCALES = ("references", "pool")
KL_TERMS = ("every-task", "last-task")
RULES = ("valid", "shared")
QUIRKS = {"scale": "pool", "kl": "last-task"}
"""Both quirks of the reference code that change the training, as settings."""


@dataclass(frozen=True)
class SpaceSettings:
    """What HELP fixes for one search space.

    Attributes:
        name: as :mod:`suite.tables.help_latencies` calls it.
        train, valid, test: the devices of the published split.
        references: the ten architectures whose latencies are the hardware embedding, by index.
        pool: architectures ``0 .. pool-1`` are for training and support; the next :data:`N_QUERY` are the query set.
        episodes: length of the published meta-training.
    """

    name: str
    train: tuple[str, ...]
    valid: tuple[str, ...]
    test: tuple[str, ...]
    references: tuple[int, ...]
    pool: int
    episodes: int


N_QUERY = 1000
"""Architectures of a device's query set before the outliers are left out."""

SPACES = {
    "nasbench201": SpaceSettings(
        name="nasbench201",
        train=(
            *("1080ti_1", "1080ti_32", "1080ti_256", "silver_4114", "silver_4210r"),
            *("samsung_a50", "pixel3", "essential_ph_1", "samsung_s7"),
        ),
        valid=("titanx_1", "titanx_32", "titanx_256", "gold_6240"),
        test=("titan_rtx_256", "gold_6226", "pixel2", "raspi4", "eyeriss", "fpga"),
        references=(11982, 431, 55, 9, 14451, 8636, 9881, 13479, 6196, 1462),
        pool=900,
        episodes=2000,
    ),
    "fbnet": SpaceSettings(
        name="fbnet",
        train=(
            *("1080ti_1", "1080ti_32", "1080ti_64", "silver_4114", "silver_4210r"),
            *("samsung_a50", "pixel3", "essential_ph_1", "samsung_s7"),
        ),
        valid=("titanx_1", "titanx_32", "titanx_64", "gold_6240"),
        test=("raspi4", "eyeriss", "fpga"),
        references=(3328, 3790, 3313, 890, 3052, 2538, 1640, 2514, 457, 2100),
        pool=4000,
        episodes=4000,
    ),
    "ofa": SpaceSettings(
        name="ofa",
        train=tuple(f"{gpu}_{batch}" for gpu in ("2080ti", "titan_xp", "v100") for batch in (1, 32, 64)),
        valid=("titan_rtx_1", "titan_rtx_32"),
        test=("titan_rtx_64",),
        references=(1316, 1587, 1621, 1636, 1980, 2329, 2487, 3355, 3740, 4948),
        pool=4000,
        episodes=2000,
    ),
}
TABLED = ("nasbench201", "fbnet")
"""The spaces whose measurements are in :mod:`suite.tables.help_latencies`; those of "ofa" are in the group "ofa"."""


@dataclass(frozen=True)
class HelpSettings:
    """One meta-training. The defaults are the published values; where the reference code has a quirk, the sound choice.

    Args:
        space: "nasbench201", "fbnet" or "ofa" (once-for-all's MobileNetV3).
        method: "help"; "meta-sgd" (no hardware embedding, no modulator); "maml" (also one fixed inner rate).
        seed: decides initial weights, episodes and samples.
        episodes: None takes the published number of the space.
        scale: what a device's targets are scaled with: its ten "references" (known on any device), or the whole
            training "pool" of that device (the reference code, which so needs 720 latencies of the target).
        kl: the divergence of "every-task" is averaged like the losses, or that of the "last-task" is added once per
            task (the reference code).
        tasks: devices of an episode.
        support, query: architectures of a task.
        steps: inner gradient steps.
        inner_rate: fixed (maml) or initial (others) inner learning rate.
        outer_rate: of Adam.
        kl_factor: weight of the divergence in the loss.
        modulation: factor of the modulator's sample.
        evaluate_every: episodes between two evaluations.
        samples: samples of the modulator that a prediction is the mean of.

    Raises:
        ConfigurationError, UnknownNameError: for values outside their range.
    """

    space: str = "nasbench201"
    method: str = "help"
    seed: int = 0
    episodes: int | None = None
    scale: str = "references"
    kl: str = "every-task"
    tasks: int = 8
    support: int = 10
    query: int = 200
    steps: int = 2
    inner_rate: float = 1e-3
    outer_rate: float = 1e-4
    kl_factor: float = 0.1
    modulation: float = 0.01
    evaluate_every: int = 50
    samples: int = 10

    def __post_init__(self) -> None:
        check_name(self.space, tuple(SPACES), "space")
        check_name(self.method, METHODS, "method")
        check_name(self.scale, SCALES, "scale")
        check_name(self.kl, KL_TERMS, "kl")
        for name in ("tasks", "support", "query", "steps", "evaluate_every", "samples"):
            if getattr(self, name) < 1:
                raise ConfigurationError(f"{name} must be at least 1")
        if self.n_episodes < 1 or self.seed < 0:
            raise ConfigurationError("episodes must be at least 1 and seed at least 0")
        if min(self.inner_rate, self.outer_rate) <= 0 or min(self.kl_factor, self.modulation) < 0:
            raise ConfigurationError("learning rates must be above 0, kl_factor and modulation at least 0")

    @property
    def n_episodes(self) -> int:
        """Number of episodes."""
        return SPACES[self.space].episodes if self.episodes is None else self.episodes

    @property
    def quirks(self) -> bool:
        """Whether a quirk of the reference code that changes the training is on."""
        return (self.scale, self.kl) != (SCALES[0], KL_TERMS[0])

    @property
    def unit(self) -> str:
        """Name of the meta-training among those with the same schedule, e.g. ``fbnet_help-quirks_2``."""
        return f"{self.space}_{self.method}{'-quirks' if self.quirks else ''}_{self.seed}"

    def facts(self) -> dict[str, Any]:
        """Return the settings as JSON-serialisable facts."""
        return {**asdict(self), "episodes": self.n_episodes}


def meta_trainings(
    spaces: Sequence[str], methods: Sequence[str], seeds: Iterable[int], *, quirks: bool, episodes: int | None
) -> Iterator[HelpSettings]:
    """Yield the meta-trainings of a grid, seed by seed, so that an interrupted one has all of its first seeds.

    Raises:
        UnknownNameError: for an unknown space or method.
    """
    reading: dict[str, Any] = QUIRKS if quirks else {}
    for seed, space, method in product(seeds, spaces, methods):
        yield HelpSettings(space=space, method=method, seed=seed, episodes=episodes, **reading)
