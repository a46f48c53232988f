"""Which runs are pairs: the one place that decides between paired and unpaired tests.

Two runs of one seed are a pair only if what they search was drawn, and is the same draw in both. The number of the
seed is not enough: the random stream of a run also depends on its algorithm
(:meth:`suite.study.spec.RunSpec.seed_key`), so that runs of two algorithms on looked-up values share nothing, and
pairing them is pairing at random. Variants of one algorithm have one stream and start alike; what they end with hardly
agrees all the same (docs/statistics.md), so that is no pair either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from suite.study.spec import RunSpec

Shared = Callable[[str, str], str]
"""What the scores of two methods share at each position, in words; "" if nothing: their tests are unpaired."""

FITNESS, COSTS, PROBLEM = "drawn fitness", "drawn costs", "problem"


def shared_draws(first: RunSpec, second: RunSpec) -> str:
    """Return what is drawn, and the same draw in runs of equal seeds of two searches, in words; "" if nothing is.

    ====================  ======================================================================================
    drawn fitness         of one text on one data set: the same simulated error, trial or ranks
    drawn costs           of one cost source, device and metric on one data set: the same measurements
    ====================  ======================================================================================
    """
    found: list[str] = []
    if first.dataset == second.dataset:
        if first.fitness.drawn and first.fitness == second.fitness:
            found.append(FITNESS)
        same = (first.cost_source, first.device, first.metric) == (second.cost_source, second.device, second.metric)
        if first.cost_source.estimated and first.device is not None and same:
            found.append(COSTS)
    return ", ".join(found)


def shared_by(specs: Mapping[str, RunSpec]) -> Shared:
    """Return what two methods share, from any run of each."""
    return lambda first, second: shared_draws(specs[first], specs[second])


def same_problems(first: str, second: str) -> str:
    """Say that position i of both is the same problem, as in means over the seeds of every problem."""
    return PROBLEM
