"""The one interface of a search: ask for a batch of architectures, tell their objective values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Self, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.algorithms.archive import Archive
from suite.algorithms.side_by_side import ask_all, copied, tell_all
from suite.errors import AskTellError, ConfigurationError
from suite.shared_weights import SharedWeights, SupernetStage
from suite.spaces.base import Codes, SearchSpace

Floats = NDArray[np.float64]


class Algorithm(ABC):
    """A search method. Subclasses write ``_ask`` and ``_tell``; order and shapes are checked here.

    A run is::

        algorithm = SomeMethod(space, rng=np.random.default_rng(0))
        while not (budget_spent or algorithm.finished):
            codes = algorithm.ask()                    # (n, n_edges) uint8
            algorithm.tell(codes, objectives(codes))   # (n, m) float64, minimised, NaN = infeasible
        algorithm.recommend()                          # (k, n_edges), by the method's own rule

    Where the budget ends within a batch, the first rows of the batch are told; the run is over then.

    Attributes:
        name: the name in the registry.
        version: part of the identity of its runs; raised when a change gives other runs (its golden run fails then).
        n_objectives: smallest and largest number of objectives (None: no limit) that ``tell`` accepts.
        fitness_columns: smallest and largest number of fitness columns (stages or proxies) before those of costs; None
            for methods that do not tell columns apart: no cost goes with a fitness of several columns there.
        cost_columns: how many cost columns a method takes that tells them apart.
        together: whether runs that differ in their seed alone are made side by side (:mod:`suite.study.runner`): for
            methods whose steps are short beside what asking and telling cost, as a kill then loses them all.
        shared_weights: how a supernet is trained for the method, where its run trains one.
        space: the search space.
        rng: the only source of randomness.
        archive: everything told so far.
        n_asked: number of architectures asked so far.
        n_told: number of architectures told so far.

    Args:
        space: the search space.
        rng: the only source of randomness; two methods must not share one.

    Raises:
        ConfigurationError: if ``rng`` is not a ``numpy.random.Generator``.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    n_objectives: ClassVar[tuple[int, int | None]] = (1, None)
    fitness_columns: ClassVar[tuple[int, int | None] | None] = None
    cost_columns: ClassVar[tuple[int, int | None]] = (0, None)
    together: ClassVar[bool] = False
    shared_weights: ClassVar[SharedWeights] = SharedWeights()

    def __init__(self, space: SearchSpace, *, rng: np.random.Generator) -> None:
        if not isinstance(rng, np.random.Generator):
            raise ConfigurationError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
        self.space = space
        self.rng = rng
        self.archive = Archive(space)
        self.n_asked = 0
        self.n_told = 0
        self._pending: Codes | None = None
        self._over = False
        self._columns: int | None = None

    def __init_subclass__(cls, **arguments: Any) -> None:
        """Where a class overrides how one run asks or tells, do so in several, too."""
        super().__init_subclass__(**arguments)
        for one, several in (("_ask", "_ask_all"), ("_tell", "_tell_all")):
            if one in vars(cls) and several not in vars(cls):
                setattr(cls, several, vars(Algorithm)[several])

    @final
    def ask(self) -> Codes:
        """Return the next batch ``(n, n_edges)`` uint8, n >= 1; in spaces without indices canonical codes.

        Raises:
            AskTellError: if the last batch was not told yet, or was told in part (the budget had ended), or the method
                has finished.
        """
        return ask_all([self])[0].copy()

    @final
    def tell(self, codes: ArrayLike, values: ArrayLike) -> None:
        """Take the values of the batch asked last.

        Args:
            codes: the asked batch, or its first rows if the budget ended within it.
            values: ``(n, m)``, minimised; a row with NaN is infeasible.

        Raises:
            AskTellError: if nothing was asked, for other codes than those asked, and for values of a wrong shape,
                of another number of objectives, or infinite.
        """
        if self._pending is None:
            raise AskTellError("tell without a batch: call ask first")
        pending, given = self._pending, np.asarray(codes)
        told = pending[: len(given)] if given.ndim == 2 else pending[:0]
        same_bytes = given.dtype == told.dtype and given.tobytes() == told.tobytes()  # quicker than number by number
        if given.shape != told.shape or not (same_bytes or (given == told).all()):
            raise AskTellError("the told codes are not those asked, in the order asked")
        tell_all([self], [len(given)], copied(values))

    def _check_asking(self) -> None:
        if self._over:
            raise AskTellError("only a part of the last batch was told, which ends a run: start a new one")
        if self._pending is not None:
            raise AskTellError("ask was called twice: tell the values of the last batch first")
        if self.finished:
            raise AskTellError("the method has finished: call recommend, or start a new one")

    @property
    def finished(self) -> bool:
        """Whether the method has finished, whatever budget is left; False where only the budget ends it.

        False before the first tell. Methods with a number of generations, or a stopping rule, override it.
        """
        return False

    def recommend(self) -> Codes:
        """Return the distinct architectures ``(k, n_edges)`` that the method returns, all told and feasible.

        Unless a method has a rule of its own: with one objective the best of all told, the earliest among equals; with
        more the non-dominated ones of all told. No rows before anything feasible was told.
        """
        return self.archive.best()[0] if self._columns == 1 else self.archive.nondominated()[0]

    def population(self) -> Codes | None:
        """Return the survivors ``(N, n_edges)`` after the last tell, repeats included; None for methods without any."""
        return None

    def supernet_stage(self) -> SupernetStage:
        """Return which supernet the batch asked last is evaluated on, where the run trains supernets before stages.

        One with all operations, unless a method shrinks its space.
        """
        return SupernetStage(0, np.tile(np.arange(self.space.n_operations, dtype=np.uint8), (self.space.n_edges, 1)))

    @abstractmethod
    def _ask(self) -> Codes:
        """Return the next batch; called in the right order only."""

    @abstractmethod
    def _tell(self, codes: Codes, values: Floats) -> None:
        """Take ``values`` ``(n, m)`` of the first n >= 1 architectures asked last; checked, neither may be changed."""

    def _check_columns(self, m: int) -> None:
        low, high = self.n_objectives
        if m < low or (high is not None and m > high) or (self._columns is not None and m != self._columns):
            allowed = str(low) if low == high else f"{low} to {high}" if high else f"{low} or more"
            wanted = f"{self._columns}, as before" if self._columns is not None else allowed
            raise AskTellError(f"{type(self).__name__} takes {wanted} objective(s), not {m}")

    @classmethod
    def _ask_all(cls, runs: Sequence[Self]) -> Sequence[ArrayLike]:
        """Return the next batch of each of ``runs``; as :meth:`_ask`."""
        return [run._ask() for run in runs]

    @classmethod
    def _tell_all(cls, runs: Sequence[Self], codes: Sequence[Codes], values: Sequence[Floats]) -> None:
        """Take the values of each of ``runs``; as :meth:`_tell`."""
        for run, told, table in zip(runs, codes, values, strict=True):
            run._tell(told, table)


class SideBySide(Algorithm):
    """A method written for several runs that go side by side, where arithmetic on all of them costs that of one.

    Subclasses write ``_ask_all`` and ``_tell_all``, for runs that differ in nothing but their random streams and what
    they were told. Runs end at different times: each keeps its own state. Whatever is computed for several at once must
    give each of them the bytes that it has alone.
    """

    together: ClassVar[bool] = True

    def _ask(self) -> Codes:
        return np.asarray(self._ask_all([self])[0])

    def _tell(self, codes: Codes, values: Floats) -> None:
        self._tell_all([self], [codes], [values])

    @classmethod
    @abstractmethod
    def _ask_all(cls, runs: Sequence[Self]) -> Sequence[ArrayLike]:
        """Return the next batch of each of ``runs``."""

    @classmethod
    @abstractmethod
    def _tell_all(cls, runs: Sequence[Self], codes: Sequence[Codes], values: Sequence[Floats]) -> None:
        """Take the values of each of ``runs``."""


def check_positive(value: int, name: str, least: int = 1) -> int:
    """Return ``value`` as an int or raise ConfigurationError if it is below ``least`` or not whole."""
    if int(value) != value or value < least:
        raise ConfigurationError(f"{name} must be a whole number of at least {least}, not {value}")
    return int(value)
