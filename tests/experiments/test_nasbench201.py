"""The NAS-Bench-201 experiments: verdicts, picks and curves, and the committed results against recomputed runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.kit.again import run_again
from experiments.nasbench201 import ALL, ENTRIES, NATS, comparison, fixed, settings
from experiments.nasbench201.anytime import curves, incumbents
from experiments.nasbench201.coverage import neighbourhood
from experiments.nasbench201.entries import TEST_PICK, everywhere
from experiments.nasbench201.fitness import H12, ORACLE, STAND_INS, fitness_label, fitness_notes
from experiments.nasbench201.judgement import judge, reported_only, summary, within
from experiments.nasbench201.outcomes import collect, picked
from experiments.published import published
from suite.algorithms.cmanas import CMANAS
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import DataError
from suite.objectives.fitness import parse_fitness
from suite.study.runner import run
from suite.tables.columns import DATASETS
from tests.experiments.nasbench201_subset import SEEDS, subset_cells, subset_results

RESULTS = Path(__file__).resolve().parents[2] / "results"


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def test_verdicts_follow_the_criteria() -> None:
    assert str(judge(94.20, 94.06, 0.34, "cifar10", True, "why")) == "match"
    assert str(judge(94.22, 94.06, 0.34, "cifar10", True, "why")) == "deviates: why"
    assert str(judge(72.60, 72.26, 0.84, "cifar100", True, "why")) == "match"
    assert str(judge(92.9, 92.18, 1.11, "cifar10", False, "why")) == "match"
    assert str(judge(93.4, 92.18, 1.11, "cifar10", False, "why")) == "deviates: why"
    assert str(reported_only("why")) == "reported: why"
    assert within(39.7667, 39.77, 0.0)
    assert not within(39.79, 39.77, None)


def test_spread_is_the_population_standard_deviation() -> None:
    found = summary([1.0, 2.0, 4.0])
    assert (found.mean, found.runs) == (pytest.approx(7 / 3), 3)
    assert found.std == pytest.approx(np.std([1.0, 2.0, 4.0]))


def test_every_published_row_is_in_the_comparison() -> None:
    methods = set(published("nasbench201_methods")["method"])
    shown = {entry.published for entry in ENTRIES if entry.published} | set(settings.QUOTED) | {"optimal", *fixed.CELLS}
    assert methods == shown
    cells = published("nasbench201_accuracy")
    assert set(map(tuple, cells[["method", "dataset", "split"]].to_numpy())) == {
        (method, dataset, split) for method in methods for dataset in DATASETS for split in comparison.SPLITS
    }


def test_numbers_of_runs_are_those_of_the_papers() -> None:
    for entry in ENTRIES:
        published_runs = comparison.published_runs(entry.published) if entry.published else None
        assert entry.runs(settings.SEEDS) == (500 if published_runs == 500 else entry.most_runs)
        assert entry.runs(settings.SEEDS) >= 30


def test_names_are_unique_and_every_fitness_says_what_it_is() -> None:
    names = [entry.name for entry in (*ENTRIES, *NATS, *settings.BEST_OF_500)]
    assert len(set(names)) == len(names)
    for entry in ALL:
        label = fitness_label(entry.accuracy)
        assert label != entry.accuracy
        assert fitness_notes([label])
        assert parse_fitness(entry.accuracy).simulated == ("simulated" in label)


def test_every_method_runs_on_every_stand_in() -> None:
    for group in (settings.EVNAS, settings.PEVONAS, settings.NEVONAS, settings.CMANAS):
        assert set(STAND_INS) <= {entry.accuracy for entry in group}


def test_only_the_named_pick_looks_at_the_test_set(surrogate: Benchmark) -> None:
    fitness, test = settings.NEVONAS[0], settings.NEVONAS_TEST_PICK[0]
    assert [entry.name for entry in ALL if entry.pick == TEST_PICK] == [e.name for e in settings.NEVONAS_TEST_PICK]
    assert all("test accuracy" in entry.label for entry in settings.NEVONAS_TEST_PICK)
    assert fitness.specs("cifar10", 1) == test.specs("cifar10", 1)
    record = run(fitness.specs("cifar10", 1)[0], surrogate)
    front = record.recommended.astype(np.int64)
    valid, tested = (surrogate.column(f"{split}_accuracy_200", "cifar10")[front] for split in ("valid", "test"))
    assert fitness.accuracy == ORACLE
    assert picked(fitness, record, surrogate) == front[valid.argmax()]
    assert picked(test, record, surrogate) == front[tested.argmax()]
    default = replace(fitness, params=())
    assert run(default.specs("cifar10", 1)[0], surrogate).recommended.tolist() == [front[valid.argmax()]]


def test_a_search_on_cifar10_is_looked_up_on_all_data_sets(surrogate: Benchmark) -> None:
    entry = settings.on_cifar10(settings.BASELINES[0])
    records = {spec: run(spec, surrogate) for spec in entry.all_specs(2)}
    assert {spec.dataset for spec in records} == {"cifar10"}
    found = collect([entry], surrogate, records, 2)
    for dataset in DATASETS:
        outcome = found[entry.name, dataset]
        assert outcome.indices.tolist() == found[entry.name, "cifar10"].indices.tolist()
        assert outcome.test.tolist() == surrogate.column("test_accuracy_200", dataset)[outcome.indices].tolist()


def test_incumbents_and_curves(surrogate: Benchmark) -> None:
    entry = replace(settings.BASELINES[0], budgets=everywhere(queries=40))
    runs = [run(spec, surrogate) for spec in entry.specs("cifar10", 3)]
    lead = incumbents(runs[0], surrogate)
    accuracy = surrogate.accuracy(np.arange(15625), "cifar10", H12)
    indices = runs[0].indices.astype(np.int64)
    assert [accuracy[index] for index in lead] == np.maximum.accumulate(accuracy[indices]).tolist()
    found = curves(runs, surrogate, "cifar10")
    for axis in found.values():
        assert (np.diff(axis["budget"]) > 0).all()
        for split in ("valid", "test"):
            assert (axis[split]["low"] <= axis[split]["median"]).all()
            assert (axis[split]["median"] <= axis[split]["high"]).all()
            assert (axis[split]["low"] >= 0).all()


def test_neighbourhoods_count_differing_edges(surrogate: Benchmark) -> None:
    codes = surrogate.space.all_codes
    members = np.zeros((5,) * 6, dtype=bool)
    chosen = codes[[3, 7777]]
    members[tuple(chosen.T)] = True
    distance = (codes[:, None, :] != chosen[None]).sum(axis=2).min(axis=1)
    near = neighbourhood(members)
    assert near[tuple(codes.T)].tolist() == (distance <= 1).tolist()
    assert neighbourhood(near)[tuple(codes.T)].tolist() == (distance <= 2).tolist()


def test_a_run_made_again_is_the_recorded_one(surrogate: Benchmark) -> None:
    record = run(settings.CMANAS_H12[0].specs("cifar10", 1)[0], surrogate)
    algorithm = run_again(record, surrogate)
    assert isinstance(algorithm, CMANAS)
    assert len(algorithm.mean_history) == 26
    assert surrogate.space.index(algorithm.recommend()).tolist() == record.recommended.tolist()
    other = replace(record, indices=record.indices[::-1].copy())
    with pytest.raises(DataError, match="came out otherwise"):
        run_again(other, surrogate)


@pytest.mark.real_tables
def test_look_up_rows(real_data_dir: Path) -> None:
    rows = fixed.rows(load_benchmark(real_data_dir, "real"))
    outcome = {(row["method"], row["dataset"], row["split"]): row["verdict"] for row in rows}
    assert all(verdict == "match" for (method, *_), verdict in outcome.items() if method in ("DARTS-V1", "ENAS"))
    missed = [key for key, verdict in outcome.items() if key[0] == "Optimal" and verdict != "match"]
    assert missed == [("Optimal", "ImageNet16-120", "valid")]


@pytest.mark.real_tables
def test_subset_is_what_is_committed(real_data_dir: Path) -> None:
    made = subset_cells(subset_results(load_benchmark(real_data_dir, "real")))
    with (RESULTS / "nas-bench-201" / "returned-cells.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["entry"], row["dataset"]): row for row in csv.DictReader(file)}
    for name, by_dataset in made.items():
        for dataset, indices in by_dataset.items():
            committed = [int(index) for index in rows[name, dataset]["indices"].split()]
            assert committed[:SEEDS] == indices, (name, dataset)
