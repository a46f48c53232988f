"""Functions with a compiled counterpart of the same bytes, and when that one takes over.

A function of numpy that is marked by :func:`twin` runs as it stands until compiling pays: after :data:`WARM` seconds in
the functions of its group where the machine code lies in the cache, else after :data:`COLD`. Then numba compiles the
loops of that group in :mod:`suite.kernels.loops`, or takes them from the cache, and they go on in place of the
functions. A short run never waits for a compiler, and without numba nothing changes but the time.

``SUITE_COMPILED=never`` keeps numpy, ``SUITE_COMPILED=always`` compiles at the first call; the default is ``auto``.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from importlib import import_module, util
from time import perf_counter
from typing import Any, Final, Generic, ParamSpec, TypeVar

from suite.errors import ConfigurationError

P = ParamSpec("P")
R = TypeVar("R")

VARIABLE: Final = "SUITE_COMPILED"
MODES: Final = ("auto", "always", "never")
WARM: Final = 0.5
"""Seconds in numpy after which machine code is taken from the cache: what importing numba and that takes."""
COLD: Final = 3.0
"""Seconds in numpy after which a group is compiled: what that takes."""


class Group:
    """Twins that are compiled together.

    Attributes:
        mode: one of :data:`MODES`; None reads :data:`VARIABLE` at the first call.
        spent: seconds that the numpy functions have taken.

    Args:
        modules: those of :mod:`suite.kernels.loops` that hold the counterparts.
    """

    def __init__(self, *modules: str) -> None:
        self.modules = modules
        self.twins: list[Twin[..., Any]] = []
        self.mode: str | None = None
        self.spent = 0.0
        self.look = 0.0  # seconds spent at which to look whether the time has come

    def use(self, mode: str | None) -> None:
        """Start anew in ``mode``."""
        self.mode, self.spent, self.look = mode, 0.0, 0.0
        for each in self.twins:
            each.loop = None

    def settle(self) -> None:
        """Compile if it is time to, else say when to look again."""
        if self.mode is None:
            self.mode = os.environ.get(VARIABLE) or "auto"
            if self.mode not in MODES:
                raise ConfigurationError(f"{VARIABLE} must be one of {', '.join(MODES)}, not '{self.mode}'")
        if self.mode == "auto" and self.spent >= WARM and util.find_spec("numba") is None:
            self.mode = "never"
        if self.mode == "never":
            self.look = float("inf")
        elif self.mode == "always" or (self.spent >= WARM and (self.spent >= COLD or self._cached())):
            self._compile()
        else:
            self.look = max(WARM, self.spent + 0.1 * WARM)

    def _cached(self) -> bool:
        from suite.kernels.machine_code import folder

        place = folder()
        return place is not None and (place / self._mark).exists()

    @property
    def _mark(self) -> str:
        return f"{'-'.join(self.modules)}.ready"

    def _compile(self) -> None:
        from suite.kernels.machine_code import cached

        try:
            with cached(self._mark):
                loops: dict[str, Any] = {}
                for name in self.modules:
                    loops.update(vars(import_module(f"{__package__}.loops.{name}")))
        except Exception as problem:  # whatever numba meets on this machine: numpy gives the same, in more time
            if self.mode == "always":
                raise ConfigurationError(f"{VARIABLE}=always, but numba cannot compile here ({problem})") from problem
            warnings.warn(f"numba cannot compile here ({problem}): numpy goes on, slower", RuntimeWarning, stacklevel=2)
            self.use("never")
            return
        for each in self.twins:
            each.loop = loops[each.name]


class Twin(Generic[P, R]):
    """A function of numpy, called as one, that its compiled counterpart replaces in time.

    Attributes:
        plain: the function of numpy.
        name: that of the counterpart; the function's has an underscore before it.
        loop: the compiled counterpart, once it has taken over.
    """

    def __init__(self, plain: Callable[P, R], group: Group) -> None:
        self.plain = plain
        self.name = plain.__name__.removeprefix("_")
        self.loop: Callable[P, R] | None = None
        self.group = group
        group.twins.append(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function of numpy returns, to the byte."""
        if self.loop is not None:
            return self.loop(*args, **kwargs)
        group = self.group
        if group.spent >= group.look:
            group.settle()
            if self.loop is not None:
                return self.loop(*args, **kwargs)
        start = perf_counter()
        result = self.plain(*args, **kwargs)
        group.spent += perf_counter() - start
        return result


def twin(group: Group) -> Callable[[Callable[P, R]], Twin[P, R]]:
    """Mark a function that has a counterpart, of its name without the first underscore, in the loops of ``group``."""
    return lambda plain: Twin(plain, group)


NSGA2 = Group("ranking", "selection", "variation", "distinct")
FOREST = Group("forest")
POOLING = Group("pooling")
GROUPS: Final = (NSGA2, FOREST, POOLING)


def use(mode: str | None) -> None:
    """Let all groups start anew in ``mode``, one of :data:`MODES`; None is what :data:`VARIABLE` says."""
    for group in GROUPS:
        group.use(mode)
