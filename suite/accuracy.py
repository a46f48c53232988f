"""Which accuracy is meant: split, epochs and trials, always said, never assumed.

"NAS-Bench-201 accuracy" has at least five readings in public code; two of them mix validation and test. Here a protocol
has a text form, ``<split>@<epochs>[:<trials>]``, for instance ``valid@200:mean`` or ``valid@200:777``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from suite.errors import ConfigurationError
from suite.tables.columns import split_meaning

_TEXT = re.compile(r"(valid|test|validtest)@(12|200)(?::(mean|\d+))?")


@dataclass(frozen=True)
class AccuracyProtocol:
    """An accuracy without ambiguity.

    Attributes:
        split: "valid", "test" or "validtest" (both halves together; only per seed, only CIFAR-100 and ImageNet16-120).
        epochs: 12 or 200.
        trials: "mean" over the trials that exist, or the seed of one trial (missing where that trial was not run).
    """

    split: str
    epochs: int
    trials: str | int = "mean"

    def __post_init__(self) -> None:
        if self.split not in ("valid", "test", "validtest") or self.epochs not in (12, 200):
            raise ConfigurationError(
                f"no accuracy '{self}': use valid@12, valid@200, test@12 or test@200, with :mean or :SEED"
            )
        if self.split == "validtest" and self.trials == "mean":
            raise ConfigurationError(
                "validation and test halves together exist per trial only: give a seed, e.g. validtest@200:777"
            )

    @classmethod
    def parse(cls, text: str | AccuracyProtocol) -> AccuracyProtocol:
        """Return the protocol that ``text`` names (``"valid@200"`` means the mean over trials).

        Raises:
            ConfigurationError: if the text is malformed.
        """
        if isinstance(text, AccuracyProtocol):
            return text
        return _parsed(str(text).strip())

    def __str__(self) -> str:
        return f"{self.split}@{self.epochs}:{self.trials}"

    @property
    def column(self) -> str:
        """The table column that holds it."""
        stem = f"{self.split}_accuracy_{self.epochs}"
        return stem if self.trials == "mean" else f"{stem}_seed{self.trials}"

    def describe(self, dataset: str | None = None) -> str:
        """Return the protocol in words, for captions; with ``dataset`` the split's exact meaning is spelled out."""
        short = {
            "valid": "validation accuracy",
            "test": "test accuracy",
            "validtest": "accuracy on both held-out halves",
        }
        what = split_meaning(self.split, dataset) if dataset else short[self.split]
        trials = "mean over trials" if self.trials == "mean" else f"trial with seed {self.trials}"
        return f"{what} after {self.epochs} epochs, {trials}"


@lru_cache(maxsize=256)
def _parsed(text: str) -> AccuracyProtocol:
    """Parse once: look-ups of single architectures name the same protocol again and again."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ConfigurationError(
            f"no accuracy '{text}': write <split>@<epochs>[:<trials>], e.g. valid@200, valid@12:mean, valid@200:777"
        )
    split, epochs, trials = match.groups()
    return AccuracyProtocol(split, int(epochs), "mean" if trials in (None, "mean") else int(trials))
