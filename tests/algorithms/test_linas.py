"""LINAS: a small space with a known front, the inner search, populations without repeats, options, resuming."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms import create
from suite.algorithms.linas import LINAS
from suite.algorithms.popdb import as_text
from suite.errors import ConfigurationError, UnknownNameError
from suite.kernels.ranking import nondominated
from suite.spaces import NASBENCH201
from suite.spaces.grid import GridSpace
from suite.testing import run
from suite.testing.problems import hidden_code, two_distances

SPACE = GridSpace(5, 4)
VALUES = two_distances(SPACE)
FRONT = set(np.flatnonzero(nondominated(VALUES(SPACE.codes(np.arange(SPACE.size))))).tolist())


def make(space: Any = SPACE, seed: int = 0, **parameters: Any) -> LINAS:
    algorithm = create("linas", space, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)
    assert isinstance(algorithm, LINAS)
    return algorithm


@pytest.mark.parametrize("parameters", [{"predictor": "ridge"}, {"predictor": "svr"}, {"operators": "integer"}])
def test_the_front_of_an_additive_problem_is_found_in_few_evaluations(parameters: dict[str, Any]) -> None:
    algorithm = make(population_size=16, **parameters)
    trace = run(algorithm, VALUES, 160)  # of 1,024; the front has 32
    found = set(SPACE.index(trace.codes).tolist())
    assert len(found) == 160
    assert len(FRONT & found) >= 30
    assert set(SPACE.index(algorithm.recommend()).tolist()) == FRONT & found


def test_one_and_three_objectives() -> None:
    one = make(population_size=10)
    run(one, hidden_code(SPACE), 80)
    assert one.recommend().tolist() == [[1, 2, 0, 1, 2]]
    three = make(population_size=10)
    run(three, lambda codes: np.concatenate([VALUES(codes), codes[:, :1].astype(float)], axis=1), 60)
    assert len(three.recommend()) >= 5


def test_the_inner_search_finds_the_predicted_front() -> None:
    algorithm = make(population_size=40, predictor="ridge", inner_evaluations=4000)
    codes = algorithm.ask()
    algorithm.tell(codes, VALUES(codes))
    predicted = algorithm._learnt()
    assert predicted is not None
    algorithm.ask()
    expected = set(np.flatnonzero(nondominated(predicted)).tolist())
    found = set(SPACE.index(algorithm.predicted_front).tolist())  # a grid's numbers are its indices
    assert found <= expected
    assert len(found) >= min(len(expected), 38)


@pytest.mark.parametrize("unique", ["codes", "classes"])
def test_populations_have_no_repeats(unique: str) -> None:
    algorithm = make(NASBENCH201, unique=unique, predictor="ridge", inner_evaluations=400)
    trace = run(algorithm, two_distances(NASBENCH201), 200)
    indices = NASBENCH201.index(trace.codes)
    counted = NASBENCH201.isomorphism_class()[indices] if unique == "classes" else indices
    assert trace.batches == (20,) * 10
    assert len(set(counted.tolist())) == 200


def test_the_released_code_measures_again_what_it_knows() -> None:
    algorithm = make(next_population="final", predictor="ridge", population_size=20)
    trace = run(algorithm, VALUES, 200)
    assert len(set(SPACE.index(trace.codes).tolist())) < 200
    for start in range(20, 200, 20):
        batch = SPACE.index(trace.codes[start : start + 20])
        assert len(set(batch.tolist())) == 20


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    short, long = (run(make(seed=4, inner_evaluations=400), VALUES, n) for n in (70, 150))
    assert (long.codes[:70] == short.codes).all()


def test_more_inner_evaluations_change_what_is_asked_from_the_second_population_on() -> None:
    few, many = (run(make(inner_evaluations=n), VALUES, 40).codes for n in (20, 2000))
    assert (few[:20] == many[:20]).all()
    assert VALUES(many[20:]).sum(axis=1).mean() < VALUES(few[20:]).sum(axis=1).mean()


def test_the_end_comes_when_everything_was_measured() -> None:
    space = GridSpace(3, 3)
    algorithm = make(space, population_size=8)
    trace = run(algorithm, two_distances(space), 400)
    assert algorithm.finished
    assert trace.batches == (8, 8, 8, 3)
    classes = make(NASBENCH201, unique="classes")  # of two equivalent cells the second is asked after all classes
    assert len(classes._random(15_625, np.empty(0, dtype=np.int64))) == 15_625


def test_warm_start() -> None:
    algorithm = make(warm_start="7 3 3 500", population_size=6)
    first = SPACE.index(algorithm.ask()).tolist()
    assert first[:3] == [7, 3, 500]
    assert len(set(first)) == 6
    assert SPACE.index(make(warm_start="7 3 500", population_size=2).ask()).tolist() == [7, 3]


def test_a_restricted_space_is_never_left() -> None:
    allowed = np.ones((5, 4), dtype=bool)
    allowed[0, [1, 2]] = allowed[3, 0] = False
    algorithm = make(allowed=as_text(allowed), population_size=10, predictor="ridge")
    trace = run(algorithm, VALUES, 120)
    assert allowed[np.arange(5), trace.codes].all()
    tiny = make(allowed="0,1,2,01,01", population_size=10)
    assert len(run(tiny, VALUES, 50).codes) == 4


def test_infeasible_architectures() -> None:
    def values(codes: np.ndarray) -> np.ndarray:
        table = VALUES(codes)
        table[codes[:, 0] == 1] = np.nan
        return table

    wasted = {}
    for infeasible in ("ignore", "worst"):
        algorithm = make(infeasible=infeasible, population_size=16, predictor="ridge", inner_evaluations=480)
        trace = run(algorithm, values, 112)
        assert (algorithm.recommend()[:, 0] != 1).all()
        wasted[infeasible] = np.isnan(trace.values[16:]).any(axis=1).mean()
    assert wasted["worst"] < 0.05 < wasted["ignore"]
    nothing = make(population_size=5)
    trace = run(nothing, lambda codes: np.full((len(codes), 2), np.nan), 23)
    assert len(set(SPACE.index(trace.codes).tolist())) == 23


def test_exhaustive_takes_the_predicted_best_of_the_space() -> None:
    algorithm = create("linas_exhaustive", SPACE, rng=np.random.Generator(np.random.PCG64(0)), predictor="ridge")
    codes = algorithm.ask()
    algorithm.tell(codes, VALUES(codes))
    predicted = algorithm._learnt()  # type: ignore[attr-defined]
    chosen = SPACE.index(algorithm.ask())
    rest = np.setdiff1d(np.arange(SPACE.size), np.concatenate([SPACE.index(codes), chosen]))
    for one in chosen:  # nothing that was left out dominates what was chosen
        assert not (
            (predicted[rest] <= predicted[one]).all(axis=1) & (predicted[rest] < predicted[one]).any(axis=1)
        ).any()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"population_size": 1}, ConfigurationError),
        ({"inner_evaluations": 5}, ConfigurationError),
        ({"predictor": "mlp"}, UnknownNameError),
        ({"cost_predictor": "mlp"}, UnknownNameError),
        ({"operators": "real"}, ConfigurationError),
        ({"next_population": "best"}, ConfigurationError),
        ({"unique": "names"}, ConfigurationError),
        ({"infeasible": "drop"}, ConfigurationError),
        ({"mutation_rate": 2.0}, ConfigurationError),
        ({"warm_start": "1 two"}, ConfigurationError),
        ({"allowed": "01"}, ConfigurationError),
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        make(**wrong)


def test_a_space_that_cannot_be_enumerated_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="too large"):
        make(GridSpace(22, 9))
