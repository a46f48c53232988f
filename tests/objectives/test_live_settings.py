"""The text of a live supernet: one per meaning, errors that say how to fix them; without torch."""

from __future__ import annotations

import sys

import pytest

from suite.algorithms import get
from suite.benchmark import load_benchmark
from suite.errors import ConfigurationError, UnknownNameError
from suite.networks.supernet.objective import live_objective
from suite.objectives.fitness import parse_fitness
from suite.objectives.live import LIVE_VERSION, LiveSettings
from suite.objectives.stand_in import fitness_objectives, score_hash
from suite.shared_weights import SharedWeights
from tests.study.made_up import write_made_up_store


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("supernet-live", "supernet-live"),
        ("supernet-live:", "supernet-live"),
        ("supernet-live:cells=5,decoding=softmax", "supernet-live"),
        ("supernet-live: images=2000 , cells=1", "supernet-live:cells=1,images=2000"),
        ("supernet-live:statistics=batch,batch=256", "supernet-live:batch=256,statistics=batch"),
        ("supernet-live:inherit=yes", "supernet-live"),
        ("supernet-live:inherit=no,epochs=50", "supernet-live:epochs=50,inherit=no"),  # 50 is not every method's own
    ],
)
def test_one_text_per_meaning(text, canonical):
    fitness = parse_fitness(text)
    assert fitness.text == canonical
    assert parse_fitness(canonical) == fitness
    assert fitness.drawn
    assert not fitness.simulated
    assert not fitness.is_accuracy
    assert fitness.epochs is None


def test_reductions_are_said():
    assert "reduced" not in parse_fitness("supernet-live").describe("cifar10")
    said = parse_fitness("supernet-live:cells=1,images=2000").describe("cifar10")
    assert "reduced: 1 of 5 cells per stage, 2,000 of 25,000 training images" in said


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("supernet-live:cels=1", UnknownNameError, "did you mean 'cells'"),
        ("supernet-live:cells=0", ConfigurationError, "at least 1"),
        ("supernet-live:cells=one", ConfigurationError, "whole number"),
        ("supernet-live:decoding=mixed", ConfigurationError, "softmax or hard"),
        ("supernet-live:inherit=maybe", ConfigurationError, "yes or no"),
        ("supernet-live:images=32", ConfigurationError, "batch of 64"),
        ("staged:supernet-live/valid200", ConfigurationError, "no stage"),
    ],
)
def test_impossible_texts_are_refused(text, error, words):
    with pytest.raises(error, match=words):
        parse_fitness(text)


def test_every_method_has_its_own_protocol_and_what_is_given_comes_first():
    own = {name: LiveSettings().completed(get(name).shared_weights) for name in ("evnas", "random_search", "cmanas")}
    assert (own["evnas"].epochs, own["evnas"].batch, own["evnas"].statistics) == (50, 64, "running")
    assert own["random_search"] == own["evnas"]
    assert (own["cmanas"].epochs, own["cmanas"].batch, own["cmanas"].statistics) == (100, 256, "running")
    pevonas = get("pevonas").shared_weights
    assert (pevonas.stages, pevonas.epochs, pevonas.batch, pevonas.statistics) == (3, 50, 256, "batch")
    given = LiveSettings(epochs=2, batch=64, statistics="running")
    assert given.completed(pevonas) == given
    assert "2 (the method's own: 50) epochs of uniform mixtures before each of 3 stages" in given.protocol(pevonas)
    assert "from new weights" in LiveSettings(inherit="no").protocol(pevonas)


def test_what_does_not_fit_the_method_is_refused():
    with pytest.raises(ConfigurationError, match="several stages"):
        LiveSettings(inherit="no").completed(get("cmanas").shared_weights)
    with pytest.raises(ConfigurationError, match="batch of 256"):
        LiveSettings(images=100).completed(get("pevonas").shared_weights)
    for wrong in ({"stages": -1}, {"batch": 0}, {"statistics": "none"}):
        with pytest.raises(ConfigurationError, match="supernet's"):
            SharedWeights(**wrong)


def test_it_has_no_table_and_its_version_makes_it_another_run(tmp_path):
    benchmark = load_benchmark(write_made_up_store(tmp_path))
    with pytest.raises(ConfigurationError, match="no table"):
        fitness_objectives(benchmark, "cifar10", "supernet-live")
    assert score_hash(benchmark, "cifar10", "supernet-live") == f"supernet-live-{LIVE_VERSION}"


def test_without_torch_the_extra_is_named(monkeypatch, tmp_path):
    benchmark = load_benchmark(write_made_up_store(tmp_path))
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ConfigurationError, match=r"hwnas-suite\[torch\]"):
        live_objective(benchmark, "cifar10", LiveSettings(), 0)
