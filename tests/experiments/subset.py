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

from experiments import kit
from experiments.hw_evrsnas.tables import NINE_PER_SEED
from experiments.kit import MAIN_FITNESSES, VALID, Case, Study
from experiments.kit.constrained import NINE, NINE_PANEL
from experiments.mo_hdnas import diversity
from experiments.mo_hdnas.runs import FIG4, FIG6
from suite.benchmark import Benchmark, load_benchmark
from suite.objectives.fitness import parse_fitness
from suite.study.runner import run
from tests.experiments.nasbench201_subset import surrogate_cells

FILE = Path(__file__).resolve().parents[1] / "golden" / "experiments_surrogate.json"
PANEL = NINE_PANEL
SEEDS = 2


def of(cases: tuple[Case, ...], fitnesses: tuple[str, ...]) -> tuple[Case, ...]:
    """Return the cases on these fitnesses."""
    return tuple(case for case in cases if case["fitness"] in fitnesses)


def subset(benchmark: Benchmark, fitnesses: tuple[str, ...] = MAIN_FITNESSES) -> Study:
    """Return Fig. 6 (three series), one panel of Fig. 4 and the nine constraints, two seeds each."""
    panel = kit.chosen(FIG4, dataset=PANEL[0], device=PANEL[1])
    specs = kit.specs_of(of((*FIG6, *panel, *NINE), fitnesses), SEEDS)
    return Study(benchmark, {spec: run(spec, benchmark) for spec in specs}, SEEDS)


def fig6_rows(study: Study, fitnesses: tuple[str, ...] = MAIN_FITNESSES) -> Any:
    """Return the rows of Fig. 6 per seed."""
    return kit.shown(diversity.per_seed(study, of(FIG6, fitnesses)), diversity.PER_SEED)


def constraint_rows(study: Study, fitnesses: tuple[str, ...] = MAIN_FITNESSES) -> Any:
    """Return what each seed found at the nine constraints."""
    return kit.shown(study.tidy(of(NINE, fitnesses)), NINE_PER_SEED)


def panel(study: Study, fitness: str) -> list[dict[str, Any]]:
    """Return the set that each seed returned for one panel of Fig. 4."""
    (case,) = kit.chosen(FIG4, dataset=PANEL[0], device=PANEL[1], fitness=fitness)
    found = []
    for record in study.runs(case):
        points = study.judged(record).reported_points(record.recommended)
        found.append(
            {
                "seed": record.spec.seed,
                "fitness": parse_fitness(fitness).text,
                "indices": np.sort(record.recommended).tolist(),
                "latency_ms": [round(float(value), 6) for value in points[:, 0]],
                "test_error": [round(float(value), 3) for value in points[:, 1]],
            }
        )
    return found


def surrogate_numbers() -> dict[str, Any]:
    """Return everything that the golden file holds; on look-ups alone, as score tables are made anew now and then."""
    benchmark = load_benchmark(source="surrogate")
    study = subset(benchmark, (VALID,))
    fig6 = fig6_rows(study, (VALID,)).round({"population_diversity_ms2": 4, "largest_latency_ms": 5})
    constraints = constraint_rows(study, (VALID,)).round(3)
    before = {"fitness": "proxy"}  # as the golden file called it from the start
    return {
        "data_hash": benchmark.data_hash,
        "fig3": [
            {k: round(v, 6) if isinstance(v, float) else v for k, v in row.items() if v == v}  # NaN equals nothing
            for row in diversity.fig3_rows()
        ],
        "fig4": [{before.get(key, key): value for key, value in row.items()} for row in panel(study, VALID)],
        "fig6": fig6.rename(columns=before).to_dict("records"),
        "constraints": constraints.rename(columns=before).to_dict("records"),
        "nasbench201": surrogate_cells(benchmark),
    }


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    FILE.write_text(json.dumps(surrogate_numbers(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
