"""Digitised points beside the tables: what counts as an architecture at a point."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.mo_hdnas.points import Plane

PLANE = Plane(np.array([1.0, 1.0, 2.0, -1.0]), np.array([90.0, 92.0, 94.0, 10.0]))
ERRORS = (0.02, 0.3)


def test_the_nearest_accuracy_among_those_of_the_latency_is_taken() -> None:
    assert PLANE.at(1.01, 91.5, 0.02) == 1
    assert PLANE.at(1.01, 94.0, 0.02) == 1  # the architecture at 2 ms is no candidate
    assert PLANE.at(-1.0, 93.0, 0.02) == 3


def test_without_any_at_that_latency_the_nearest_latency_is_taken() -> None:
    assert PLANE.at(1.8, 90.0, 0.02) == 2


def test_both_numbers_have_to_fit() -> None:
    assert PLANE.holds(1.02, np.array([90.3, 90.31, 94.0]), ERRORS).tolist() == [True, False, False]
    assert not PLANE.holds(1.5, np.array([90.0]), ERRORS).any()


@given(st.integers(0, 3), st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_an_architecture_shifted_within_the_reading_errors_is_found_again(index: int, x: float, y: float) -> None:
    latency = PLANE.latency[index] + x * ERRORS[0] * 0.999
    accuracy = PLANE.accuracy[index] + y * ERRORS[1] * 0.999
    assert PLANE.holds(latency, np.array([accuracy]), ERRORS).all()
    found = PLANE.at(latency, accuracy, ERRORS[0])
    assert abs(PLANE.accuracy[found] - accuracy) <= ERRORS[1]
