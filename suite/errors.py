"""Errors that a user can fix: every message is one line and says how."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 4000
"""Characters of a message; what a file or a person wrote is cut short before, this is the last resort."""


_LONGEST_NAME = 100


class SuiteError(Exception):
    """Base of every error that the suite raises on purpose; ``str(error)`` is one line that says how to fix it."""

    def __str__(self) -> str:
        return one_line(super().__str__())


class DataError(SuiteError):
    """A table, file or data directory is missing, altered, incomplete or of another format."""


class ConfigurationError(SuiteError):
    """Arguments that do not go together, or a value outside its range."""


class ArchitectureError(SuiteError, ValueError):
    """A code, index or string that names no architecture of the search space."""


class AskTellError(SuiteError, RuntimeError):
    """The ask/tell protocol was broken: wrong order, other codes than those asked, or values of the wrong shape."""


class UnknownNameError(SuiteError, KeyError):
    """A name that is not in its list (dataset, device, algorithm, column, ...)."""

    def __str__(self) -> str:  # KeyError would show the repr of the message
        return one_line(str(self.args[0]))


def one_line(text: str) -> str:
    """Return ``text`` as one line of bounded length, control characters written out."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 400]} ... {text[-300:]}"
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def known_as(name: str, known: Iterable[str]) -> str:
    """Return the one of the ``known`` names that ``name`` spells, a dash and an underscore taken for the same.

    A name that is none of them is returned as it is: :func:`did_you_mean` answers it.
    """
    names = list(known)
    if name in names:
        return name
    return next((each for each in names if each.replace("-", "_") == str(name).replace("-", "_")), name)


def did_you_mean(name: str, choices: Iterable[str], kind: str) -> UnknownNameError:
    """Return the error for an unknown ``name``, with the nearest of the ``choices`` and all of them listed."""
    known = list(choices)
    folded = {choice.lower(): choice for choice in known}
    name = str(name)[:_LONGEST_NAME]
    word = name.lower()
    near = get_close_matches(word, list(folded), n=1, cutoff=0.5)
    near = near or [choice for choice in folded if len(word) > 2 and word in choice.split("-")]  # "sum": "weighted-sum"
    hint = f"; did you mean '{folded[near[0]]}'?" if near else ""
    listed = f"known: {', '.join(known)}" if known else "there is none"
    return UnknownNameError(f"unknown {kind} '{name}'{hint} ({listed})")
