"""A beta-VAE that also classifies: convolutional encoder, latent mean and variance, decoder, linear classifier.

The network of "Impact of Disentanglement on Pruning Neural Networks" (arXiv 2307.09994) at the level of its method: the
paper couples the beta-VAE (Higgs et al., ICLR 2017, eq. 4) with classification; its architecture, latent size and loss
weights are not known, so they are arguments here, and the defaults are the suite's own choice (docs/beta-vae.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from suite.errors import ConfigurationError
from suite.networks import require_torch

torch = require_torch()
nn = torch.nn
functional = torch.nn.functional
Tensor = Any  # torch is untyped here

DECODERS = ("dense", "convolutional")
LIKELIHOODS = ("bernoulli", "gaussian")
CODES = ("sample", "mean")


@dataclass(frozen=True)
class Architecture:
    """Sizes of the network.

    Attributes:
        image: channels, height and width of an image.
        classes: number of classes.
        channels: of the encoder's convolutions (4 x 4, stride 2, ReLU), in order.
        hidden: units of the dense layer between convolutions and latent heads, and of the dense decoder.
        latent: dimensions of the code.
        decoder: ``"dense"`` (two layers) or ``"convolutional"`` (the encoder mirrored, transposed convolutions).
    """

    image: tuple[int, int, int]
    classes: int = 10
    channels: tuple[int, ...] = (8, 16)
    hidden: int = 128
    latent: int = 16
    decoder: str = "dense"

    def __post_init__(self) -> None:
        if self.decoder not in DECODERS:
            raise ConfigurationError(f"unknown decoder '{self.decoder}': use {' or '.join(DECODERS)}")
        if not self.channels or min(*self.channels, self.hidden, self.latent, self.classes) < 1:
            raise ConfigurationError(
                "a beta-VAE needs a convolution, a hidden unit, a latent dimension and a class, at least"
            )
        if any(length % 2 ** len(self.channels) for length in self.image[1:]):
            raise ConfigurationError(
                f"{len(self.channels)} halvings do not go into images of {self.image[1]} x {self.image[2]} pixels: "
                "give fewer channels"
            )


@dataclass(frozen=True)
class Weights:
    """Weights of the loss ``classification * CE + reconstruction * R + beta * KL``, all terms in nats per image."""

    beta: float
    classification: float = 1.0
    reconstruction: float = 1.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 <= value < float("inf"):
                raise ConfigurationError(f"the weight {name} must be 0 or more and finite, not {value}")


@dataclass
class Passed:
    """What one pass through the network gives; all with the images along the first axis."""

    mean: Tensor
    log_variance: Tensor
    pixels: Tensor
    classes: Tensor


@dataclass
class Losses:
    """Means over the batch, nats per image; ``total`` is what is minimised."""

    total: Tensor
    classification: Tensor
    reconstruction: Tensor
    kl: Tensor


class BetaVAE(nn.Module):  # type: ignore[name-defined,misc]
    """The network; as deployed it is encoder, mean and classifier (:meth:`deployed`)."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        channels, height, width = architecture.image
        widths = (channels, *architecture.channels)
        halved = 2 ** len(architecture.channels)
        self.small = (widths[-1], height // halved, width // halved)
        flat = self.small[0] * self.small[1] * self.small[2]
        layers: list[Any] = []
        for before, after in pairwise(widths):
            layers += [nn.Conv2d(before, after, 4, stride=2, padding=1), nn.ReLU()]
        self.encoder = nn.Sequential(*layers, nn.Flatten(), nn.Linear(flat, architecture.hidden), nn.ReLU())
        self.mean = nn.Linear(architecture.hidden, architecture.latent)
        self.log_variance = nn.Linear(architecture.hidden, architecture.latent)
        self.classifier = nn.Linear(architecture.latent, architecture.classes)
        opening = [nn.Linear(architecture.latent, architecture.hidden), nn.ReLU()]
        if architecture.decoder == "dense":
            closing = [nn.Linear(architecture.hidden, channels * height * width)]
        else:
            closing = [nn.Linear(architecture.hidden, flat), nn.Unflatten(1, self.small)]
            for before, after in zip(widths[:0:-1], widths[-2::-1], strict=True):
                closing += [nn.ReLU(), nn.ConvTranspose2d(before, after, 4, stride=2, padding=1)]
        self.decoder = nn.Sequential(*opening, *closing)

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and logarithm of the variance of the code, both ``(n, latent)``."""
        hidden = self.encoder(images)
        return self.mean(hidden), self.log_variance(hidden)

    def forward(self, images: Tensor, noise: Tensor, classify: str = "sample") -> Passed:
        """Return mean, log variance, logits of the pixels and logits of the classes.

        Args:
            images: ``(n, channels, height, width)``, 0 to 1.
            noise: ``(n, latent)`` standard normal; the code is mean + noise * deviation (reparametrisation).
            classify: whether the classifier sees the ``"sample"`` or the ``"mean"``.

        Raises:
            ConfigurationError: for another ``classify``.
        """
        if classify not in CODES:
            raise ConfigurationError(f"the classifier cannot see '{classify}': use {' or '.join(CODES)}")
        mean, log_variance = self.encode(images)
        code = mean + noise * torch.exp(0.5 * log_variance)
        pixels = self.decoder(code).reshape(images.shape)
        return Passed(mean, log_variance, pixels, self.classifier(code if classify == "sample" else mean))

    def deployed(self, images: Tensor) -> Tensor:
        """Return the logits of the classes, ``(n, classes)``, from the mean of the code: no sampling, no decoder."""
        return self.classifier(self.mean(self.encoder(images)))


def kl_to_standard_normal(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return the KL divergence of N(mean, variance) from N(0, 1) in nats, per image and dimension ``(n, latent)``.

    Kingma and Welling (ICLR 2014), appendix B: (mean^2 + variance - 1 - log variance) / 2.
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance)


def reconstruction_loss(logits: Tensor, images: Tensor, likelihood: str = "bernoulli") -> Tensor:
    """Return the negative log likelihood of the images, summed over pixels, mean over images, in nats.

    Args:
        logits: of the pixels, ``(n, channels, height, width)``.
        images: 0 to 1, the same shape.
        likelihood: ``"bernoulli"``, or ``"gaussian"`` of variance 1 around the sigmoid (constant left out).

    Raises:
        ConfigurationError: for another likelihood.
    """
    if likelihood == "bernoulli":
        total = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    elif likelihood == "gaussian":
        total = 0.5 * (torch.sigmoid(logits) - images).square().sum()
    else:
        raise ConfigurationError(f"unknown likelihood '{likelihood}': use {' or '.join(LIKELIHOODS)}")
    return total / len(images)


def losses(passed: Passed, images: Tensor, labels: Tensor, weights: Weights, likelihood: str = "bernoulli") -> Losses:
    """Return the loss and its three terms; with ``beta`` 0 the KL term is reported but no part of the loss."""
    classification = functional.cross_entropy(passed.classes, labels)
    reconstruction = reconstruction_loss(passed.pixels, images, likelihood)
    kl = kl_to_standard_normal(passed.mean, passed.log_variance).sum(dim=1).mean()
    total = weights.classification * classification + weights.reconstruction * reconstruction
    if weights.beta:  # 0 * infinity would be no number
        total = total + weights.beta * kl
    return Losses(total, classification, reconstruction, kl)


def new_network(architecture: Architecture, seed: int, device: str = "cpu") -> Any:
    """Return a network with torch's default initialisation drawn from ``seed``; torch's global stream is untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = BetaVAE(architecture)
    return network.to(device)
