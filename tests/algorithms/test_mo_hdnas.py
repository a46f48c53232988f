"""MO-HDNAS: Eqs. 3 and 4, Fig. 3's printed numbers, whose chi is recomputed, operators, Algorithm 1's order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from suite.algorithms.mo_hdnas import MOHDNAS, cost_diversity, population_diversity, unnormalised_diversity
from suite.algorithms.nsga2 import NSGA2
from suite.errors import ConfigurationError
from suite.kernels.ranking import nondominated
from suite.spaces import NASBENCH201
from suite.testing import run

FIG_3 = {  # printed "population diversity": latencies (ms), digitised from the figure
    0.0: [0.2, 0.2, 0.2, 0.2, 0.2],
    0.75: [0.10, 0.22, 0.30, 0.38, 0.45],
    2.32: [0.10, 0.30, 0.50, 0.60, 0.70],
    4.67: [0.05, 0.25, 0.55, 0.70, 0.90],
}

costs = arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 100))


def make(seed: int = 0, **parameters: Any) -> MOHDNAS:
    return MOHDNAS(NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


def values(codes: np.ndarray) -> np.ndarray:
    """A cost that grows with the operations and an error that falls with it."""
    cost = codes.astype(float) @ [1.0, 0.7, 0.9, 1.3, 0.8, 1.1]
    return np.stack([100 / (1 + cost) + (codes[:, 0] == 2), cost], axis=1)


@pytest.mark.parametrize("printed", FIG_3)
def test_fig_3_prints_the_unnormalised_sum(printed: float) -> None:
    assert unnormalised_diversity(np.array(FIG_3[printed])) == pytest.approx(printed, abs=0.005)
    assert population_diversity(np.array(FIG_3[printed])) == pytest.approx(printed / 5, abs=0.001)


@given(costs)
def test_eq_4_is_twice_n_times_the_variance(cost: np.ndarray) -> None:
    assert population_diversity(cost) == pytest.approx(2 * len(cost) * cost.var(), rel=1e-6, abs=1e-6)


@given(costs, st.integers(0, 29))
def test_eq_3_is_the_sum_of_squared_differences(cost: np.ndarray, row: int) -> None:
    one = cost[row % len(cost)]
    assert cost_diversity(cost, cost)[row % len(cost)] == pytest.approx(sum((one - other) ** 2 for other in cost))


def test_infeasible_members_are_left_out_of_chi() -> None:
    cost = np.array([1.0, np.nan, 3.0])
    np.testing.assert_array_equal(cost_diversity(cost, cost), [4.0, np.nan, 4.0])
    assert population_diversity(cost) == 4.0
    assert np.isnan(population_diversity(np.array([np.nan])))


@pytest.mark.parametrize("mode", ["stale", "fresh", "separate"])
def test_chi_of_the_survivors(mode: str) -> None:
    algorithm = make(chi=mode)
    parents_cost = np.empty(0)
    for generation in range(5):
        batch = algorithm.ask()
        before = None if generation == 0 else (algorithm.population(), algorithm._objectives.copy())
        algorithm.tell(batch, values(batch))
        kept = -algorithm._objectives[:, 2]
        own = algorithm._objectives[:, 1]
        batch_cost = values(batch)[:, 1]
        if mode == "fresh":
            # chi of parents and children anew, within both together
            np.testing.assert_allclose(kept, cost_diversity(own, np.concatenate([parents_cost, batch_cost])))
        elif mode == "separate":
            # of parents within the parents, of children within the children
            both = [cost_diversity(own, costs).tolist() for costs in (parents_cost, batch_cost)]
            for value, *either in zip(kept.tolist(), *both, strict=True):
                assert any(value == pytest.approx(one) for one in either)
        else:
            # every survivor has the chi of its own batch: of this one, or the one it had before
            fresh = cost_diversity(own, batch_cost)
            old = [] if before is None else (-before[1][:, 2]).tolist()
            for value, new in zip(kept.tolist(), fresh.tolist(), strict=True):
                assert value == pytest.approx(new) or any(value == pytest.approx(earlier) for earlier in old)
        parents_cost = own


def test_stale_and_fresh_differ_only_from_the_second_survival() -> None:
    stale, fresh = (run(make(chi=mode), values, 200).codes for mode in ("stale", "fresh"))
    np.testing.assert_array_equal(stale[:40], fresh[:40])
    assert not np.array_equal(stale, fresh)


def test_without_diversity_there_are_two_objectives() -> None:
    algorithm = make(diversity=False)
    run(algorithm, values, 200)
    assert algorithm._objectives.shape[1] == 2
    recommended = values(algorithm.recommend())
    assert nondominated(recommended).all()


def test_diversity_keeps_the_population_spread_out() -> None:
    spread = {}
    for diversity in (True, False):
        algorithm = make(3, diversity=diversity)
        run(algorithm, values, 1000)
        population = algorithm.population()
        assert population is not None
        assert len(population) == 20
        spread[diversity] = population_diversity(values(population)[:, 1])
    assert spread[True] > spread[False]


def test_recommend_is_the_first_front_in_three_objectives_without_repeats() -> None:
    algorithm = make()
    run(algorithm, values, 400)
    population = algorithm.population()
    assert population is not None
    front = population[nondominated(algorithm._objectives)]
    assert {code.tobytes() for code in algorithm.recommend()} == {code.tobytes() for code in front}


def test_population_after_the_first_tell_is_the_initial_population() -> None:
    algorithm = make()
    codes = algorithm.ask()
    assert codes.shape == (20, 6)
    algorithm.tell(codes, values(codes))
    np.testing.assert_array_equal(algorithm.population(), codes)


def test_defaults_are_those_of_the_first_authors_nsga2() -> None:
    real, row = make().genotypes, make(operators="row").genotypes
    assert (real.crossover_probability, real.crossover_eta) == (0.7, 15.0)
    assert (real.mutation_rate, real.mutation_eta) == (0.2, 20.0)
    assert (row.crossover_probability, row.mutation_rate) == (1.0, 0.1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"chi": "old"},
        {"operators": "sbx"},
        {"tournament": "best"},
        {"survival": "elders"},
        {"duplicates": "none"},
        {"population_size": 1},
        {"mutation_rate": 2.0},
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)


def test_on_codes_without_chi_it_is_nsga2() -> None:
    rng = np.random.Generator(np.random.PCG64(5))
    ours = run(make(5, operators="codes", diversity=False), values, 600)
    theirs = run(NSGA2(NASBENCH201, rng=rng), values, 600)
    np.testing.assert_array_equal(ours.codes, theirs.codes)


@pytest.mark.parametrize("operators", ["real", "row", "codes"])
def test_no_architecture_is_twice_in_a_population_where_equal_ones_are_tried_anew(operators: str) -> None:
    repeats = {}
    for duplicates in ("architecture", "kept"):
        algorithm = make(1, operators=operators, duplicates=duplicates)
        repeats[duplicates] = 0
        for _ in range(20):
            batch = algorithm.ask()
            there = [*(algorithm.population() if algorithm.population() is not None else ()), *batch]  # type: ignore[misc]
            repeats[duplicates] += len(there) - len({code.tobytes() for code in there})
            algorithm.tell(batch, values(batch))
    assert repeats["kept"] > 0
    assert repeats["architecture"] == 0


def test_children_replace_their_parents() -> None:
    algorithm = make(survival="children")
    for _ in range(4):
        batch = algorithm.ask()
        algorithm.tell(batch, values(batch))
        assert {code.tobytes() for code in algorithm.population()} == {code.tobytes() for code in batch}  # type: ignore[union-attr]
