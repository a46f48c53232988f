"""How score tables and their variants are named: ``NAME[@STEPS][:sum]``, one text per meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suite.errors import ConfigurationError

DEFAULT_RMI = "rmi-n1-s8"
"""What ``score:rmi`` means."""

DEFAULT_SUPERNET = "supernet-uniform-n1-e8-i25000-b64"
"""What ``supernet:default`` means."""

ALIASES = {"rmi": DEFAULT_RMI, "default": DEFAULT_SUPERNET}
SUM = "sum"

_FORM = re.compile(r"(?P<name>[^@:]+)(?:@(?P<steps>\d+))?(?::(?P<score>[^@:]+))?")
_LAST_STEP = re.compile(r"rmi-n\d+-s(\d+)(?:-.*)?")


@dataclass(frozen=True)
class Selection:
    """A table and which of its scores.

    Attributes:
        name: of the table; aliases are resolved.
        steps: updates after which the score is taken; None for the last of the table.
        summed: whether the sum of the three similarities is meant, rather than the mixed loss.
    """

    name: str
    steps: int | None = None
    summed: bool = False

    @property
    def variant(self) -> str:
        """The text after the name: what :meth:`.ScoreTable.values` takes."""
        return ("" if self.steps is None else f"@{self.steps}") + (f":{SUM}" if self.summed else "")

    @property
    def text(self) -> str:
        """The canonical text, ``NAME[@STEPS][:sum]``."""
        return self.name + self.variant


def parse_selection(text: str) -> Selection:
    """Return what ``NAME[@STEPS][:sum]`` means; an alias becomes its table, and the last step of a table is left out.

    Raises:
        ConfigurationError: for a malformed text.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None or match["score"] not in (None, SUM):
        raise ConfigurationError(f"a score is written NAME, NAME@STEPS, NAME:{SUM} or NAME@STEPS:{SUM}, not '{text}'")
    name = ALIASES.get(match["name"], match["name"])
    steps = None if match["steps"] is None else int(match["steps"])
    last = _LAST_STEP.fullmatch(name)
    if last is not None and steps == int(last[1]):
        steps = None  # as without it: one text per meaning
    return Selection(name, steps, match["score"] == SUM)


def canonical_selection(text: str) -> str:
    """Return the one text of a score.

    Raises:
        ConfigurationError: as :func:`parse_selection`.
    """
    return parse_selection(text).text
