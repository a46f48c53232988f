"""PopDB: what a history leaves of a space, and its text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.popdb import as_text, cluster_labels, parse_allowed, popular_values, value_frequencies
from suite.errors import ConfigurationError
from suite.spaces.grid import GridSpace

SPACE = GridSpace(3, 4)


def history(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return 400 codes in two dense groups of objective values, and 4 outliers with operation 3 on edge 0."""
    rng = np.random.Generator(np.random.PCG64(seed))
    codes = rng.integers(0, 3, size=(404, 3)).astype(np.uint8)
    centre = np.where(codes[:, :1] == 0, [[0.0, 1.0]], [[1.0, 0.0]])
    values = centre + 0.02 * rng.normal(size=(404, 2))
    codes[400:, 0] = 3
    values[400:] = [[5.0, 5.0], [-4.0, 3.0], [6.0, -5.0], [-5.0, -6.0]]
    codes[:3, 1] = 3  # three of 400: under one per cent
    return codes, values


def test_clusters_and_noise() -> None:
    _, values = history()
    labels = cluster_labels(values)
    assert set(labels[400:].tolist()) == {-1}
    assert len(set(labels[labels >= 0].tolist())) == 2


@pytest.mark.parametrize("order", [1, -1])
def test_rare_values_and_noise_are_dropped(order: int) -> None:
    codes, values = history()
    allowed = popular_values(SPACE, codes[::order], values[::order])
    assert as_text(allowed) == "012,012,012"
    loose = popular_values(SPACE, codes, values, threshold=0.001)
    assert as_text(loose) == "012,0123,012"  # noise stays out


def test_infeasible_points_do_not_count() -> None:
    codes, values = history()
    values[codes[:, 2] == 1] = np.nan
    assert as_text(popular_values(SPACE, codes, values)) == "012,012,02"


def test_codes_can_be_clustered_instead() -> None:
    codes = np.repeat(np.array([[0, 1, 2], [3, 3, 3]], dtype=np.uint8), 60, axis=0)
    values = np.random.Generator(np.random.PCG64(1)).random((120, 2))
    assert as_text(popular_values(SPACE, codes, values, points="codes")) == "03,13,23"


def test_the_most_frequent_value_always_stays() -> None:
    codes, values = history()
    allowed = popular_values(SPACE, codes, values, threshold=0.9)
    assert (allowed.sum(axis=1) >= 1).all()


def test_frequencies() -> None:
    assert value_frequencies([[0, 1], [0, 2]], 3).tolist() == [[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]]


def test_text_and_back() -> None:
    allowed = np.array([[1, 0, 0, 1], [0, 1, 0, 0], [1, 1, 1, 1]], dtype=bool)
    assert (parse_allowed(as_text(allowed), SPACE) == allowed).all()
    assert parse_allowed(None, SPACE).all()


@pytest.mark.parametrize("text", ["", "01,1", "01,1,", "01,1,4", "01,1,x", "01,1,2,3"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="digits"):
        parse_allowed(text, SPACE)


@pytest.mark.parametrize("wrong", [{"points": "graphs"}, {"threshold": 1.0}, {"min_cluster_size": 500}])
def test_wrong_arguments_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        popular_values(SPACE, *history(), **wrong)
