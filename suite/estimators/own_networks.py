"""From a person's own measurements to the cost of chosen networks, in a space that cannot be listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.estimators import registry
from suite.estimators.base import Estimator
from suite.estimators.cross_validation import OutOfFold, attainable, intervals, out_of_fold
from suite.estimators.naming import EstimatorName, parse_estimator
from suite.estimators.own_device import AUTO, FEWEST
from suite.spaces.base import Codes
from suite.spaces.large import LargeSpace

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnNetworks:
    """Estimated costs of networks.

    Attributes:
        method: canonical text of the estimator.
        costs: ``(k,)``, in the unit of the measurements.
        low, high: ``(k,)`` bounds.
        level: nominal share of costs within the bounds.
        found: cross-validation of the estimator.
        errors: estimator -> its cross-validated error, of all that were compared.
    """

    method: str
    costs: Floats
    low: Floats
    high: Floats
    level: float
    found: OutOfFold
    errors: dict[str, float]


class _ByRow(Estimator):
    """An estimator that is given rows of a list of networks, as the cross-validation names architectures."""

    name = "by row"

    def __init__(self, networks: Codes, estimator: Estimator) -> None:
        super().__init__(estimator.space)
        self._networks, self._estimator = networks, estimator

    def _codes(self, architectures: object) -> Codes:
        return np.asarray(self._networks[np.asarray(architectures, dtype=np.int64)])

    def _fit(self, codes: Codes, costs: Floats) -> None:
        self._estimator.fit(codes, costs)

    def _predict(self, codes: Codes) -> Floats:
        return self._estimator.predict(codes)


def estimate_networks(
    space: LargeSpace,
    measured: Codes,
    costs: Floats,
    wanted: Codes,
    method: str = AUTO,
    level: float = 0.9,
    seed: int = 0,
) -> OwnNetworks:
    """Return the estimated costs of ``wanted`` ``(k, n_edges)``.

    Args:
        space: of the networks.
        measured: ``(n, n_edges)``, distinct.
        costs: ``(n,)``, above 0.
        wanted: ``(k, n_edges)``.
        method: "auto" (the least cross-validated error) or an estimator by text.
        level: share of costs that should lie within the bounds; lowered to what ``n`` measurements can support.
        seed: decides folds and random estimators.

    Raises:
        ConfigurationError: for too few measurements, a level outside (0, 1), or an estimator that knows
            NAS-Bench-201's cells alone.
    """
    if not 0 < level < 1:
        raise ConfigurationError(f"a level lies between 0 and 1, such as 0.9, not {level}")
    if len(measured) < FEWEST:
        raise ConfigurationError(f"too few measurements ({len(measured)}): measure at least {FEWEST}, better 50")
    names = [parse_estimator(text) for text in (registry.ANY_SPACE if method == AUTO else (method,))]
    for each in names:
        if each.name not in registry.ANY_SPACE:
            raise ConfigurationError(
                f"{each.name} knows NAS-Bench-201's cells alone: on {space.name} take {', '.join(registry.ANY_SPACE)}"
            )
    everything, rows = np.concatenate([measured, wanted]), np.arange(len(measured))

    def make(name: EstimatorName) -> Estimator:
        own = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 1])))
        return _ByRow(everything, name.create(space, rng=own))

    def validated(name: EstimatorName) -> OutOfFold:
        folds = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 0])))
        return out_of_fold(lambda: make(name), rows, costs, folds)

    found = {name: validated(name) for name in names}
    chosen = min(found, key=lambda name: found[name].error)
    others = np.arange(len(measured), len(everything))
    level = attainable(level, len(costs))
    low, high = intervals(found[chosen], others, level)
    estimates = make(chosen).fit(rows, costs).predict(others)
    errors = {name.text: each.error for name, each in found.items()}
    low, high = np.minimum(low, estimates), np.maximum(high, estimates)
    return OwnNetworks(chosen.text, estimates, low, high, level, found[chosen], errors)
