"""EvNAS: batches, elite, operators and their rates, ablations, and that codes do what the paper's matrices do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.evnas import EvNAS
from suite.errors import AskTellError, ConfigurationError
from suite.kernels.selection import fitness_tournament
from suite.kernels.variation import row_crossover, row_reset_real
from suite.spaces import NASBENCH201
from suite.testing import hidden_code, run

NOISE = np.random.Generator(np.random.PCG64(7)).random((NASBENCH201.size, 1))


def values_of(codes: np.ndarray) -> np.ndarray:
    """The distance from a hidden code, without ties between different architectures."""
    return np.asarray(hidden_code(NASBENCH201)(codes) + 1e-3 * NOISE[NASBENCH201.index(codes)])


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def second_generation(seed: int = 0, **parameters: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes and fitness of the first generation, and the batch asked next."""
    algorithm = EvNAS(NASBENCH201, rng=generator(seed), **parameters)
    codes = algorithm.ask()
    values = values_of(codes)
    algorithm.tell(codes, values)
    return codes, values[:, 0], algorithm.ask()


def next_generation(algorithm: EvNAS, population: np.ndarray, fitness: np.ndarray) -> np.ndarray:
    """The children asked after ``population``, whatever was asked before."""
    algorithm._population, algorithm._fitness, algorithm._pending = population, fitness, None
    return np.asarray(algorithm.ask()[1:])


def test_fifty_generations_of_fifty_are_asked_whole() -> None:
    algorithm = EvNAS(NASBENCH201, rng=generator())
    trace = run(algorithm, values_of, 10_000)
    assert trace.batches == (50,) * 50
    assert algorithm.n_told == 2500
    assert algorithm.finished
    with pytest.raises(AskTellError, match="has finished"):
        algorithm.ask()
    np.testing.assert_array_equal(algorithm.population(), trace.codes[-50:])


@pytest.mark.parametrize("variation", ["both", "mutation", "crossover", "random"])
def test_the_elite_is_asked_again_first_and_unchanged(variation: str) -> None:
    algorithm = EvNAS(NASBENCH201, rng=generator(), variation=variation)  # type: ignore[arg-type]
    trace = run(algorithm, values_of, 10_000)
    batches, fitness = trace.codes.reshape(50, 50, 6), trace.values.reshape(50, 50)
    for generation in range(1, 50):
        best = batches[generation - 1][fitness[generation - 1].argmin()]
        np.testing.assert_array_equal(batches[generation][0], best)
    np.testing.assert_array_equal(algorithm.recommend()[0], batches[-1][fitness[-1].argmin()])
    assert values_of(algorithm.recommend())[0, 0] == trace.values.min()  # elitism, as the fitness does not drift


def test_the_elite_is_evaluated_anew_and_may_lose() -> None:
    """With a fitness that drifts, what was best once is not returned for it."""
    algorithm = EvNAS(NASBENCH201, rng=generator(), generations=2)
    codes = algorithm.ask()
    algorithm.tell(codes, values_of(codes) - 100.0)
    codes = algorithm.ask()
    drifted = -values_of(codes)
    algorithm.tell(codes, drifted)
    np.testing.assert_array_equal(algorithm.recommend()[0], codes[drifted[:, 0].argmin()])
    assert not np.array_equal(algorithm.recommend()[0], codes[0])


def test_without_mutation_every_row_is_that_of_a_parent() -> None:
    codes, fitness, children = second_generation(variation="crossover", population_size=40, tournament_size=40)
    np.testing.assert_array_equal(children, np.repeat(codes[[fitness.argmin()]], 40, axis=0))
    codes, fitness, children = second_generation(variation="crossover", population_size=12)
    likely = codes[np.argsort(fitness, kind="stable")[:3]]  # of ten of twelve, at worst the third best wins
    assert all((children[:, edge, None] == likely[:, edge]).any(axis=1).all() for edge in range(6))


def test_a_row_comes_from_either_parent_with_equal_chance() -> None:
    """Half of the population is all 0, half all 1, none is fitter: half of the couples are mixed."""
    algorithm = EvNAS(NASBENCH201, rng=generator(), variation="crossover", population_size=1000, tournament_size=1)
    population = np.repeat(np.arange(2, dtype=np.uint8), 500)[:, None].repeat(6, axis=1)
    batches = [next_generation(algorithm, population, np.zeros(1000)) for _ in range(10)]
    ones = np.concatenate(batches).sum(axis=1, dtype=np.int64)
    expected = np.array([1, 6, 15, 20, 15, 6, 1]) / 64 / 2
    expected[[0, 6]] += 1 / 4
    np.testing.assert_allclose(np.bincount(ones, minlength=7) / len(ones), expected, atol=0.02)


def test_mutation_redraws_a_tenth_of_the_rows() -> None:
    changed = []
    for seed in range(100):
        codes, fitness, children = second_generation(seed, variation="mutation", tournament_size=50)
        changed.append((children[1:] != codes[fitness.argmin()]).mean())  # everyone's parent is the best of all
    assert np.mean(changed) == pytest.approx(0.1 * 4 / 5, abs=0.004)  # one redraw in five is the old operation
    codes, fitness, children = second_generation(variation="mutation", tournament_size=50, mutation_rate=0.0)
    assert (children == codes[fitness.argmin()]).all()


def test_random_is_uniform_but_for_the_elite() -> None:
    batches = np.concatenate([second_generation(seed, variation="random")[2][1:] for seed in range(60)])
    frequencies = np.stack([(batches == operation).mean(axis=0) for operation in range(5)])
    np.testing.assert_allclose(frequencies, 0.2, atol=0.03)


def test_codes_are_the_papers_matrices_in_distribution() -> None:
    """The same population as codes and as matrices: distances of the children and their operations agree."""
    n, rounds = 50, 400
    population = NASBENCH201.random(n, generator(9))
    fitness = values_of(population)[:, 0]
    rng = generator(1)
    matrices = rng.random((n, 6, 5))
    swapped = matrices.argmax(axis=2)
    for row in range(n):  # exchange two entries, so that the arg-max is the code's operation
        for edge in range(6):
            a, b = swapped[row, edge], population[row, edge]
            matrices[row, edge, [a, b]] = matrices[row, edge, [b, a]]
    np.testing.assert_array_equal(matrices.argmax(axis=2), population)
    theirs = []
    for _ in range(rounds):
        first, second = (matrices[fitness_tournament(fitness, n - 1, 10, rng)] for _ in range(2))
        crossed = row_crossover(first, second, rng)[0]
        theirs.append(row_reset_real(crossed, rng, rate=0.1).argmax(axis=2))
    algorithm = EvNAS(NASBENCH201, rng=generator(2))
    ours = [next_generation(algorithm, population, fitness) for _ in range(rounds)]
    for summary in (lambda codes: values_of(codes)[:, 0], lambda codes: codes[:, 0] * 5 + codes[:, 3]):
        a, b = summary(np.concatenate(ours)), summary(np.concatenate(theirs))
        cuts = np.unique(np.concatenate([a, b]).round(6))
        a, b = (np.searchsorted(np.sort(each.round(6)), cuts, side="right") / len(each) for each in (a, b))
        assert np.abs(a - b).max() < 0.02  # Kolmogorov-Smirnov; 19,600 children each, which share their parents


def test_infeasible_ones_are_never_elite_nor_returned() -> None:
    algorithm = EvNAS(NASBENCH201, rng=generator(), generations=3)
    for _ in range(3):
        codes = algorithm.ask()
        values = values_of(codes)
        values[codes[:, 0] == 1] = np.nan  # the optimum's operation on the first edge
        algorithm.tell(codes, values)
        assert algorithm.recommend()[0, 0] != 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"generations": 0}, "generations"),
        ({"population_size": 1}, "population_size"),
        ({"tournament_size": 51}, "at most"),
        ({"tournament_size": 0}, "tournament_size"),
        ({"mutation_rate": 1.5}, "mutation_rate"),
        ({"variation": "none"}, "variation must be"),
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        EvNAS(NASBENCH201, rng=generator(), **wrong)
