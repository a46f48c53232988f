"""Proxies of disentanglement on codes with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from suite.errors import ConfigurationError
from suite.networks.beta_vae.disentanglement import (
    active_units,
    class_gap,
    measure,
    mutual_information,
    total_correlation,
)


def test_total_correlation_of_a_known_gaussian() -> None:
    rng = np.random.default_rng(0)
    rho, n = 0.8, 200_000
    codes = rng.standard_normal((n, 2)) @ np.linalg.cholesky([[1, rho], [rho, 1]]).T
    assert total_correlation(codes, np.zeros_like(codes)) == pytest.approx(-0.5 * np.log(1 - rho**2), abs=0.01)
    # the encoder's own variance adds to the diagonal only: rho becomes rho / 2
    assert total_correlation(codes, np.ones_like(codes)) == pytest.approx(-0.5 * np.log(1 - rho**2 / 4), abs=0.01)


def test_total_correlation_without_dependence_or_dimensions() -> None:
    codes = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    assert total_correlation(codes, np.zeros_like(codes)) == pytest.approx(0)
    assert total_correlation(codes[:, :1], np.ones((4, 1))) == 0
    dead = np.column_stack([codes, np.zeros(4)])
    assert total_correlation(dead, np.zeros_like(dead)) == pytest.approx(0)
    same = np.column_stack([codes[:, 0], codes[:, 0]])
    assert np.isnan(total_correlation(same, np.zeros_like(same))), "infinite: no number is made up"


def test_mutual_information_by_hand() -> None:
    labels = np.array([0, 0, 1, 1])
    assert mutual_information(labels, labels) == pytest.approx(1)
    assert mutual_information(np.array([0, 1, 0, 1]), labels) == pytest.approx(0)
    # p(0,0) = 1/2, p(0,1) = 1/4, p(1,1) = 1/4
    expected = 0.5 * np.log2(0.5 / (0.75 * 0.5)) + 0.25 * np.log2(0.25 / (0.75 * 0.5)) + 0.25 * np.log2(2)
    assert mutual_information(np.array([0, 0, 0, 1]), labels) == pytest.approx(expected)


def test_class_gap() -> None:
    labels = np.arange(1000) % 4
    noise = np.repeat(np.linspace(0, 1, 250), 4)  # every value with every label
    one = np.column_stack([labels.astype(float), noise])
    gap, best = class_gap(one, labels)
    assert gap == pytest.approx(1)
    assert best == pytest.approx(2)
    two = np.column_stack([labels.astype(float), labels.astype(float)])
    assert class_gap(two, labels)[0] == pytest.approx(0)
    assert class_gap(one, np.zeros(1000, dtype=int)) == (0.0, 0.0)
    assert class_gap(np.zeros((1000, 2)), labels) == (0.0, 0.0)


def test_active_units_and_all_together() -> None:
    rng = np.random.default_rng(1)
    means = rng.standard_normal((500, 3)) * [1, 0.2, 0.05]
    assert active_units(means) == 2
    found = measure(means, np.full_like(means, 0.1), np.arange(500) % 5)
    assert found.active_units == 2
    assert set(found.numbers()) == {"total_correlation", "class_gap", "class_information", "active_units"}
    with pytest.raises(ConfigurationError, match="do not go together"):
        measure(means, means[:, :2], np.arange(500))
