"""Tau by number of steps, beside other scores of the same cells, and paired against a protocol's last steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from experiments import kit
from experiments.kit import Column, Floats, Indices
from experiments.rmi_protocol.margin import LEVEL, cells_needed, reading
from experiments.rmi_protocol.parts import EVERY, OLD, Part
from experiments.rmi_protocol.strata import RANDOM, REGIONS, RESAMPLES, STRATIFIED_BY, TRUTH, sample, taus
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import significant
from suite.tables.freerea import PROXY_LABELS, cached_proxy

MIXED, SUM = "mixed loss", "sum"
LEAST = 3
"""Cells below which a region has no row."""

FROM = 8
"""First number of steps that is shown: before, the networks are nearly their initial weights."""

COLUMNS = (
    *map(Column, ("region", "cells", "steps", "score")),
    Column("tau", "+.3f", "Kendall's tau"),
    Column("tau_low", "+.3f", f"{LEVEL:.0%} from"),
    Column("tau_high", "+.3f", "to"),
    Column("difference", "+.3f", "less the reference"),
    Column("low", "+.3f", f"{LEVEL:.0%} from "),
    Column("high", "+.3f", "to "),
    Column("reading"),
    Column("needed", "d", "cells that would show equality"),
)


def added() -> tuple[int, ...]:
    """Return the cells of the best decile that were scored beside the random ones."""
    from suite.networks.rmi.stratified import BEST

    return BEST


def of_steps(part: Part) -> dict[tuple[str, str], Floats]:
    """Return (steps, score) -> ``(n,)`` scores of a part's cells."""
    return {
        (str(steps), name): part.score(steps, name == SUM)
        for name in (SUM, MIXED)
        for steps in part.steps
        if steps >= FROM
    }


def beside(cells: Indices, benchmark: Benchmark) -> dict[tuple[str, str], Floats]:
    """Return what else ranks the same cells: the project's first table, sizes, zero-cost proxies, 12 epochs."""
    old = scores.load(OLD, benchmark.data_dir)
    found: dict[tuple[str, str], ArrayLike] = {
        ("", f"{OLD}, {SUM}"): old.values(":sum")[cells],
        ("", f"{OLD}, {MIXED}"): old.values(":mixed")[cells],
        ("", "MACs"): benchmark.column("macs_m", STRATIFIED_BY)[cells],
    }
    for name, label in PROXY_LABELS.items():
        found["", label] = cached_proxy(benchmark.data_dir, name, STRATIFIED_BY)[cells]
    found["", "validation accuracy, 12 epochs"] = benchmark.column("valid_accuracy_12", STRATIFIED_BY)[cells]
    return {key: significant(values) for key, values in found.items()}


def rows(
    cells: Indices,
    named: Mapping[tuple[str, str], Floats],
    reference: tuple[str, str],
    benchmark: Benchmark,
    regions: Iterable[str] = REGIONS,
) -> list[dict[str, Any]]:
    """Return one row per region and score.

    Args:
        cells: scored, one of each class.
        named: (steps, score) -> ``(n,)`` scores of them, higher is better.
        reference: which of them the others are compared with.
        benchmark: the tables.
        regions: of :data:`.strata.REGIONS`.
    """
    truth = benchmark.column(TRUTH, STRATIFIED_BY)[cells]
    found = []
    for region in regions:
        chosen = sample(cells, region, benchmark, added())
        if len(chosen.rows) < LEAST or (region == RANDOM and len(cells) == EVERY):
            continue  # of all cells none are random
        counts = chosen.draws(RESAMPLES)
        every = {key: taus(chosen, values, truth, counts) for key, values in named.items()}
        for key, values in every.items():
            found.append(
                {
                    "region": region,
                    "cells": len(chosen.rows),
                    "steps": key[0],
                    "score": key[1],
                    **_estimate(values, None if key == reference else values - every[reference], len(chosen.rows)),
                }
            )
    return found


def _estimate(values: Floats, difference: Floats | None, cells: int) -> dict[str, Any]:
    """Return estimate and interval of a tau ``(1 + resamples,)`` and of its difference to the reference's."""
    low, high = interval(values)
    row: dict[str, Any] = {"tau": values[0], "tau_low": low, "tau_high": high, "reading": "reference", "needed": None}
    if difference is not None:
        low, high = interval(difference)
        inner = interval(difference, 2 * LEVEL - 1)
        row |= {"difference": difference[0], "low": low, "high": high, "reading": reading(low, high, inner)}
        if row["reading"] == "not told apart":
            row["needed"] = cells_needed(float(difference[1:].std()), cells)
    return row


def interval(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of the resamples in ``values`` ``(1 + resamples,)``; without any, the estimate."""
    drawn = values[1:] if len(values) > 1 else values
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def last(part: Part) -> tuple[str, str]:
    """Return the sum after the last steps of a part: what its other scores are compared with."""
    return (str(part.steps[-1]), SUM)


def per_region(found: Iterable[Mapping[str, Any]], steps: str, score: str = SUM) -> dict[str, Mapping[str, Any]]:
    """Return region -> the row of one score."""
    return {row["region"]: row for row in found if (row["steps"], row["score"]) == (steps, score)}


def table_columns(reference: str) -> tuple[Column, ...]:
    """Return the columns, with the name of the reference in its heading."""
    named = Column("difference", "+.3f", f"less {reference}")
    return tuple(named if column.key == "difference" else column for column in COLUMNS)


__all__ = ["COLUMNS", "added", "beside", "kit", "last", "of_steps", "per_region", "rows", "table_columns"]
