"""Which operations are kept: by one member, and by the votes of a population."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from suite.kernels.reduction import top_operations, voted_operations

populations = st.tuples(st.integers(1, 8), st.integers(1, 4), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(0, 1, width=32))
)


def naive_vote(matrices: np.ndarray, edge: int, keep: int) -> list[int]:
    """The rule as its source has it: sums of -(rank / N) per set, the largest wins, the first met among equals."""
    n = len(matrices)
    score: dict[tuple[int, ...], float] = {}
    for rank, matrix in enumerate(matrices, start=1):
        ballot = tuple(sorted(sorted(range(matrix.shape[1]), key=lambda op: -matrix[edge, op])[:keep]))
        score[ballot] = score.get(ballot, 0.0) - rank / n
    best = max(score.values())
    return list(next(ballot for ballot, value in score.items() if np.isclose(value, best, rtol=0, atol=1e-9)))


@given(populations, st.integers(1, 5))
def test_the_largest_entries_are_kept(matrices: np.ndarray, keep: int) -> None:
    keep = min(keep, matrices.shape[2])
    kept = top_operations(matrices, keep)
    assert kept.shape == (*matrices.shape[:2], keep)
    assert (np.diff(kept, axis=-1) > 0).all()
    chosen = np.take_along_axis(matrices, kept, axis=-1)
    np.testing.assert_array_equal(np.sort(chosen, axis=-1), np.sort(matrices, axis=-1)[..., -keep:])
    assert (kept == matrices.argmax(axis=-1)[..., None]).any(axis=-1).all()  # the decoded operation is among them


@given(populations, st.integers(1, 5))
def test_the_vote_is_that_of_the_definition(matrices: np.ndarray, keep: int) -> None:
    keep = min(keep, matrices.shape[2])
    kept = voted_operations(matrices, keep)
    assert kept.tolist() == [naive_vote(matrices, edge, keep) for edge in range(matrices.shape[1])]


def test_a_vote_of_one_is_that_member() -> None:
    matrix = np.array([[[0.1, 0.9, 0.5], [0.3, 0.2, 0.8]]])
    np.testing.assert_array_equal(voted_operations(matrix, 2), [[1, 2], [0, 2]])
    np.testing.assert_array_equal(voted_operations(matrix, 2), top_operations(matrix[0], 2))


def test_votes_count_against_a_set() -> None:
    # ranks 1 to 4; the first set gets -(1 + 2 + 3) / 4, the other -4 / 4: the single vote of the worst member wins
    first, other = [[0.9, 0.1]], [[0.1, 0.9]]
    assert voted_operations(np.array([first, first, first, other]), 1).tolist() == [[1]]
    assert voted_operations(np.array([first, other, other, first]), 1).tolist() == [[0]]  # -5 each: the better member's
