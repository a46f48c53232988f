"""From a person's own measurements to a table of all architectures, with intervals; estimator by cross-validation."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, SuiteError
from suite.estimators.cross_validation import OutOfFold, attainable, intervals, out_of_fold
from suite.estimators.help.settings import SPACES
from suite.estimators.naming import EstimatorName, parse_estimator
from suite.spaces.nasbench201 import NASBENCH201

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

AUTO = "auto"
AUTO_METHODS = (
    "macs",
    "params",
    "ridge,features=counts",
    "ridge",
    "svr",
    "random_forest",
    "gradient_boosting",
    "mlp",
)
"""What ``auto`` chooses among, the simplest first; "help" too, where torch and its references are there."""

FEWEST = 3
"""Fewest measurements of which anything can be said."""

FEW = 10
"""Below this the warning does not depend on the cross-validated error."""

POOR_ERROR, POOR_TAU = 0.2, 0.5
"""A cross-validated error above, or a rank correlation below, is called too few measurements."""


@dataclass(frozen=True, eq=False)
class OwnTable:
    """Estimated costs of all 15,625 architectures in official order.

    Attributes:
        method: canonical text of the estimator.
        costs: ``(15625,)``, in the unit of the measurements.
        low, high: ``(15625,)`` bounds; NaN where no measurement was left to say how wrong the estimator is.
        level: nominal share of costs within the bounds.
        found: cross-validation of the estimator; None likewise.
        errors: estimator -> summed absolute error as a share of the summed cost, of all that were compared.
        left_out: estimator -> why it was not compared.
        warnings: one line each.
    """

    method: str
    costs: Floats
    low: Floats
    high: Floats
    level: float
    found: OutOfFold | None
    errors: dict[str, float] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def estimate_all(indices: Indices, costs: Floats, method: str = AUTO, level: float = 0.9, seed: int = 0) -> OwnTable:
    """Return the estimated table.

    ``auto`` takes the estimator with the least cross-validated error (:attr:`.OutOfFold.error`; of equals the first),
    all on the same folds. Architectures that an estimator must have (HELP's references, the look-up table's own) are in
    every fit and never predicted. Choosing by the same errors that give the intervals makes these a little too narrow;
    ``docs/estimators.md`` states the coverage measured with the choice included.

    Args:
        indices: distinct measured architectures ``(n,)``.
        costs: ``(n,)``, above 0.
        method: ``auto`` or a text of :func:`suite.estimators.naming.parse_estimator`.
        level: share of costs that should lie within the bounds; lowered to what ``n`` measurements can support.
        seed: decides folds and random estimators.

    Raises:
        ConfigurationError: for fewer than :data:`FEWEST` measurements, a level outside (0, 1), or an estimator that
            cannot use these measurements.
    """
    if not 0 < level < 1:
        raise ConfigurationError(f"a level lies between 0 and 1, such as 0.9, not {level}")
    if len(indices) < FEWEST:
        raise ConfigurationError(
            f"too few measurements to estimate anything ({len(indices)}): measure at least {FEWEST} architectures, "
            "better 25 ('suite estimate --plan 25' lists some)"
        )
    found: OutOfFold | None
    if method == AUTO:
        chosen, found, errors, left_out = _choose(indices, costs, seed)
    else:
        chosen, errors, left_out = parse_estimator(method), {}, {}
        required = _required(chosen)
        if not chosen.create(rng=_generator(0, 0)).designed and len(np.setdiff1d(indices, required)) < FEWEST:
            required = required[:0]
        found, why = _validated(chosen, indices, costs, required, seed)
        if found is not None:
            errors[chosen.text] = found.error
        else:
            left_out[chosen.text] = why
    estimates = chosen.create(rng=_generator(seed, 1)).fit(indices, costs).predict(np.arange(NASBENCH201.size))
    low = high = np.full(len(estimates), np.nan)
    if found is not None:
        level = attainable(level, len(found.costs))
        low, high = intervals(found, np.arange(NASBENCH201.size), level)
        low, high = np.minimum(low, estimates), np.maximum(high, estimates)
    warnings = _warnings(indices, costs, found)
    return OwnTable(chosen.text, estimates, low, high, level, found, errors, left_out, warnings)


def _choose(
    indices: Indices, costs: Floats, seed: int
) -> tuple[EstimatorName, OutOfFold, dict[str, float], dict[str, str]]:
    """Return the best estimator, its cross-validation, all errors, and what was left out and why."""
    candidates = [parse_estimator(text) for text in AUTO_METHODS]
    left_out: dict[str, str] = {}
    held = np.empty(0, dtype=np.int64)
    references = np.array(SPACES["nasbench201"].references)
    present = int(np.isin(references, indices).sum())
    if 2 * present < len(references) and find_spec("torch"):  # loading torch takes as long as all the others
        # it replaces single ones, which a device may not be able to run
        left_out["help"] = f"{len(references) - present} of its {len(references)} references were not measured"
    else:
        try:
            few_shot = parse_estimator("help")
            held = _required(few_shot)  # so that all candidates are compared on the same measurements
            candidates.append(few_shot)
        except SuiteError as error:  # no torch, or no weights: said in the report, and no reason to fail
            left_out["help"] = str(error)
    if len(np.setdiff1d(indices, held)) < FEWEST:
        held = held[:0]  # nothing but references: they are what can be held out
    results: dict[str, OutOfFold] = {}
    for candidate in candidates:
        found, why = _validated(candidate, indices, costs, held, seed)
        if found is None:
            left_out[candidate.text] = why
        else:
            results[candidate.text] = found
    if not results:
        raise ConfigurationError(f"no estimator can use these measurements: {next(iter(left_out.values()))}")
    errors = {text: found.error for text, found in results.items()}
    best = min(errors, key=errors.__getitem__)
    chosen = next(candidate for candidate in candidates if candidate.text == best)
    return chosen, results[best], errors, left_out


def _validated(
    method: EstimatorName, indices: Indices, costs: Floats, required: Indices, seed: int
) -> tuple[OutOfFold | None, str]:
    """Return the cross-validation, or None and why there is none."""
    try:
        return out_of_fold(
            lambda: method.create(rng=_generator(seed, 1)), indices, costs, _generator(seed, 2), required
        ), ""
    except ConfigurationError as error:
        # the fit on all measurements, which follows, says it again if the method itself is at fault
        return None, str(error)


def _required(method: EstimatorName) -> Indices:
    """Return the architectures that must be in every fit; HELP calls them its references."""
    estimator = method.create(rng=_generator(0, 0))
    found: Indices = getattr(estimator, "references", estimator.required)
    return found


def _generator(seed: int, stream: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, stream])))


def _warnings(indices: Indices, costs: Floats, found: OutOfFold | None) -> tuple[str, ...]:
    """Return what a person should not miss."""
    from suite.spaces.cell_graph import connected

    result = []
    n = len(indices)
    more = f"measure more ('suite estimate --plan {max(25, 2 * n)}' lists which)"
    if found is None:
        result.append(
            "no measurement could be held out, so nothing says how wrong this table is: measure others as well"
        )
    else:
        baseline = float(np.abs(found.costs - costs.mean()).sum() / found.costs.sum())
        if n < FEW:
            result.append(f"{n} rows are too few to rely on this table, or on the error stated for it: {more}")
        elif found.error > POOR_ERROR or not found.tau >= POOR_TAU:
            result.append(
                f"{n} rows are too few here: cross-validated, the estimates are off by {100 * found.error:.0f} % and "
                f"rank the measured architectures with a Kendall tau of {found.tau:.2f}: {more}"
            )
        if found.error >= baseline:
            result.append(
                "the estimates are no better than the mean of the measured costs: treat this table as unknown"
            )
    dead = indices[~connected(NASBENCH201.codes(indices))]
    if len(dead):
        shown = ", ".join(str(index) for index in dead[:5]) + (", ..." if len(dead) > 5 else "")
        result.append(
            f"in architecture {shown} the input does not reach the output; such cells cost next to nothing on many "
            "devices and mislead an estimator: leave them out unless you mean them"
        )
    return tuple(result)


def plan(n: int, method: str = AUTO, seed: int = 0) -> Indices:
    """Return which architectures to measure for ``method``, ``(n,)``.

    Random ones whose input reaches their output, so that the intervals hold; where a method needs certain
    architectures (HELP's references, the look-up table's own), those first.

    Raises:
        ConfigurationError: for a number that the method cannot use.
    """
    from suite.spaces.cell_graph import connected

    every = np.arange(NASBENCH201.size)
    candidates = every[connected(NASBENCH201.all_codes)]
    if n < FEWEST:
        raise ConfigurationError(f"a plan has at least {FEWEST} architectures, not {n}")
    if n > len(candidates):
        raise ConfigurationError(f"a plan has at most {len(candidates)} architectures, not {n}")
    rng = _generator(seed, 3)
    if method == AUTO:
        return np.asarray(rng.permutation(candidates)[:n], dtype=np.int64)
    estimator = parse_estimator(method).create(rng=_generator(seed, 1))
    return estimator.measurements(n, rng, every if estimator.designed else candidates)
