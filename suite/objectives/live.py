"""A supernet that the run itself trains: its settings as a text, and the objective that a search asks.

Source: the four papers of Sinha and Chen with their public code. Which protocol it is, the method says by its
:class:`~suite.shared_weights.SharedWeights`:

* EvNAS, NEvoNAS and every method without a protocol: each generation trains the supernet for one epoch, batch b on
  individual b mod n of the generation, and then classifies the fitness images with each individual. Nothing is kept
  from one generation to the next but the weights: an architecture asked again is evaluated again;
* CMANAS and pEvoNAS: a stage's first batch trains the stage's supernet in full on uniform mixtures of the operations
  that are left; the whole stage is evaluated with the weights that this gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Protocol, runtime_checkable

from suite.errors import ConfigurationError, did_you_mean
from suite.shared_weights import SharedWeights, SupernetStage
from suite.tables.columns import DATASET_LABELS

LIVE = "supernet-live"
LIVE_VERSION = 2
"""Raised when training or evaluating a live supernet gives other bytes (its golden run fails then): other runs."""
_CHOICES = {"statistics": ("running", "batch"), "decoding": ("softmax", "hard"), "inherit": ("yes", "no")}


@dataclass(frozen=True)
class LiveSettings:
    """How the supernet of a run is trained and asked; the papers' values on CIFAR-10 as defaults.

    Attributes:
        cells, channels: size of the network.
        images: training images, the first of the training half.
        limit: fitness images, the first of the other half.
        epochs: of each stage; of a method without stages the generations over which the learning rate falls (it stays
            at its last value afterwards). 0 is the method's own number.
        batch: training images per step; 0 is the method's own number.
        statistics: of batch norm in the evaluation, "running", or "batch" as in NEvoNAS; "" is the method's own.
        decoding: "softmax", as published, or "hard".
        inherit: "yes", or "no": every stage starts from new weights (pEvoNAS's ablation).
    """

    cells: int = 5
    channels: int = 16
    images: int = 25_000
    limit: int = 25_000
    epochs: int = 0
    batch: int = 0
    statistics: str = ""
    decoding: str = "softmax"
    inherit: str = "yes"

    @property
    def text(self) -> str:
        """The canonical text: what is not as by default, in the order above.

        What has a default of the method's own stays in the text once it is given: the method is not known here.
        """
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
        return f"accuracy with a supernet that the run itself trains{where}" + (
            f" (reduced: {', '.join(reduced)})" if reduced else ""
        )

    def completed(self, shared: SharedWeights) -> LiveSettings:
        """Return the settings of a method: its own values where none were given.

        Raises:
            ConfigurationError: for a batch of more images than there are, or inheritance where nothing can be.
        """
        if self.inherit == "no" and shared.stages < 2:
            raise ConfigurationError("inherit=no needs a method with several stages (pevonas): leave it out")
        whole = replace(
            self, epochs=self.epochs or shared.epochs, batch=self.batch or shared.batch,
            statistics=self.statistics or shared.statistics,
        )  # fmt: skip
        whole.check_batch(whole.batch)
        return whole

    def check_batch(self, batch: int) -> None:
        """Refuse a batch of more images than there are."""
        if batch > self.images:
            raise ConfigurationError(
                f"a supernet needs at least one batch of {batch} training images, not {self.images}: give more "
                "(images=, --train-images) or a smaller batch (batch=)"
            )

    def protocol(self, shared: SharedWeights) -> str:
        """Return in words, for people, how the supernet of a method is trained and asked."""
        own = self.completed(shared)
        epochs = f"{own.epochs:,}" + ("" if own.epochs == shared.epochs else f" (the method's own: {shared.epochs:,})")
        images = f"in batches of {own.batch:,} images"
        asked = f"evaluated with {'running statistics' if own.statistics == 'running' else 'statistics of the batch'}"
        if not shared.stages:
            return f"one epoch {images} on every generation asked, the learning rate falling over {epochs}; {asked}"
        when = "before the search" if shared.stages == 1 else f"before each of {shared.stages} stages"
        if shared.stages > 1:
            when += ", from the weights of the stage before" if own.inherit == "yes" else ", from new weights"
        return f"{epochs} epochs of uniform mixtures {when}, {images}; then frozen; {asked}"


@runtime_checkable
class FollowsSearch(Protocol):
    """An objective that has to know what stage the search is in."""

    def follow(self, stage: Callable[[], SupernetStage]) -> None:
        """Take the search's :meth:`~suite.algorithms.Algorithm.supernet_stage`, which is called with every batch."""
        ...


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
    settings.check_batch(settings.batch or SharedWeights().batch)
    return settings
