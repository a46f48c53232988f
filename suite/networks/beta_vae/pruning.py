"""Global magnitude pruning with ``torch.nn.utils.prune``: which weights, how many are left, and the true sparsity.

Han et al. (NeurIPS 2015): train, prune the weights of the smallest magnitude, fine-tune, and again at a higher
sparsity. All pruned layers share one threshold (``global_unstructured`` with ``L1Unstructured``); biases stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from suite.errors import ConfigurationError
from suite.networks import require_torch

torch = require_torch()

Layers = list[tuple[Any, str]]

PARTS: dict[str, tuple[str, ...]] = {
    "deployed": ("encoder", "mean", "classifier"),
    "encoder": ("encoder", "mean", "log_variance"),
    "all": ("encoder", "mean", "log_variance", "classifier", "decoder"),
}
"""What is pruned -> the parts of the network whose weights share one threshold."""

DEPLOYED = PARTS["deployed"]


@dataclass(frozen=True)
class Density:
    """How many weights there are and how many are not zero; counted, not taken from what was asked for."""

    weights: int
    nonzero: int

    @property
    def sparsity(self) -> float:
        """Share of zeros, 0 to 1."""
        return 1.0 - self.nonzero / self.weights


def layers(network: Any, parts: Sequence[str]) -> Layers:
    """Return the layers with weights (convolutions, transposed ones, linear) of the named parts of the network.

    Raises:
        ConfigurationError: for a part that the network does not have or that has no weights.
    """
    kinds = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)
    found: Layers = []
    for part in parts:
        module = getattr(network, part, None)
        here = [] if module is None else [(each, "weight") for each in module.modules() if isinstance(each, kinds)]
        if not here:
            raise ConfigurationError(f"the network has no part '{part}' with weights to prune")
        found += here
    return found


def prune_to(pruned: Layers, sparsity: float) -> None:
    """Prune further until a share ``sparsity`` of all weights of the layers is masked, the smallest magnitudes first.

    The number of masked weights is ``round(sparsity * number of weights)`` exactly. What is masked stays masked.

    Args:
        pruned: from :func:`layers`.
        sparsity: 0 to 1, 1 excluded; not below what is masked already.

    Raises:
        ConfigurationError: for a sparsity outside the range, or below the present one.
    """
    from torch.nn.utils import prune

    if not 0 <= sparsity < 1:
        raise ConfigurationError(f"a sparsity lies between 0 and 1 (excluded), not {sparsity}")
    total = sum(layer.weight.nelement() for layer, _ in pruned)
    masked = sum(int((layer.weight_mask == 0).sum()) for layer, _ in pruned if hasattr(layer, "weight_mask"))
    further = round(sparsity * total) - masked
    if further < 0:
        raise ConfigurationError(f"{masked} of {total} weights are masked: a sparsity of {sparsity} would need fewer")
    # layer.weight is what the last pass through the network saw: after an optimiser's step it is out of date
    scores = {(layer, name): current_weight(layer).abs() for layer, name in pruned}
    prune.global_unstructured(pruned, pruning_method=prune.L1Unstructured, importance_scores=scores, amount=further)


def current_weight(layer: Any) -> Any:
    """Return the layer's weight as its next pass will see it, masked if it is pruned."""
    if hasattr(layer, "weight_mask"):
        return layer.weight_orig.detach() * layer.weight_mask
    return layer.weight.detach()


def make_permanent(pruned: Layers) -> None:
    """Replace masks by zeros in the weights themselves, as for deployment; layers without a mask stay as they are."""
    from torch.nn.utils import prune

    for layer, name in pruned:
        if hasattr(layer, f"{name}_mask"):
            prune.remove(layer, name)


def density(pruned: Layers) -> Density:
    """Return how many weights the layers have and how many of them are not zero at the next pass."""
    weights = [current_weight(layer) for layer, _ in pruned]
    return Density(sum(each.nelement() for each in weights), sum(int((each != 0).sum()) for each in weights))
