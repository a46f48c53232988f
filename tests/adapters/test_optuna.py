"""Optuna: the objective with its constraints, OptunaHub's shape, and methods of the registry as samplers."""

from __future__ import annotations

from typing import Any

import numpy as np
import optuna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.adapters.optuna_problem import OptunaProblem
from suite.adapters.optuna_sampler import SuiteSampler
from suite.adapters.optuna_space import code_of, params_of, search_space
from suite.algorithms import create
from suite.benchmark import load_benchmark
from suite.errors import ArchitectureError, ConfigurationError, SuiteError, UnknownNameError
from suite.objectives.problem import Problem
from suite.objectives.table import score_table
from suite.spaces import NASBENCH201
from suite.spaces.grid import GridSpace

optuna.logging.set_verbosity(optuna.logging.ERROR)
pytestmark = pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")


@pytest.fixture(scope="module")
def tables() -> Any:
    return load_benchmark(source="surrogate")


def study_of(problem: OptunaProblem, sampler: Any) -> optuna.Study:
    return optuna.create_study(directions=problem.directions, sampler=sampler)


def codes_of(study: optuna.Study) -> np.ndarray:
    return np.concatenate([code_of(trial.params, NASBENCH201) for trial in study.trials])


@given(st.integers(0, NASBENCH201.size - 1))
def test_a_code_comes_back_from_its_parameters(index: int) -> None:
    code = NASBENCH201.codes([index])
    params = params_of(code[0], NASBENCH201)
    assert list(params) == ["1<-0", "2<-0", "2<-1", "3<-0", "3<-1", "3<-2"]
    np.testing.assert_array_equal(code_of(params, NASBENCH201), code)
    text = "|{}~0|+|{}~0|{}~1|+|{}~0|{}~1|{}~2|".format(*params.values())
    assert NASBENCH201.parse(text) == index


def test_values_are_those_of_the_problem(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", "each:raspi4,fpga", benchmark=tables)
    assert len(problem.directions) == len(problem.metric_names) == 3
    params = params_of(NASBENCH201.codes([77])[0], NASBENCH201)
    error, raspi4, fpga = problem.evaluate(params)
    assert error == pytest.approx(100 - tables.accuracy(77, "cifar10", "valid@200")[0])
    assert raspi4 == tables.hardware_cost(77, "cifar10", "raspi4")[0]
    assert fpga == tables.hardware_cost(77, "cifar10", "fpga")[0]
    alone = OptunaProblem.of_tables("cifar10", benchmark=tables)
    assert alone.evaluate(params) == error
    assert alone.search_space["3<-2"].choices == NASBENCH201.operations


def test_the_shape_is_that_of_optunahub(tables: Any) -> None:
    """What ``optunahub.benchmarks.BaseProblem`` does with its members, done here with ours."""
    problem = OptunaProblem.of_tables("cifar10", "raspi4", limits=["fpga=4"], benchmark=tables)
    study = study_of(problem, optuna.samplers.RandomSampler(seed=0))

    def call(trial: optuna.Trial) -> Any:
        params = {}
        for name, dist in problem.search_space.items():
            params[name] = trial._suggest(name, dist)
        for key, value in problem.evaluate_constraints(params).items():
            trial.set_user_attr(key, value)
        return problem.evaluate(params)

    study.optimize(call, n_trials=3)
    assert all(trial.state == optuna.trial.TrialState.COMPLETE for trial in study.trials)
    assert all(isinstance(each, optuna.study.StudyDirection) for each in problem.directions)


def test_limits_are_constraints(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", limits=["raspi4=20,edgetpu=1.2"], benchmark=tables)
    study = study_of(problem, optuna.samplers.RandomSampler(seed=1))
    study.optimize(problem, n_trials=25)
    for trial, code in zip(study.trials, codes_of(study), strict=True):
        index = NASBENCH201.index(code[None])
        costs = [tables.hardware_cost(index, "cifar10", device)[0] for device in ("raspi4", "edgetpu")]
        over = problem.constraints_func(trial)
        assert over[0] == pytest.approx(costs[0] - 20)
        assert over[1] == (1e9 if np.isnan(costs[1]) else pytest.approx(costs[1] - 1.2))
        if hasattr(trial, "constraints"):
            assert list(trial.constraints.values()) == over


def test_what_was_not_measured_is_pruned(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", "edgetpu", benchmark=tables)
    study = study_of(problem, optuna.samplers.RandomSampler(seed=1))
    study.optimize(problem, n_trials=25)
    measured = ~np.isnan(tables.hardware_cost(NASBENCH201.index(codes_of(study)), "cifar10", "edgetpu"))
    complete = [trial.state == optuna.trial.TrialState.COMPLETE for trial in study.trials]
    assert complete == measured.tolist()
    assert 0 < sum(complete) < 25


def test_samplers_of_optuna_search_it(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", "raspi4", benchmark=tables)
    study = study_of(problem, optuna.samplers.NSGAIISampler(population_size=10, seed=0))
    study.optimize(problem, n_trials=30)
    assert len(study.best_trials) > 1


METHODS = {"nsga2": {"population_size": 8}, "random_search": {}, "mo_hdnas": {"population_size": 8}, "pymoo_spea2": {}}


@pytest.mark.parametrize("method", METHODS)
def test_a_study_runs_a_method_as_ask_and_tell_do(method: str, tables: Any) -> None:
    problem, params = OptunaProblem.of_tables("cifar10", "edgetpu", benchmark=tables), METHODS[method]
    sampler = SuiteSampler(method, rng=np.random.default_rng(5), **params)
    study = study_of(problem, sampler)
    study.optimize(problem, n_trials=45)
    algorithm, asked = create(method, NASBENCH201, rng=np.random.default_rng(5), **params), []
    while sum(map(len, asked)) < 45:
        asked.append(algorithm.ask())
        algorithm.tell(asked[-1], problem.problem(asked[-1]))
    np.testing.assert_array_equal(codes_of(study), np.concatenate(asked)[:45])


def test_one_objective_maximised(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", benchmark=tables)
    sampler = SuiteSampler("regularized-evolution", rng=np.random.default_rng(0))
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.optimize(lambda trial: 100 - problem(trial), n_trials=60)
    best = NASBENCH201.index(sampler.algorithm.archive.best()[0])
    seen = tables.accuracy(NASBENCH201.index(codes_of(study)), "cifar10", "valid@200")
    assert tables.accuracy(best, "cifar10", "valid@200")[0] == pytest.approx(seen.max()) == study.best_value


def test_a_method_that_finishes_stops_the_study() -> None:
    space = GridSpace(2, 3)
    names = list(search_space(space))

    def objective(trial: optuna.Trial) -> float:
        return sum(trial.suggest_categorical(each, space.operations) == space.operations[0] for each in names)

    rng = np.random.default_rng(0)
    sampler = SuiteSampler("evnas", rng=rng, space=space, generations=2, population_size=4, tournament_size=2)
    study = optuna.create_study(sampler=sampler)
    study.optimize(objective, n_trials=50)
    assert len(study.trials) == 8
    assert sampler.algorithm.finished
    with pytest.raises(ConfigurationError, match="evnas has finished"):
        study.ask(OptunaProblem(Problem([score_table(space, np.arange(9.0), "score")])).search_space)


def test_a_broken_constraint_is_told_as_infeasible(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", limits=["raspi4=15"], benchmark=tables)
    rng = np.random.default_rng(0)
    sampler = SuiteSampler("random_search", rng=rng, constraints_func=problem.constraints_func)
    study = study_of(problem, sampler)
    study.optimize(problem, n_trials=40)
    best, _ = sampler.algorithm.archive.best()
    kept = tables.hardware_cost(NASBENCH201.index(codes_of(study)), "cifar10", "raspi4") <= 15
    assert 0 < kept.sum() < 40
    assert tables.hardware_cost(NASBENCH201.index(best), "cifar10", "raspi4")[0] <= 15


def test_trials_at_the_same_time_within_a_batch_and_the_end_of_it(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", "raspi4", benchmark=tables)
    study = study_of(problem, SuiteSampler("nsga2", rng=np.random.default_rng(0), population_size=4))
    open_trials = [study.ask(problem.search_space) for _ in range(4)]
    with pytest.raises(ConfigurationError, match=r"waits for the values of its batch of 4: run the trials"):
        study.ask(problem.search_space)
    for trial in reversed(open_trials):
        study.tell(trial, problem.evaluate(trial.params))
    assert study.ask(problem.search_space).params != open_trials[0].params


def test_an_enqueued_trial_is_the_users_and_the_methods_comes_after(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", "raspi4", benchmark=tables)
    plain = study_of(problem, SuiteSampler("nsga2", rng=np.random.default_rng(3), population_size=4))
    plain.optimize(problem, n_trials=8)
    mixed = study_of(problem, SuiteSampler("nsga2", rng=np.random.default_rng(3), population_size=4))
    mixed.enqueue_trial(params_of(NASBENCH201.codes([9])[0], NASBENCH201))
    mixed.optimize(problem, n_trials=9)
    np.testing.assert_array_equal(codes_of(mixed)[1:], codes_of(plain))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda b: OptunaProblem.of_tables("cifar10", "raspi", benchmark=b), UnknownNameError, "did you mean 'raspi4'"),
        (lambda b: OptunaProblem.of_tables("cifar10", fitness="test@200", benchmark=b), SuiteError, "test"),
        (lambda b: OptunaProblem.of_tables("cifar10", benchmark=b).evaluate({}), ArchitectureError, "1<-0"),
        (lambda b: SuiteSampler("nsga", rng=np.random.default_rng(0)), UnknownNameError, "did you mean 'nsga2'"),
        (lambda b: SuiteSampler("nsga2", rng=0), ConfigurationError, "numpy.random.Generator"),
    ],
)  # fmt: skip
def test_refusals_are_one_line(call: Any, error: type, words: str, tables: Any) -> None:
    with pytest.raises(error, match=words) as caught:
        call(tables)
    assert "\n" not in str(caught.value)


def test_a_study_that_does_not_fit_is_refused(tables: Any) -> None:
    problem = OptunaProblem.of_tables("cifar10", "raspi4", benchmark=tables)
    study = study_of(problem, SuiteSampler("local_search", rng=np.random.default_rng(0)))
    with pytest.raises(ConfigurationError, match=r"local_search does not take 2 objective"):
        study.optimize(problem, n_trials=1)
    other = optuna.create_study(sampler=SuiteSampler("random_search", rng=np.random.default_rng(0)))
    with pytest.raises(ConfigurationError, match="the parameter 'x' is none of the edges"):
        other.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    assert list(search_space(GridSpace(2, 3))) == ["edge_0", "edge_1"]
