"""The fast, fixed subset of the experiments that tests recompute: two seeds of a few runs.

``python -m tests.experiments.subset --update`` writes the golden file of the surrogate anew. Do that only for a change
that is meant to change results, or for a newly fitted surrogate, and say so in the changelog.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from experiments.hw_evrsnas.nine import per_seed as constraints_per_seed
from experiments.hw_evrsnas.settings import NINE_LIMITS_MS, PENALTIES, nine_constraints
from experiments.mo_hdnas.fig3 import frame as fig3_frame
from experiments.mo_hdnas.fig6 import SERIES, per_seed
from experiments.mo_hdnas.settings import FIG6_PANEL, MAIN, THREE, UPPER, search, searches
from experiments.quantities import reported_points
from suite.benchmark import Benchmark, load_benchmark
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import RunSpec
from tests.experiments.nasbench201_subset import surrogate_cells

FILE = Path(__file__).resolve().parents[1] / "golden" / "experiments_surrogate.json"
PANEL = ("cifar100", "fpga")
SEEDS = 2


def subset_runs(benchmark: Benchmark, fitnesses: tuple[str, ...] = MAIN) -> dict[RunSpec, Record]:
    """Return the records of Fig. 6 (three series), one panel of Fig. 4 and the nine constraints, two seeds each."""
    specs: list[RunSpec] = []
    for fitness in fitnesses:
        specs += [spec for variant, _, _ in SERIES for spec in searches(variant, *FIG6_PANEL, SEEDS, fitness)]
        specs += searches(THREE, *PANEL, SEEDS, fitness)
        for penalty in PENALTIES:
            specs += [spec for runs in nine_constraints(SEEDS, penalty, fitness).values() for spec in runs]
    return {spec: run(spec, benchmark) for spec in specs}


def fig6_rows(benchmark: Benchmark, records: dict[RunSpec, Record], fitnesses: tuple[str, ...] = MAIN) -> Any:
    """Return the rows of Fig. 6 per seed."""
    return per_seed(benchmark, records, SEEDS, fitnesses)


def constraint_rows(benchmark: Benchmark, records: dict[RunSpec, Record], fitnesses: tuple[str, ...] = MAIN) -> Any:
    """Return what each seed found at the nine constraints."""
    return constraints_per_seed(benchmark, records, SEEDS, fitnesses)


def panel(benchmark: Benchmark, records: dict[RunSpec, Record], fitness: str) -> list[dict[str, Any]]:
    """Return the set that each seed returned for one panel of Fig. 4."""
    found = []
    for spec in searches(THREE, *PANEL, SEEDS, fitness):
        record = records[spec]
        points = reported_points(record, benchmark)
        found.append(
            {
                "seed": spec.seed,
                "proxy": spec.fitness.text,
                "indices": np.sort(record.recommended).tolist(),
                "latency_ms": [round(float(value), 6) for value in points[:, 0]],
                "test_error": [round(float(value), 3) for value in points[:, 1]],
            }
        )
    return found


def surrogate_numbers() -> dict[str, Any]:
    """Return everything that the golden file holds; on look-ups alone, as score tables are made anew now and then."""
    benchmark = load_benchmark(source="surrogate")
    look_up = (UPPER,)
    records = subset_runs(benchmark, look_up)
    fig6 = fig6_rows(benchmark, records, look_up).round({"population_diversity_ms2": 4, "largest_latency_ms": 5})
    constraints = constraint_rows(benchmark, records, look_up).round(3)
    return {
        "data_hash": benchmark.data_hash,
        "fig3": fig3_frame().round(6).to_dict("records"),
        "fig4": panel(benchmark, records, UPPER),
        "fig6": fig6.to_dict("records"),
        "constraints": constraints.to_dict("records"),
        "nasbench201": surrogate_cells(benchmark),
    }


__all__ = ["FIG6_PANEL", "NINE_LIMITS_MS", "PANEL", "SEEDS", "panel", "search", "subset_runs", "surrogate_numbers"]

if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    FILE.write_text(json.dumps(surrogate_numbers(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
