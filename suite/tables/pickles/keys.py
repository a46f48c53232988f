"""Which keys of dictionaries and members of sets a pickle may have: short, plain, and quick to hash and to compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from suite.reading.budget import KEY_INTEGER, KEY_PART, KEY_PARTS, KEY_TEXT

_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
_PARTS = frozenset({str, bool, bytes, type(None)})
_INTEGERS, _FEW = {int}, 8


def check_keys(keys: Sequence[Any], refuse: Callable[[str], Exception]) -> None:
    """Refuse keys that take long to hash or compare, or whose hashes can be made equal.

    Args:
        keys: of a dictionary or members of a set.
        refuse: makes the error for what is refused.

    Raises:
        Exception: what ``refuse`` makes.
    """
    if len(keys) > _FEW:  # the usual cases, quicker
        try:
            if len("".join(keys)) <= 4 * KEY_TEXT:
                return
        except TypeError:  # not all of them are texts
            if set(map(type, keys)) == _INTEGERS and min(keys) > -KEY_INTEGER and max(keys) < KEY_INTEGER:
                return
    for key in keys:
        kind = type(key)
        if kind is str or kind is bytes:
            if len(key) > KEY_TEXT:
                raise refuse(f"a key of {len(key)} characters")
        elif kind is int:
            if not -KEY_INTEGER < key < KEY_INTEGER:
                raise refuse("a key of more than 60 bits")
        elif kind is tuple:
            if len(key) > KEY_PARTS:
                raise refuse(f"a key of type tuple with {len(key)} parts")
            for part in key:
                small = abs(part) <= KEY_PART if type(part) is int else type(part) in _PARTS
                if not small:
                    raise refuse(f"a key of type tuple with a part of type {type(part).__name__}")
                if type(part) is str or type(part) is bytes:
                    check_keys((part,), refuse)
        elif kind not in _PLAIN:
            raise refuse(f"a key of type {kind.__name__}")
