"""Fitness stand-ins: canonical texts, Kendall taus as asked, pairing by seed, and no sight of test accuracy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from suite import load_benchmark
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, SuiteError, UnknownNameError
from suite.objectives.fitness import parse_fitness
from suite.objectives.simulated import PRESETS, Quality, simulate
from suite.objectives.stand_in import fitness_objectives
from suite.scores import DEFAULT_RMI, DEFAULT_SUPERNET
from suite.spaces import NASBENCH201, GridSpace

TRUTH = np.random.Generator(np.random.PCG64(20_240_601)).normal(85.0, 5.0, size=NASBENCH201.size).round(2)


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def tau(a: np.ndarray, b: np.ndarray) -> float:
    return float(kendalltau(a, b).statistic)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("valid200", "valid@200:mean"),
        ("valid12", "valid@12:mean"),
        (" valid@200 ", "valid@200:mean"),
        ("valid@200:777", "valid@200:777"),
        ("valid12-trial", "valid12-trial"),
        ("score:rmi", f"score:{DEFAULT_RMI}:sum"),
        ("score: rmi:sum", f"score:{DEFAULT_RMI}:sum"),
        ("score:rmi-n5-s150@150:sum", "score:rmi-n5-s150:sum"),
        ("score:rmi-n5-s150-b16-seed1@150", "score:rmi-n5-s150-b16-seed1"),
        ("score:rmi-n5-s150@040", "score:rmi-n5-s150@40"),
        ("score:rmi-n5-s150@40:mixed", "score:rmi-n5-s150@40"),
        ("score:rmi-n5-s40-teacher", "score:rmi-n5-s40-teacher:sum"),
        ("score:rmi-n5-s40-teacher@40:mixed", "score:rmi-n5-s40-teacher:mixed"),
        ("score:rmi-n5-s150-teacher@20", "score:rmi-n5-s150-teacher@20:sum"),
        ("score:rmi-n5-s150-teacher@80", "score:rmi-n5-s150-teacher@80"),
        ("score:rmi-n5-s40-batchmode-seed1", "score:rmi-n5-s40-batchmode-seed1:sum"),
        ("score:rmi-n5-s40-cifar100", "score:rmi-n5-s40-cifar100"),
        ("supernet:default", f"supernet:{DEFAULT_SUPERNET}"),
        ("supernet:one_shot", "supernet:one_shot"),
        ("simulated-supernet", "simulated-supernet:preset=one-shot"),
        ("simulated-supernet:zc=0.84, rho=0.720", "simulated-supernet:preset=few-shot"),
        ("simulated-supernet:preset=no-saturation", "simulated-supernet:preset=no-saturation"),
        ("simulated-supernet:preset=few-shot,zc=none,rho=.7", "simulated-supernet:preset=no-saturation"),
        ("simulated-supernet:rho=0.5", "simulated-supernet:zc=0,rho=0.5,w=0.55,additive=0.25"),
        ("rank-noise:tau=0.50", "rank-noise:tau=0.5"),
        ("staged:one-shot/few-shot/no-saturation", "staged:one-shot/few-shot/no-saturation"),
        ("staged:valid12/simulated-supernet", "staged:valid@12:mean/one-shot"),
        ("staged-inherited: one-shot / valid200", "staged-inherited:one-shot/valid@200:mean"),
    ],
)
def test_every_fitness_has_one_text(text: str, expected: str) -> None:
    assert parse_fitness(text).text == expected
    assert parse_fitness(expected).text == expected


numbers = st.floats(0.0, 1.0)


@given(st.one_of(st.just(math.inf), st.floats(-3, 3)), numbers, numbers, numbers)
def test_parameters_survive_their_text(zc: float, rho: float, w: float, additive: float) -> None:
    quality = Quality(zc, rho, w, additive)
    assert parse_fitness(f"simulated-supernet:{quality.text}").quality == quality
    assert (
        parse_fitness(f"rank-noise:tau={rho!r}").text == parse_fitness(parse_fitness(f"rank-noise:tau={rho}").text).text
    )


@pytest.mark.parametrize(
    "text",
    ["", "top1", "vali", "score:", "supernet:", "score:a@b", "score:a:mean", "score:@5", "score:a:sum:sum",
     "rank-noise", "rank-noise:tau", "rank-noise:tau=1.5",
     "rank-noise:tau=-0.1", "rank-noise:tau=nan", "rank-noise:tau=0.5,tau=0.6", "simulated-supernet:rho=2",
     "simulated-supernet:preset=one", "simulated-supernet:depth=3", "simulated-supernet:w=high", "staged:one-shot",
     "simulated-supernet:zc=nan", "staged:one-shot//few-shot", "staged:a/b", "staged:staged:one-shot/valid12"],
)  # fmt: skip
def test_malformed_texts_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(SuiteError) as caught:
        parse_fitness(text)
    assert "\n" not in str(caught.value)


def test_unknown_presets_and_parameters_name_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="few-shot"):
        parse_fitness("simulated-supernet:preset=fewshot")
    with pytest.raises(UnknownNameError, match="additive"):
        parse_fitness("simulated-supernet:aditive=1")


@pytest.mark.parametrize("text", ["test@200", "test@12:mean", "score:test_accuracy_200", "supernet:test_accuracy_12",
                                  "staged:one-shot/test@200"])  # fmt: skip
def test_no_fitness_sees_test_accuracy(text: str, surrogate: Benchmark) -> None:
    with pytest.raises(ConfigurationError, match="selects nothing"):
        fitness_objectives(surrogate, "cifar10", text)


def test_simulations_depend_on_validation_alone(surrogate: Benchmark, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    column = Benchmark.column
    monkeypatch.setattr(Benchmark, "column", lambda self, name, ds: asked.append(name) or column(self, name, ds))
    fitness_objectives(surrogate, "cifar100", "staged:one-shot/rank-noise:tau=0.5")
    assert set(asked) == {"valid_accuracy_200"}


@pytest.mark.parametrize("asked", [0.0, 0.3, 0.5, 0.7, 0.95])
def test_rank_noise_has_the_tau_asked_for(asked: float) -> None:
    found = [tau(TRUTH, simulate(TRUTH, NASBENCH201, Quality.rank_noise(asked), generator(seed))) for seed in range(3)]
    assert np.mean(found) == pytest.approx(asked, abs=0.01)


def test_perfect_quality_is_the_truth_itself() -> None:
    for quality in (Quality.rank_noise(1.0), Quality(math.inf, 1.0)):
        np.testing.assert_allclose(simulate(TRUTH, NASBENCH201, quality, generator()), TRUTH)


def test_saturation_takes_the_order_of_the_top_and_keeps_that_of_the_rest() -> None:
    top = np.median(TRUTH) < TRUTH
    taus = []
    for seed in range(4):
        seen = simulate(TRUTH, NASBENCH201, PRESETS["one-shot"], generator(seed))
        taus.append((tau(TRUTH, seen), tau(TRUTH[top], seen[top]), tau(TRUTH[~top], seen[~top])))
    everything, best, rest = np.mean(taus, axis=0)
    assert everything == pytest.approx(0.475, abs=0.03)  # the calibration's value
    assert abs(best) < 0.03
    assert rest > 0.3


def test_without_saturation_tau_follows_rho() -> None:
    found = np.mean([tau(TRUTH, simulate(TRUTH, NASBENCH201, Quality(math.inf, 0.7), generator(s))) for s in range(6)])
    assert found == pytest.approx(2 / math.pi * math.asin(0.7), abs=0.03)


def test_structured_error_is_shared_by_cells_with_the_same_operations() -> None:
    # additive structure alone: the score is a sum of one effect per edge and operation
    seen = simulate(np.arange(NASBENCH201.size), NASBENCH201, Quality(math.inf, 0.0, w=1.0, additive=1.0), generator())
    ranks = seen.argsort().argsort()
    one_hot = NASBENCH201.one_hot(NASBENCH201.codes(np.arange(NASBENCH201.size)))
    fit, *_ = np.linalg.lstsq(one_hot, ranks.astype(float), rcond=None)
    explained = 1.0 - np.var(ranks - one_hot @ fit) / np.var(ranks)
    assert explained > 0.95  # ranks are a monotone map of the sum
    white = simulate(np.arange(NASBENCH201.size), NASBENCH201, Quality(math.inf, 0.0, w=0.0), generator())
    fit, *_ = np.linalg.lstsq(one_hot, white, rcond=None)
    assert 1.0 - np.var(white - one_hot @ fit) / np.var(white) < 0.01


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from([1.0, 2.0, 3.5, 90.0]), st.just(math.nan)), min_size=27, max_size=27),
    numbers, numbers, numbers, st.one_of(st.just(math.inf), st.floats(-2, 2)), st.integers(0, 99),
)  # fmt: skip
def test_a_simulation_redistributes_the_known_accuracies(truth, rho, w, additive, zc, seed):  # type: ignore[no-untyped-def]
    space, values = GridSpace(3, 3), np.array(truth)
    if np.isnan(values).all():
        values[0] = 50.0
    seen = simulate(values, space, Quality(zc, rho, w, additive), generator(seed))
    np.testing.assert_array_equal(np.isnan(seen), np.isnan(values))
    assert np.nansum(seen) == pytest.approx(np.nansum(values))
    assert np.nanmin(values) <= np.nanmin(seen) <= np.nanmax(seen) <= np.nanmax(values)
    np.testing.assert_array_equal(seen, simulate(values, space, Quality(zc, rho, w, additive), generator(seed)))


def values_of(benchmark: Benchmark, text: str, dataset: str = "cifar10", seed: int = 0) -> list[np.ndarray]:
    return [objective.values for objective in fitness_objectives(benchmark, dataset, text, seed)]


def test_the_draw_depends_on_text_dataset_and_seed_alone(surrogate: Benchmark) -> None:
    text = "simulated-supernet:preset=one-shot"
    first = values_of(surrogate, text)[0]
    np.testing.assert_array_equal(first, values_of(surrogate, "simulated-supernet")[0])
    ranks = first.argsort()
    for other in (values_of(surrogate, text, seed=1), values_of(surrogate, "simulated-supernet:preset=few-shot")):
        assert not np.array_equal(ranks, other[0].argsort())
    # stated once and for all: a change of the draw changes committed results
    assert ranks[:4].tolist() == [3818, 15130, 11743, 1353]


def test_look_ups_do_not_depend_on_the_seed(surrogate: Benchmark) -> None:
    for text in ("valid200", "valid12"):
        np.testing.assert_array_equal(values_of(surrogate, text)[0], values_of(surrogate, text, seed=5)[0])
        assert not parse_fitness(text).drawn
    expected = 100.0 - surrogate.column("valid_accuracy_200", "cifar10")
    np.testing.assert_array_equal(values_of(surrogate, "valid200")[0], expected)


def test_one_trial_is_the_mean_where_there_are_no_trials(surrogate: Benchmark) -> None:
    np.testing.assert_array_equal(values_of(surrogate, "valid12-trial")[0], values_of(surrogate, "valid12")[0])
    assert "drawn per seed" in parse_fitness("valid12-trial").describe("cifar10")


def test_one_trial_is_drawn_uniformly_from_those_that_exist() -> None:
    trials = {f"valid_accuracy_12_seed{seed}": np.full(NASBENCH201.size, float(seed % 9)) for seed in (777, 888, 999)}
    trials["valid_accuracy_12_seed999"][:5000] = np.nan

    class Trials:
        space = NASBENCH201

        def table_columns(self, dataset: str) -> tuple[str, ...]:
            return ("valid_accuracy_12", *trials, "valid_accuracy_200_seed777")

        def column(self, name: str, dataset: str) -> np.ndarray:
            return trials[name]

    drawn = 100.0 - fitness_objectives(Trials(), "cifar10", "valid12-trial", 3)[0].values  # type: ignore[arg-type]
    shares = {value: float((drawn[5000:] == value).mean()) for value in (3.0, 6.0, 0.0)}
    assert all(share == pytest.approx(1 / 3, abs=0.02) for share in shares.values())
    assert set(drawn[:5000].tolist()) == {3.0, 6.0}
    assert (drawn[:5000] == 3.0).mean() == pytest.approx(0.5, abs=0.03)


def test_stages_err_in_their_own_way_unless_inherited(surrogate: Benchmark) -> None:
    same = values_of(surrogate, "staged-inherited:one-shot/one-shot")
    np.testing.assert_array_equal(same[0], same[1])
    own = values_of(surrogate, "staged:one-shot/one-shot/valid200")
    assert len(own) == 3
    assert not np.array_equal(own[0], own[1])
    np.testing.assert_array_equal(own[2], values_of(surrogate, "valid200")[0])


def test_descriptions_say_what_is_simulated() -> None:
    for text in ("simulated-supernet", "rank-noise:tau=0.5", "staged:one-shot/valid200"):
        fitness = parse_fitness(text)
        assert fitness.simulated
        assert fitness.drawn
        assert "simulated" in fitness.describe("cifar10")
        assert (fitness.epochs, fitness.is_accuracy) == (None, False)
    for text, epochs in (("valid200", 200), ("valid12-trial", 12), ("score:rmi", None)):
        assert parse_fitness(text).epochs == epochs
        assert not parse_fitness(text).simulated
