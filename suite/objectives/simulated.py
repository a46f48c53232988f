"""A simulated supernet: the true accuracy seen through saturation and error of a chosen size; no network is trained.

A real one-shot supernet ranks good and bad cells apart but hardly orders the good ones, and its error is structured: it
over-rates some operations on some edges. White noise of the same Kendall tau is too kind a stand-in. The model, with
the true accuracy = validation accuracy after 200 epochs:

1. ``z`` = normal score of the rank of the true accuracy.
2. signal ``s`` = ``min(z, zc)``, standardised: beyond ``zc`` architectures look alike.
3. error ``e`` = ``sqrt(w) g + sqrt(1 - w) n``: ``g`` is a standardised sum of random normal effects of operations on
   edges (share ``additive`` of its variance) and of pairs of them (the rest), ``n`` is white noise.
4. score = ``rho s + sqrt(1 - rho**2) e``, mapped monotonically to the sorted true accuracies.

Without saturation the Kendall tau to the true accuracy is ``2 / pi * arcsin(rho)``. The presets were calibrated on the
published supernet scores of one repository on CIFAR-10 alone (few-shot-NAS); other data sets are not calibrated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.spaces.base import SearchSpace

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Quality:
    """How much of the true accuracy a simulated fitness shows.

    Attributes:
        zc: saturation, a normal score; infinite for none.
        rho: correlation of score and (saturated) signal, from 0 to 1.
        w: share of the error's variance that is structured, from 0 to 1.
        additive: share of the structured part that is additive over the edges, from 0 to 1; the rest is pairwise.
        tau: of white rank noise, which is all that it is then; None for simulated supernets.

    Raises:
        ConfigurationError: for parameters out of range.
    """

    zc: float
    rho: float
    w: float = 0.55
    additive: float = 0.25
    tau: float | None = None

    def __post_init__(self) -> None:
        for name in ("rho", "w", "additive", *(["tau"] if self.tau is not None else [])):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigurationError(
                    f"{name} of a simulated fitness lies between 0 and 1, not {getattr(self, name)}"
                )
        if math.isnan(self.zc) or self.zc == -math.inf:
            raise ConfigurationError("zc of a simulated fitness is a number, or none for no saturation")

    @classmethod
    def rank_noise(cls, tau: float) -> Quality:
        """Return white rank noise with the expected Kendall tau ``tau``."""
        if not 0.0 <= tau <= 1.0:
            raise ConfigurationError(f"tau of rank noise lies between 0 and 1, not {tau}")
        return cls(math.inf, min(1.0, math.sin(math.pi * tau / 2.0)), 0.0, 0.0, tau)

    def replaced(self, **values: float) -> Quality:
        """Return a copy with other values."""
        return Quality(**{**{name: getattr(self, name) for name in ("zc", "rho", "w", "additive")}, **values})

    @property
    def text(self) -> str:
        """Canonical parameters; a preset by its name."""
        if self.tau is not None:
            return f"tau={_plain(self.tau)}"
        for name, preset in PRESETS.items():
            if self == preset:
                return f"preset={name}"
        return ",".join(f"{name}={_plain(getattr(self, name))}" for name in ("zc", "rho", "w", "additive"))

    def describe(self) -> str:
        """Return the fitness in words."""
        base = "of the validation accuracy after 200 epochs, drawn once per seed"
        if self.tau is not None:
            return f"simulated: white rank noise {base}, Kendall tau {_plain(self.tau)}"
        limit = "none" if math.isinf(self.zc) else f"z_c = {_plain(self.zc)}"
        return (
            f"simulated supernet ({self.text.removeprefix('preset=')}; saturation {limit}, rho = {_plain(self.rho)}, "
            f"structured share of the error {_plain(self.w)}): a noisy view {base}; no trained supernet"
        )


PRESETS: dict[str, Quality] = {
    "one-shot": Quality(zc=0.0, rho=0.80),
    "few-shot": Quality(zc=0.84, rho=0.72),
    "no-saturation": Quality(zc=math.inf, rho=0.70),
}


@dataclass(frozen=True, eq=False)
class Noise:
    """One draw of the error's parts, each standardised, ``(size,)``; made by :func:`drawn`.

    Attributes:
        white: of each architecture on its own.
        additive: sums of effects of operations on edges.
        pairwise: sums of effects of pairs of them; all 0 in a space of one edge.
    """

    white: Floats
    additive: Floats
    pairwise: Floats


def simulate(accuracy: ArrayLike, space: SearchSpace, quality: Quality, rng: np.random.Generator) -> Floats:
    """Return a simulated accuracy in per cent for every architecture, ``(size,)``: a permutation of ``accuracy``.

    Equal scores get the mean of the accuracies that they share. The numbers drawn do not depend on ``quality``, so
    equal generators give the same error at every quality.

    Args:
        accuracy: ``(size,)`` true validation accuracy in per cent; NaN (not measured) stays NaN.
        space: the search space.
        quality: of the fitness.
        rng: source of the error.
    """
    return Simulation(accuracy).at(quality, drawn(space, rng))


def drawn(space: SearchSpace, rng: np.random.Generator) -> Noise:
    """Return the parts of the error, which one draw has in common at every quality."""
    white = rng.normal(size=space.size)
    codes = space.codes(np.arange(space.size)).astype(np.int64)
    edges, operations = space.n_edges, space.n_operations
    single = rng.normal(size=(edges, operations))
    additive = _standardised(single[np.arange(edges), codes].sum(axis=1))
    pairs = list(combinations(range(edges), 2))
    effects = np.zeros(space.size)
    if pairs:
        joint = rng.normal(size=(len(pairs), operations * operations))
        for table, (a, b) in zip(joint, pairs, strict=True):
            effects += table[codes[:, a] * operations + codes[:, b]]
    return Noise(white, additive, _standardised(effects))


class Simulation:
    """:func:`simulate` of one accuracy at many qualities, with the error's parts given.

    Args:
        accuracy: ``(size,)`` true validation accuracy in per cent; NaN stays NaN.
    """

    def __init__(self, accuracy: ArrayLike) -> None:
        truth = np.asarray(accuracy, dtype=np.float64)
        self._known = ~np.isnan(truth)
        self._sorted, self._normal = np.sort(truth[self._known]), _normal_scores(truth[self._known])

    def at(self, quality: Quality, noise: Noise) -> Floats:
        """Return a simulated accuracy ``(size,)``."""
        structured = _standardised(
            math.sqrt(quality.additive) * noise.additive + math.sqrt(1.0 - quality.additive) * noise.pairwise
        )
        signal = _standardised(np.minimum(self._normal, quality.zc))
        error = math.sqrt(quality.w) * structured[self._known] + math.sqrt(1.0 - quality.w) * noise.white[self._known]
        score = quality.rho * signal + math.sqrt(1.0 - quality.rho**2) * error
        result = np.full(len(self._known), np.nan)
        result[self._known] = _mapped(score, self._sorted)
        return result


def _normal_scores(values: Floats) -> Floats:
    """Return ``Phi^-1((rank - 0.5) / n)``, equal values sharing their mean rank."""
    from scipy.special import ndtri

    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2.0
    return np.asarray(ndtri((mean_rank[inverse] - 0.5) / len(values)), dtype=np.float64)


def _standardised(values: Floats) -> Floats:
    """Return ``values`` with mean 0 and standard deviation 1; all 0 where they are all equal."""
    deviation = values.std()
    return (values - values.mean()) / deviation if deviation > 0 else np.zeros_like(values)


def _mapped(score: Floats, ordered: Floats) -> Floats:
    """Return the ``ordered`` accuracies, lowest first, in the order of ``score``; equal scores share their mean."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    starts = np.cumsum(counts) - counts
    return np.asarray((np.add.reduceat(ordered, starts) / counts)[inverse])


def _plain(value: float) -> str:
    """Return the shortest text of a number that reads as the same number."""
    if math.isinf(value):
        return "none"
    return str(int(value)) if value == int(value) else repr(float(value))
