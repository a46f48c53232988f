"""Whether the description in a score table has what the suite reads of it, in the kinds that it writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suite.reading.budget import SHOWN
from suite.tables.columns import CLASSES

COUNTS = frozenset({"cells", "channels", "steps", "batch", "pool", "epochs", "images"})
"""Fields of protocols that are counts."""

_TEXTS = frozenset({"sampling", "decoding"})
_LARGEST = 10**9


def check_description(meta: Mapping[str, Any]) -> None:
    """Raise ValueError, KeyError or TypeError for a description that :mod:`suite.scores.saving` would not write."""
    facts = meta["facts"]
    protocol, reference = facts["protocol"], facts.get("reference", {})
    for each in (protocol, reference):
        if type(each) is not dict:
            raise TypeError("its protocol is no list of fields")
        for name in COUNTS & each.keys():
            if type(each[name]) is not int or not 0 <= each[name] <= _LARGEST:
                raise ValueError(f"'{name}' of its protocol is no count")
    for name in _TEXTS:
        for each in (facts, protocol):
            if not isinstance(each.get(name, ""), str) or len(each.get(name, "")) > SHOWN:
                raise ValueError(f"'{name}' is no name")
    if type(meta["dataset"]) is not str or meta["dataset"] not in CLASSES:
        raise ValueError("its data set is unknown")
    if meta["kind"] == "rmi" and not (type(protocol["beta"]) in (int, float) and abs(protocol["beta"]) <= _LARGEST):
        raise ValueError("'beta' of its protocol is no number")
    if meta["kind"] == "supernet" and not (type(meta["images"]) is int and 0 < meta["images"] <= _LARGEST):
        raise ValueError("its number of images is no count")


def check_speed(facts: Mapping[str, Any]) -> None:
    """Raise ValueError or KeyError for facts that :func:`suite.scores.saving.save_speed` would not write."""
    if not facts:
        return
    if type(facts["seconds_per_architecture"]) not in (int, float):
        raise ValueError("its seconds are no number")
    if not all(type(value) in (int, float, str, bool) and len(str(value)) <= SHOWN for value in facts.values()):
        raise ValueError("its facts are no numbers or names")
