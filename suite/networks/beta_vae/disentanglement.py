"""Proxies of disentanglement, computed on latent codes and class labels. They are this project's addition.

The paper (arXiv 2307.09994) claims no such score: MNIST and CIFAR-10 have no labelled generative factors, so none of
these numbers measures disentanglement in the strict sense. numpy only, so that they can be tested without torch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError

Floats = NDArray[np.float64]

ACTIVE_VARIANCE = 0.01
"""A unit is active if the variance of its mean over images is above this (Burda et al., ICLR 2016, section 5.2)."""
BINS = 20


@dataclass(frozen=True)
class Proxies:
    """The proxies of one network on one set of images.

    Attributes:
        total_correlation: nats; 0 if the codes' dimensions are uncorrelated (Gaussian estimate).
        class_gap: 0 to 1; how much more the best dimension knows of the class than the second best.
        class_information: bits; what the best single dimension knows of the class.
        active_units: number of latent dimensions in use.
    """

    total_correlation: float
    class_gap: float
    class_information: float
    active_units: int

    def numbers(self) -> dict[str, float]:
        """Return them by name."""
        return asdict(self)


def measure(means: Floats, variances: Floats, labels: NDArray[np.int64]) -> Proxies:
    """Return all proxies of codes with ``means`` and ``variances`` ``(n, latent)`` of images with ``labels`` ``(n,)``.

    Raises:
        ConfigurationError: for shapes that do not go together, or fewer than two images.
    """
    means, variances = np.asarray(means, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if means.ndim != 2 or means.shape != variances.shape or len(labels) != len(means) or len(means) < 2:
        raise ConfigurationError(
            f"codes of the shapes {means.shape} and {variances.shape} with {len(labels)} labels do not go together"
        )
    gap, best = class_gap(means, labels)
    return Proxies(total_correlation(means, variances), gap, best, active_units(means))


def total_correlation(means: Floats, variances: Floats) -> float:
    """Return the total correlation of the aggregate posterior under a Gaussian estimate, in nats.

    (sum of log C_jj - log det C) / 2 with C = covariance of the means + mean of the variances on the diagonal, the
    covariance of a code drawn for a random image. It sees linear dependence only; 0 means none.
    """
    covariance = np.atleast_2d(np.cov(means, rowvar=False, bias=True)) + np.diag(variances.mean(axis=0))
    deviation = np.sqrt(np.diag(covariance))
    if not (deviation > 0).all():  # a dimension without any variance is independent of all others
        used = deviation > 0
        covariance, deviation = covariance[np.ix_(used, used)], deviation[used]
    if len(deviation) < 2:
        return 0.0
    sign, log_determinant = np.linalg.slogdet(covariance / np.outer(deviation, deviation))
    return float(max(0.0, -0.5 * log_determinant)) if sign > 0 else float("nan")


def class_gap(means: Floats, labels: NDArray[np.int64], bins: int = BINS) -> tuple[float, float]:
    """Return the gap of the mutual information gap (Chen et al., NeurIPS 2018, eq. 6) with the class as only factor.

    Mutual information of each dimension's mean, cut into ``bins`` of equal width, with the class label; the gap is
    that of the best dimension minus that of the second best, divided by the entropy of the labels.

    Returns:
        the gap (0 to 1; 0 also if there is only one class) and the information of the best dimension in bits.
    """
    information = np.sort([mutual_information(_cut(column, bins), labels) for column in means.T])[::-1]
    shares = np.bincount(labels) / len(labels)
    entropy = -float(np.sum(shares[shares > 0] * np.log2(shares[shares > 0])))
    second = information[1] if len(information) > 1 else 0.0
    return float((information[0] - second) / entropy) if entropy > 0 else 0.0, float(information[0])


def active_units(means: Floats) -> int:
    """Return how many dimensions' means vary by more than :data:`ACTIVE_VARIANCE` over the images."""
    return int((means.var(axis=0) > ACTIVE_VARIANCE).sum())


def mutual_information(first: NDArray[np.int64], second: NDArray[np.int64]) -> float:
    """Return the mutual information of two discrete variables in bits, from their joint frequencies (plug-in)."""
    joint = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(joint, (first, second), 1.0 / len(first))
    expected = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    there = joint > 0
    return float(max(0.0, np.sum(joint[there] * np.log2(joint[there] / expected[there]))))


def _cut(values: Floats, bins: int) -> NDArray[np.int64]:
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return np.zeros(len(values), dtype=np.int64)
    return np.minimum(((values - low) / (high - low) * bins).astype(np.int64), bins - 1)
