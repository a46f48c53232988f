"""Scoring all cells with a supernet: chunks, equal paths, resumed and parallel runs."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError, DataError  # noqa: E402
from suite.networks.rmi.resnet import seeded  # noqa: E402
from suite.networks.supernet import score as supernet_score  # noqa: E402
from suite.networks.supernet.model import Supernet  # noqa: E402
from suite.networks.supernet.score import correct_answers, distinct_paths, score_cells  # noqa: E402
from suite.networks.supernet.training import shared_accuracy  # noqa: E402
from suite.spaces.nasbench201 import NASBENCH201  # noqa: E402
from tests.networks.test_supernet_folded import trained_a_little  # noqa: E402

INDICES = np.array([5, 77, 1462, 9000, 15_000, 3])


@pytest.fixture(scope="module")
def fitness():
    generator = torch.Generator().manual_seed(1)
    return torch.randn(20, 3, 8, 8, generator=generator), torch.randint(0, 10, (20,), generator=generator)


@pytest.fixture(scope="module")
def supernet():
    return trained_a_little(1, cells=1)


@pytest.mark.parametrize("decoding", ["softmax", "hard"])
def test_counts_are_the_accuracies_of_the_supernet(supernet, fitness, decoding, tmp_path):
    counts = score_cells(tmp_path, supernet, *fitness, {}, decoding=decoding, indices=INDICES)
    expected = [shared_accuracy(supernet, code, *fitness, decoding=decoding) for code in NASBENCH201.codes(INDICES)]
    np.testing.assert_allclose(100 * counts / 20, expected, atol=1e-4)
    assert len(set(expected)) > 1


def test_batch_statistics_are_those_of_the_images_evaluated_together(fitness):
    net = trained_a_little(2, cells=1, track=True)
    batchwise = Supernet(channels=4, cells=1, track=False)
    batchwise.load_state_dict(net.state_dict(), strict=False)
    codes = NASBENCH201.codes(INDICES)
    images, labels = fitness
    halves = sum(correct_answers(batchwise, codes, images[h], labels[h]) for h in (slice(10), slice(10, 20)))
    assert np.array_equal(correct_answers(batchwise, codes, images, labels, batch=10), halves)


def test_a_stopped_run_goes_on_and_any_number_of_processes_gives_the_same(supernet, fitness, tmp_path, monkeypatch):
    whole = score_cells(tmp_path / "a", supernet, *fitness, {"of": "one"}, indices=INDICES)
    files = sorted((tmp_path / "a").glob("chunk-*.npy"))
    files[0].write_bytes(b"cut off")
    files[1].unlink()
    made = []
    original = supernet_score.correct_answers
    monkeypatch.setattr(
        supernet_score, "correct_answers", lambda *args, **more: made.append(len(args[1])) or original(*args, **more)
    )
    seen = []
    again = score_cells(
        tmp_path / "a", supernet, *fitness, {"of": "one"}, indices=INDICES, progress=lambda *at: seen.append(at)
    )
    assert np.array_equal(whole, again)
    assert sum(made) == 2
    assert seen[0] == (4, 6)
    assert seen[-1] == (6, 6)
    monkeypatch.undo()
    two = score_cells(tmp_path / "b", supernet, *fitness, {"of": "one"}, indices=INDICES, jobs=2)
    assert np.array_equal(whole, two)


def test_results_of_another_supernet_or_setting_are_refused(supernet, fitness, tmp_path):
    score_cells(tmp_path, supernet, *fitness, {"of": "one"}, indices=INDICES[:1])
    for settings, more in (({"of": "two"}, {}), ({"of": "one"}, {"decoding": "hard"})):
        with pytest.raises(DataError, match="other settings"):
            score_cells(tmp_path, supernet, *fitness, settings, indices=INDICES[:1], **more)


def test_equal_paths_are_the_cells_whose_live_edges_agree(supernet, fitness):
    codes = NASBENCH201.all_codes
    paths = distinct_paths(codes)
    found, position = np.unique(paths, axis=0, return_inverse=True)
    assert 6_466 < len(found) < len(codes)  # what differs in names of nodes alone is one class, but has its own weights
    assert np.array_equal(distinct_paths(found), found)
    rng = np.random.default_rng(0)
    changed = np.flatnonzero((paths != codes).any(axis=1))
    chosen = rng.choice(changed, 25, replace=False)
    images, labels = fitness
    own = correct_answers(supernet, codes[chosen], images, labels, decoding="hard")
    shared = correct_answers(supernet, paths[chosen], images, labels, decoding="hard")
    assert np.array_equal(own, shared)
    kept = position.ravel() == position.ravel()[chosen[0]]
    assert (paths[kept] == paths[chosen[0]]).all()


def test_an_edge_from_an_empty_node_is_dead_unless_its_batch_norm_adds_a_constant():
    skip, convolution = [0, 0, 1, 1, 0, 1], [0, 0, 3, 1, 0, 1]
    assert distinct_paths([skip]).tolist() == [[0, 0, 0, 1, 0, 0]]
    assert distinct_paths([convolution]).tolist() == [convolution]


@pytest.mark.parametrize("wrong", ["decoding", "operations"])
def test_what_cannot_be_scored_is_refused(wrong, supernet, fitness):
    net = supernet if wrong == "decoding" else trained_a_little(0, cells=1, allowed=((0, 3),) * 6)
    with pytest.raises(ConfigurationError, match="decoded by" if wrong == "decoding" else "edges of the supernet hold"):
        correct_answers(net, [[1] * 6], *fitness, decoding="mixed" if wrong == "decoding" else "softmax")


@pytest.mark.parametrize("track", [True, False])
def test_a_supernet_of_fewer_operations_scores_its_own_cells(track, fitness):
    few = {"cells": 1, "allowed": ((0, 3),) * 3 + ((1, 4),) * 3}
    net = trained_a_little(0, **few) if track else seeded(0, Supernet, channels=4, track=False, **few)
    images, labels = fitness
    codes = [[3, 0, 3, 1, 4, 1], [0, 3, 3, 4, 4, 4]]
    alone = [shared_accuracy(net, code, images, labels) for code in codes]
    found = correct_answers(net, codes, images, labels, batch=len(images))
    assert (100 * found / len(images)).tolist() == pytest.approx(alone, abs=1e-4)
