"""The NAS-Bench-201 experiments: verdicts, picks and curves, and the committed results against recomputed runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import kit
from experiments.kit import DATASETS, VALID, VALID_12, Study, published
from experiments.kit.again import run_again
from experiments.kit.means import mean_of
from experiments.kit.supernet_papers.comparison import published_reading, published_runs
from experiments.kit.supernet_papers.methods import Method, searches
from experiments.kit.supernet_papers.outcomes import SPLITS, picked, returned
from experiments.kit.supernet_papers.stand_ins import STAND_INS, fitness_label, fitness_notes
from experiments.nasbench201 import look_ups, runs
from experiments.nasbench201.anytime import curves, incumbents
from experiments.nasbench201.coverage import neighbourhood
from suite.algorithms.cmanas import CMANAS
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import DataError
from suite.objectives.fitness import parse_fitness
from suite.study.runner import run
from suite.study.spec import Budget
from tests.experiments.nasbench201_subset import SEEDS, subset_cells, subset_results

EVERY = tuple(dict.fromkeys(case["line"] for case in runs.cases(load_benchmark(source="surrogate"))))
RESULTS = Path(__file__).resolve().parents[2] / "results"


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def test_every_published_row_has_one_primary_line() -> None:
    own = [line for line in runs.METHODS if line.role == kit.PRIMARY]
    assert len({line.published for line in own}) == len(own)
    judged = {line.published for line in own} | {"optimal", *look_ups.CELLS}
    on_supernets = {"evnas", "cmanas", "pevonas", "nevonas", "nevonas_novelty", "nevonas_accuracy"}
    assert judged | on_supernets == set(published("nasbench201_methods")["method"]) - set(runs.QUOTED)
    assert not judged & on_supernets


def test_a_published_mean_knows_its_spread_runs_and_cell() -> None:
    found = published_reading("rea", "cifar10", "test")
    assert (found.value, found.std, found.runs) == (93.92, 0.30, 500)
    assert found.cell == "nasbench201_accuracy/rea/cifar10/test/mean"


def test_spread_is_the_population_standard_deviation() -> None:
    found = mean_of([1.0, 2.0, 4.0])
    assert (found.mean, found.runs) == (pytest.approx(7 / 3), 3)
    assert found.std == pytest.approx(np.std([1.0, 2.0, 4.0]))


def test_every_published_row_is_in_the_comparison() -> None:
    methods = set(published("nasbench201_methods")["method"])
    ours = {method.published for method in runs.METHODS if method.published}
    assert methods == ours | set(runs.QUOTED) | {"optimal", *look_ups.CELLS}
    cells = published("nasbench201_accuracy")
    assert set(map(tuple, cells[["method", "dataset", "split"]].to_numpy())) == {
        (method, dataset, split) for method in methods for dataset in DATASETS for split in SPLITS
    }


def test_numbers_of_runs_are_those_of_the_papers() -> None:
    for case in runs.COMPARED:
        theirs = published_runs(case["line"].published) if case["line"].published else None
        count = len(case.specs(runs.SEEDS))
        assert count == (500 if theirs == 500 else case["line"].most or 500)
        assert count >= 30


def test_names_are_unique_and_every_fitness_says_what_it_is() -> None:
    keys = [method.key for method in EVERY]
    assert len(set(keys)) == len(keys)
    for method in EVERY:
        label = fitness_label(method.fitness)
        assert label != method.fitness
        assert fitness_notes([label]) == fitness_notes([method.fitness]) != []
        assert parse_fitness(method.fitness).simulated == ("simulated" in label)


def test_every_method_runs_on_every_stand_in() -> None:
    for group in (runs.EVNAS, runs.PEVONAS, runs.NEVONAS, runs.CMANAS):
        assert set(STAND_INS) <= {method.fitness for method in group}


def test_budgets_of_nats_bench_grow_with_the_data_set() -> None:
    found = {(case["dataset"], case.spec.budget) for case in runs.NATS}
    assert found == {(dataset, Budget.nats(s)) for dataset, s in zip(DATASETS, (2e4, 4e4, 12e4), strict=True)}


def study_of(methods: list[Method], surrogate: Benchmark, seeds: int) -> Study:
    records = {spec: run(spec, surrogate) for spec in kit.specs_of(searches(methods), seeds)}
    return Study(surrogate, records, seeds)


def test_only_the_named_pick_looks_at_the_test_set(surrogate: Benchmark) -> None:
    fitness, test = runs.NEVONAS[0], runs.NEVONAS_TEST_PICK[0]
    assert [method for method in EVERY if method.by_test] == list(runs.NEVONAS_TEST_PICK)
    assert all("test accuracy" in method.label for method in runs.NEVONAS_TEST_PICK)
    assert fitness.search("cifar10") == test.search("cifar10")
    record = run(fitness.search("cifar10"), surrogate)
    study = Study(surrogate, {record.spec: record}, 1)
    front = record.recommended.astype(np.int64)
    valid, tested = (surrogate.column(f"{split}_accuracy_200", "cifar10")[front] for split in ("valid", "test"))
    assert fitness.fitness == VALID
    assert picked(fitness, record, study) == front[valid.argmax()]
    assert picked(test, record, study) == front[tested.argmax()]
    default = replace(fitness, params={})
    assert run(default.search("cifar10"), surrogate).recommended.tolist() == [front[valid.argmax()]]


def test_a_search_on_cifar10_is_looked_up_on_all_data_sets(surrogate: Benchmark) -> None:
    method = runs.on_cifar10(runs.RS)
    study = study_of([method], surrogate, 2)
    assert {spec.dataset for spec in study.records} == {"cifar10"}
    found = dict(tuple(returned(study, searches([method])).groupby("dataset")))
    for dataset in DATASETS:
        indices = found[dataset]["index"].to_numpy()
        assert indices.tolist() == found["cifar10"]["index"].tolist()
        assert found[dataset]["test"].tolist() == surrogate.column("test_accuracy_200", dataset)[indices].tolist()


def test_incumbents_and_curves(surrogate: Benchmark) -> None:
    method = replace(runs.RS, budget=Budget(queries=40))
    study, case = study_of([method], surrogate, 3), searches([method])[0]
    first = study.runs(case)[0]
    lead = incumbents(first, study)
    accuracy = surrogate.accuracy(np.arange(15625), "cifar10", VALID_12)
    indices = first.indices.astype(np.int64)
    assert [accuracy[index] for index in lead] == np.maximum.accumulate(accuracy[indices]).tolist()
    for axis in curves(case, study).values():
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
    record = run(runs.CMANAS_H12[0].search("cifar10"), surrogate)
    algorithm = run_again(record, surrogate)
    assert isinstance(algorithm, CMANAS)
    assert len(algorithm.mean_history) == 26
    assert surrogate.space.index(algorithm.recommend()).tolist() == record.recommended.tolist()
    other = replace(record, indices=record.indices[::-1].copy())
    with pytest.raises(DataError, match="came out otherwise"):
        run_again(other, surrogate)


@pytest.mark.real_tables
def test_look_up_rows(real_data_dir: Path) -> None:
    rows = look_ups.rows(load_benchmark(real_data_dir, "real"))
    outcome = {(row["method"], row["dataset"], row["split"]): row["outcome"] for row in rows}
    assert all(verdict == "equal" for (method, *_), verdict in outcome.items() if method in ("DARTS-V1", "ENAS"))
    missed = [key for key, verdict in outcome.items() if key[0] == "Optimal" and verdict != "equal"]
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
