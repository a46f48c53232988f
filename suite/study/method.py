"""From a specification to the algorithm that a run asks and tells."""

from __future__ import annotations

from suite.algorithms import registry
from suite.algorithms.base import Algorithm
from suite.errors import ConfigurationError
from suite.objectives import Problem
from suite.study.formulated import NormalisedSum, TwoStage
from suite.study.meter import Meter
from suite.study.spec import RunSpec, rng_for


def make_algorithm(spec: RunSpec, problem: Problem, meter: Meter | None = None) -> Algorithm:
    """Return the algorithm of ``spec`` with its parameters and its own random stream.

    Args:
        spec: the run.
        problem: its problem.
        meter: counts its budget; needed where a formulation divides the budget into stages.

    Raises:
        UnknownNameError: for an unknown algorithm or parameter, with the known ones.
        ConfigurationError: for a number of objectives that it does not take, or a parameter of the wrong type.
    """
    fewest, most = registry.get(spec.algorithm).n_objectives
    m = problem.n_objectives if spec.formulation is None else 1
    if m < fewest:
        remedy = "give a device" if spec.formulation is None else "leave the formulation out"
        raise ConfigurationError(f"{spec.algorithm} needs {fewest} objectives, the search has {m}: {remedy}")
    if most is not None and m > most:
        remedy = "give a cost limit (--cost-limit) or a --formulation, or no device for the fitness alone"
        if most > 1:
            remedy = "choose one metric, and one device or several as worst: or sum:"
        raise ConfigurationError(
            f"{spec.algorithm} takes {most} objective{'s' * (most > 1)}, the search has {m}: {remedy}"
        )
    known = registry.parameters(spec.algorithm)
    for name, value in spec.params:
        if name in known:
            _check_type(f"parameter {name} of {spec.algorithm}", value, known[name])
    rng = rng_for(spec)

    def make() -> Algorithm:
        return registry.create(spec.algorithm, problem.space, rng=rng, **dict(spec.params))

    formulation = spec.formulation
    if formulation is None or not formulation.by_run:
        return make()
    if formulation.kind == "two-stage":
        if meter is None:
            raise ConfigurationError("two stages share a budget: pass the meter")
        return TwoStage(problem.space, rng=rng, formulation=formulation, make=make, progress=lambda: meter.share_spent)
    return NormalisedSum(problem.space, rng=rng, formulation=formulation, make=make)


def _check_type(what: str, value: object, default: object) -> None:
    """Refuse a value of another type than the default's, if that says what is wanted."""
    wanted = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}.get(type(default))
    if wanted is None or value is None:
        return
    kinds = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, kinds) or isinstance(value, bool) is not isinstance(default, bool):
        raise ConfigurationError(f"{what} is {wanted} (default {default!r}), not {value!r}")
