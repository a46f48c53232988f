"""Evolutionary search under a latency limit, as once-for-all's finder does it and HELP takes it (HELP, Table 5).

The best quarter of a population of 100 are parents; half of the children are mutated parents (each choice redrawn with
probability 0.1), half are crossed (each choice from either parent); a child that breaks the limit is made anew; 500
generations. Facts: the public codes of once-for-all and HELP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import OFAMobileNetV3Space

Floats = NDArray[np.float64]
Estimate = Callable[[Codes], Floats]

SMALLEST = 64
"""Children made at a time: few more cost no more than one."""

TRIES = 1000
"""Batches of children after which a limit counts as one that no network keeps."""


@dataclass(frozen=True)
class Evolution:
    """Settings of the search, as published.

    Attributes:
        population: children of a generation; parents are kept beside them.
        generations: how many there are.
        parents: share of the population that has children.
        mutated: share of the children that are mutated; the others are crossed.
        mutation: probability of each choice to be redrawn.
    """

    population: int = 100
    generations: int = 500
    parents: float = 0.25
    mutated: float = 0.5
    mutation: float = 0.1


def evolve(
    space: OFAMobileNetV3Space,
    accuracy: Estimate,
    latency: Estimate,
    limit: float,
    rng: np.random.Generator,
    settings: Evolution = Evolution(),
) -> Codes:
    """Return the canonical code ``(n_edges,)`` of the most accurate network found within the limit.

    Args:
        space: of the networks.
        accuracy: of canonical codes ``(n, n_edges)``, ``(n,)``, higher is better.
        latency: of canonical codes, in the unit of ``limit``.
        limit: largest latency, as ``latency`` predicts it.
        rng: source of randomness.
        settings: of the search.

    Raises:
        ConfigurationError: if no network keeps the limit.
    """

    def kept(make: Callable[[int], Codes], count: int) -> Codes:
        found: list[Codes] = []
        missing = count
        for _ in range(TRIES):
            made = space.canonical(make(max(2 * missing, SMALLEST)))
            good = made[latency(made) <= limit][:missing]
            found.append(good)
            missing -= len(good)
            if missing == 0:
                return np.concatenate(found)
        raise ConfigurationError(f"no network is predicted to keep the limit of {limit:g}: raise it")

    people = kept(lambda n: space.random(n, rng), settings.population)
    worth = accuracy(people)
    n_parents, n_mutated = int(settings.parents * settings.population), int(settings.mutated * settings.population)
    for _ in range(settings.generations):
        best = np.argsort(-worth, kind="stable")[:n_parents]
        parents, known = people[best], worth[best]

        def mutated(n: int, parents: Codes = parents) -> Codes:
            chosen = parents[rng.integers(len(parents), size=n)]
            redrawn = _choices(space, rng.random((n, space.n_edges)) < settings.mutation)
            return np.where(redrawn, space.random(n, rng), chosen)

        def crossed(n: int, parents: Codes = parents) -> Codes:
            first, second = (parents[rng.integers(len(parents), size=n)] for _ in range(2))
            return np.where(_choices(space, rng.random((n, space.n_edges)) < 0.5), first, second)

        children = np.concatenate([kept(mutated, n_mutated), kept(crossed, settings.population - n_mutated)])
        people = np.concatenate([parents, children])
        worth = np.concatenate([known, accuracy(children)])
    return people[int(np.argmax(worth))]


def _choices(space: OFAMobileNetV3Space, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return ``mask`` with one decision for the two edges that write a resolution."""
    if space.n_edges > space.n_body:
        mask[:, -1] = mask[:, -2]
    return mask
