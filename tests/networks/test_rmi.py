"""Representation mutual information: its arithmetic, and that a score depends on its arguments alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError, UnknownNameError  # noqa: E402
from suite.networks.images.augmentation import NORMALISATIONS, normalise  # noqa: E402
from suite.networks.rmi.cka import alignment, centred_gram, representation_mutual_information  # noqa: E402
from suite.networks.rmi.resnet import ResNet20, seeded  # noqa: E402
from suite.networks.rmi.score import (  # noqa: E402
    FIRST_MARKS,
    MARKS,
    SETTINGS,
    Protocol,
    choose_batch,
    loss_parts,
    mixed_loss,
    score,
)

TINY = Protocol(cells=1, channels=4, steps=7, batch=8, pool=2)
FIRST = {field: values[-1] for field, values in SETTINGS.items()}


def numpy_alignment(x: np.ndarray, y: np.ndarray) -> float:
    """The biased HSIC estimator as the public code writes it: Gram matrices centred by row and column means."""

    def centre(gram: np.ndarray) -> np.ndarray:
        return gram - gram.mean(0, keepdims=True) - gram.mean(1, keepdims=True) + gram.mean()

    k, m = (centre(flat @ flat.T) for flat in (x.reshape(len(x), -1), y.reshape(len(y), -1)))
    return float((k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum()))


def chosen(reference, protocol):
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (40, 3, 8, 8), generator=generator, dtype=torch.uint8)
    labels = torch.randint(0, 10, (40,), generator=generator)
    return choose_batch(reference, images, labels, protocol, "cpu")


@pytest.fixture(scope="module")
def batch():
    return chosen(seeded(0, ResNet20, 10, 1), TINY)


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


def test_the_batch_holds_the_images_of_lowest_reference_loss():
    batch = chosen(seeded(0, ResNet20, 10, 1), replace(TINY, reference_mode="stored"))
    assert batch.inputs.shape == (8, 3, 8, 8)
    reference = seeded(0, ResNet20, 10, 1).eval()
    with torch.no_grad():
        losses = torch.nn.functional.cross_entropy(reference(batch.inputs), batch.labels, reduction="none")
    assert torch.equal(losses, losses.sort().values)


def test_with_statistics_of_the_batch_the_choice_is_made_by_those_of_the_whole_pool():
    everything = chosen(seeded(0, ResNet20, 10, 1), replace(TINY, batch=16, pool=1))
    kept = chosen(seeded(0, ResNet20, 10, 1), TINY)
    with torch.no_grad():
        losses = torch.nn.functional.cross_entropy(
            seeded(0, ResNet20, 10, 1).train()(everything.inputs), everything.labels, reduction="none"
        )
    torch.testing.assert_close(losses, losses.sort().values)
    torch.testing.assert_close(kept.inputs, everything.inputs[:8])


@pytest.mark.parametrize("mode", ["batch", "stored"])
def test_the_reference_model_resembles_itself_and_stays_as_it_is(mode):
    reference = seeded(0, ResNet20, 10, 1)
    batch = chosen(reference, replace(TINY, reference_mode=mode))
    for name, value in seeded(0, ResNet20, 10, 1).state_dict().items():
        assert torch.equal(reference.state_dict()[name], value)
    with torch.no_grad():
        parts = loss_parts(reference.train(mode == "batch"), batch)
    torch.testing.assert_close(parts[:3], torch.ones(3))


def test_images_are_normalised_by_the_statistics_that_the_protocol_names():
    images = torch.randint(0, 256, (2, 3, 4, 4), generator=torch.Generator().manual_seed(3), dtype=torch.uint8)
    for name in ("cifar10", "imagenet"):
        mean, deviation = (np.array(values).reshape(3, 1, 1) for values in NORMALISATIONS[name])
        wanted = (images.numpy() / 255.0 - mean) / deviation
        np.testing.assert_allclose(normalise(images, name).numpy(), wanted, rtol=1e-5, atol=1e-6)
    # the same images are drawn, so that the two batches differ by an affine map of the channels
    both = [
        chosen(seeded(0, ResNet20, 10, 1), replace(TINY, batch=16, pool=1, normalisation=n))
        for n in ("imagenet", "cifar")
    ]
    raw = [
        (b.inputs * torch.tensor(d).view(1, 3, 1, 1) + torch.tensor(m).view(1, 3, 1, 1)).sort(dim=0).values
        for b, (m, d) in zip(both, (NORMALISATIONS["imagenet"], NORMALISATIONS["cifar10"]), strict=True)
    ]
    torch.testing.assert_close(*raw)


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
    assert Protocol(steps=40).marks == (0, 5, 8, 12, 20, 40)
    assert Protocol(**FIRST).marks == FIRST_MARKS


def test_more_steps_begin_with_the_same_steps(batch):
    code = (3, 1, 2, 1, 4, 3)
    few = score(code, batch, Protocol(cells=1, channels=4, steps=5, batch=8, pool=2), identity=3)
    assert np.array_equal(few, score(code, batch, TINY, identity=3)[:2])


def test_a_disconnected_cell_scores_nan(batch):
    parts = score((0, 0, 0, 0, 0, 0), batch, TINY, identity=0)
    assert np.isnan(parts[-1, 0])


def test_names_say_what_is_reduced():
    assert Protocol().name == "rmi-n5-s150-teacher"
    assert TINY.name == "rmi-n1-s7-b8-c4-p2-teacher"
    assert replace(TINY, **FIRST).name == "rmi-n1-s7-b8-c4-p2"


def test_every_setting_has_a_name_of_its_own_and_the_first_tables_keep_theirs():
    every = [Protocol(**dict(zip(SETTINGS, values, strict=True))) for values in product(*SETTINGS.values())]
    assert len({protocol.name for protocol in every}) == len(every)
    assert Protocol(cells=1, steps=8, **FIRST).name == "rmi-n1-s8"
    assert Protocol(reference="own", normalisation="cifar").name == "rmi-n5-s150-batchmode"
    assert Protocol(reference_mode="stored", normalisation="cifar").name == "rmi-n5-s150-teacher-storedmode-cifar"


def test_tables_with_the_first_settings_say_nothing_of_later_fields():
    assert not set(Protocol(**FIRST).facts) & set(SETTINGS)
    assert set(Protocol(reference="own").facts) >= set(SETTINGS)
    assert Protocol(**Protocol(steps=9, seed=2).facts) == Protocol(steps=9, seed=2)
    with pytest.raises(UnknownNameError, match="did you mean 'stored'"):
        Protocol(reference_mode="store")


@pytest.mark.parametrize("wrong", [{"cells": 0}, {"batch": 1}, {"steps": -1}, {"pool": 0}])
def test_impossible_protocols_are_refused(wrong):
    with pytest.raises(ConfigurationError, match="at least"):
        Protocol(**wrong)
