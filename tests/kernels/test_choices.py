"""Genotypes with allowed operations per edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.errors import ConfigurationError
from suite.kernels.choices import ChoiceGenotypes

ALLOWED = np.array([[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1]], dtype=bool)


def make(**parameters: Any) -> ChoiceGenotypes:
    return ChoiceGenotypes(ALLOWED, **{"crossover_probability": 0.9, "mutation_rate": 0.3, **parameters})


def inside(codes: np.ndarray) -> bool:
    return bool(ALLOWED[np.arange(3), codes].all())


@pytest.mark.parametrize("operators", ["codes", "integer"])
def test_only_allowed_operations_appear(operators: str) -> None:
    rng, genotypes = np.random.Generator(np.random.PCG64(0)), make(operators=operators)
    codes = genotypes.random(300, rng)
    children = genotypes.mate(codes[:150], codes[150:], rng)
    assert codes.dtype == children.dtype == np.uint8
    assert len(children) == 300
    assert inside(codes)
    assert inside(children)
    for edge, row in enumerate(ALLOWED):
        assert set(np.unique(children[:, edge])) == set(np.flatnonzero(row))
    assert (genotypes.decode(children) == children).all()


def test_draws_are_uniform() -> None:
    codes = make().random(6000, np.random.Generator(np.random.PCG64(1)))
    assert np.bincount(codes[:, 0], minlength=4) / 6000 == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3], abs=0.03)


@pytest.mark.parametrize("operators", ["codes", "integer"])
def test_without_variation_children_are_their_parents(operators: str) -> None:
    rng = np.random.Generator(np.random.PCG64(2))
    genotypes = make(operators=operators, crossover_probability=0.0, mutation_rate=0.0)
    codes = genotypes.random(40, rng)
    assert (genotypes.mate(codes[:20], codes[20:], rng) == codes).all()


def test_powers_number_the_codes() -> None:
    assert make().powers.tolist() == [16, 4, 1]


@pytest.mark.parametrize("wrong", [{"operators": "real"}, {"crossover_probability": 1.5}, {"mutation_rate": -0.1}])
def test_wrong_arguments_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)


def test_an_edge_without_operations_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="at least one"):
        ChoiceGenotypes(np.zeros((2, 3), dtype=bool), crossover_probability=0.9, mutation_rate=0.1)
