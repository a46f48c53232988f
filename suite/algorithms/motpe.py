"""MOTPE: the tree-structured Parzen estimator for several objectives, as Optuna implements it, behind this interface.

Source: Ozaki, Tanigaki, Watanabe, Nomura and Onishi, "Multiobjective Tree-Structured Parzen Estimator", Journal of
Artificial Intelligence Research 73, 2022. Optuna (Akiba et al., KDD 2019; MIT) does the search; this file translates.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np

from suite.algorithms.archive import distinct_codes
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.ranking import feasible_rows
from suite.spaces.base import Codes, SearchSpace

DRAWS = 10
"""How often Optuna is asked for another architecture than those told before; then a random one is asked."""


class MOTPE(Algorithm):
    """MOTPE (Ozaki et al. 2022), Optuna's ``TPESampler``: every edge a categorical parameter, one trial at a time.

    With one objective it is TPE. Good and bad architectures are parted by non-dominated rank and hypervolume; a density
    of each proposes. ``recommend`` returns the non-dominated ones of all told. Equal seeds give equal runs for one
    version of Optuna, not necessarily between versions.

    An architecture that was told before is not asked again: Optuna gets the known values, and is asked for another.

    Args:
        space: the search space.
        rng: the only source of randomness; it draws the first architectures and the seed of Optuna's sampler.
        n_startup_trials: random architectures at first; 10 is Optuna's default (the paper: 11 d - 1).
        n_ei_candidates: architectures drawn from the good density, of which the best is asked; 24 as in the paper.
        multivariate: one density of all edges instead of one per edge, the paper's.
        repeats: ask architectures again that were told before; each costs a query.

    Raises:
        ConfigurationError: for a value out of range, or where Optuna is missing.
    """

    name: ClassVar[str] = "motpe"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, None)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_startup_trials: int = 10,
        n_ei_candidates: int = 24,
        multivariate: bool = False,
        repeats: bool = False,
    ) -> None:
        if find_spec("optuna") is None:
            raise ConfigurationError("motpe needs the package optuna: pip install 'hwnas-suite[optuna]'")
        super().__init__(space, rng=rng)
        self.n_startup_trials = check_positive(n_startup_trials, "n_startup_trials")
        self.n_ei_candidates = check_positive(n_ei_candidates, "n_ei_candidates")
        self.multivariate = multivariate
        self.repeats = repeats
        self._seed = int(rng.integers(2**32))
        self._study: Any = None
        self._trial: Any = None
        self._known: dict[bytes, list[float]] = {}

    @property
    def finished(self) -> bool:
        """Whether every architecture was told, where they can be listed and none is asked again."""
        return self.space.indexed and not self.repeats and len(self._known) == self.space.size

    def _ask(self) -> Codes:
        if self._study is None:  # Optuna wants the number of objectives before its first trial
            drawn = self.space.canonical(self.space.random(20 * self.n_startup_trials, self.rng))
            return distinct_codes(drawn, set(), self.n_startup_trials)
        for _ in range(DRAWS):
            trial = self._study.ask(self._edges())
            code = self._code(trial.params)
            known = self._known.get(code.tobytes())
            if known is None or self.repeats:
                self._trial = trial
                return code[None]
            self._study.tell(trial, known)
        drawn = self.space.canonical(self.space.random(20 * DRAWS, self.rng))
        self._trial = None
        new = distinct_codes(drawn, set(self._known), 1)
        return new if len(new) else drawn[:1]

    def _tell(self, codes: Codes, values: Floats) -> None:
        feasible = feasible_rows(values)
        told = np.where(feasible[:, None], values, self._worse_than_all())
        self._known.update(zip((code.tobytes() for code in codes), told.tolist(), strict=True))
        if self._study is None:
            self._study = self._new_study(values.shape[1])
            self._trial = None
        if self._trial is not None:
            self._study.tell(self._trial, told[0].tolist())
            return
        from optuna.trial import create_trial

        for code, row in zip(codes, told.tolist(), strict=True):
            params = {name: int(choice) for name, choice in zip(self._edges(), code, strict=True)}
            self._study.add_trial(create_trial(params=params, distributions=self._edges(), values=row))

    def _edges(self) -> dict[str, Any]:
        from optuna.distributions import CategoricalDistribution

        choices = CategoricalDistribution(tuple(range(self.space.n_operations)))
        return {f"edge{k:03d}": choices for k in range(self.space.n_edges)}

    def _code(self, params: dict[str, int]) -> Codes:
        """Return the code ``(n_edges,)`` of a trial, as the architecture's own in spaces without indices."""
        code = np.array([[params[name] for name in sorted(params)]], dtype=np.uint8)
        return np.asarray(self.space.canonical(code)[0])

    def _worse_than_all(self) -> Floats:
        """Return ``(m,)``: each objective's worst feasible value told so far plus its range and one."""
        told = self.archive.values
        told = told[feasible_rows(told)]
        if len(told) == 0:
            return np.ones(self.archive.values.shape[1])
        return np.asarray(2 * told.max(axis=0) - told.min(axis=0) + 1.0)

    def _new_study(self, n_objectives: int) -> Any:
        import optuna

        level = optuna.logging.get_verbosity()
        optuna.logging.set_verbosity(optuna.logging.WARNING)  # it would print that there is a study
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # multivariate densities are called experimental
                sampler = optuna.samplers.TPESampler(
                    seed=self._seed,
                    n_startup_trials=self.n_startup_trials,
                    n_ei_candidates=self.n_ei_candidates,
                    multivariate=self.multivariate,
                )
            return optuna.create_study(directions=["minimize"] * n_objectives, sampler=sampler)
        finally:
            optuna.logging.set_verbosity(level)
