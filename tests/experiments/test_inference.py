"""Likelihoods by simulation over a grid of choices, and the summaries that MO-HDNAS's and HW-EvRSNAS's figures give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from experiments import kit
from experiments.hw_evrsnas import inference as nine
from experiments.kit import Study, inference
from experiments.kit.inference import Evidence
from experiments.mo_hdnas.choices import quality
from experiments.mo_hdnas.choices.runs import RANDOM, VARIANTS
from experiments.mo_hdnas.inference import evidence, runs
from suite.algorithms.mo_hdnas import population_diversity
from suite.analysis.statistics import interquartile_mean
from suite.benchmark import Benchmark, load_benchmark
from suite.study.runner import run


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def two_levels(apart: float, count: int = 400, width: float = 0.5) -> Evidence:
    """Two levels of one choice whose runs are normal around 0 and around ``apart``; a second choice plays no part."""
    found = generator().normal(size=(2, 1, count, 2))
    found[1] += apart
    return Evidence("two", found, np.zeros(2), np.full(2, width))


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def test_the_kernel_likelihood_is_that_of_the_runs_spread_by_the_kernel() -> None:
    each = two_levels(1.5, 20_000)
    wide = np.sqrt(1.0 + 0.25)  # of runs and kernel together
    expected = [np.prod(norm.pdf([0, 0], centre, wide) * np.sqrt(2 * np.pi) * 0.5) for centre in (0.0, 1.5)]
    np.testing.assert_allclose(each.likelihood()[:, 0], expected, rtol=0.05)


def test_the_synthetic_likelihood_is_the_normal_density_of_mean_and_covariance() -> None:
    each = two_levels(1.5)
    found = each.synthetic()[:, 0]
    densities = [
        multivariate_normal(sample.mean(axis=0), np.cov(sample, rowvar=False) + 0.25 * np.eye(2)).pdf([0, 0])
        for sample in each.simulated[:, 0]
    ]
    assert found[0] / found[1] == pytest.approx(densities[0] / densities[1])
    np.testing.assert_allclose(found, each.likelihood()[:, 0], rtol=0.2)


def test_choices_that_an_evidence_does_not_depend_on_keep_their_prior() -> None:
    other = Evidence("other", generator(1).normal(size=(1, 3, 50, 1)), np.zeros(1), np.ones(1))
    joint = inference.together([two_levels(2.0).likelihood(), other.likelihood()])
    assert joint.shape == (2, 3)
    assert inference.posterior(joint, 0)[0] > 0.8
    np.testing.assert_allclose(inference.posterior(joint, 1), 1 / 3, atol=0.1)
    rows = inference.marginals([two_levels(2.0)], {"a": ("x", "y"), "b": ("only",)}, generator(), 50)
    assert [(row["choice"], row["level"]) for row in rows] == [("a", "x"), ("a", "y")]
    assert sum(row["probability"] for row in rows) == pytest.approx(1.0)
    assert all(row["low"] <= row["probability"] <= row["high"] for row in rows)


def test_bayes_factors_and_readings() -> None:
    np.testing.assert_allclose(inference.bayes_factor([0.5, 0.25, 0.9], 4), [3.0, 1.0, 27.0])
    assert inference.reading(25.0, 80.0) == "favoured"
    assert inference.reading(0.001, 0.04) == "excluded"
    assert inference.reading(0.5, 40.0) == inference.reading(15.0, 400.0) == "cannot tell"
    assert inference.reading(25.0, 80.0, 21.0, 19.0) == inference.reading(0.001, 0.04, 0.2) == "cannot tell"


@pytest.mark.parametrize(("apart", "least", "most"), [(0.0, 0.45, 0.55), (8.0, 0.99, 1.0)])
def test_power_is_the_prior_without_a_difference_and_one_with_a_large_one(
    apart: float, least: float, most: float
) -> None:
    told, by_level = inference.power([two_levels(apart, 60)], 0, generator(), 60)
    assert least <= told <= most
    assert by_level.shape == (2,)


def test_a_print_far_from_all_runs_is_not_typical_and_a_floor_bounds_what_it_decides() -> None:
    far = replace(two_levels(1.0, 50), printed=np.array([9.0, 9.0]))
    assert far.typicality((0, 0)) == 0.0
    assert two_levels(1.0, 50).typicality((0, 0)) > 0.5
    bounded = replace(two_levels(30.0, 50), floor=0.01)
    ratio = bounded.likelihood()[0, 0] / bounded.likelihood()[1, 0]
    assert 1.0 < ratio <= 101.0


# -- MO-HDNAS ----------------------------------------------------------------------------------------------------------
def test_every_combination_has_parameters_of_its_own() -> None:
    chi, operators, equal, tournament = (runs.FACTORS[name][0] for name in list(runs.FACTORS)[:4])
    assert runs.parameters(chi, operators, equal, tournament, True) == {}
    made = {
        tuple(sorted(runs.parameters(chi, operators, equal, tournament, True).items()))
        for chi in runs.CHI
        for operators in runs.OPERATORS
        for equal in runs.EQUAL
        for tournament in runs.TOURNAMENT
    }
    assert len(made) == 4 * 4 * 2 * 2


def test_the_summary_of_a_series_is_eq_4_in_logarithms() -> None:
    latency = generator().uniform(1, 8, 500)
    populations = generator(1).integers(500, size=(100, 20))
    populations[29] = 7  # one latency alone
    found = evidence.series_of(populations, latency)
    assert found[0] == pytest.approx(np.log(population_diversity(latency[populations[9]])))
    assert found[1] == pytest.approx(np.log(evidence.LEAST_DIVERSITY))
    assert found[-1] == latency[populations[99]].max()
    assert evidence.printed_series("with diversity")[-2] == pytest.approx(np.log(177.85))


def test_markers_on_one_another_count_once() -> None:
    points = np.array([[1.0, 10.0], [1.01, 10.5], [5.0, 10.0], [1.0, 40.0]])
    assert evidence.seen(points, (8.0, 100.0)).tolist() == [[1.0, 10.0], [1.0, 40.0], [5.0, 10.0]]


# -- HW-EvRSNAS --------------------------------------------------------------------------------------------------------
def test_a_point_by_fitness_is_the_cell_that_the_run_returned(surrogate: Benchmark) -> None:
    case = nine.search(kit.VALID, "one-sided", 1.0, 4.0)
    record = run(case.spec, surrogate)
    judged = Study(surrogate, {record.spec: record}, 1).judged(case)
    found = nine.plotted(record, judged)
    assert found[0, 0] == judged.test[int(record.recommended[0])]
    assert (found[1] >= found[0]).all() or judged.cost[int(record.recommended[0])] > 4.0
    assert (np.diff(found[1]) <= 0).all()  # fewer evaluations hold no better cell


# -- choices -----------------------------------------------------------------------------------------------------------
def test_regrets_are_held_against_random_search() -> None:
    rng = generator()
    default = next(iter(VARIANTS.values()))
    frame = pd.DataFrame(
        [
            {
                "line": line, "fitness": kit.VALID, "dataset": "cifar10", "device": device, "seed": seed, "distinct": 9,
                "returned": rng.normal(centre, 0.01), "archive": rng.normal(0.05, 0.01),
            }
            for line, centre in ((default, 0.2), (RANDOM, 0.1))
            for device in ("fpga", "raspi4")
            for seed in range(8)
        ]
    )  # fmt: skip
    rows = {(row["line"].key, row["set"]): row for row in quality.compared(frame, "test")}
    ours = rows[default.key, "returned"]
    there = frame[frame["line"] == default]["returned"]
    assert ours["iqm"] == pytest.approx(float(interquartile_mean(there)))
    assert ours["iqm_low"] < ours["iqm"] < ours["iqm_high"]
    assert (ours["iqm_reading"], rows[default.key, "archive"]["iqm_reading"]) == ("worse", "better")
    assert rows[RANDOM.key, "returned"]["mean_difference"] == 0.0
