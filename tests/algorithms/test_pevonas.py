"""pEvoNAS: operators, stages and their spaces, the stopping rule, one column or three, where a budget cuts it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from suite.algorithms.pevonas import PEvoNAS
from suite.errors import AskTellError, ConfigurationError
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import Trace, hidden_code, run

LARGE = 10**6  # more than the method asks on its own
SEEDS = range(5)


def make(seed: int = 0, space: Any = NASBENCH201, **parameters: Any) -> PEvoNAS:
    return PEvoNAS(space, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


def rough(codes: np.ndarray, salt: int = 0) -> np.ndarray:
    """Sums of fixed random numbers per edge and operation: one optimum per edge, no ties."""
    worth = np.random.Generator(np.random.PCG64(99 + salt)).random((6, 5))
    return worth[np.arange(6), codes].sum(axis=1, keepdims=True)


def three(codes: np.ndarray) -> np.ndarray:
    return np.concatenate([rough(codes, salt) for salt in range(3)], axis=1)


def by_stage(algorithm: PEvoNAS, trace: Trace) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the told codes and values of each stage."""
    ends = np.cumsum([stage.queries for stage in algorithm.stages])
    assert ends[-1] == len(trace.codes)
    return list(zip(np.split(trace.codes, ends[:-1]), np.split(trace.values, ends[:-1]), strict=True))


@pytest.mark.parametrize("reduction", ["single", "vote"])
@pytest.mark.parametrize("seed", SEEDS)
def test_spaces_are_nested_and_of_five_three_and_two_operations(seed: int, reduction: str) -> None:
    algorithm = make(seed, reduction=reduction)
    trace = run(algorithm, rough, LARGE)
    assert algorithm.finished
    stages = algorithm.stages
    assert [stage.allowed.shape for stage in stages] == [(6, 5), (6, 3), (6, 2)]
    for stage, (codes, _) in zip(stages, by_stage(algorithm, trace), strict=True):
        assert (np.diff(stage.allowed.astype(int), axis=1) > 0).all()
        assert (codes[:, :, None] == stage.allowed[None]).any(axis=2).all()
        assert len(np.unique(codes, axis=0)) == len(codes)  # nothing is asked twice within a stage
    for wide, narrow in pairwise(stages):
        assert all(set(after) <= set(before) for before, after in zip(wide.allowed, narrow.allowed, strict=True))
        if reduction == "single":  # the operations of the best member have the largest parameters
            assert (narrow.allowed == wide.best[0][:, None]).any(axis=1).all()
    assert stages[2].queries <= 2**6


def test_the_stage_of_a_batch_is_known_while_it_is_asked() -> None:
    algorithm, seen = make(max_generations=4, patience=2), []
    while not algorithm.finished:
        codes = algorithm.ask()
        number, operations = algorithm.supernet_stage()
        assert (codes[:, :, None] == operations[None]).any(axis=2).all()
        seen.append((number, operations.shape))
        operations[:] = 9  # a copy
        algorithm.tell(codes, rough(codes))
    assert list(dict.fromkeys(seen)) == [(0, (6, 5)), (1, (6, 3)), (2, (6, 2))]
    assert algorithm.supernet_stage().number == 2
    np.testing.assert_array_equal(algorithm.supernet_stage().operations, algorithm.stages[-1].allowed)


def test_the_first_stage_is_uniform_over_the_whole_space() -> None:
    codes = make(population_size=5000).ask()
    for edge in range(6):
        np.testing.assert_allclose(np.bincount(codes[:, edge], minlength=5) / len(codes), 0.2, atol=0.03)


def test_a_generation_is_the_elite_and_children_by_rows() -> None:
    algorithm = make(population_size=4000, tournament_size=2)
    parents = algorithm.rng.random((4000, 6, 5))
    children = algorithm._evolve(parents, np.arange(4000.0))
    assert children.shape == parents.shape
    np.testing.assert_array_equal(children[0], parents[0])
    source = {row.tobytes(): number for edge in range(6) for number, row in enumerate(parents[:, edge])}
    origin = np.array([[source.get(row.tobytes(), -1) for row in child] for child in children[1:]])
    assert (origin == -1).mean() == pytest.approx(0.1, abs=0.01)  # rows redrawn
    assert max(len(set(row.tolist()) - {-1}) for row in origin) == 2  # two parents at most
    inherited = origin[origin >= 0]
    assert inherited.mean() == pytest.approx(4000 / 3, rel=0.05)  # the mean of the better of two of 4,000
    same = (origin[:, 0] == origin[:, 1])[(origin[:, :2] >= 0).all(axis=1)]
    assert same.mean() == pytest.approx(0.5, abs=0.03)  # each row from either parent with equal chance


@pytest.mark.parametrize("patience", [3, 10])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_stage_ends_when_the_best_is_unchanged(seed: int, patience: int) -> None:
    algorithm = make(seed, patience=patience)
    run(algorithm, rough, LARGE)
    for stage in algorithm.stages:
        errors = stage.best_errors  # without ties the best changes exactly where its error does
        assert len(errors) == stage.generations >= patience
        assert (np.diff(errors) <= 0).all()
        flat = [len(set(errors[end - patience : end].tolist())) == 1 for end in range(patience, len(errors) + 1)]
        assert flat == [False] * (len(flat) - 1) + [True]


def test_a_stage_ends_at_its_number_of_generations() -> None:
    algorithm = make(max_generations=4)
    trace = run(algorithm, rough, LARGE)
    assert [stage.generations for stage in algorithm.stages] == [4, 4, 4]
    assert len(trace.codes) <= 3 * 4 * 20


def test_generations_without_anything_new_are_not_asked() -> None:
    space = GridSpace(2, 2)
    algorithm = make(space=space)
    trace = run(algorithm, hidden_code(space), LARGE)
    assert [stage.queries for stage in algorithm.stages] == [4, 4, 4]  # 2 operations per edge in all stages
    assert sum(stage.generations for stage in algorithm.stages) >= 30 > len(trace.batches)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_of_the_last_stage_is_recommended(seed: int) -> None:
    algorithm = make(seed)
    trace = run(algorithm, rough, LARGE)
    codes, values = by_stage(algorithm, trace)[2]
    np.testing.assert_array_equal(algorithm.recommend()[0], codes[values[:, 0].argmin()])
    population = algorithm.population()
    assert population is not None
    np.testing.assert_array_equal(algorithm.recommend()[0], population[0])


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_of_a_small_space_is_found(seed: int) -> None:
    space = GridSpace(4, 3)
    target = np.array([2, 0, 1, 2], dtype=np.uint8)
    algorithm = make(seed, space)
    run(algorithm, hidden_code(space, target), LARGE)
    np.testing.assert_array_equal(algorithm.recommend(), target[None])


@pytest.mark.parametrize("seed", SEEDS)
def test_each_stage_sees_its_own_column(seed: int) -> None:
    algorithm = make(seed)
    trace = run(algorithm, three, LARGE)
    for number, (stage, (codes, values)) in enumerate(zip(algorithm.stages, by_stage(algorithm, trace), strict=True)):
        np.testing.assert_array_equal(stage.best[0], codes[values[:, number].argmin()])
        assert stage.best_errors[-1] == values[:, number].min()
    np.testing.assert_array_equal(algorithm.recommend(), algorithm.stages[2].best)


def test_three_equal_columns_are_one_column() -> None:
    one = run(make(7), rough, LARGE)
    repeated = run(make(7), lambda codes: np.tile(rough(codes), (1, 3)), LARGE)
    np.testing.assert_array_equal(one.codes, repeated.codes)


def test_two_columns_are_refused_and_the_run_goes_on() -> None:
    algorithm = make()
    codes = algorithm.ask()
    with pytest.raises(AskTellError, match="one per stage"):
        algorithm.tell(codes, np.zeros((len(codes), 2)))
    algorithm.tell(codes, rough(codes))
    algorithm.ask()


def test_an_architecture_infeasible_in_any_stage_is_never_the_best() -> None:
    def gaps(codes: np.ndarray) -> np.ndarray:
        table = three(codes)
        table[codes[:, 1] == 3, 2] = np.nan
        return table

    algorithm = make()
    run(algorithm, gaps, LARGE)
    assert all((stage.best[:, 1] != 3).all() for stage in algorithm.stages)


def test_a_budget_within_a_stage_returns_the_last_complete_generation_or_stage() -> None:
    whole = make(3)
    full = run(whole, three, LARGE)
    first, second = (stage.queries for stage in whole.stages[:2])
    early = make(3)
    run(early, three, 7)
    assert [stage.generations for stage in early.stages] == [0]
    np.testing.assert_array_equal(early.recommend()[0], full.codes[full.values[:7, 0].argmin()])
    between = make(3)
    run(between, three, first + 4)  # the second stage has no complete generation yet
    assert [stage.queries for stage in between.stages] == [first, 4]
    np.testing.assert_array_equal(between.recommend(), whole.stages[0].best)
    last = make(3)
    run(last, three, first + second + full.batches[-1] + 1)
    assert len(last.stages) == 3


def test_stages_are_shown_while_they_go_on() -> None:
    algorithm = make()
    assert algorithm.stages == ()
    assert not algorithm.finished
    codes = algorithm.ask()
    algorithm.tell(codes, rough(codes))
    (stage,) = algorithm.stages
    assert (stage.generations, stage.queries) == (1, len(codes))


@pytest.mark.parametrize(
    "wrong",
    [
        {"population_size": 1},
        {"tournament_size": 0},
        {"elite": 20},
        {"mutation_rate": 1.5},
        {"max_generations": 0},
        {"patience": 0},
        {"operations_stage_2": 0},
        {"operations_stage_2": 2, "operations_stage_3": 3},
        {"reduction": "best"},
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)
