"""The fast, fixed subset of the NAS-Bench-201 experiments that tests recompute: two seeds of every kind of entry."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import DATASETS, VALID_12, Study
from experiments.kit.supernet_papers.methods import Method, searches
from experiments.kit.supernet_papers.outcomes import returned
from experiments.kit.supernet_papers.stand_ins import FEW_SHOT, ONE_SHOT
from experiments.nasbench201 import runs
from suite.benchmark import Benchmark
from suite.study.runner import run

SEEDS = 2
METHODS: tuple[Method, ...] = (
    *runs.BASELINES,
    runs.CMANAS_H12[0],
    *(method for method in runs.CMANAS_STAND_INS if method.fitness == ONE_SHOT),
    *(method for method in runs.EVNAS if method.fitness == FEW_SHOT),
    *runs.PEVONAS_STAGED,
    *(method for method in (*runs.NEVONAS, *runs.NEVONAS_TEST_PICK) if method.fitness == VALID_12),
)


def subset_results(benchmark: Benchmark) -> pd.DataFrame:
    """Return what the runs of the subset returned."""
    cases = searches(METHODS)
    records = {spec: run(spec, benchmark) for spec in kit.specs_of(cases, SEEDS)}
    return returned(Study(benchmark, records, SEEDS), cases)


def subset_cells(results: pd.DataFrame) -> dict[str, dict[str, list[int]]]:
    """Return the architectures that each method's runs returned, by data set."""
    return {
        method.key: {d: kit.rows_where(results, line=method, dataset=d)["index"].tolist() for d in DATASETS}
        for method in METHODS
    }


def surrogate_cells(benchmark: Benchmark) -> dict[str, Any]:
    """Return what the golden file holds."""
    return subset_cells(subset_results(benchmark))
