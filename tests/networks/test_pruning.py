"""Global magnitude pruning: the exact number, the smallest magnitudes, zeros that stay zeros."""

from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.beta_vae.model import Architecture, Weights, losses, new_network  # noqa: E402
from suite.networks.beta_vae.pruning import (  # noqa: E402
    DEPLOYED,
    PARTS,
    current_weight,
    density,
    layers,
    make_permanent,
    prune_to,
)

TINY = Architecture((1, 8, 8), classes=3, channels=(2, 4), hidden=6, latent=2, decoder="convolutional")


def all_weights(found):
    return torch.cat([current_weight(layer).flatten() for layer, _ in found])


def fine_tune(network, steps=5):
    generator = torch.Generator().manual_seed(1)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.05)
    images, labels = torch.rand(6, 1, 8, 8, generator=generator), torch.arange(6) % 3
    for _ in range(steps):
        loss = losses(network(images, torch.randn(6, 2, generator=generator)), images, labels, Weights(1.0)).total
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


@pytest.mark.parametrize("part", PARTS)
def test_the_number_is_exact_at_every_sparsity(part):
    network = new_network(TINY, 0)
    found = layers(network, PARTS[part])
    total = density(found).weights
    for sparsity in (0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95):
        prune_to(found, sparsity)
        counted = density(found)
        assert counted.weights - counted.nonzero == round(sparsity * total)
        assert counted.sparsity == pytest.approx(sparsity, abs=0.5 / total)


def test_one_threshold_for_all_layers():
    network = new_network(TINY, 0)
    found = layers(network, DEPLOYED)
    before = all_weights(found)
    prune_to(found, 0.5)
    kept = all_weights(found) != 0
    assert before[kept].abs().min() >= before[~kept].abs().max()
    shares = [float((current_weight(layer) == 0).float().mean()) for layer, _ in found]
    assert max(shares) - min(shares) > 0.1, "layers are pruned together, not each to the same share"


def test_pruned_weights_stay_zero_after_fine_tuning_and_the_rest_moves():
    network = new_network(TINY, 0)
    found = layers(network, DEPLOYED)
    prune_to(found, 0.6)
    before = all_weights(found)
    fine_tune(network)
    after = all_weights(found)
    assert bool((after[before == 0] == 0).all())
    assert bool((after[before != 0] != before[before != 0]).any())
    make_permanent(found)
    assert torch.equal(torch.cat([layer.weight.detach().flatten() for layer, _ in found]), after)
    assert not any("mask" in name for name in network.state_dict())


def test_the_next_step_prunes_by_what_fine_tuning_left():
    network = new_network(TINY, 0)
    found = layers(network, DEPLOYED)
    prune_to(found, 0.3)
    fine_tune(network)
    tuned = all_weights(found)
    prune_to(found, 0.6)
    kept = all_weights(found) != 0
    assert tuned[kept].abs().min() >= tuned[~kept].abs().max()
    assert bool((all_weights(found)[tuned == 0] == 0).all())


def test_only_the_named_parts_are_pruned():
    network = new_network(TINY, 0)
    dense = copy.deepcopy(network)
    prune_to(layers(network, DEPLOYED), 0.9)
    assert density(layers(network, ("decoder", "log_variance"))).sparsity == 0
    images = torch.rand(4, 1, 8, 8)
    assert not torch.allclose(network.deployed(images), dense.deployed(images))
    assert torch.equal(network.encoder[0].bias, dense.encoder[0].bias)


def test_what_cannot_be_pruned():
    network = new_network(TINY, 0)
    found = layers(network, DEPLOYED)
    prune_to(found, 0.5)
    with pytest.raises(ConfigurationError, match="would need fewer"):
        prune_to(found, 0.2)
    for wrong in (-0.1, 1.0, float("nan")):
        with pytest.raises(ConfigurationError, match="between 0 and 1"):
            prune_to(found, wrong)
    with pytest.raises(ConfigurationError, match="no part 'head'"):
        layers(network, ("head",))
