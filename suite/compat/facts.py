"""What the drop-in APIs answer with: dictionaries that say in one line what the compact tables lack."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from suite.errors import DataError, one_line


class LackingError(DataError, KeyError):
    """Something that the official files hold and the compact tables do not: curves, losses, weights, single trials.

    It is a KeyError, too, so that a script that asks a dictionary by ``try`` and ``except KeyError`` goes on.
    """

    def __str__(self) -> str:  # KeyError would show the repr of the message
        return one_line(str(self.args[0]))


class CompatWarning(UserWarning):
    """An answer that is not what the original would say: surrogate tables, a mean for a trial, an estimated time."""


class Notes:
    """Warnings of one API object, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def say(self, text: str) -> None:
        """Warn with ``text``, unless that was said before."""
        if text not in self._given:
            self._given.add(text)
            warnings.warn(text, CompatWarning, stacklevel=_depth())


def lacking(what: str) -> LackingError:
    """Return the error for ``what`` the tables do not hold."""
    return LackingError(f"{what} not in the compact tables (docs/compat.md says what is)")


class Facts(dict[str, Any]):
    """A dictionary of the original's keys. A key that the original has and the tables lack raises one clear line.

    Args:
        values: what the tables hold.
        lacks: keys of the original that they do not.
        estimated: key -> what to say, once, when it is looked up.
        notes: where that is said.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        lacks: Iterable[str] = (),
        estimated: Mapping[str, str] | None = None,
        notes: Notes | None = None,
    ) -> None:
        super().__init__(values)
        self.lacks = tuple(name for name in lacks if name not in self)
        self.estimated = dict(estimated or {})
        self._notes = notes or Notes()

    def __getitem__(self, key: str) -> Any:
        if key in self.estimated:
            self._notes.say(self.estimated[key])
        return super().__getitem__(key)

    def __missing__(self, key: str) -> Any:
        if key in self.lacks:
            raise lacking(f"'{key}' is")
        raise KeyError(key)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Facts, (dict(self), self.lacks, self.estimated))


def _depth() -> int:
    """Return the stack level of the script: the first frame outside this part."""
    import sys

    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("suite.compat"):
        level, frame = level + 1, frame.f_back
    return level
