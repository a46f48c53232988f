"""MO-ASHA, FreeREA and E-TF-MOENAS: what their sources and the public codes say they do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.algorithms.etf_moenas import ETFMOENAS
from suite.algorithms.freerea import FreeREA, skip_score, summed_scores
from suite.algorithms.mo_asha import MOASHA
from suite.kernels.ranking import nondominated, nondominated_ranks
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import run, two_distances
from tests.golden.algorithms import values as golden_values

codes_of_cells = st.lists(st.integers(0, 4), min_size=6, max_size=6).map(lambda ops: np.array(ops, dtype=np.uint8))


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


# -- MO-ASHA -----------------------------------------------------------------------------------------------------------
def rungs(codes: np.ndarray) -> np.ndarray:
    """The error of few epochs, of many, and a cost; the two errors disagree."""
    table = golden_values(codes)
    many = (codes.astype(np.float64) @ np.array([5.0, 1.0, 4.0, 2.0, 3.0, 6.0])) % 17
    return np.stack([table[:, 0], many, table[:, 1]], axis=1)


@pytest.mark.parametrize("eta", [2, 3, 5])
def test_whoever_is_promoted_was_in_the_best_part_of_its_rung(eta: int) -> None:
    algorithm = MOASHA(NASBENCH201, rng=generator(), eta=eta)
    low: list[np.ndarray] = []
    promoted = 0
    for _ in range(200):
        code = algorithm.ask()
        known = [row for row in low if np.array_equal(row, code[0])]
        if algorithm._promotes:
            assert known
            table = rungs(np.stack(low))[:, [0, 2]]
            ranks = nondominated_ranks(table)
            mine = ranks[[np.array_equal(row, code[0]) for row in low].index(True)]
            assert (ranks < mine).sum() < len(low) // eta  # so few are of better fronts
            promoted += 1
        else:
            assert not known
            low.append(code[0])
        algorithm.tell(code, rungs(code))
    assert promoted >= 200 // (2 * eta + 2)


def test_the_upper_rung_is_not_looked_at_before() -> None:
    def other(codes: np.ndarray) -> np.ndarray:
        table = rungs(codes)
        table[:, 1] = 100.0 - table[:, 1]
        return table

    one, two = (MOASHA(NASBENCH201, rng=generator(5)) for _ in range(2))
    first, second = run(one, rungs, 300), run(two, other, 300)
    np.testing.assert_array_equal(first.codes, second.codes)
    codes, seen = one.rung(1)
    np.testing.assert_array_equal(seen, rungs(codes)[:, 1:])
    front = {code.tobytes() for code in codes[nondominated(seen)]}
    assert {code.tobytes() for code in one.recommend()} == front


# -- FreeREA -----------------------------------------------------------------------------------------------------------
def test_skips_count_the_nodes_that_they_jump_over() -> None:
    def of(digits: str) -> float:
        return skip_score(np.array([int(digit) for digit in digits], dtype=np.uint8), NASBENCH201)

    assert of("000000") == 0.0  # no skip connection at all
    assert of("100000") == 0.0  # from node 0 to node 1
    assert of("010000") == 1.0  # from 0 to 2
    assert of("000100") == 2.0  # from 0 to 3
    assert of("010100") == 1.5
    assert of("111111") == pytest.approx((0 + 1 + 0 + 2 + 1 + 0) / 6)
    assert skip_score(np.ones(3, dtype=np.uint8), GridSpace(3, 3)) == 0.0


@given(codes_of_cells)
def test_the_skip_score_is_the_public_codes(code: np.ndarray) -> None:
    """Counted on the text of the cell: level by level, gene by gene."""
    levels = NASBENCH201.strings(NASBENCH201.index(code[None]))[0].split("+")
    genes = [(at, gene) for at, level in enumerate(levels) for gene in level.strip("|").split("|")]
    jumps = [at - int(gene[-1]) for at, gene in genes if "skip" in gene]
    assert skip_score(code, NASBENCH201) == pytest.approx(sum(jumps) / len(jumps) if jumps else 0.0)


def test_scores_are_summed_as_shares_of_the_largest() -> None:
    scores = np.array([[2.0, -10.0], [4.0, -5.0], [np.nan, 0.0]])
    np.testing.assert_allclose(summed_scores(scores), [-0.5, 0.5, -np.inf], atol=1e-8)


def test_children_come_from_the_two_best_and_the_oldest_dies() -> None:
    algorithm = FreeREA(NASBENCH201, rng=generator(2), population_size=12, sample_size=12)
    first = algorithm.ask()
    algorithm.tell(first, golden_values(first))
    for _ in range(40):
        living = algorithm.population()
        assert living is not None
        keys = [code.tobytes() for code in living]
        best = living[np.argsort(-summed_scores(algorithm._scores(keys)), kind="stable")[:2]]
        ages = [algorithm._generation[key] for key in keys]
        oldest = keys[int(np.argmin(ages))]
        children = algorithm.ask()
        assert len(children) == 3
        assert (children[:2] != best).sum(axis=1).tolist() == [1, 1]
        assert ((children[2] == best[0]) | (children[2] == best[1])).all()
        algorithm.tell(children, golden_values(children))
        born = {code.tobytes() for code in children}
        if len(keys) == 12 and len(born - set(keys)) and oldest not in born:
            assert oldest not in {code.tobytes() for code in algorithm.population()}


def test_freerea_returns_the_best_of_its_history() -> None:
    algorithm = FreeREA(NASBENCH201, rng=generator(4), population_size=20, sample_size=5, skip=False)
    trace = run(algorithm, lambda codes: golden_values(codes)[:, :1], 400)
    best = np.nanmin(trace.values)
    assert golden_values(algorithm.recommend())[0, 0] == best


# -- E-TF-MOENAS -------------------------------------------------------------------------------------------------------
def test_crossed_children_exchange_one_inner_segment() -> None:
    algorithm = ETFMOENAS(NASBENCH201, rng=generator())
    first, second = np.zeros(6, dtype=np.uint8), np.ones(6, dtype=np.uint8)
    seen = set()
    for _ in range(300):
        one, other = algorithm._two_point(first, second)
        np.testing.assert_array_equal(one + other, np.ones(6))
        exchanged = np.flatnonzero(one)
        assert (np.diff(exchanged) == 1).all()
        seen.add(tuple(exchanged.tolist()))
    assert seen == {(1,), (2,), (3,), (1, 2), (2, 3), (1, 2, 3)}


def test_a_generation_is_new_and_all_told_is_its_archive() -> None:
    algorithm = ETFMOENAS(NASBENCH201, rng=generator(1), population_size=10)
    codes = algorithm.ask()
    algorithm.tell(codes, two_distances(NASBENCH201)(codes))
    for _ in range(30):
        parents = {code.tobytes() for code in algorithm.population()}
        codes = algorithm.ask()
        children = [code.tobytes() for code in codes]
        assert len(set(children)) == len(children) == 10
        assert not parents & set(children)
        algorithm.tell(codes, two_distances(NASBENCH201)(codes))
    told, values = algorithm.archive.distinct()
    front = {code.tobytes() for code in told[nondominated(values)]}
    assert {code.tobytes() for code in algorithm.recommend()} == front
    assert len(front) > 10  # more than a population holds


def test_a_mutated_edge_gets_another_operation() -> None:
    algorithm = ETFMOENAS(NASBENCH201, rng=generator(), mutation_rate=1.0, crossover_probability=0.0)
    parents = algorithm.ask()
    algorithm.tell(parents, two_distances(NASBENCH201)(parents))
    children = algorithm.ask()
    assert all((child != algorithm.population()).all(axis=1).any() for child in children)
