"""MO-BANANAS: BANANAS for several objectives by ranks of non-dominated sorting.

Source: Guerrero-Viu, Hauns, Izquierdo, Miotto, Schrodi, Biedenkapp, Elsken, Deng, Lindauer and Hutter, "Bag of
Baselines for Multi-objective Joint Neural Architecture Search and Hyperparameter Optimization", arXiv 2105.01015, and
the settings of its public code (multi-obj-baselines).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Floats, check_positive
from suite.algorithms.neural_search import NeuralSearch
from suite.kernels.neural_ensemble import Training
from suite.kernels.ranking import crowding_distance, nondominated_ranks
from suite.spaces.base import Codes, SearchSpace


class MOBANANAS(NeuralSearch):
    """MO-BANANAS (Guerrero-Viu et al. 2021): Thompson sampling of ranks by non-dominated sorting and crowding.

    ``recommend`` returns the non-dominated ones of all told.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_initial: random architectures at first.
        n_select: architectures per iteration.
        n_candidates: mutants, one of each of the best by rank and crowding, of which they are chosen.
        mutation_rate: chance per edge of another operation; None is one over the number of edges (a choice).
        path_length: edges of the longest encoded path (a choice; the original has no cells).
        n_networks: networks of the ensemble.
        n_layers: hidden layers.
        width: of a layer.
        epochs: of training.
        learning_rate: of Adam.

    Raises:
        ConfigurationError: for a value out of range.
    """

    name: ClassVar[str] = "mo_bananas"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_initial: int = 20,
        n_select: int = 4,
        n_candidates: int = 8,
        mutation_rate: float | None = None,
        path_length: int = 2,
        n_networks: int = 5,
        n_layers: int = 1,
        width: int = 10,
        epochs: int = 80,
        learning_rate: float = 0.1,
    ) -> None:
        super().__init__(
            space,
            rng=rng,
            n_initial=n_initial,
            n_select=n_select,
            n_candidates=check_positive(n_candidates, "n_candidates"),
            mutation_rate=mutation_rate,
            path_length=path_length,
            training=Training(n_networks, n_layers, width, epochs, 32, learning_rate),
        )

    def _parents(self, codes: Codes, values: Floats) -> Codes:
        return codes[np.argsort(positions(values), kind="stable")[: self.n_candidates]]

    def _draw(self, predictions: Floats) -> Floats:
        ranks = np.stack([positions(says) for says in predictions]).astype(np.float64)
        centre = positions(predictions.mean(axis=0)).astype(np.float64)
        deviation = np.sqrt(((ranks - centre) ** 2).sum(axis=0) / (len(ranks) - 1))
        return np.asarray(centre + deviation * self.rng.normal(size=len(centre)))


def positions(values: Floats) -> NDArray[np.int64]:
    """Return the place ``(n,)`` of each row of ``values`` ``(n, m)`` by non-dominated rank, then crowding, from 0."""
    ranks = nondominated_ranks(values)
    order = np.lexsort((-crowding_distance(values, ranks), ranks))
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.arange(len(values))
    return places
