"""Which runs are pairs: the one place that decides between paired and unpaired tests.

Two runs of one seed are a pair only if something random is the same in both. The number of the seed is not enough: the
random stream of a run also depends on its algorithm (:meth:`suite.study.spec.RunSpec.seed_key`), so that runs of two
algorithms on looked-up values share nothing, and pairing them is pairing at random.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from suite.study.spec import RunSpec

Shared = Callable[[str, str], str]
"""What the scores of two methods share at each position, in words; "" if nothing: their tests are unpaired."""

STREAM, FITNESS, COSTS, PROBLEM = "random stream", "drawn fitness", "drawn costs", "problem"


def shared_draws(first: RunSpec, second: RunSpec) -> str:
    """Return what is random and the same in runs of equal seeds of two searches, in words; "" if nothing is.

    ====================  ======================================================================================
    random stream         of one algorithm (experiment, data set, device and metric being the same): variants start
                          from one population
    drawn fitness         of one text on one data set: the same simulated error, trial or ranks
    drawn costs           of one cost source, device and metric on one data set: the same measurements
    ====================  ======================================================================================
    """
    one, other = replace(first, seed=0), replace(second, seed=0)
    found = []
    if one.seed_key() == other.seed_key():
        found.append(STREAM)
    if one.dataset == other.dataset:
        if one.fitness.drawn and one.fitness == other.fitness:
            found.append(FITNESS)
        same = (one.cost_source, one.device, one.metric) == (other.cost_source, other.device, other.metric)
        if one.cost_source.estimated and one.device is not None and same:
            found.append(COSTS)
    return ", ".join(found)


def shared_by(specs: Mapping[str, RunSpec]) -> Shared:
    """Return what two methods share, from any run of each."""
    return lambda first, second: shared_draws(specs[first], specs[second])


def same_problems(first: str, second: str) -> str:
    """Say that position i of both is the same problem, as in means over the seeds of every problem."""
    return PROBLEM
