"""From records to numbers, on made-up tables whose front is known by enumeration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from suite.analysis.comparison import anytime_bands, evaluations, pairs_frame, summary_frame
from suite.analysis.evaluation import Evaluator
from suite.analysis.indicators import hypervolume_regret
from suite.analysis.pairing import shared_by
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives.problem import ALL_CELLS
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget
from tests.study.made_up import make_spec, write_made_up_store


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    from suite.benchmark import load_benchmark

    directory: Path = write_made_up_store(tmp_path_factory.mktemp("tables"))
    return load_benchmark(directory, "real")


@pytest.fixture(scope="module")
def runs(tables: Benchmark) -> dict[str, list[Record]]:
    return {
        name: [run(make_spec(algorithm=name, budget=Budget(queries=200), seed=seed), tables) for seed in range(6)]
        for name in ("nsga2", "random_search")
    }


def test_a_run_over_everything_has_no_regret(tables: Benchmark) -> None:
    record = run(make_spec(budget=Budget(distinct=15_625)), tables)
    evaluation = Evaluator(record.spec, tables).evaluate(record)
    assert evaluation.hypervolume_regret == pytest.approx(0, abs=1e-12)
    assert evaluation.igd_plus == 0
    assert evaluation.error_regret == 0
    best = int(np.argmax(tables.column("valid_accuracy_200", "cifar10")))
    assert evaluation.best_index == best
    assert evaluation.test_accuracy == tables.accuracy(best, "cifar10", "test@200")[0]


def test_indicators_are_those_of_everything_evaluated(tables: Benchmark, runs: dict[str, list[Record]]) -> None:
    record = runs["nsga2"][0]
    evaluator = Evaluator(record.spec, tables)
    counted = record.indices[tables.space.connected()[record.indices]]
    assert len(counted) < len(record.indices)  # the made-up tables have good disconnected cells: they add nothing
    values = evaluator.problem.values[counted]
    expected = hypervolume_regret(values, evaluator.exact_front, evaluator.reference)
    assert evaluator.evaluate(record).hypervolume_regret == pytest.approx(expected)
    axes, curve = evaluator.curve(record)
    assert curve[-1] == pytest.approx(expected)
    assert (np.diff(curve) <= 1e-12).all()
    assert axes.distinct[-1] == record.counts["distinct"]
    assert axes.seconds[-1] == pytest.approx(record.counts["simulated_seconds"])
    assert set(evaluator.front(record).tolist()) <= set(record.indices.tolist())


def test_the_best_is_chosen_by_the_proxy_and_never_by_test(tables: Benchmark, runs: dict[str, list[Record]]) -> None:
    record = runs["random_search"][0]
    evaluation = Evaluator(record.spec, tables).evaluate(record)
    tests = tables.accuracy(record.indices, "cifar10", "test@200")
    valid = tables.accuracy(record.indices, "cifar10", "valid@200")
    assert evaluation.best_accuracy == pytest.approx(valid.max())
    assert evaluation.best_index == record.indices[valid.argmax()]
    assert evaluation.test_accuracy <= tests.max()


def test_a_cost_limit_counts_only_what_keeps_it(tables: Benchmark, runs: dict[str, list[Record]]) -> None:
    record = runs["random_search"][0]
    evaluator = Evaluator(record.spec, tables, cost_limit=5.0)
    evaluation = evaluator.evaluate(record)
    cost = tables.hardware_cost(np.arange(15_625), "cifar10", "fpga")
    valid = tables.column("valid_accuracy_200", "cifar10")
    assert cost[evaluation.best_index] <= 5.0
    assert evaluation.hypervolume_regret is None
    assert evaluation.error_regret == pytest.approx(valid[cost <= 5].max() - valid[evaluation.best_index])
    assert evaluator.curve(record)[1][-1] == pytest.approx(evaluation.error_regret)
    nothing = replace(record, indices=np.flatnonzero(cost > 15)[:5].astype(np.uint16))
    failed = evaluator.evaluate(nothing)
    assert (failed.best_index, failed.error_regret) == (-1, float("inf"))
    assert np.isnan(failed.test_accuracy)
    with pytest.raises(ConfigurationError, match="raise the cost limit"):
        Evaluator(record.spec, tables, cost_limit=0.1)
    with pytest.raises(ConfigurationError, match="needs a device"):
        Evaluator(make_spec(device=None), tables, cost_limit=5.0)


def test_the_former_reference_stands_beside_the_one_that_counts(
    tables: Benchmark, runs: dict[str, list[Record]]
) -> None:
    record = runs["nsga2"][0]
    evaluator = Evaluator(record.spec, tables)
    problem = evaluator.problem
    front = problem.values[problem.exact_front()]
    expected = hypervolume_regret(problem.values[record.indices], front, problem.reference(version=ALL_CELLS))
    assert evaluator.evaluate(record).hypervolume_regret_1 == pytest.approx(expected)
    assert evaluator.reference.version == 2


def frames(runs: dict[str, list[Record]], evaluator: Evaluator) -> tuple[pd.DataFrame, pd.DataFrame]:
    numbers, shared = evaluations(runs, evaluator), shared_by({name: each[0].spec for name, each in runs.items()})
    return summary_frame(numbers, evaluator.by_front, shared), pairs_frame(numbers, evaluator.by_front, shared)


def test_the_table_of_a_comparison(tables: Benchmark, runs: dict[str, list[Record]]) -> None:
    evaluator = Evaluator(runs["nsga2"][0].spec, tables)
    frame, pairs = frames(runs, evaluator)
    assert frame["method"].tolist() == ["nsga2", "random_search"]
    assert (frame["ci_low"] < frame["mean"]).all()
    assert (frame["mean"] < frame["ci_high"]).all()
    assert frame["a12"].isna().tolist() == [True, False]
    assert frame["a12"][1] > 0.5  # random search has the larger regret
    assert frame["test"].tolist() == ["", "Mann-Whitney"]  # looked up: two algorithms share nothing
    assert np.isnan(frame["correlation"]).all()
    assert frame.equals(frames(runs, evaluator)[0])
    assert (pairs["first"][0], pairs["second"][0], pairs["p"][0]) == ("nsga2", "random_search", frame["p"][1])
    assert len(frames({"nsga2": runs["nsga2"]}, evaluator)[1]) == 0  # one method: nothing to test


def test_failed_runs_are_counted_and_leave_no_infinite_number(tables: Benchmark, runs: dict[str, list[Record]]) -> None:
    evaluator = Evaluator(runs["nsga2"][0].spec, tables, cost_limit=1.15)
    frame, _ = frames(runs, evaluator)
    assert frame["failed_runs"].sum() > 0
    assert not np.isinf(frame.select_dtypes("number").to_numpy(dtype=float)).any()


@pytest.mark.parametrize("axis", ["queries", "distinct", "seconds"])
def test_bands_end_where_the_shortest_run_ends(axis: str, tables: Benchmark, runs: dict[str, list[Record]]) -> None:
    evaluator = Evaluator(runs["nsga2"][0].spec, tables)
    for name, band in anytime_bands(runs, evaluator, axis).items():
        curves = [evaluator.curve(record) for record in runs[name]]
        assert band["budget"][-1] == min(getattr(axes, axis)[-1] for axes, _ in curves)
        assert (np.diff(band["budget"]) > 0).all()
        assert (band["q25"] <= band["median"]).all()
        assert (band["median"] <= band["q75"]).all()
        assert np.isfinite(band["median"]).all()


def test_scores_have_no_band_in_seconds(tables: Benchmark) -> None:
    spec = make_spec(fitness="score:proxy")
    runs = {"random_search": [run(spec, tables)]}
    evaluator = Evaluator(spec, tables)
    assert len(anytime_bands(runs, evaluator, "seconds")["random_search"]["budget"]) == 0
    assert np.isnan(evaluator.evaluate(runs["random_search"][0]).best_accuracy)
