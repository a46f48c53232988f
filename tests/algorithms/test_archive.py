"""The archive: everything told, in order, and the questions asked of it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from suite.algorithms import Archive
from suite.spaces import GridSpace

SPACE = GridSpace(3, 3)


def filled(rows: list[list[int]], values: list[list[float]]) -> Archive:
    archive = Archive(SPACE)
    for row, value in zip(rows, values, strict=True):
        archive.add(np.array([row], dtype=np.uint8), np.array([value]))
    return archive


def test_an_empty_archive() -> None:
    archive = Archive(SPACE)
    assert len(archive) == 0
    assert archive.codes.shape == (0, 3)
    for codes, values in (archive.distinct(), archive.nondominated(), archive.best()):
        assert codes.shape == (0, 3)
        assert len(values) == 0


def test_distinct_keeps_the_first_telling_in_order() -> None:
    archive = filled([[2, 2, 2], [0, 0, 0], [2, 2, 2]], [[1.0], [2.0], [9.0]])
    codes, values = archive.distinct()
    assert codes.tolist() == [[2, 2, 2], [0, 0, 0]]
    assert values.tolist() == [[1.0], [2.0]]


def test_best_is_the_earliest_of_the_feasible_lowest() -> None:
    archive = filled([[0, 0, 0], [1, 1, 1], [2, 2, 2], [0, 1, 2]], [[3.0], [np.nan], [1.0], [1.0]])
    assert archive.best()[0].tolist() == [[2, 2, 2]]
    assert len(filled([[0, 0, 0]], [[np.nan]]).best()[0]) == 0


@given(st.lists(st.tuples(st.integers(0, 26), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_nondominated_is_what_no_other_told_one_dominates(rows: list[tuple[int, int, int]]) -> None:
    table = {index: (float(a), float(b)) for index, a, b in reversed(rows)}  # first telling wins
    archive = Archive(SPACE)
    for index, _, _ in rows:
        archive.add(SPACE.codes([index]), np.array([table[index]]))
    expected = {
        index
        for index, (a, b) in table.items()
        if not any(x <= a and y <= b and (x, y) != (a, b) for x, y in table.values())
    }
    assert set(SPACE.index(archive.nondominated()[0]).tolist()) == expected
