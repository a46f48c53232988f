"""Bayesian comparison of two methods over problems, with a region of practical equivalence.

The signed-rank test of Benavoli et al. (ICML 2014; JMLR 18(77), 2017, section 4.2): the differences of two methods, one
a problem, come from an unknown distribution with a Dirichlet process prior of strength s and a base measure at 0. With
weights (w_0, ..., w_q) ~ Dirichlet(s, 1, ..., 1) on z_0 = 0 and the q differences, the mass to the right of the region
[-rope, rope] is the sum of w_i w_j over the pairs with (z_i + z_j) / 2 > rope, that to the left likewise, pairs on a
bound count half. What is reported is how probable it is that each of the three masses is the largest.

It is about the problems, as Wilcoxon's test of the medians: runs within a problem enter by their median alone. Unlike a
p-value it can say that two methods are equivalent.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.scores_by_problem import Scores, centres, checked
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
PRIOR = 0.5
"""Strength s of the prior; its pseudo-difference is 0, in the middle of the region."""
SAMPLES = 20_000
CERTAIN = 0.95
_CHUNK = 2_000
COLUMNS = (
    "first", "second", "problems", "rope", "prior", "first_better", "equivalent", "second_better", "decision",
)  # fmt: skip


@dataclass(frozen=True)
class Equivalence:
    """What the posterior says of two methods; the three probabilities sum to 1.

    Attributes:
        first_better: probability that the mass of differences where the first is better by more than the region is the
            largest of the three.
        equivalent: the same of the differences within the region.
        second_better: the same of those where the second is better.
    """

    first_better: float
    equivalent: float
    second_better: float

    def decision(self, certain: float = CERTAIN) -> str:
        """Return ``first``, ``equivalent`` or ``second`` where its probability is at least ``certain``, else ``""``."""
        named = {"first": self.first_better, "equivalent": self.equivalent, "second": self.second_better}
        name = max(named, key=lambda key: named[key])
        return name if named[name] >= certain else ""


def signed_rank_masses(
    differences: ArrayLike, rope: float, rng: np.random.Generator, samples: int = SAMPLES, prior: float = PRIOR
) -> Floats:
    """Return samples ``(samples, 3)`` of the posterior masses left of, in and right of the region.

    Args:
        differences: ``(q,)`` one a problem; infinite ones (one method found nothing feasible) lie outside any region.
        rope: half the width of the region, 0 or more, in the unit of the differences.
        rng: the only source of randomness.
        samples: number of samples.
        prior: strength s of the prior, above 0.

    Raises:
        ConfigurationError: for no or missing differences, a negative region or a prior that is not positive.
    """
    z = np.concatenate([[0.0], np.asarray(differences, dtype=np.float64).reshape(-1)])
    if len(z) < 2 or np.isnan(z).any():
        raise ConfigurationError("a Bayesian comparison needs one difference a problem, none missing (NaN)")
    if rope < 0 or not prior > 0:
        raise ConfigurationError(f"the region must be 0 or more ({rope:g}), the prior's strength above 0 ({prior:g})")
    with np.errstate(invalid="ignore"):
        sums = z[:, None] + z[None, :]
    sums[np.isnan(sums)] = 0.0  # infinitely better on one problem, infinitely worse on the other
    right = (sums > 2 * rope) + 0.5 * (sums == 2 * rope)
    left = (sums < -2 * rope) + 0.5 * (sums == -2 * rope)
    alpha = np.ones(len(z))
    alpha[0] = prior
    masses = np.empty((samples, 3))
    for start in range(0, samples, _CHUNK):
        weights = rng.dirichlet(alpha, size=min(_CHUNK, samples - start))
        part = masses[start : start + len(weights)]
        part[:, 0] = np.einsum("sq,sq->s", weights @ left, weights)
        part[:, 2] = np.einsum("sq,sq->s", weights @ right, weights)
    masses[:, 1] = np.maximum(0.0, 1.0 - masses[:, 0] - masses[:, 2])
    return masses


def equivalence(
    first: ArrayLike, second: ArrayLike, rope: float, rng: np.random.Generator, samples: int = SAMPLES,
    prior: float = PRIOR,
) -> Equivalence:  # fmt: skip
    """Return what the posterior says of two methods, smaller scores being better.

    Args:
        first: ``(q,)`` one score a problem, such as the median over the runs.
        second: ``(q,)`` of the other, on the same problems.
        rope: half the width of the region of practical equivalence.
        rng: the only source of randomness.
        samples: of the posterior.
        prior: strength s of the prior.

    Raises:
        ConfigurationError: for scores of different length, and as :func:`signed_rank_masses`.
    """
    a, b = (np.asarray(scores, dtype=np.float64) for scores in (first, second))
    if a.shape != b.shape or a.ndim != 1:
        raise ConfigurationError("a Bayesian comparison needs one score of both methods on each problem")
    with np.errstate(invalid="ignore"):
        differences = np.where(a == b, 0.0, b - a)  # both infinite: no difference
    masses = signed_rank_masses(differences, rope, rng, samples, prior)
    shares = np.bincount(masses.argmax(axis=1), minlength=3) / samples
    return Equivalence(second_better=float(shares[0]), equivalent=float(shares[1]), first_better=float(shares[2]))


def equivalence_frame(
    scores: Scores,
    rope: float,
    rng: np.random.Generator,
    samples: int = SAMPLES,
    prior: float = PRIOR,
    certain: float = CERTAIN,
) -> pd.DataFrame:
    """Return one row per pair of methods, by their medians on each problem.

    Returns:
        Columns: first, second, problems, rope, prior, first_better, equivalent, second_better (probabilities), decision
        (``first``, ``equivalent``, ``second``, or empty where none has the probability ``certain``).
    """
    import pandas as pd

    problems, methods = checked(scores)
    medians = centres(scores)
    rows = []
    for i, j in combinations(range(len(methods)), 2):
        found = equivalence(medians[:, i], medians[:, j], rope, rng, samples, prior)
        rows.append(
            {"first": methods[i], "second": methods[j], "problems": len(problems), "rope": rope, "prior": prior}
            | vars(found)
            | {"decision": found.decision(certain)}
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
