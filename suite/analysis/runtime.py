"""What it costs to reach a target: runtimes, their distribution over targets, expected running time, convergence area.

The view of COCO (Hansen et al., Optimization Methods and Software 36, 2021): a target is a regret, and the runtime of a
run is the budget at which it is first reached. Optima are known here, so targets are absolute. Nothing is restarted or
simulated: a run that ends before a target never reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


class CurveLike(Protocol):
    """Regrets of runs on one grid of budgets."""

    @property
    def budget(self) -> Floats:
        """``(k,)`` increasing budgets, above 0; each value holds until the next."""
        ...

    @property
    def regret(self) -> Floats:
        """``(n, k)`` smallest regret of each run so far: infinite before the first feasible one, NaN after its end."""
        ...


Curves = Mapping[str, Mapping[str, CurveLike]]
"""problem -> method -> curve, on one budget axis."""
HIGH, LOW, NUMBER = 1.0, 1e-5, 51


def log_targets(high: float = HIGH, low: float = LOW, number: int = NUMBER) -> Floats:
    """Return targets ``(number,)`` evenly spaced on a logarithmic axis, hardest last: 51 from 1 to 1e-5.

    They suit hypervolume regrets; regrets in points want others, such as 10 to 0.01.
    """
    if not 0 < low < high or number < 2:
        raise ConfigurationError("targets need two numbers above 0, the second below the first, and at least two steps")
    return np.geomspace(high, low, number)


def first_reached(curve: CurveLike, targets: ArrayLike) -> Floats:
    """Return the runtimes ``(n, t)``: the first budget of the grid at which a run's regret is at most the target.

    Infinite where it is never reached.
    """
    budget, goals = np.asarray(curve.budget, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    best = _best(curve)
    ends = np.append(budget, np.inf)
    return np.asarray([ends[np.searchsorted(-run, -goals, side="left")] for run in best])


def ends_of(curve: CurveLike) -> Floats:
    """Return the budget at which each run ended ``(n,)``: the last one with a regret."""
    _best(curve)
    known = ~np.isnan(np.asarray(curve.regret))
    last = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.asarray(np.asarray(curve.budget, dtype=np.float64)[last])


def _best(curve: CurveLike) -> Floats:
    """Return the smallest regret so far ``(n, k)``, infinite before the first one, the last one after a run's end."""
    budget, regret = np.asarray(curve.budget, dtype=np.float64), np.asarray(curve.regret, dtype=np.float64)
    if regret.ndim != 2 or regret.shape[1:] != budget.shape or not regret.size or np.isnan(regret).all(axis=1).any():
        raise ConfigurationError("a curve needs regrets of one run or more, one at each budget, and none without any")
    if not (np.diff(budget) > 0).all() or not budget[0] > 0:
        raise ConfigurationError("the budgets of a curve must be above 0 and increase")
    best = np.fmin.accumulate(regret, axis=1)
    return np.where(np.isnan(best), np.inf, best)


def runtime_ecdf(curves: Curves, targets: ArrayLike, points: int = 200) -> pd.DataFrame:
    """Return the share of all pairs of a run and a target that are solved within each budget.

    All problems weigh the same.

    Args:
        curves: of all methods, on one axis.
        targets: ``(t,)`` regrets.
        points: budgets at which the distribution is read, evenly spaced on a logarithmic axis.

    Returns:
        Columns: method, budget, share. A method ends at the largest budget that all its runs were given, on every
        problem.
    """
    import pandas as pd

    frames = []
    for method in _methods(curves):
        of_method = [by_method[method] for by_method in curves.values()]
        start = min(float(curve.budget[0]) for curve in of_method)
        end = min(float(ends_of(curve).min()) for curve in of_method)
        grid = np.unique(np.append(np.geomspace(min(start, end), end, points)[:-1], end))
        solved = np.zeros(len(grid))
        for each in of_method:
            runtimes = np.sort(first_reached(each, targets), axis=None)
            solved += np.searchsorted(runtimes, grid * (1 + 1e-12), side="right") / len(runtimes)
        frames.append(pd.DataFrame({"method": method, "budget": grid, "share": solved / len(of_method)}))
    return pd.concat(frames, ignore_index=True)


def expected_running_time(curve: CurveLike, targets: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Return the expected running time ``(t,)`` of each target, and how many runs reached it, ``(t,)``.

    ERT is what all runs spent until the target or their end, over the number of runs that reached it (Hansen et al.,
    2021, section 4.3): the budget that independent restarts would need in the mean. Infinite if none did.
    """
    runtimes = first_reached(curve, targets)
    reached = np.isfinite(runtimes)
    spent = np.where(reached, runtimes, ends_of(curve)[:, None]).sum(axis=0)
    successes = reached.sum(axis=0)
    with np.errstate(divide="ignore"):
        return spent / successes, successes


def ert_frame(curves: Curves, targets: ArrayLike) -> pd.DataFrame:
    """Return one row per problem, method and target.

    Returns:
        Columns: problem, method, target, runs, successes, ert (NaN where no run reached the target).
    """
    import pandas as pd

    rows = []
    for problem, by_method in curves.items():
        for method in _methods(curves):
            ert, successes = expected_running_time(by_method[method], targets)
            runs = len(by_method[method].regret)
            found = zip(np.asarray(targets).tolist(), successes.tolist(), ert.tolist(), strict=True)
            rows += [(problem, method, target, runs, count, value) for target, count, value in found]
    frame = pd.DataFrame(rows, columns=["problem", "method", "target", "runs", "successes", "ert"])
    return frame.assign(ert=frame["ert"].where(np.isfinite(frame["ert"])))


def area_under_curve(curve: CurveLike, high: float = HIGH, low: float = LOW, until: float | None = None) -> Floats:
    """Return for each run ``(n,)`` the mean log regret over the budget, scaled to 1 at ``high`` and 0 at ``low``.

    The regret is cut to [low, high], its log10 scaled to [0, 1] and averaged over the budget from 0 to ``until``;
    before the first known regret it counts 1. It is 1 - AOCC, the area over the convergence curve (Lopez-Ibanez et
    al., arXiv 2404.02031): the smaller, the better.

    Args:
        curve: of the runs.
        high: regret that counts 1, and so does any larger one.
        low: regret that counts 0, and so does any smaller one.
        until: end of the area; by default that of the shortest run.

    Raises:
        ConfigurationError: for bounds that are not 0 < low < high, an end beyond the curve, or no regrets.
    """
    if not 0 < low < high:
        raise ConfigurationError("the area over a curve needs bounds above 0, the lower one below the higher one")
    budget = np.asarray(curve.budget, dtype=np.float64)
    end = float(ends_of(curve).min()) if until is None else until
    if not 0 < end <= budget[-1]:
        raise ConfigurationError(f"the area ends at a budget of {end:g}, the curve at {budget[-1]:g}")
    scaled = np.log(np.clip(_best(curve), low, high) / low) / np.log(high / low)
    widths = np.diff(np.minimum(np.concatenate([[0.0], budget, [end]]), end))
    widths = np.maximum(widths, 0.0)
    return np.asarray((widths[0] + scaled @ widths[1:]) / end)


def area_scores(curves: Curves, high: float = HIGH, low: float = LOW) -> dict[str, dict[str, Floats]]:
    """Return :func:`area_under_curve` as scores, on each problem until the first run of any method ends."""
    scores = {}
    for problem, by_method in curves.items():
        until = min(float(ends_of(curve).min()) for curve in by_method.values())
        scores[problem] = {method: area_under_curve(by_method[method], high, low, until) for method in _methods(curves)}
    return scores


def _methods(curves: Curves) -> list[str]:
    names = [list(by_method) for by_method in curves.values()]
    if not names or not names[0] or any(set(each) != set(names[0]) for each in names):
        raise ConfigurationError("runtimes need a curve of the same methods on every problem")
    return names[0]
