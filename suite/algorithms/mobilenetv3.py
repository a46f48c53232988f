"""MobileNetV3's search: platform-aware search for a seed, then NetAdapt from the seed to the target.

Source: Howard et al., "Searching for MobileNetV3", ICCV 2019, sections 4.1 and 4.2. How much the search may spend, and
how far above the target its own target lies, are choices: docs/algorithms/mobilenetv3.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np

from suite.algorithms.base import Floats, SideBySide, check_positive
from suite.algorithms.mnasnet import Controller, MnasNet, Reward
from suite.algorithms.netadapt import Criterion, NetAdapt
from suite.algorithms.side_by_side import ask_all, split, tell_all
from suite.errors import ConfigurationError
from suite.spaces.base import Codes, SearchSpace


class MobileNetV3(SideBySide):
    """MobileNetV3 (ICCV 2019): MnasNet's platform-aware search, then NetAdapt from what it found to the target.

    Two columns of values, [fitness error (%), hardware cost]. The search aims at ``headroom`` times the target;
    the best by its reward is NetAdapt's seed, and architectures that it evaluated are not asked again. The method ends
    where NetAdapt ends, and recommends where that arrived: a seed already within the target stays as it is.

    Attributes:
        search: the platform-aware search (:class:`suite.algorithms.mnasnet.MnasNet`).
        adaptation: NetAdapt (:class:`suite.algorithms.netadapt.NetAdapt`), with the log of its steps.
        seed: what the search found, ``(1, n_edges)``; None during the search.

    Args:
        space: the search space.
        rng: the only source of randomness.
        cost_limit: the target, in the unit of the second column.
        search_queries: evaluations of the search (a choice); more if nothing feasible was told by then.
        headroom: target of the search over ``cost_limit``, at least 1 (a choice: some 80 ms for the published seed,
            51 ms for V3-Large). The soft reward does not depend on it.
        w: exponent of the reward; see MnasNet.
        reward: "soft" or "hard".
        controller: "independent" or "autoregressive".
        learning_rate: of the controller.
        momentum: of its baseline.
        delta: of NetAdapt.
        criterion: of NetAdapt, "ratio" or "accuracy".

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "mobilenetv3"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        cost_limit: float,
        search_queries: int = 200,
        headroom: float = 1.5,
        w: float | None = None,
        reward: Reward = "soft",
        controller: Controller = "independent",
        learning_rate: float = 0.03,
        momentum: float = 0.9,
        delta: float = 0.01,
        criterion: Criterion = "ratio",
    ) -> None:
        super().__init__(space, rng=rng)
        if not (math.isfinite(headroom) and headroom >= 1.0):
            raise ConfigurationError(f"headroom must be a number of at least 1, not {headroom}")
        self.search_queries = check_positive(search_queries, "search_queries")
        # both phases draw from one generator, one after the other
        self.adaptation = NetAdapt(space, rng=rng, cost_limit=cost_limit, delta=delta, criterion=criterion)
        self.search = MnasNet(
            space, rng=rng, cost_limit=headroom * cost_limit, w=w, reward=reward, controller=controller,
            learning_rate=learning_rate, momentum=momentum,
        )  # fmt: skip
        self.seed: Codes | None = None

    @property
    def finished(self) -> bool:
        """Whether NetAdapt has ended."""
        return self.seed is not None and self.adaptation.finished

    @property
    def _phase(self) -> MnasNet | NetAdapt:
        return self.search if self.seed is None else self.adaptation

    @classmethod
    def _ask_all(cls, runs: Sequence[Self]) -> Sequence[Codes]:
        return list(split(*ask_all([run._phase for run in runs])))

    @classmethod
    def _tell_all(cls, runs: Sequence[Self], codes: Sequence[Codes], values: Sequence[Floats]) -> None:
        searching = [run for run in runs if run.seed is None]
        # section 4.1, and step 1 of 4.2: the seed comes from the platform-aware search;
        # section 4.2, step 2: proposals of NetAdapt
        tell_all([run._phase for run in runs], [len(told) for told in codes], np.concatenate(values))
        for run in searching:
            if run.search.n_told >= run.search_queries and len(found := run.search.recommend()):
                run.seed = found
                run.adaptation.begin(found[0], run.archive.codes, run.archive.values)

    def population(self) -> Codes | None:
        """Return NetAdapt's state ``(1, n_edges)``; None during the search."""
        return None if self.seed is None else self.adaptation.population()

    def recommend(self) -> Codes:
        """Return where NetAdapt arrived ``(1, n_edges)``, or during the search the best by the reward."""
        return self.search.recommend() if self.seed is None else self.adaptation.recommend()
