"""Representation mutual information: its arithmetic, and that a score depends on its arguments alone."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.rmi.cka import alignment, centred_gram, representation_mutual_information  # noqa: E402
from suite.networks.rmi.resnet import ResNet20, seeded  # noqa: E402
from suite.networks.rmi.score import MARKS, Protocol, choose_batch, loss_parts, mixed_loss, score  # noqa: E402

TINY = Protocol(cells=1, channels=4, steps=7, batch=8, pool=2)


def numpy_alignment(x: np.ndarray, y: np.ndarray) -> float:
    """The biased HSIC estimator as the public code writes it: Gram matrices centred by row and column means."""

    def centre(gram: np.ndarray) -> np.ndarray:
        return gram - gram.mean(0, keepdims=True) - gram.mean(1, keepdims=True) + gram.mean()

    k, m = (centre(flat @ flat.T) for flat in (x.reshape(len(x), -1), y.reshape(len(y), -1)))
    return float((k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum()))


@pytest.fixture(scope="module")
def batch():
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (40, 3, 8, 8), generator=generator, dtype=torch.uint8)
    labels = torch.randint(0, 10, (40,), generator=generator)
    return choose_batch(seeded(0, ResNet20, 10, 1), images, labels, TINY, "cpu")


@pytest.mark.parametrize("seed", range(5))
def test_alignment_equals_an_independent_numpy_implementation(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(12, 4, 3, 3)), rng.normal(3.0, 2.0, size=(12, 7, 2, 2))
    ours = alignment(centred_gram(torch.tensor(x)), centred_gram(torch.tensor(y)))
    assert float(ours) == pytest.approx(numpy_alignment(x, y), rel=1e-10)


def test_alignment_is_one_for_itself_and_blind_to_rotation_scale_and_shift():
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(10, 6, generator=generator, dtype=torch.float64)
    rotation = torch.linalg.qr(torch.randn(6, 6, generator=generator, dtype=torch.float64))[0]
    other = 3.0 * x @ rotation + 5.0
    assert float(alignment(centred_gram(x), centred_gram(other))) == pytest.approx(1.0)


def test_features_without_information_have_no_alignment():
    constant, other = torch.ones(6, 4), torch.randn(6, 4, generator=torch.Generator().manual_seed(2))
    found = representation_mutual_information([constant], [centred_gram(other)])
    assert torch.isnan(found).all()


def test_the_mixed_loss_by_hand():
    assert float(mixed_loss(torch.tensor([0.9, 0.8, 0.7, 2.0]), 0.8)) == pytest.approx(0.8 * 0.6 + 0.2 * 2.0)


def test_the_batch_holds_the_images_of_lowest_reference_loss(batch):
    assert batch.inputs.shape == (8, 3, 8, 8)
    reference = seeded(0, ResNet20, 10, 1).eval()
    with torch.no_grad():
        losses = torch.nn.functional.cross_entropy(reference(batch.inputs), batch.labels, reduction="none")
    assert torch.equal(losses, losses.sort().values)


def test_the_reference_model_resembles_itself(batch):
    reference = seeded(0, ResNet20, 10, 1).eval()
    with torch.no_grad():
        parts = loss_parts(reference, batch)
    torch.testing.assert_close(parts[:3], torch.ones(3))


def test_a_score_depends_on_its_arguments_alone(batch):
    code = (3, 2, 1, 4, 0, 3)
    alone = score(code, batch, TINY, identity=5)
    score((2, 2, 2, 2, 2, 2), batch, TINY, identity=6)
    torch.manual_seed(99)
    assert np.array_equal(score(code, batch, TINY, identity=5), alone)
    assert not np.array_equal(score(code, batch, TINY, identity=6), alone)


def test_fitting_raises_the_similarity_and_keeps_the_marks(batch):
    parts = score((3, 1, 3, 1, 1, 3), batch, TINY, identity=1)
    assert TINY.marks == (0, 5, 7)
    assert parts.shape == (3, 4)
    assert parts[-1, :3].sum() > parts[0, :3].sum()
    assert Protocol(steps=0).marks == (0,)
    assert Protocol().marks == MARKS


def test_more_steps_begin_with_the_same_steps(batch):
    code = (3, 1, 2, 1, 4, 3)
    few = score(code, batch, Protocol(cells=1, channels=4, steps=5, batch=8, pool=2), identity=3)
    assert np.array_equal(few, score(code, batch, TINY, identity=3)[:2])


def test_a_disconnected_cell_scores_nan(batch):
    parts = score((0, 0, 0, 0, 0, 0), batch, TINY, identity=0)
    assert np.isnan(parts[-1, 0])


def test_names_say_what_is_reduced():
    assert Protocol().name == "rmi-n5-s150"
    assert TINY.name == "rmi-n1-s7-b8-c4-p2"


@pytest.mark.parametrize("wrong", [{"cells": 0}, {"batch": 1}, {"steps": -1}, {"pool": 0}])
def test_impossible_protocols_are_refused(wrong):
    with pytest.raises(ConfigurationError, match="at least"):
        Protocol(**wrong)
