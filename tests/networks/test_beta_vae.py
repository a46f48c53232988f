"""The beta-VAE: its loss by hand and against torch's own, what beta 0 drops, where gradients go."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.beta_vae.model import (  # noqa: E402
    Architecture,
    Passed,
    Weights,
    kl_to_standard_normal,
    losses,
    new_network,
    reconstruction_loss,
)

TINY = Architecture((1, 8, 8), classes=3, channels=(2, 4), hidden=6, latent=2)


def batch(n: int = 5):
    generator = torch.Generator().manual_seed(3)
    return torch.rand(n, 1, 8, 8, generator=generator), torch.arange(n) % 3, torch.randn(n, 2, generator=generator)


def test_kl_by_hand():
    mean = torch.tensor([[0.0, 1.0], [2.0, 0.0]])
    log_variance = torch.log(torch.tensor([[1.0, 1.0], [1.0, 4.0]]))
    by_hand = [[0.0, 0.5], [2.0, 0.5 * (4 - 1 - np.log(4))]]
    assert kl_to_standard_normal(mean, log_variance).tolist() == [pytest.approx(row) for row in by_hand]


def test_kl_against_torch():
    from torch.distributions import Normal, kl_divergence

    generator = torch.Generator().manual_seed(0)
    mean, log_variance = torch.randn(2, 50, 4, generator=generator)
    expected = kl_divergence(Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0))
    assert torch.allclose(kl_to_standard_normal(mean, log_variance), expected, atol=1e-5)


def test_the_loss_is_its_weighted_terms():
    images, labels, noise = batch()
    network = new_network(TINY, seed=0)
    passed = network(images, noise)
    found = losses(passed, images, labels, Weights(beta=4.0, classification=3.0, reconstruction=0.5))
    pixels = torch.sigmoid(passed.pixels)
    reconstruction = -(images * pixels.log() + (1 - images) * (1 - pixels).log()).sum(dim=(1, 2, 3)).mean()
    classification = -torch.log_softmax(passed.classes, 1)[torch.arange(5), labels].mean()
    kl = kl_to_standard_normal(passed.mean, passed.log_variance).sum(1).mean()
    assert found.reconstruction.item() == pytest.approx(reconstruction.item(), rel=1e-5)
    assert found.classification.item() == pytest.approx(classification.item(), rel=1e-5)
    total = 3.0 * classification + 0.5 * reconstruction + 4.0 * kl
    assert found.total.item() == pytest.approx(total.item(), rel=1e-5)


def test_beta_zero_drops_the_kl_even_where_it_is_infinite():
    images, labels, _ = batch()
    passed = Passed(torch.zeros(5, 2), torch.full((5, 2), -torch.inf), torch.zeros(5, 1, 8, 8), torch.zeros(5, 3))
    found = losses(passed, images, labels, Weights(beta=0.0))
    assert torch.isinf(found.kl)
    assert found.total.item() == pytest.approx((found.classification + found.reconstruction).item())
    assert torch.isinf(losses(passed, images, labels, Weights(beta=1.0)).total)


def test_gaussian_likelihood():
    logits, images = torch.zeros(2, 1, 2, 2), torch.ones(2, 1, 2, 2)
    assert reconstruction_loss(logits, images, "gaussian").item() == pytest.approx(4 * 0.5 * 0.25)
    assert reconstruction_loss(logits, images).item() == pytest.approx(4 * np.log(2))


@pytest.mark.parametrize("decoder", ["dense", "convolutional"])
def test_gradients_reach_every_weight(decoder):
    images, labels, noise = batch()
    network = new_network(Architecture((3, 8, 8), 3, (2, 4), 6, 2, decoder), seed=0)
    images = images.repeat(1, 3, 1, 1)
    losses(network(images, noise), images, labels, Weights(1.0)).total.backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert float(parameter.grad.abs().max()) > 0, name


def test_the_classifier_sees_the_sample_or_the_mean():
    images, labels, noise = batch()
    network = new_network(TINY, seed=0)
    sample, mean = network(images, noise), network(images, noise, "mean")
    code = sample.mean + noise * (0.5 * sample.log_variance).exp()
    assert torch.allclose(sample.classes, network.classifier(code))
    assert torch.allclose(mean.classes, network.deployed(images))
    assert not torch.allclose(sample.classes, mean.classes)
    # with the mean, classification alone leaves the variance without a gradient
    losses(mean, images, labels, Weights(0.0, reconstruction=0.0)).classification.backward()
    assert network.log_variance.weight.grad is None


def test_a_seed_is_a_network_and_the_global_stream_is_left_alone():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    first, second, other = (new_network(TINY, seed) for seed in (1, 1, 2))
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.equal(first.mean.weight, second.mean.weight)
    assert not torch.equal(first.mean.weight, other.mean.weight)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"image": (1, 10, 8)}, "halvings do not go into"),
        ({"channels": ()}, "needs a convolution"),
        ({"latent": 0}, "needs a convolution"),
        ({"decoder": "none"}, "unknown decoder"),
    ],
)
def test_sizes_that_do_not_go(change, words):
    with pytest.raises(ConfigurationError, match=words):
        Architecture(**{"image": (1, 8, 8), "channels": (2, 4), **change})


def test_weights_and_names_that_do_not_go():
    images, _, noise = batch()
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ConfigurationError, match="beta must be"):
            Weights(wrong)
    with pytest.raises(ConfigurationError, match="unknown likelihood"):
        reconstruction_loss(images, images, "poisson")
    with pytest.raises(ConfigurationError, match="cannot see"):
        new_network(TINY, 0)(images, noise, "mode")
