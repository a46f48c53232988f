"""Best-known fronts: what runs in spaces that cannot be listed are measured against, in the place of an exact front.

A front here is the union of long runs (:mod:`experiments.best_known_fronts`), thinned; nobody knows how far it is from
the exact one, and a run may find something better. Committed are the networks alone, as codes, with a version and what
it cost to find them; their values are computed from the files of the group "ofa", like all others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from suite.errors import ConfigurationError, DataError
from suite.spaces.base import Codes

FILE = "best_known_fronts.json"


@dataclass(frozen=True, eq=False)
class BestKnownFront:
    """The best front known of accuracy and one cost.

    Attributes:
        version: raised with every change of the committed fronts.
        codes: ``(k, n_edges)``.
        evaluations: distinct networks whose accuracy and cost were computed to find it.
        seconds: processor time of that, on one core.
        data_hash: of the predictions that it was found with (:attr:`.OFABenchmark.data_hash`).
    """

    version: int
    codes: Codes
    evaluations: int
    seconds: float
    data_hash: str

    def describe(self) -> str:
        """Return the front in words."""
        return (
            f"best-known front, version {self.version}: {len(self.codes)} networks, the union of long runs of "
            f"{self.evaluations:,} evaluations ({self.seconds:,.0f} s of one core); not exact, a run may find better"
        )


def best_known_front(space: str, device: str, metric: str, data_hash: str) -> BestKnownFront:
    """Return the committed front.

    Args:
        space: name of the space.
        device: of the cost.
        metric: of the cost.
        data_hash: of the predictions at hand, which must be those that it was found with.

    Raises:
        ConfigurationError: where there is none, with those that there are.
        DataError: where it belongs to other predictions.
    """
    content = committed()
    known = content["fronts"].get(space, {})
    key = f"{device} {metric}"
    if key not in known:
        raise ConfigurationError(
            f"there is no best-known front of {space} with '{key}' to measure by; there are {', '.join(known)}"
        )
    entry = known[key]
    if entry["data_hash"] != data_hash:
        raise DataError(
            f"the best-known front of {space} with '{key}' was found with other predictions: run 'python -m "
            "experiments.best_known_fronts'"
        )
    codes = np.array([unpacked(text, entry["n_edges"]) for text in entry["codes"]], dtype=np.uint8)
    return BestKnownFront(content["version"], codes, entry["evaluations"], entry["seconds"], data_hash)


def best_known_networks(space: str) -> Codes:
    """Return the distinct networks ``(k, n_edges)`` of all committed fronts of a space."""
    entries = committed()["fronts"].get(space, {}).values()
    rows = [unpacked(text, entry["n_edges"]) for entry in entries for text in entry["codes"]]
    return np.unique(np.array(rows, dtype=np.uint8), axis=0)


def packed(code: Codes) -> str:
    """Return a code of digits 0 to 2 ``(n_edges,)`` as a short text: the number that it writes, hexadecimal."""
    return f"{int(''.join(map(str, code)), 3):x}"


def unpacked(text: str, n_edges: int) -> list[int]:
    """Return the ``n_edges`` digits of a text of :func:`packed`."""
    number, digits = int(text, 16), []
    for _ in range(n_edges):
        number, digit = divmod(number, 3)
        digits.append(digit)
    return digits[::-1]


@cache
def committed() -> dict[str, Any]:
    """Return the content of the committed file: "version", and "fronts" by space and "<device> <metric>"."""
    text = resources.files("suite.ofa").joinpath(FILE).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
