"""BANANAS: an ensemble of networks on the path encoding, independent Thompson sampling, mutants of the best.

Source: White, Neiswanger and Savani, "BANANAS: Bayesian Optimization with Neural Architectures for Neural Architecture
Search", AAAI 2021, Algorithm 1, with the settings of the authors' code (naszilla).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Floats, check_positive
from suite.algorithms.neural_search import NeuralSearch
from suite.kernels.neural_ensemble import Training
from suite.spaces.base import Codes, SearchSpace


class BANANAS(NeuralSearch):
    """BANANAS (White et al. 2021): the mutants of the best with the lowest draws of a neural ensemble are evaluated.

    ``recommend`` returns the best of all told.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_initial: t0, random architectures at first.
        n_select: architectures per iteration; 10 as in the authors' code.
        n_candidates: mutants, of which they are chosen.
        n_parents: best architectures that are mutated; 1 as in the authors' code.
        mutation_rate: chance per edge of another operation; None is one over the number of edges (the code: 1/4).
        path_length: edges of the longest encoded path; 2 are the 30 columns of the authors' code, 3 are all 155.
        n_networks: M, networks of the ensemble.
        n_layers: hidden layers.
        width: of a layer.
        epochs: of training.
        learning_rate: of Adam.

    Raises:
        ConfigurationError: for a value out of range.
    """

    name: ClassVar[str] = "bananas"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_initial: int = 10,
        n_select: int = 10,
        n_candidates: int = 100,
        n_parents: int = 1,
        mutation_rate: float | None = None,
        path_length: int = 2,
        n_networks: int = 5,
        n_layers: int = 10,
        width: int = 20,
        epochs: int = 150,
        learning_rate: float = 0.01,
    ) -> None:
        super().__init__(
            space,
            rng=rng,
            n_initial=n_initial,
            n_select=n_select,
            n_candidates=n_candidates,
            mutation_rate=mutation_rate,
            path_length=path_length,
            training=Training(n_networks, n_layers, width, epochs, 32, learning_rate),
        )
        self.n_parents = check_positive(n_parents, "n_parents")

    def _parents(self, codes: Codes, values: Floats) -> Codes:
        best = codes[np.argsort(values[:, 0], kind="stable")[: self.n_parents]]
        return np.resize(best, (self.n_candidates, self.space.n_edges))

    def _draw(self, predictions: Floats) -> Floats:
        # section 5: independent Thompson sampling, a normal draw by mean and deviation of the ensemble
        says = predictions[:, :, 0]
        mean = says.mean(axis=0)
        deviation = np.sqrt(((says - mean) ** 2).sum(axis=0) / (len(says) - 1))
        return np.asarray(mean + deviation * self.rng.normal(size=len(mean)))
