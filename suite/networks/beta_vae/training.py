"""One unit of the beta-VAE pruning study: train, measure, then prune and fine-tune step by step, measuring each.

Initial weights, order of the images and noise come from (data set, seed) and not from beta, so that networks of one
seed are compared in pairs; they do not depend on which other units run, nor in which order. The noise is drawn on the
CPU for every device. Test images are measured and select nothing.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

from suite.errors import ConfigurationError
from suite.networks import require_torch
from suite.networks.beta_vae.disentanglement import measure
from suite.networks.beta_vae.model import Architecture, Weights, losses, new_network
from suite.networks.beta_vae.protocols import Protocol, Unit
from suite.networks.beta_vae.pruning import DEPLOYED, PARTS, density, layers, prune_to
from suite.networks.images.sets import ImageSet
from suite.networks.threads import one_thread

torch = require_torch()
Tensor = Any
Progress = Callable[[int], object]

MEASURED_AT_ONCE = 1000


class Unstable(ConfigurationError):
    """The loss is no number any more."""


def train_unit(
    unit: Unit, images: ImageSet, device: str = "cpu", progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Return one row per sparsity: what was pruned and what was measured on the test images.

    Args:
        unit: settings, beta and seed.
        images: the data set; its first ``protocol.images`` training images are used.
        device: ``"cpu"``, ``"cuda"``, ...
        progress: called with the number of steps made since the last call.

    Raises:
        ConfigurationError: for a device that torch does not have, other images than the protocol's, or a loss that
            is no number any more.
    """
    check_device(device)
    settings = unit.protocol
    if images.name != settings.dataset:
        raise ConfigurationError(f"the protocol is for images of {settings.dataset}, not of {images.name}")
    if settings.prune not in PARTS:
        raise ConfigurationError(f"cannot prune '{settings.prune}': use {', '.join(PARTS)}")
    with one_thread():
        return _Run(unit, images, device, progress or (lambda steps: None)).rows()


def check_device(device: str) -> None:
    """Check that torch can compute there.

    Raises:
        ConfigurationError: if it cannot.
    """
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError):
        raise ConfigurationError(f"torch has no device '{device}' here: use --torch-device cpu") from None


class _Run:
    def __init__(self, unit: Unit, images: ImageSet, device: str, progress: Progress) -> None:
        self.unit, self.device, self.progress = unit, device, progress
        self.settings: Protocol = unit.protocol
        self.data = images if self.settings.images is None else images.first(self.settings.images)
        self.weights = Weights(unit.beta, self.settings.classification, self.settings.reconstruction)
        text = f"beta-vae/{self.settings.dataset}/{unit.seed}"
        entropy = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
        start, order, noise, test = np.random.SeedSequence(entropy).spawn(4)
        self.order = np.random.default_rng(order)
        self.noise = torch.Generator().manual_seed(_number(noise))
        self.test_seed = _number(test)
        sizes = Architecture(
            self.data.shape, self.data.classes, self.settings.channels, self.settings.hidden, self.settings.latent,
            self.settings.decoder,
        )  # fmt: skip
        self.network = new_network(sizes, _number(start), device)
        self.train = self._put(self.data.train_images), self._put(self.data.train_labels)
        self.test = self._put(self.data.test_images), self._put(self.data.test_labels)
        self.left = np.zeros(0, dtype=np.int64)

    def rows(self) -> list[dict[str, Any]]:
        """Do everything."""
        settings, found = self.settings, []
        parts = PARTS[settings.prune]
        available = len(self.data.train_labels)
        self._fit(settings.steps(available, False), settings.learning_rate)
        dense = copy.deepcopy(self.network)
        for sparsity in settings.sparsities:
            one_shot = float("nan")
            if sparsity > 0:
                prune_to(layers(self.network, parts), sparsity)
                pruned_only = copy.deepcopy(dense)
                prune_to(layers(pruned_only, parts), sparsity)
                one_shot = self._accuracy(pruned_only)
                self._fit(settings.steps(available, True), settings.tune_learning_rate)
            found.append({**self._facts(sparsity, parts), **self._measure()})
            found[-1]["one_shot_accuracy"] = found[-1]["test_accuracy"] if sparsity == 0 else one_shot
        return found

    def _facts(self, sparsity: float, parts: tuple[str, ...]) -> dict[str, Any]:
        counted, deployed = density(layers(self.network, parts)), density(layers(self.network, DEPLOYED))
        return {
            "beta": self.unit.beta, "seed": self.unit.seed, "target_sparsity": sparsity, "sparsity": counted.sparsity,
            "pruned_weights": counted.weights, "deployed_weights": deployed.weights,
            "deployed_nonzero": deployed.nonzero,
        }  # fmt: skip

    def _put(self, array: Any) -> Tensor:
        return torch.from_numpy(np.array(array)).to(self.device)

    def _pixels(self, images: Tensor) -> Tensor:
        return images.float().div_(255.0).contiguous(memory_format=torch.channels_last)

    def _draw(self, n: int, generator: Any) -> Tensor:
        return torch.randn(n, self.settings.latent, generator=generator).to(self.device)

    def _next_batch(self) -> Tensor:
        """Return the indices of the next images: each pass in a new order; what is left over begins the next batch."""
        while len(self.left) < self.settings.batch:
            self.left = np.concatenate([self.left, self.order.permutation(len(self.data.train_labels))])
        chosen, self.left = self.left[: self.settings.batch], self.left[self.settings.batch :]
        return torch.from_numpy(chosen).to(self.device)

    def _fit(self, steps: int, learning_rate: float) -> None:
        optimiser = torch.optim.Adam(self.network.parameters(), lr=learning_rate)
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = learning_rate * (1.0 - step / steps)
            chosen = self._next_batch()
            images = self._pixels(self.train[0][chosen])
            passed = self.network(images, self._draw(len(chosen), self.noise), self.settings.classify)
            loss = losses(passed, images, self.train[1][chosen], self.weights, self.settings.likelihood).total
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            self.progress(1)
        if steps and not torch.isfinite(loss):
            raise Unstable(
                f"the loss of {self.unit.key} is no number any more: give a smaller learning rate or smaller weights"
            )

    def _accuracy(self, network: Any) -> float:
        """Return the test accuracy of the deployed network (mean of the code) in per cent."""
        right = 0
        with torch.no_grad():
            for at in range(0, len(self.test[0]), MEASURED_AT_ONCE):
                logits = network.deployed(self._pixels(self.test[0][at : at + MEASURED_AT_ONCE]))
                right += int((logits.argmax(dim=1) == self.test[1][at : at + MEASURED_AT_ONCE]).sum())
        return 100.0 * right / len(self.test[0])

    def _measure(self) -> dict[str, float]:
        """Return accuracy from the mean (%), loss terms (nats per image), pixel error and disentanglement proxies."""
        noise = torch.Generator().manual_seed(self.test_seed)
        right, means, variances = 0, [], []
        sums = dict.fromkeys(("test_cross_entropy", "test_reconstruction", "test_kl", "test_pixel_mse"), 0.0)
        with torch.no_grad():
            for at in range(0, len(self.test[0]), MEASURED_AT_ONCE):
                images = self._pixels(self.test[0][at : at + MEASURED_AT_ONCE])
                labels, n = self.test[1][at : at + MEASURED_AT_ONCE], len(images)
                passed = self.network(images, self._draw(n, noise), "mean")
                found = losses(passed, images, labels, self.weights, self.settings.likelihood)
                sums["test_cross_entropy"] += n * float(found.classification)
                sums["test_reconstruction"] += n * float(found.reconstruction)
                sums["test_kl"] += n * float(found.kl)
                sums["test_pixel_mse"] += n * float((torch.sigmoid(passed.pixels) - images).square().mean())
                right += int((passed.classes.argmax(dim=1) == labels).sum())
                means.append(passed.mean.double().cpu().numpy())
                variances.append(passed.log_variance.double().exp().cpu().numpy())
        proxies = measure(np.concatenate(means), np.concatenate(variances), self.data.test_labels)
        count = len(self.test[0])
        averages = {name: total / count for name, total in sums.items()}
        return {"test_accuracy": 100.0 * right / count, **averages, **proxies.numbers()}


def _number(sequence: np.random.SeedSequence) -> int:
    return int(sequence.generate_state(1, np.uint32)[0])
