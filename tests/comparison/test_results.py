"""Results of a study: the measures of the one-run evaluator, pymoo's hypervolume, and a script of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from suite.analysis.evaluation import Evaluator
from suite.analysis.run_measures import run_measures
from suite.comparison.building import budget_grid, build_results, main_measure
from suite.comparison.results import RUN_COLUMNS
from suite.comparison.study import StudyMethod, StudyProblem
from suite.errors import ConfigurationError, UnknownNameError
from tests.comparison.conftest import records_of, study_of


def area(points: np.ndarray, corner: float) -> float:
    """Return the area that two-dimensional points dominate below ``corner``: a sweep over x, written for this test."""
    total, top = 0.0, corner
    for x, y in sorted(map(tuple, points)):
        if x < corner and y < top:
            total += (corner - x) * (top - y)
            top = y
    return total


def test_one_problem_by_hand_and_by_pymoo(results, records, surrogate) -> None:
    from pymoo.indicators.hv import HV

    problem = results.problem("cifar10-raspi4-latency")
    error = 100 - surrogate.column("valid_accuracy_200", "cifar10")
    values = np.column_stack([error, surrogate.column("raspi4_latency_ms", "cifar10")])
    connected = surrogate.space.connected()
    good: list[int] = []
    best = np.inf
    for row in sorted(np.flatnonzero(connected), key=lambda row: (values[row][1], values[row][0])):
        if values[row][0] < best:
            best = values[row][0]
            good.append(int(row))
    assert sorted(problem.front_indices) == sorted(good)
    low, high = values[good].min(0), values[good].max(0)
    for record, found in zip(
        records[problem.name, "nsga2"], results.scores("hypervolume_regret")[problem.name]["nsga2"], strict=True
    ):
        visited = [index for index in record.indices if connected[index]]
        scaled = (values[visited] - low) / (high - low)
        exact = (values[good] - low) / (high - low)
        by_pymoo = HV(ref_point=np.array([1.1, 1.1]))
        assert found == pytest.approx(1 - by_pymoo(scaled) / by_pymoo(exact), abs=1e-12)
        assert found == pytest.approx(1 - area(scaled, 1.1) / area(exact, 1.1), abs=1e-12)


def test_every_measure_is_that_of_the_evaluator(results, records, surrogate, study) -> None:
    for (problem, method), of_method in records.items():
        rows = results.runs[(results.runs["problem"] == problem) & (results.runs["method"] == method)]
        evaluator = Evaluator(of_method[0].spec, surrogate)
        for record, row in zip(of_method, rows.to_dict("records"), strict=True):
            expected = evaluator.evaluate(record)
            for name in ("hypervolume_regret", "igd_plus", "additive_epsilon", "error_regret", "test_accuracy"):
                assert row[name] == pytest.approx(getattr(expected, name), abs=1e-12)
            assert row["best_index"] == expected.best_index
            assert row["returned_hypervolume_regret"] >= row["hypervolume_regret"] - 1e-12


def test_curves_are_those_of_the_evaluator_and_end_where_the_budget_ended_the_run(results, records, surrogate) -> None:
    name = "cifar10-raspi4-latency"
    evaluator = Evaluator(records[name, "nsga2"][0].spec, surrogate)
    for axis in ("queries", "distinct", "seconds"):
        curve = results.curves[axis][name]["nsga2"]
        for record, regret in zip(records[name, "nsga2"], curve.regret, strict=True):
            axes, expected = evaluator.curve(record)
            spent = getattr(axes, axis)
            for budget, value in zip(curve.budget, regret, strict=True):
                if budget > spent[-1]:
                    assert np.isnan(value)
                else:
                    reached = np.flatnonzero(spent <= budget)
                    assert value == pytest.approx(expected[reached[-1]] if len(reached) else 1.0, abs=1e-12)
    short = results.curves["distinct"][name]["local_search"]
    assert np.isnan(short.regret[:, short.budget > 30]).all()
    assert not np.isnan(short.regret[:, short.budget <= 30]).any()


def test_rows_scores_and_sets_fit_together(results, study) -> None:
    assert tuple(results.runs.columns) == RUN_COLUMNS
    assert len(results.runs) == 2 * (3 + 3 + 2)
    scores = results.scores()
    assert list(scores) == [problem.name for problem in study.problems]
    assert [len(values) for values in scores["cifar10-raspi4-latency"].values()] == [3, 3, 2]
    for problem in results.problems:
        assert problem.unit in ("ms", "mJ")
        assert problem.limit is not None
        assert [len(runs) for runs in results.sets[problem.name].values()] == [3, 3, 2]
    with pytest.raises(UnknownNameError, match="did you mean 'igd_plus'"):
        results.scores("igd_plsu")


def test_exceptions_are_said(results) -> None:
    said = " ".join(results.notes)
    for words in ("local_search: 30 distinct", "local_search: 2 seeds", "weighted-sum:0.5", "selects nothing"):
        assert words in said


def test_limit_regret_is_the_best_error_within_the_limit(opened, surrogate) -> None:
    problem = StudyProblem("cifar100", "fpga", "energy")
    study = study_of(problems=(problem,), methods=(StudyMethod("random_search"),), limit="quantile:0.5")
    records = records_of(study, opened)
    found = build_results(study, records, opened)
    limit = found.problems[0].limit
    error = 100 - surrogate.column("valid_accuracy_200", "cifar100")
    cost = surrogate.column("fpga_energy_mj", "cifar100")
    measured = surrogate.space.connected() & ~np.isnan(cost)
    assert 0.5 <= np.mean(cost[measured] <= limit) < 0.54  # ties
    within = cost <= limit
    for record, regret in zip(
        records[problem.name, "random_search"], found.scores("limit_regret")[problem.name]["random_search"], strict=True
    ):
        visited = [index for index in record.indices if within[index]]
        assert regret == pytest.approx(error[visited].min() - error[within].min())


def test_further_measures_are_those_of_the_analysis(results, records, surrogate) -> None:
    key = ("cifar10-raspi4-latency", "nsga2")
    evaluator = Evaluator(records[key][0].spec, surrogate)
    for measure in ("r2", "limit_regret", "returned_hypervolume_regret"):
        expected = [run_measures(evaluator, record)[measure] for record in records[key]]
        assert results.scores(measure)[key[0]][key[1]] == pytest.approx(expected, abs=1e-12)


def test_the_main_measure_follows_limit_and_device(opened) -> None:
    assert main_measure(study_of()) == "hypervolume_regret"
    assert main_measure(study_of(limit="quantile:0.3")) == "limit_regret"
    alone = StudyProblem("cifar10")
    assert main_measure(study_of(problems=(alone,))) == "error_regret"
    with pytest.raises(ConfigurationError, match="make two studies"):
        main_measure(study_of(problems=(alone, StudyProblem("cifar10", "fpga"))))


def test_error_and_limit_curves(opened) -> None:
    fitness = study_of(problems=(StudyProblem("cifar10"),), methods=(StudyMethod("random_search"),), seeds=1)
    limited = replace(study_of(methods=(StudyMethod("random_search"),), seeds=1, limit=1e9))
    for study in (fitness, limited):
        found = build_results(study, records_of(study, opened), opened)
        for problem in found.problems:
            curve = found.curves["distinct"][problem.name]["random_search"].regret[0]
            assert curve[-1] == found.scores()[problem.name]["random_search"][0]
            assert (np.diff(curve) <= 0).all()


def test_a_study_that_is_not_finished_is_refused(study, records, opened) -> None:
    with pytest.raises(ConfigurationError, match="random_search has no runs on cifar100-fpga-energy"):
        build_results(
            study, {k: v for k, v in records.items() if k != ("cifar100-fpga-energy", "random_search")}, opened
        )


def test_budgets_of_curves_hold_round_numbers_and_the_end() -> None:
    grid = budget_grid("distinct", 1.0, 2000.0)
    assert {1, 2, 5, 100, 200, 500, 2000} <= set(grid.tolist())
    assert (np.diff(grid) > 0).all()
    assert budget_grid("distinct", 1.0, 7.0).tolist() == [1, 2, 3, 4, 5, 6, 7]
