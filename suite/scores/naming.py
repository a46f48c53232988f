"""How score tables and their variants are named: ``NAME[@STEPS][:sum|:mixed]``, one text per meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suite.errors import ConfigurationError

DEFAULT_RMI = "rmi-n5-s40-teacher"
"""What ``score:rmi`` means."""

DEFAULT_SUPERNET = "supernet-uniform-n1-e8-i25000-b64"
"""What ``supernet:default`` means."""

ALIASES = {"rmi": DEFAULT_RMI, "default": DEFAULT_SUPERNET}
SUM, MIXED = "sum", "mixed"

SUM_BELOW = 80
"""After fewer steps than these the sum ranks better than the mixed loss, whose cross-entropy is noise until then; after
the published 150 both rank alike (``docs/scores.md``)."""

LATER = frozenset({"teacher", "batchmode", "storedmode", "imagenet", "cifar"})
"""Parts of a name that the first tables lack; where one is, the plain name means the sum below :data:`SUM_BELOW`."""

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
        steps = "" if self.steps is None else f"@{self.steps}"
        if self.summed:
            return f"{steps}:{SUM}"
        return f"{steps}:{MIXED}" if _sum_by_default(self.name, self.steps) else steps

    @property
    def text(self) -> str:
        """The canonical text, ``NAME[@STEPS][:sum|:mixed]``; ":mixed" only where the plain name means the sum."""
        return self.name + self.variant


def parse_selection(text: str) -> Selection:
    """Return what ``NAME[@STEPS][:sum|:mixed]`` means; an alias becomes its table, the last step of one is left out.

    Without a variant it is the mixed loss; or the sum, for fewer than :data:`SUM_BELOW` steps of a table that is none
    of the first (:data:`LATER`).

    Raises:
        ConfigurationError: for a malformed text.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None or match["score"] not in (None, SUM, MIXED):
        raise ConfigurationError(
            f"a score is written NAME, NAME@STEPS, NAME:{SUM} or NAME@STEPS:{SUM} (or :{MIXED}), not '{text}'"
        )
    name = ALIASES.get(match["name"], match["name"])
    steps = None if match["steps"] is None else int(match["steps"])
    last = _LAST_STEP.fullmatch(name)
    if last is not None and steps == int(last[1]):
        steps = None  # as without it: one text per meaning
    plain = match["score"] is None
    return Selection(name, steps, match["score"] == SUM or (plain and _sum_by_default(name, steps)))


def _sum_by_default(name: str, steps: int | None) -> bool:
    last = _LAST_STEP.fullmatch(name)
    if last is None or LATER.isdisjoint(name.split("-")):
        return False
    return (int(last[1]) if steps is None else steps) < SUM_BELOW
