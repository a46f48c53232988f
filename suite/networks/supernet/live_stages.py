"""The supernets of a method that trains before it searches: one for each stage, frozen while the stage searches.

Source: CMANAS (one stage) and pEvoNAS (three, over ever fewer operations), with their public code: uniform mixtures of
the operations that are left; optimiser and learning rate start anew in every stage; from the second stage on the
parameters come from the stage before, same place by same place, batch-norm statistics do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.networks.supernet.live import LiveSupernet
from suite.networks.supernet.training import Trainer
from suite.networks.threads import one_thread
from suite.objectives.live import LIVE
from suite.shared_weights import SupernetStage


class StagedSupernet(LiveSupernet):
    """An objective with a frozen supernet per stage: 100 - accuracy, in per cent.

    Within a stage the same architecture has the same error. Arguments are those of
    :class:`~suite.networks.supernet.live.LiveSupernet`; the search is made known by :meth:`follow`.

    Attributes:
        stage: number of the stage whose supernet is trained; -1 before the first.
        inherited: parameters (tensors) that the supernet of each stage so far has taken over.
    """

    sampling = "uniform"
    stage = -1
    inherited: tuple[int, ...] = ()
    _search: Callable[[], SupernetStage] | None = None

    def follow(self, stage: Callable[[], SupernetStage]) -> None:
        """Take the search's :meth:`~suite.algorithms.Algorithm.supernet_stage`, which is called with every batch."""
        self._search = stage

    def __call__(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Return the errors ``(n,)`` in per cent of ``codes`` ``(n, 6)``, after training where a stage begins.

        Raises:
            DataError: if the images are missing or damaged.
            ConfigurationError: for more images than the halves hold, architectures outside the stage, a search that
                went back to an earlier stage, or without one to follow.
        """
        if self._search is None:
            raise ConfigurationError(f"{LIVE} trains before each stage of a search: call follow(search.supernet_stage)")
        stage = self._search()
        if stage.number < self.stage:
            raise ConfigurationError(
                f"the supernet of stage {stage.number} is gone: make a new objective for each search"
            )
        if self.trainer is None or stage.number > self.stage:
            self.trainer = self._train(stage, self.trainer)
            self.stage = stage.number
        return self._errors(self.trainer.supernet, np.asarray(codes, dtype=np.int64))

    def _train(self, stage: SupernetStage, before: Trainer | None) -> Trainer:
        """Return the trained supernet of ``stage``; ``before`` holds that of the stage before."""
        seed = int(np.random.SeedSequence((self.protocol.seed, stage.number)).generate_state(1)[0])
        allowed = tuple(tuple(int(kind) for kind in kinds) for kinds in stage.operations)
        trainer = self._new_trainer(replace(self.protocol, seed=seed), allowed)
        larger = None if before is None or self.settings.inherit == "no" else before.supernet
        self.inherited += (0 if larger is None else trainer.supernet.inherit(larger),)
        with one_thread():
            while trainer.epoch < trainer.protocol.epochs:
                trainer.train_epoch()
        trainer.supernet.eval()
        return trainer
