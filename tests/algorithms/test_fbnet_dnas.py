"""DNAS (tabular): loss, schedule, gradients against exact enumeration, look-up table, and a known optimum."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from suite.algorithms.fbnet_dnas import FBNetDNAS
from suite.errors import ConfigurationError
from suite.kernels.adam import Adam
from suite.kernels.additive import AdditiveModel
from suite.kernels.gumbel import gumbel_noise, mixture, pathwise_gradient, score_gradient, softmax
from suite.kernels.latency_loss import cross_entropy, dnas_loss, dnas_slopes
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import run

SPACE = GridSpace(3, 3)
EVERY = SPACE.codes(np.arange(SPACE.size))


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def search(space: Any = SPACE, seed: int = 0, **parameters: Any) -> FBNetDNAS:
    return FBNetDNAS(space, rng=rng(seed), **parameters)


def probability(logits: np.ndarray, codes: np.ndarray) -> np.ndarray:
    return softmax(logits)[np.arange(len(logits)), codes].prod(axis=1)


def numerical(function: Any, logits: np.ndarray) -> np.ndarray:
    gradient = np.zeros_like(logits)
    for place in np.ndindex(logits.shape):
        step = np.zeros_like(logits)
        step[place] = 1e-5
        gradient[place] = (function(logits + step) - function(logits - step)) / 2e-5
    return gradient


# -- loss ---
def test_the_three_forms_of_the_loss_by_hand() -> None:
    ce, us = np.array([0.5]), np.array([5000.0])
    assert dnas_loss(ce, us) == pytest.approx(0.5 * 0.2 * math.log(5000.0) ** 0.6)
    assert dnas_loss(ce, us, form="log-power") == pytest.approx(0.2 * 0.5 * math.log(5000.0**0.6))
    assert dnas_loss(ce, us, form="additive") == pytest.approx(0.5 + 0.2 * 5000.0**0.6)


@pytest.mark.parametrize("form", ["paper", "log-power", "additive"])
def test_slopes_are_the_derivatives(form: str) -> None:
    constants: dict[str, Any] = {"alpha": 0.3, "beta": 0.7, "form": form}
    ce, us = np.array([0.4, 2.0]), np.array([900.0, 33_000.0])
    by_ce, by_us = dnas_slopes(ce, us, **constants)
    step = 1e-6
    assert by_ce == pytest.approx(
        (dnas_loss(ce + step, us, **constants) - dnas_loss(ce - step, us, **constants)) / 2e-6
    )
    rise = dnas_loss(ce, us + 0.01, **constants) - dnas_loss(ce, us - 0.01, **constants)
    assert by_us == pytest.approx(rise / 0.02, rel=1e-4)


def test_latencies_without_a_logarithm_have_no_loss() -> None:
    ce = np.full(4, 0.5)
    us = np.array([1.0, 0.0, -1000.0, np.nan])
    assert np.isnan(dnas_loss(ce, us)).all()
    assert np.isnan(dnas_loss(ce, us, form="additive")).tolist() == [False, True, True, True]


def test_cross_entropy_is_that_of_guessing_at_chance_level_and_finite_at_no_accuracy() -> None:
    assert cross_entropy(np.array([99.0]), "log-accuracy") == pytest.approx(math.log(100.0))
    assert cross_entropy(np.array([0.0]), "log-accuracy") == 0.0
    assert np.isfinite(cross_entropy(np.array([100.0, 130.0]), "log-accuracy")).all()
    assert cross_entropy(np.array([30.0]), "error") == pytest.approx(0.3)
    assert cross_entropy(np.array([1.7]), "told") == 1.7
    with pytest.raises(ConfigurationError, match="log-accuracy"):
        cross_entropy(np.array([1.0]), "nll")


# -- gradients ---
def test_score_gradient_equals_that_of_the_enumerated_expectation() -> None:
    logits, losses = rng(1).normal(size=(3, 3)), rng(2).random(SPACE.size)
    exact = numerical(lambda at: float(probability(at, EVERY) @ losses), logits)
    for baseline in (0.0, 0.37):  # a baseline changes nothing in expectation
        weights = probability(logits, EVERY) * (losses - baseline) * SPACE.size
        np.testing.assert_allclose(score_gradient(logits, EVERY, weights), exact, atol=1e-9)


def test_the_algorithms_gradient_without_a_look_up_table_is_unbiased() -> None:
    algorithm = search(latency="table")
    algorithm.theta = rng(4).normal(size=(3, 3))
    losses = rng(5).random(SPACE.size)
    share = probability(algorithm.theta, EVERY)
    total = sum(
        weight * algorithm._gradient(code[None], np.zeros(1), np.ones(1), np.array([loss]))
        for code, loss, weight in zip(EVERY, losses, share, strict=True)
    )
    exact = numerical(lambda at: float(probability(at, EVERY) @ losses), algorithm.theta)
    np.testing.assert_allclose(total, exact, atol=1e-9)


def test_pathwise_gradient_is_that_of_the_relaxed_latency() -> None:
    logits, slopes, noise = rng(1).normal(size=(3, 3)), rng(2).random((3, 3)), gumbel_noise((50, 3, 3), rng(3))
    for temperature in (5.0, 0.7):

        def latency(at: np.ndarray, temperature: float = temperature) -> float:
            return float((mixture(at, noise, temperature) * slopes).sum(axis=(1, 2)).mean())

        found = pathwise_gradient(mixture(logits, noise, temperature), slopes, np.ones(50), temperature)
        np.testing.assert_allclose(found, numerical(latency, logits), atol=1e-8)


@pytest.mark.parametrize("form", ["paper", "additive"])
def test_with_equal_cross_entropies_only_the_relaxed_latency_moves_theta(form: str) -> None:
    algorithm = search(loss=form, temperature=2.0)
    algorithm.theta = rng(4).normal(size=(3, 3))
    noise = gumbel_noise((40, 3, 3), rng(6))
    algorithm._mixtures = mixture(algorithm.theta, noise, 2.0)
    algorithm._lut.add(EVERY, 1000.0 + 300.0 * EVERY.sum(axis=1) + 50.0 * EVERY[:, 0])
    algorithm._lut.fit()
    algorithm._least_us = 1.0
    algorithm._remember(np.full(20, 0.8))

    def loss(at: np.ndarray) -> float:
        mixed = algorithm._lut.mixed(mixture(at, noise, 2.0))
        return float(dnas_loss(np.full(40, 0.8), mixed, form=form).mean())

    codes = (algorithm.theta + noise).argmax(axis=2).astype(np.uint8)
    found = algorithm._gradient(codes, np.full(40, 0.8), np.ones(40), np.ones(40))
    np.testing.assert_allclose(found, numerical(loss, algorithm.theta), atol=1e-8)


def test_gumbel_draws_follow_the_softmax_whatever_the_temperature() -> None:
    logits = np.log(np.array([[0.1, 0.2, 0.7]]))
    noise = gumbel_noise((20_000, 1, 3), rng())
    for temperature in (5.0, 0.1):
        largest = mixture(logits, noise, temperature).argmax(axis=2)[:, 0]
        np.testing.assert_allclose(np.bincount(largest) / 20_000, [0.1, 0.2, 0.7], atol=0.012)


def test_adam_adds_the_weight_decay_to_the_gradient() -> None:
    step = Adam((2,), 0.01, 0.5).step(np.array([2.0, -2.0]), np.array([-0.5, 0.0]))
    np.testing.assert_allclose(step, [2.0 - 0.01, -2.0 + 0.01], atol=1e-6)  # gradients 0.5 and -1: steps of one rate


# -- look-up table ---
def test_an_additive_table_is_learnt() -> None:
    entries = rng(1).random((3, 3))
    values = 5.0 + entries[np.arange(3), EVERY].sum(axis=1)
    model = AdditiveModel(3, 3, 1e-9)
    model.add(EVERY[:20], np.where(np.arange(20) == 3, np.nan, values[:20]))
    model.add(EVERY[:20], values[:20] + 100.0)  # told before, so it changes nothing but the missing one
    model.fit()
    assert model.n == 20
    clean = AdditiveModel(3, 3, 1e-9)
    clean.add(EVERY[:20], values[:20])
    clean.fit()
    np.testing.assert_allclose(clean.predict(EVERY), values, atol=1e-6)
    shares = np.eye(3)[EVERY]
    np.testing.assert_allclose(clean.mixed(shares), clean.predict(EVERY))


def test_measured_asks_one_at_a_time_first() -> None:
    algorithm = search(NASBENCH201, latency="measured", lut_base=3)
    codes = algorithm.ask()
    assert codes.shape == (25, 6)
    assert (codes[0] == 3).all()
    assert ((codes[1:] != 3).sum(axis=1) == 1).all()


# -- the search ---
def test_schedule_and_number_of_evaluations() -> None:
    algorithm = search(epochs=4, warmup_epochs=1, steps_per_epoch=3, batch_size=2)
    assert algorithm.temperature_at(0) == 5.0
    assert algorithm.temperature_at(89) == pytest.approx(5.0 * math.exp(-0.045 * 89))
    assert algorithm.temperature_at(1) / algorithm.temperature_at(0) == pytest.approx(0.956, abs=5e-4)
    trace = run(algorithm, values, 1000)
    assert len(trace.codes) == 4 * 3 * 2 + 6
    assert algorithm.finished
    assert len(algorithm.theta_history) == 5
    assert (algorithm.theta_history[1] == 0).all()  # theta rests in the first epoch
    assert (algorithm.theta_history[2] != 0).any()


def values(codes: np.ndarray) -> np.ndarray:
    """Error in per cent and latency in ms with the single best code 2, 1, 0."""
    error = 20.0 + 8.0 * (codes != np.array([2, 1, 0])).sum(axis=1)
    return np.stack([error, 2.0 + 0.1 * codes.sum(axis=1)], axis=1)


@pytest.mark.parametrize(
    "parameters", [{}, {"latency": "measured"}, {"latency": "table"}, {"gradient": "straight-through"}]
)
def test_the_optimum_of_a_small_space_is_where_theta_goes(parameters: dict[str, Any]) -> None:
    table = values(EVERY)
    best = EVERY[dnas_loss(cross_entropy(table[:, 0], "log-accuracy"), 1000 * table[:, 1]).argmin()]
    assert best.tolist() == [2, 1, 0]
    for seed in range(3):
        algorithm = search(seed=seed, learning_rate=0.1, **parameters)
        run(algorithm, values, 5000)
        assert algorithm.theta.argmax(axis=1).tolist() == best.tolist()
        assert algorithm.recommend().tolist() == [best.tolist()]
        assert algorithm.probabilities().max(axis=1).min() > 0.6


def test_unmeasured_architectures_leave_theta_finite_and_are_avoided() -> None:
    def with_gaps(codes: np.ndarray) -> np.ndarray:
        table = values(codes)
        table[codes[:, 0] == 2, 1] = np.nan  # the best one has no latency
        return table

    for parameters in ({}, {"latency": "measured"}, {"latency": "table"}, {"gradient": "straight-through"}):
        algorithm = search(learning_rate=0.1, **parameters)  # type: ignore[arg-type]
        run(algorithm, with_gaps, 5000)
        assert np.isfinite(algorithm.theta).all()
        assert algorithm.probabilities()[0, 2] < 1 / 3
        assert algorithm.recommend()[0, 0] != 2


def test_nothing_feasible_moves_nothing() -> None:
    algorithm = search(epochs=12)
    run(algorithm, lambda codes: np.full((len(codes), 2), np.nan), 5000)
    assert (algorithm.theta == 0).all()
    assert len(algorithm.recommend()) == 0


def test_no_warm_up_still_fits_the_look_up_table_before_it_is_used() -> None:
    for parameters in ({}, {"gradient": "straight-through"}):
        algorithm = search(warmup_epochs=0, epochs=3, **parameters)
        run(algorithm, values, 1000)
        assert np.isfinite(algorithm.theta).all()
        assert (algorithm.theta != 0).any()


def test_what_is_returned_comes_from_the_last_draws_or_from_everything_told() -> None:
    found = {}
    for returned in ("samples", "told"):
        algorithm = search(GridSpace(5, 3), epochs=2, warmup_epochs=1, returned=returned)
        trace = run(algorithm, lambda codes: values(codes[:, :3]), 1000)
        table = values(trace.codes[:, :3])
        losses = dnas_loss(cross_entropy(table[:, 0], "log-accuracy"), 1000 * table[:, 1])
        rows = slice(-6, None) if returned == "samples" else slice(None)
        assert algorithm.recommend()[0].tolist() == trace.codes[rows][losses[rows].argmin()].tolist()
        found[returned] = losses[rows].min()
    assert found["told"] <= found["samples"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"loss": "other"}, {"alpha": 0.0}, {"beta": math.nan}, {"unit": -1.0}, {"gradient": "exact"},
        {"lut_base": 7, "latency": "measured"}, {"decay": -0.1}, {"weight_decay": -1.0}, {"momentum": 1.0},
        {"epochs": 0}, {"temperature": 0.0}, {"returned": "front"}, {"cross_entropy": "nll"}, {"n_samples": 0},
        {"latency": "lut"},
    ],
)  # fmt: skip
def test_parameters_out_of_range_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        search(**parameters)


def test_equal_seeds_give_equal_runs_of_every_kind() -> None:
    kinds = itertools.product(("fitted", "measured", "table"), ("score", "straight-through"))
    for latency, gradient in kinds:
        first, second = (search(NASBENCH201, 3, latency=latency, gradient=gradient, epochs=12) for _ in range(2))
        for algorithm in (first, second):
            run(algorithm, lambda codes: values(codes[:, :3] % 3), 300)
        np.testing.assert_array_equal(first.theta, second.theta)
