"""How a method uses a supernet that its own run trains: what a live fitness has to know of it, and nothing else does.

Source: EvNAS, CMANAS, pEvoNAS and NEvoNAS (Sinha and Chen) with their public code. The first and the last train their
supernet on every generation of the search. CMANAS trains one before the search, pEvoNAS one before each stage, on
mixtures of all operations; the search then goes on with weights that do not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from suite.errors import ConfigurationError
from suite.spaces.base import Codes


@dataclass(frozen=True)
class SharedWeights:
    """A method's own protocol for the supernet of its run (:mod:`suite.objectives.live`); a run may set other numbers.

    The defaults are EvNAS's, and what any method without a protocol of its own gets: it is trained for one epoch on
    every batch that the method asks, just before that batch is evaluated.

    Attributes:
        stages: number of supernets trained one after the other, each in full before its first batch is evaluated, and
            frozen from then on; 0 for one that every batch trains further.
        epochs: of each stage; without stages the number of batches over which the learning rate falls.
        batch: training images per step.
        statistics: of batch norm in the evaluation: the running ones, or those of the images evaluated together.
        together: how many images that are, with statistics of the batch.

    Raises:
        ConfigurationError: for numbers below 1 (stages: 0), or other statistics.
    """

    stages: int = 0
    epochs: int = 50
    batch: int = 64
    statistics: Literal["running", "batch"] = "running"
    together: int = 1024

    def __post_init__(self) -> None:
        if self.stages < 0 or min(self.epochs, self.batch, self.together) < 1:
            raise ConfigurationError("a supernet's stages are at least 0, its epochs and batches at least 1")
        if self.statistics not in ("running", "batch"):
            raise ConfigurationError(f"a supernet's statistics are 'running' or 'batch', not '{self.statistics}'")


class SupernetStage(NamedTuple):
    """Which supernet a batch is evaluated on.

    Attributes:
        number: of the stage, from 0; it never falls during a run.
        operations: ``(n_edges, k)`` uint8, the operations that each edge of this supernet holds, ascending.
    """

    number: int
    operations: Codes
