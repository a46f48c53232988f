"""What a choice without any network reaches: baselines beside rows that rest on a proxy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.kit.published import NULL
from experiments.kit.resampling import generator
from suite.analysis.fronts import nondominated
from suite.benchmark import Benchmark
from suite.report.verdicts import DIFFERENT, EQUIVALENT

MACS, PARAMETERS, RANDOM = "most MACs", "most parameters", "random cell"
COLUMNS = {MACS: "macs_m", PARAMETERS: "params"}


def null_cells(
    benchmark: Benchmark, dataset: str, count: int, runs: int, allowed: NDArray[np.bool_] | None = None
) -> dict[str, NDArray[np.int64]]:
    """Return the cells ``(runs,)`` that the null baselines choose, by label.

    Each run draws ``count`` cells without replacement and takes the one with the most multiply-accumulates, that with
    the most parameters, and the first one drawn; all three see the same draw.

    Args:
        benchmark: the tables.
        dataset: whose MACs and parameters count.
        count: cells drawn per run, as many as the method beside them evaluates; all of them if fewer are allowed.
        runs: number of runs.
        allowed: ``(size,)`` which cells may be drawn, such as those within a cost limit; None for all.
    """
    size = benchmark.space.size
    cells = np.arange(size) if allowed is None else np.flatnonzero(allowed)
    rng = generator("null baselines", dataset, str(count), str(runs))
    drawn = np.stack([rng.choice(cells, size=min(count, len(cells)), replace=False) for _ in range(runs)])
    chosen = {}
    for label, name in COLUMNS.items():
        values = benchmark.column(name, dataset)[drawn]
        chosen[f"{label} of {count}"] = drawn[np.arange(runs), values.argmax(axis=1)]
    return {**chosen, RANDOM: drawn[:, 0]}


def null_sets(
    benchmark: Benchmark, dataset: str, cost: NDArray[np.float64], count: int, members: int, runs: int
) -> dict[str, list[NDArray[np.int64]]]:
    """Return the sets that null baselines return in place of a front, one per run, by label.

    Args:
        benchmark: the tables.
        dataset: whose MACs count.
        cost: ``(size,)``, NaN where not measured; such cells are not drawn.
        count: cells drawn per run; the first null keeps those that no other has more MACs than at no higher cost.
        members: cells that the second null keeps, at random.
        runs: number of runs.
    """
    cells, macs = np.flatnonzero(~np.isnan(cost)), benchmark.column("macs_m", dataset)
    rng = generator("null sets", dataset, str(count), str(members), str(runs))
    drawn = [rng.choice(cells, size=min(count, len(cells)), replace=False) for _ in range(runs)]
    fronts = [each[nondominated(np.stack([cost[each], -macs[each]], axis=1))] for each in drawn]
    return {f"front of MACs and cost among {count}": fronts, f"{members} random cells": [d[:members] for d in drawn]}


def nulls_reached(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return in one sentence, if there are any, how many published cells each null baseline reaches.

    Args:
        rows: with the cells of a comparison; those of null baselines have the key ``null``, their label.
    """
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.get("role") == NULL:
            found.setdefault(str(row["null"]), []).append(str(row["outcome"]))
    said = [
        f"{label}: equivalent to {outcomes.count(EQUIVALENT)} of {len(outcomes)} published cells, different from "
        f"{outcomes.count(DIFFERENT)}"
        for label, outcomes in found.items()
    ]
    return [f"Null baselines, which use no network. {'; '.join(said)}."] if said else []
