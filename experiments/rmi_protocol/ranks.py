"""Normal scores of a sample in which some cells stand for more than others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from experiments.kit import Floats


def normal_scores(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Return ``Phi^-1`` of the mid-rank of ``values`` ``(n,)``, as a share of all, equal values sharing theirs.

    Args:
        values: of the sample.
        weights: ``(n,)`` for how many cells each stands; None for one each.
    """
    from scipy.special import ndtri

    given = np.asarray(values, dtype=np.float64)
    counted = np.ones(len(given)) if weights is None else np.asarray(weights, dtype=np.float64)
    distinct, place = np.unique(given, return_inverse=True)
    each = np.bincount(place, weights=counted, minlength=len(distinct))
    middle = np.cumsum(each) - each / 2
    return np.asarray(ndtri(middle / counted.sum()))[place]
