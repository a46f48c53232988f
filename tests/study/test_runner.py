from __future__ import annotations

import math
import random

import numpy as np
import pytest

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, SuiteError, UnknownNameError
from suite.study.identity import versions
from suite.study.problem import searched_problem
from suite.study.runner import run
from suite.study.spec import Budget
from tests.study.made_up import make_spec


@pytest.mark.parametrize("name", ["random_search", "nsga2", "mo_hdnas"])
@pytest.mark.parametrize("limit", [1, 19, 20, 21, 57])
def test_the_budget_in_queries_is_exact(name: str, limit: int, benchmark_tables: Benchmark) -> None:
    record = run(make_spec(algorithm=name, budget=Budget(queries=limit)), benchmark_tables)
    assert record.counts["queries"] == len(record.indices) == int(record.batch_sizes.sum()) == limit
    assert record.stop == "budget"


@pytest.mark.parametrize("name", ["random_search", "nsga2", "mo_hdnas"])
def test_the_budget_in_distinct_architectures_is_exact(name: str, benchmark_tables: Benchmark) -> None:
    record = run(make_spec(algorithm=name, budget=Budget(distinct=101)), benchmark_tables)
    assert record.counts["distinct"] == len(np.unique(record.indices)) == 101
    assert record.indices[-1] not in record.indices[:-1]


def test_simulated_seconds_end_with_the_query_that_crosses_the_limit(benchmark_tables: Benchmark) -> None:
    table = benchmark_tables.column("train_seconds_12", "cifar10")
    spec = make_spec(algorithm="mo_hdnas", fitness="valid@12", budget=Budget(seconds=20_000))
    record = run(spec, benchmark_tables)

    def seconds(visited: np.ndarray) -> float:
        return math.fsum(table[np.unique(visited)])

    assert seconds(record.indices[:-1]) < 20_000 <= seconds(record.indices)
    assert record.counts["simulated_seconds"] == seconds(record.indices)


def test_counts_of_equivalent_cells(benchmark_tables: Benchmark) -> None:
    record = run(make_spec(budget=Budget(queries=400)), benchmark_tables)
    classes = benchmark_tables.space.isomorphism_class()[record.indices]
    assert record.counts["distinct_classes"] == len(set(classes.tolist())) < 400


def test_the_truncated_run_is_a_prefix_of_the_longer_one(benchmark_tables: Benchmark) -> None:
    short = run(make_spec(algorithm="nsga2", budget=Budget(queries=57)), benchmark_tables)
    long = run(make_spec(algorithm="nsga2", budget=Budget(queries=100)), benchmark_tables)
    assert short.indices.tolist() == long.indices[:57].tolist()


def test_runs_touch_no_global_randomness_and_repeat(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="mo_hdnas", budget=Budget(queries=200), record_population=True)
    first = run(spec, benchmark_tables)
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002  the legacy state must make no difference
    assert run(spec, benchmark_tables).to_bytes() == first.to_bytes()


def test_populations_are_recorded_generation_by_generation(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="mo_hdnas", budget=Budget(queries=110), record_population=True)
    record = run(spec, benchmark_tables)
    assert record.populations is not None
    assert record.populations.shape == (6, 20)
    assert set(record.populations[0].tolist()) == set(record.indices[:20].tolist())
    for generation in range(5):
        told = record.indices[: 20 * (generation + 1)]
        assert np.isin(record.populations[generation], told).all()
    assert run(make_spec(record_population=True), benchmark_tables).populations is None


def test_what_is_recommended_was_evaluated(benchmark_tables: Benchmark) -> None:
    for name, device in (("mo_hdnas", "fpga"), ("random_search", "fpga"), ("regularized_evolution", None)):
        record = run(make_spec(algorithm=name, device=device), benchmark_tables)
        assert len(record.recommended) > 0
        assert np.isin(record.recommended, record.indices).all()


def test_provenance_names_tables_and_version(benchmark_tables: Benchmark) -> None:
    assert run(make_spec(), benchmark_tables).provenance == {
        "versions": versions(make_spec()),
        "edition": "made-up-v1",
        "data_hash": benchmark_tables.data_hash,
        "source": "real",
        "space": "nas-bench-201",
    }


def test_infeasible_architectures_are_queried_and_charged(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="nsga2", device="edgetpu", budget=Budget(queries=300))
    record = run(spec, benchmark_tables)
    values = searched_problem(spec, benchmark_tables).values
    assert np.isnan(values[record.indices, 1]).any()
    assert not np.isnan(values[record.recommended, 1]).any()


def test_a_cost_limit_turns_two_objectives_into_one(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="regularized_evolution", formulation="constrained:6.0", budget=Budget(queries=400))
    record = run(spec, benchmark_tables)
    assert searched_problem(spec, benchmark_tables).n_objectives == 1
    cost = benchmark_tables.hardware_cost(record.recommended, "cifar10", "fpga")
    assert (cost <= 6.0).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"algorithm": "nsga3"}, "did you mean 'nsga2'"),
        ({"device": "fgpa"}, "did you mean 'fpga'"),
        ({"dataset": "cifar_10"}, "did you mean 'cifar10'"),
        ({"metric": "latncy"}, "did you mean 'latency'"),
        ({"metric": "latncy", "device": None}, "did you mean 'latency'"),
        ({"params": (("batchsize", 1),)}, "did you mean 'batch_size'"),
        ({"params": (("batch_size", "many"),)}, "a whole number"),
        ({"params": (("batch_size", True),)}, "a whole number"),
        ({"params": (("batch_size", 0),)}, "batch_size"),
        ({"algorithm": "mo_hdnas", "device": None}, "give a device"),
        ({"algorithm": "local_search"}, "cost limit"),
        ({"algorithm": "hw_evrsnas"}, "cost_limit"),
        ({"fitness": "test@200"}, "selects nothing"),
        ({"fitness": "score:test_accuracy_200"}, "selects nothing"),
        ({"fitness": "score:prxy"}, "did you mean 'proxy'"),
        ({"unmeasured": "slowest"}, "infeasible"),
        ({"formulation": "constrained:-1"}, "positive limit"),
        ({"formulation": "sum"}, "did you mean 'weighted-sum'"),
        ({"formulation": "constrained:4", "device": None}, "needs a device"),
        ({"budget": Budget(distinct=20_000)}, "15,625"),
        ({"fitness": "score:proxy", "budget": Budget(seconds=9)}, "needs no training"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(
    changes: dict[str, object], message: str, benchmark_tables: Benchmark
) -> None:
    with pytest.raises(SuiteError, match=message) as caught:
        run(make_spec(**changes), benchmark_tables)
    assert isinstance(caught.value, (UnknownNameError, ConfigurationError))
    assert "\n" not in str(caught.value)


def test_a_score_table_is_a_proxy_without_training_time(benchmark_tables: Benchmark) -> None:
    record = run(make_spec(algorithm="random_search", device=None, fitness="score:proxy"), benchmark_tables)
    scores = benchmark_tables.column("proxy", "cifar10")
    assert record.counts["simulated_seconds"] is None
    assert scores[record.recommended[0]] == scores[record.indices].max()


def test_the_penalty_is_that_of_hw_evrsnas(benchmark_tables: Benchmark) -> None:
    from suite.algorithms.hw_evrsnas import penalised_error

    values = searched_problem(make_spec(device="edgetpu"), benchmark_tables).values
    ours = searched_problem(make_spec(device="edgetpu", formulation="constrained:5.0"), benchmark_tables).values[:, 0]
    theirs = penalised_error(values[:, 0], values[:, 1], 5.0)
    np.testing.assert_allclose(np.where(np.isnan(ours), np.inf, ours), theirs)


def test_problems_are_made_once_per_setting(benchmark_tables: Benchmark) -> None:
    one = searched_problem(make_spec(seed=1, algorithm="nsga2"), benchmark_tables)
    assert searched_problem(make_spec(seed=2), benchmark_tables) is one
    assert searched_problem(make_spec(unmeasured="fastest"), benchmark_tables) is not one


@pytest.mark.parametrize(("formulation", "refused"), [(None, "no hardware cost"), ("constrained:4", "no formulation")])
def test_a_staged_fitness_goes_with_no_hardware_cost(
    formulation: str | None, refused: str, benchmark_tables: Benchmark
) -> None:
    spec = make_spec(fitness="staged:valid12/valid200", device="fpga", formulation=formulation)
    with pytest.raises(ConfigurationError, match=refused):
        searched_problem(spec, benchmark_tables)
