"""NEvoNAS (GECCO 2022 companion, arXiv 2204.00188): its NAS-Bench-201 rows, both picks, and the archive's coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments import Experiment
from experiments.nasbench201 import comparison, coverage, settings
from experiments.nasbench201.fitness import fitness_label, fitness_notes
from experiments.nasbench201.judgement import summary
from experiments.nasbench201.outcomes import Results, collect
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

ROWS = (*settings.NEVONAS, *settings.NEVONAS_TEST_PICK, *settings.NEVONAS_FRESH, *settings.NEVONAS_ABLATIONS)
ENTRIES = ROWS
PICK_NOTE = (
    "NEvoNAS returns a front of fitness and novelty. By default the architecture of best fitness on it stands for the "
    "run; rows named 'public code's pick by test accuracy' show what the public code returns, the one of highest test "
    "accuracy on the front: a selection on the test set, which makes those rows no fair estimate."
)


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search."""
    return [spec for entry in ENTRIES for spec in entry.all_specs(seeds)]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    results = collect(ENTRIES, benchmark, records, seeds)
    comparison.write(
        output,
        "nas-bench-201",
        comparison.frame(ROWS, results),
        "NEvoNAS on NAS-Bench-201: published rows beside ours, with both final picks.",
        [
            PICK_NOTE,
            "Survivors keep the novelty of their own batch, as in the public code; 'fresh novelty' computes it anew. "
            "How the published ablations picked their architecture is unknown; here it is the best fitness on the "
            "final front, so 'only Novelty' uses the fitness for that last pick alone.",
        ],
    )
    _picks(results, output)
    coverage.report(benchmark, records, seeds, output)


def _picks(results: Results, output: Output) -> None:
    rows = [
        _pick_row(fitness, test, dataset, results)
        for fitness, test in zip(settings.NEVONAS, settings.NEVONAS_TEST_PICK, strict=True)
        for dataset in DATASETS
    ]
    output.table(
        "picks",
        pd.DataFrame(rows),
        "NEvoNAS: what choosing by test accuracy adds, on the same runs; test accuracy in per cent.",
        [PICK_NOTE, comparison.ACCURACY_NOTE, *fitness_notes(row["fitness"] for row in rows)],
        headings={
            "fitness_pick": "best fitness on the front",
            "fitness_pick_std": "±",
            "test_pick": "public code's pick by test accuracy",
            "test_pick_std": "± ",
            "gain": "gain (points)",
        },
        formats=dict.fromkeys(("fitness_pick", "fitness_pick_std", "test_pick", "test_pick_std"), ".2f")
        | {"gain": "+.2f"},
    )


def _pick_row(fitness: Any, test: Any, dataset: str, results: Results) -> dict[str, Any]:
    plain, selected = (summary(results[entry.name, dataset].test) for entry in (fitness, test))
    return {
        "fitness": fitness_label(fitness.accuracy),
        "dataset": DATASET_LABELS[dataset],
        "runs": plain.runs,
        "fitness_pick": plain.mean,
        "fitness_pick_std": plain.std,
        "test_pick": selected.mean,
        "test_pick_std": selected.std,
        "gain": selected.mean - plain.mean,
    }


EXPERIMENT = Experiment(
    name="nevonas",
    title="NEvoNAS: novelty and fitness as two objectives",
    introduction=(
        "The NAS-Bench-201 rows of NEvoNAS (arXiv 2204.00188) on stand-ins for its supernet, with both final picks, "
        "stale and fresh novelty, and its ablations; how much of the space its archive covers. "
        "The same methods on supernets that this project trained: `suite reproduce supernet`."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
)
