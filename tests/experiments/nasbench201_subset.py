"""The fast, fixed subset of the NAS-Bench-201 experiments that tests recompute: two seeds of every kind of entry."""

from __future__ import annotations

from typing import Any

from experiments.nasbench201 import settings
from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import FEW_SHOT, H12, ONE_SHOT
from experiments.nasbench201.outcomes import Results, collect
from suite.benchmark import Benchmark
from suite.study.runner import run
from suite.tables.columns import DATASETS

SEEDS = 2
ENTRIES: tuple[Entry, ...] = (
    *settings.BASELINES,
    settings.LOCAL_SEARCH,
    settings.CMANAS_H12[0],
    *(entry for entry in settings.CMANAS_STAND_INS if entry.accuracy == ONE_SHOT),
    *(entry for entry in settings.EVNAS if entry.accuracy == FEW_SHOT),
    *settings.PEVONAS_STAGED,
    *(entry for entry in (*settings.NEVONAS, *settings.NEVONAS_TEST_PICK) if entry.accuracy == H12),
)


def subset_results(benchmark: Benchmark) -> Results:
    """Return the outcomes of the subset."""
    specs = dict.fromkeys(spec for entry in ENTRIES for spec in entry.all_specs(SEEDS))
    return collect(ENTRIES, benchmark, {spec: run(spec, benchmark) for spec in specs}, SEEDS)


def subset_cells(results: Results) -> dict[str, dict[str, list[int]]]:
    """Return the architectures that each entry's runs returned, by data set."""
    return {entry.name: {d: results[entry.name, d].indices.tolist() for d in DATASETS} for entry in ENTRIES}


def surrogate_cells(benchmark: Benchmark) -> dict[str, Any]:
    """Return what the golden file holds."""
    return subset_cells(subset_results(benchmark))
