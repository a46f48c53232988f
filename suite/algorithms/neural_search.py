"""What the searches with an ensemble of networks share: first batch, features, examples, mutants of the best."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from suite.algorithms.archive import distinct_codes
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.checks import positive
from suite.kernels.neural_ensemble import NeuralEnsemble, Training
from suite.kernels.ranking import feasible_rows
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.path_encoding import path_encoding

ROUNDS = 100
"""How often parents are mutated anew for children that are not known; then random architectures fill the batch."""


class NeuralSearch(Algorithm):
    """Base: random architectures first, then of the mutants of the best those that networks draw as the best.

    Networks learn the normal scores of each objective's ranks. No architecture is asked twice. An infeasible one counts
    as the worst feasible values told so far.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_initial: random architectures at first.
        n_select: architectures asked together, after which the networks are trained anew.
        n_candidates: mutants among which they are chosen.
        mutation_rate: chance per edge of another operation.
        path_length: edges of the longest encoded path, 1 to 3; elsewhere than in NAS-Bench-201 codes are one-hot.
        training: of the networks.

    Raises:
        ConfigurationError: for a value out of range.
    """

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_initial: int,
        n_select: int,
        n_candidates: int,
        mutation_rate: float | None,
        path_length: int,
        training: Training,
    ) -> None:
        super().__init__(space, rng=rng)
        self.n_initial = check_positive(n_initial, "n_initial", least=2)
        self.n_select = check_positive(n_select, "n_select")
        self.n_candidates = check_positive(n_candidates, "n_candidates", least=self.n_select)
        self.mutation_rate = positive(1 / space.n_edges if mutation_rate is None else mutation_rate, "mutation_rate")
        self.path_length = check_positive(path_length, "path_length")
        for value, what, least in (
            (training.n_networks, "n_networks", 2),
            (training.n_layers, "n_layers", 1),
            (training.width, "width", 1),
            (training.epochs, "epochs", 1),
        ):
            check_positive(value, what, least)
        if self.path_length > 3 or training.width > 128 or self.mutation_rate > 1.0:
            raise ConfigurationError("path_length is at most 3, width at most 128, mutation_rate at most 1")
        positive(training.learning_rate, "learning_rate")
        self.training = training
        self._known: set[bytes] = set()

    @property
    def finished(self) -> bool:
        """Whether every architecture of a space with indices was told."""
        return self.space.indexed and len(self._known) == self.space.size

    def _ask(self) -> Codes:
        if self.n_told == 0 or feasible_rows(self.archive.values).sum() < 2:
            count = self.n_select if self.n_told else self.n_initial
            new = self._distinct(lambda: self.space.random(count, self.rng), count, set(self._known))
            return new if len(new) else self.space.random(1, self.rng)
        codes, values = self._examples()
        known = set(self._known)
        parents = self._parents(codes, values)
        children = self._distinct(lambda: self._mutated(parents), self.n_candidates, known)
        short = self.n_candidates - len(children)
        if short:
            drawn = self._distinct(lambda: self.space.random(short, self.rng), short, known)
            children = np.concatenate([children, drawn])
        if len(children) == 0:
            return self.space.random(1, self.rng)
        scores = np.asarray(ndtri((rankdata(values, axis=0) - 0.5) / len(values)))
        networks = NeuralEnsemble(self._features(codes), scores, self.training, self.rng)
        drawn_values = self._draw(networks.predict(self._features(children)))
        return children[np.argsort(drawn_values, kind="stable")[: self.n_select]]

    def _tell(self, codes: Codes, values: Floats) -> None:
        self._known.update(code.tobytes() for code in codes)

    @abstractmethod
    def _parents(self, codes: Codes, values: Floats) -> Codes:
        """Return which of the told ``codes`` are mutated, ``(k, n_edges)``."""

    @abstractmethod
    def _draw(self, predictions: Floats) -> Floats:
        """Return a random value for each candidate ``(c,)``, the lowest are asked, given what the networks say.

        Args:
            predictions: ``(n_networks, c, m)``.
        """

    def _examples(self) -> tuple[Codes, Floats]:
        values = self.archive.values
        feasible = feasible_rows(values)
        return self.archive.codes, np.where(feasible[:, None], values, values[feasible].max(axis=0))

    def _features(self, codes: Codes) -> Floats:
        if getattr(self.space, "edges", None) is None:
            return self.space.one_hot(codes)
        return path_encoding(codes, self.space.n_operations, self.path_length)

    def _mutated(self, parents: Codes) -> Codes:
        """Return a child of each parent: every edge gets another operation with the chance ``mutation_rate``."""
        changed = self.rng.random(parents.shape) < self.mutation_rate
        other = (parents + self.rng.integers(1, self.space.n_operations, size=parents.shape)) % self.space.n_operations
        return np.where(changed, other, parents).astype(np.uint8)

    def _distinct(self, make: Callable[[], Codes], count: int, known: set[bytes]) -> Codes:
        """Return up to ``count`` codes that are not ``known`` from what ``make`` returns, and add them to ``known``."""
        found = [self.archive.codes[:0]]
        missing = count
        for _ in range(ROUNDS):
            found.append(distinct_codes(self.space.canonical(make()), known, missing))
            missing -= len(found[-1])
            if missing == 0:
                break
        return np.concatenate(found)
