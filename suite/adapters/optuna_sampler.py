"""Any method of this package as an Optuna sampler.

A method asks for a batch and is told the batch's values together. Here its batch is handed out trial by trial, and
told when the last value is there; so a study that runs its trials one after the other runs the method exactly as
``suite run`` would. Trials at the same time are possible within a batch: one more than that cannot be sampled before
the batch is finished, which is said in one line.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.adapters.optuna_space import BaseSampler, StudyDirection, params_of, search_space
from suite.algorithms import registry
from suite.algorithms.base import Algorithm
from suite.errors import ConfigurationError
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201


class SuiteSampler(BaseSampler):  # type: ignore[misc]  # Optuna is not followed
    """An Optuna sampler that asks and tells a method of the registry.

    The objective must suggest the parameters of :func:`.search_space`, as :class:`.OptunaProblem` does. A trial that
    fails, is pruned, or breaks a constraint is told as infeasible. What is maximised is told with its sign turned. When
    the method has finished, the study is stopped. Trials that were in the study before are not known to the method.

    Args:
        method: name in the registry, see ``suite algorithms``.
        rng: the only source of randomness.
        space: the search space.
        constraints_func: trial -> values that are at most 0 where feasible, as Optuna's own samplers take it.
        params: parameters of the method.

    Attributes:
        algorithm: the method, with its archive and recommendation.

    Raises:
        UnknownNameError: for an unknown method or parameter.
        ConfigurationError: for a value out of range, or if ``rng`` is no numpy Generator.
    """

    def __init__(
        self,
        method: str,
        *,
        rng: np.random.Generator,
        space: SearchSpace = NASBENCH201,
        constraints_func: Callable[[Any], Sequence[float]] | None = None,
        **params: Any,
    ) -> None:
        self.space = space
        self.algorithm: Algorithm = registry.create(registry.canonical(method), space, rng=rng, **params)
        self._constraints_func = constraints_func
        self._lock = threading.Lock()
        self._batch: Codes | None = None
        self._values: list[NDArray[np.float64] | None] = []
        self._free: list[int] = []
        self._place_of: dict[int, int] = {}

    def infer_relative_search_space(self, study: Any, trial: Any) -> dict[str, Any]:
        """Return the parameters of an architecture."""
        return dict(search_space(self.space))

    def sample_relative(self, study: Any, trial: Any, search_space: dict[str, Any]) -> dict[str, Any]:
        """Return the next architecture of the batch; asks for a new batch when all of the last one was told.

        Raises:
            ConfigurationError: for a number of objectives that the method does not take, a method that has finished,
                or more trials at a time than the batch has left.
        """
        low, high = self.algorithm.n_objectives
        if len(study.directions) < low or (high is not None and len(study.directions) > high):
            raise ConfigurationError(f"{self.algorithm.name} does not take {len(study.directions)} objective(s)")
        with self._lock:
            if self._batch is None:
                if self.algorithm.finished:
                    raise ConfigurationError(f"{self.algorithm.name} has finished: no further trial can be sampled")
                self._batch = self.algorithm.ask()
                self._values = [None] * len(self._batch)
                self._free = list(range(len(self._batch)))
            if not self._free:
                raise ConfigurationError(
                    f"{self.algorithm.name} waits for the values of its batch of {len(self._batch)}: run the trials "
                    "one after the other (n_jobs=1), or at most a batch at a time"
                )
            place = self._place_of[trial.number] = self._free.pop(0)
            return params_of(self._batch[place], self.space)

    def sample_independent(self, study: Any, trial: Any, param_name: str, param_distribution: Any) -> Any:
        """Refuse: a method samples architectures alone.

        Raises:
            ConfigurationError: always.
        """
        raise ConfigurationError(
            f"the parameter '{param_name}' is none of the edges {', '.join(search_space(self.space))}, or has other "
            "choices: a method of the suite samples architectures alone"
        )

    def after_trial(self, study: Any, trial: Any, state: Any, values: Sequence[float] | None) -> None:
        """Take the values of a trial, and tell the batch when they are all there."""
        with self._lock:
            place = self._place_of.pop(trial.number, None)
            if place is None or self._batch is None:
                return  # sampled by another sampler
            asked = params_of(self._batch[place], self.space)
            if any(trial.params.get(name, choice) != choice for name, choice in asked.items()):
                self._free.insert(0, place)  # an enqueued trial of the user's own: the architecture is still to come
                return
            self._values[place] = self._row(study, trial, values)
            told = [row for row in self._values if row is not None]
            if len(told) < len(self._batch):
                return
            batch, self._batch = self._batch, None
            self.algorithm.tell(batch, np.stack(told))
            if self.algorithm.finished:
                with contextlib.suppress(RuntimeError):  # outside of optimize() there is no loop to stop
                    study.stop()

    def _row(self, study: Any, trial: Any, values: Sequence[float] | None) -> NDArray[np.float64]:
        """Return what is told of a trial, ``(m,)``; NaN where infeasible."""
        infeasible = np.full(len(study.directions), np.nan)
        if values is None or not np.isfinite(values).all():
            return infeasible
        own = self._constraints_func(trial) if self._constraints_func is not None else ()
        kept = getattr(trial, "constraints", None)  # Optuna from 5.0 on
        if any(value > 0 for value in (*own, *(kept.values() if isinstance(kept, dict) else ()))):
            return infeasible
        signs = [-1.0 if each == StudyDirection.MAXIMIZE else 1.0 for each in study.directions]
        return np.asarray(values, dtype=np.float64) * signs
