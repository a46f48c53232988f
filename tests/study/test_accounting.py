"""Budgets as the public scripts account for them, and runs on stand-ins: problems per seed, stages, evaluation."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.analysis.evaluation import Evaluator
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.study.cost import VALIDATION_RATIO, evaluation_seconds, validation_seconds
from suite.study.meter import Meter
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec
from tests.study.made_up import make_spec

SIZE = 30
SECONDS = np.arange(1.0, SIZE + 1)
SIMULATED = "simulated-supernet:preset=one-shot"


@given(
    st.sampled_from(["keep", "discard"]),
    st.booleans(),
    st.integers(1, 200),
    st.lists(st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=7), min_size=1, max_size=30),
)
def test_every_query_is_charged_and_an_overrun_kept_or_discarded(
    overrun: str, every: bool, limit: int, batches: list[list[int]]
) -> None:
    charge = "every" if every else "distinct"
    count = Meter(Budget(seconds=limit, charge=charge, overrun=overrun), SIZE, SECONDS)
    visited: list[int] = []
    rejected = None
    for batch in batches:
        taken = count.charge(np.array(batch))
        visited += batch[:taken]
        if count.stop is not None:
            rejected = batch[taken] if taken < len(batch) else None
            break

    def spent(queries: list[int]) -> float:
        return float(sum(SECONDS[i] for i in (queries if every else set(queries))))

    assert visited  # the first query always counts
    if overrun == "discard":
        assert spent(visited) <= limit or len(visited) == 1
        if count.stop == "budget" and spent(visited) < limit:
            assert rejected is not None
            assert spent([*visited, rejected]) > limit
    else:
        assert spent(visited[:-1]) < limit
    assert count.stop in ((None, "budget") if every else (None, "budget", "exhausted"))


def test_repetitions_that_cost_nothing_still_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    from suite.study import meter

    monkeypatch.setattr(meter, "STALL_QUERIES", 50)
    free = Meter(Budget(seconds=5, charge="every"), SIZE, np.zeros(SIZE))
    queries = 0
    while free.stop is None:
        queries += free.charge(np.array([1, 2]))
    assert (free.stop, queries) == ("stalled", 52)


@pytest.mark.parametrize(
    "wrong",
    [{"queries": 5, "charge": "every"}, {"distinct": 5, "overrun": "discard"}, {"queries": 5, "validation": True},
     {"seconds": 5, "charge": "all"}, {"seconds": 5, "overrun": "drop"}, {"seconds": 5, "validation": "yes"}],
)  # fmt: skip
def test_accounting_belongs_to_seconds(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        Budget(**wrong)  # type: ignore[arg-type]


def test_the_protocols_have_names_and_plain_budgets_keep_their_text() -> None:
    assert Budget.of("nb201-seconds", 12_000) == Budget.nasbench201() == Budget.nasbench201(12_000)
    assert Budget.of("nats-seconds", 20_000) == Budget.nats(20_000)
    assert Budget(seconds=12_000).as_dict() == {"seconds": 12_000.0}
    expected = {"seconds": 12_000.0, "charge": "every", "validation": True, "overrun": "discard"}
    assert Budget.nasbench201().as_dict() == expected
    assert "validation pass" in Budget.nats(5).describe()
    spec = make_spec(budget=Budget.nasbench201())
    assert RunSpec.from_dict(spec.as_dict()) == spec
    assert spec.digest() != make_spec(budget=Budget(seconds=12_000)).digest()


def test_the_validation_pass_fits_the_official_records() -> None:
    assert pytest.approx(0.392, abs=5e-4) == VALIDATION_RATIO
    for epoch, validation in ((7.221, 2.549), (12.462, 4.151), (4.876, 2.389)):
        total, estimated = 12 * epoch + validation, 12 * epoch + float(validation_seconds(np.float64(epoch), "cifar10"))
        assert estimated == pytest.approx(total, rel=0.01)
    # the records hold CIFAR-10's time per image for the other data sets
    assert validation_seconds(np.float64(14.442), "cifar100") == pytest.approx(0.5098, rel=0.12)
    assert validation_seconds(np.float64(43.818), "ImageNet16-120") == pytest.approx(0.3059, rel=0.12)


def test_a_run_under_the_protocol(benchmark_tables: Benchmark, tmp_path: Path) -> None:
    for budget, within in ((Budget.nasbench201(20_000), True), (Budget.nats(20_000), False)):
        spec = make_spec(algorithm="regularized_evolution", device=None, fitness="valid12", budget=budget)
        record = run(spec, benchmark_tables)
        seconds = evaluation_seconds(spec, benchmark_tables)
        assert seconds is not None
        total = math.fsum(seconds[record.indices])
        assert record.counts["simulated_seconds"] == total
        assert (total <= 20_000) is within
        assert total - seconds[record.indices[-1]] < 20_000
        training = benchmark_tables.column("train_seconds_12", "cifar10")
        np.testing.assert_allclose(seconds, training * (1 + VALIDATION_RATIO / 12))
        assert int(record.batch_sizes.min()) >= 1
        assert Record.load(record.save(tmp_path / "run.npz")).counts == record.counts


def test_a_drawn_fitness_is_one_table_per_seed_for_all_methods(benchmark_tables: Benchmark) -> None:
    spec = make_spec(device=None, fitness=SIMULATED)
    one = searched_problem(spec, benchmark_tables)
    assert searched_problem(replace(spec, algorithm="local_search", experiment="other"), benchmark_tables) is one
    other = searched_problem(replace(spec, seed=1), benchmark_tables)
    assert not np.array_equal(one.values, other.values)
    look_up = replace(spec, fitness="valid200")
    assert searched_problem(look_up, benchmark_tables) is searched_problem(replace(look_up, seed=1), benchmark_tables)


def test_runs_on_a_drawn_fitness_are_measured_by_their_own_table(benchmark_tables: Benchmark) -> None:
    specs = [make_spec(device=None, fitness=SIMULATED, algorithm="local_search", seed=seed) for seed in range(3)]
    records = [run(spec, benchmark_tables) for spec in specs]
    shared = Evaluator(specs[0], benchmark_tables)
    for spec, record in zip(specs, records, strict=True):
        own = Evaluator(spec, benchmark_tables)
        assert shared.evaluate(record).error_regret == own.evaluate(record).error_regret
        np.testing.assert_array_equal(shared.curve(record)[1], own.curve(record)[1])
        np.testing.assert_array_equal(shared.front(record), own.front(record))
        assert record.counts["simulated_seconds"] is None
        assert math.isnan(own.evaluate(record).best_accuracy)
        assert own.evaluate(record).best_index == int(record.recommended[0])


def test_stages_are_columns_and_measured_by_the_last(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="random_search", device=None, fitness="staged:one-shot/few-shot/valid200")
    problem = searched_problem(spec, benchmark_tables)
    assert problem.n_objectives == 3
    evaluator = Evaluator(spec, benchmark_tables)
    assert not evaluator.by_front
    np.testing.assert_array_equal(evaluator.values[:, 0], problem.values[:, 2])


def test_curves_follow_the_budget_that_charges_every_query(benchmark_tables: Benchmark) -> None:
    spec = make_spec(
        algorithm="bohb", device=None, fitness="valid12", budget=Budget.nasbench201(20_000)
    )  # promoted architectures are charged again
    record = run(spec, benchmark_tables)
    axes, _ = Evaluator(spec, benchmark_tables).curve(record)
    assert axes.seconds[-1] == pytest.approx(record.counts["simulated_seconds"])
    assert (np.diff(axes.seconds) > 0).all()
