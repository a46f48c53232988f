"""Figures pooled over devices: which orders turn round between the devices, so that no pooled figure hides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from experiments.kit.columns import Column, groups
from suite.tables.columns import short_label

Reduce = Callable[[pd.DataFrame], float]


def per_device(runs: pd.DataFrame, devices: Iterable[str], reduce: Reduce) -> dict[str, float]:
    """Return a figure of some runs device by device; NaN where there are none."""
    return {device: reduce(rows) if len(rows := runs[runs["device"] == device]) else float("nan") for device in devices}


def device_columns(devices: Iterable[str], form: str = ".4f") -> tuple[Column, ...]:
    """Return a column per device for the cells of :func:`per_device`."""
    return tuple(Column(device, form, short_label(device)) for device in devices)


def sign_changes(
    figures: Mapping[str, Mapping[str, float]], pairs: Iterable[tuple[str, str]] | None = None
) -> list[str]:
    """Return, for each pair whose order turns round between devices, where the first's figure is below the second's.

    Args:
        figures: name for readers -> device -> figure.
        pairs: of names; all by default. Devices that one of a pair lacks (NaN), or where both are equal, are left out.
    """
    said = []
    for first, second in combinations(figures, 2) if pairs is None else pairs:
        differences = {device: value - figures[second].get(device, np.nan) for device, value in figures[first].items()}
        below = [short_label(device) for device, difference in differences.items() if difference < 0]
        above = [short_label(device) for device, difference in differences.items() if difference > 0]
        if below and above:
            said.append(f"{first} below {second} on {', '.join(below)}, above it on {', '.join(above)}")
    return said


def sign_note(changes: Mapping[str, Iterable[str]] | Iterable[str], what: str) -> str:
    """Return the note of a pooled table on the pairs whose order turns round between devices.

    Args:
        changes: of :func:`sign_changes`; by what they were found on, such as the fitness, if there are several.
        what: the figure, such as "hypervolume regret".
    """
    by = changes.items() if isinstance(changes, Mapping) else [("", changes)]
    parts = [f"{name}: {'; '.join(said)}" if name else "; ".join(said) for name, each in by if (said := list(each))]
    if not parts:
        return f"Sign by device ({what}): no two rows change their order between devices."
    return f"Sign by device ({what}, by the figures alone): the pooled one hides changes of order. {'. '.join(parts)}."


def changes_of_runs(
    runs: pd.DataFrame,
    by: str,
    devices: Iterable[str],
    reduce: Reduce,
    name: Callable[[Any], str],
    versus: str | None = None,
) -> list[str]:
    """Return :func:`sign_changes` of the groups of runs that share the column ``by``, all pairs or against one name."""
    order = tuple(devices)
    figures = {name(keys[by]): per_device(rows, order, reduce) for keys, rows in groups(runs, (by,))}
    return sign_changes(figures, None if versus is None else [(each, versus) for each in figures if each != versus])
