"""The simulated supernet fitted to real scores: zc, rho, w and additive of :mod:`suite.objectives.simulated`.

Criterion: the root mean square of six differences, the real table's statistics less the mean of the simulation's over
draws. The statistics are Kendall's tau-b to the true (validation) accuracy among all, the best 50, 20 and 10 % of the
cells, and the shares of the error that additive and pairwise effects of operations explain (:mod:`.error`): the first
four show saturation and correlation (zc, rho), the last two structure (w, additive).

Every draw is given the real table's values in the order of its own scores, so that both have the same ties. The fit
starts from the best point of a grid and goes along single parameters in ever smaller steps, always on the same draws;
the result is judged on other draws. A real table is one draw of what the model describes: the standard deviation over
the draws says how far from the mean one may lie.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.kit import Floats
from experiments.supernet.error import all_cells, error_of, explained, normal_scores
from experiments.supernet.ranking import TOPS, places, top_cells, top_taus
from suite.benchmark import Benchmark
from suite.objectives.simulated import PRESETS, Noise, Quality, Simulation, drawn
from suite.objectives.stand_in import TRUTH, draw_seed
from suite.scores import ScoreTable
from suite.spaces.base import SearchSpace

STATISTICS = (*(f"tau, {name}" for name in TOPS), "error explained: additive", "error explained: pairwise")
FITTED = "fitted"
FIT_DRAWS, JUDGE_DRAWS = 6, 30
GRID_ZC = (-0.5, 0.5, 1.5, 4.0)
GRID_RHO = (0.3, 0.6, 0.9)
STEPS = (0.2, 0.1, 0.05)
"""Steps of rho, w and additive; twice as large for zc."""

LARGEST_ZC = 4.0
"""Beyond the largest normal score of 15,625 cells (3.998): no saturation."""

CLEAN_DIFFERENCE = 0.05
CLEAN_DEVIATIONS = 2.0
CLEAN_CRITERION = (
    f"the root mean square difference is at most {CLEAN_DIFFERENCE} and each of the six statistics "
    f"lies within {CLEAN_DEVIATIONS:g} standard deviations of the draws"
)


@dataclass(frozen=True)
class Match:
    """How a simulation's statistics lie to a real table's, in the order of :data:`STATISTICS`.

    Attributes:
        quality: of the simulation.
        real: ``(6,)`` statistics of the real table.
        draws: ``(draws, 6)`` those of the simulation.
    """

    quality: Quality
    real: Floats
    draws: Floats

    @property
    def difference(self) -> Floats:
        """Mean of the simulation less the real table, ``(6,)``."""
        return np.asarray(self.draws.mean(axis=0) - self.real)

    @property
    def deviation(self) -> Floats:
        """Standard deviation over the draws, ``(6,)``."""
        return np.asarray(self.draws.std(axis=0, ddof=1))

    @property
    def distance(self) -> float:
        """The criterion."""
        return float(np.sqrt((self.difference**2).mean()))

    @property
    def within(self) -> int:
        """How many of the statistics lie within :data:`CLEAN_DEVIATIONS` standard deviations of the draws."""
        return int((np.abs(self.difference) <= CLEAN_DEVIATIONS * self.deviation).sum())

    @property
    def clean(self) -> bool:
        """Whether :data:`CLEAN_CRITERION` holds."""
        return self.distance <= CLEAN_DIFFERENCE and self.within == len(STATISTICS)


class Comparison:
    """Statistics of one score table and of simulations that share its ties.

    Args:
        score: ``(size,)`` scores, higher is better.
        truth: ``(size,)`` true accuracy in per cent, which the simulation distorts.
        space: the search space.
        key: text that the draws depend on, with their number.
    """

    def __init__(self, score: Floats, truth: Floats, space: SearchSpace, key: str) -> None:
        self._simulation, self._space, self._key = Simulation(truth), space, key
        self._tops, self._cells = top_cells(truth), all_cells(space)
        self._true_places, self._normal_truth = places(truth), normal_scores(truth)
        values = np.sort(score)
        self._sorted, self._sorted_normal = places(values), normal_scores(values)
        self._noise: dict[int, Noise] = {}  # by the number of the draw: the same at every quality
        self.real = self.statistics(places(score), normal_scores(score))

    def statistics(self, ranked: NDArray[Any], normal: Floats) -> Floats:
        """Return the six statistics of a score with the :func:`.places` ``ranked`` and the normal scores ``normal``."""
        # a score that is the same for all of them orders nothing
        taus = np.nan_to_num(list(top_taus(ranked, self._true_places, self._tops).values()))
        return np.array([*taus, *explained(error_of(normal, self._normal_truth), self._cells)])

    def draws(self, quality: Quality, first: int, count: int) -> Floats:
        """Return the statistics of ``count`` draws of the simulation, from number ``first``, ``(count, 6)``."""
        found = []
        for number in range(first, first + count):
            if number not in self._noise:
                rng = np.random.Generator(np.random.PCG64(draw_seed("calibration", self._key, number)))
                self._noise[number] = drawn(self._space, rng)
            order = np.argsort(self._simulation.at(quality, self._noise[number]), kind="stable")
            ranked, normal = np.empty_like(self._sorted), np.empty(len(order))
            ranked[order], normal[order] = self._sorted, self._sorted_normal
            found.append(self.statistics(ranked, normal))
        return np.stack(found)

    def judged(self, quality: Quality) -> Match:
        """Return how a simulation matches, on the draws that no fit has seen."""
        return Match(quality, self.real, self.draws(quality, FIT_DRAWS, JUDGE_DRAWS))


def fitted(comparison: Comparison) -> Quality:
    """Return the parameters of the smallest criterion, to two decimals."""

    @cache
    def distance(point: tuple[float, ...]) -> float:
        return Match(quality_at(point), comparison.real, comparison.draws(quality_at(point), 0, FIT_DRAWS)).distance

    start = PRESETS["one-shot"]
    grid = [(zc, rho, start.w, start.additive) for zc in GRID_ZC for rho in GRID_RHO]
    return quality_at(_descend(min(grid, key=distance), distance))


def quality_at(point: tuple[float, ...]) -> Quality:
    """Return the simulation with the parameters (zc, rho, w, additive); the largest zc stands for no saturation."""
    return Quality(math.inf if point[0] >= LARGEST_ZC else point[0], *point[1:])


def _descend(point: tuple[float, ...], distance: Callable[[tuple[float, ...]], float]) -> tuple[float, ...]:
    """Return where no step along one parameter makes ``distance`` smaller: a compass search with shrinking steps."""
    for step in STEPS:
        while True:
            nearby = [_moved(point, place, sign * step) for place in range(len(point)) for sign in (-1.0, 1.0)]
            best = min(nearby, key=distance)
            if distance(best) >= distance(point) - 1e-9:  # rounding decides nothing
                break
            point = best
    return point


def _moved(point: tuple[float, ...], place: int, step: float) -> tuple[float, ...]:
    """Return ``point`` with one parameter moved, inside its range."""
    low, high, scale = (-LARGEST_ZC, LARGEST_ZC, 2.0) if place == 0 else (0.0, 1.0, 1.0)
    moved = round(min(high, max(low, point[place] + scale * step)), 2)
    return (*point[:place], moved, *point[place + 1 :])


@lru_cache(maxsize=16)
def fitted_quality(table: ScoreTable, benchmark: Benchmark) -> Quality:
    """Return the parameters fitted to a score table; found once per process."""
    return fitted(_comparison(table, benchmark))


def matches(table: ScoreTable, benchmark: Benchmark) -> dict[str, Match]:
    """Return how the fitted simulation (:data:`FITTED`) and the suite's presets match a table, by name."""
    comparison = _comparison(table, benchmark)
    return {
        FITTED: comparison.judged(fitted_quality(table, benchmark)),
        **{preset: comparison.judged(quality) for preset, quality in PRESETS.items()},
    }


def _comparison(table: ScoreTable, benchmark: Benchmark) -> Comparison:
    truth = benchmark.column(TRUTH, table.dataset)
    return Comparison(table.values(), truth, benchmark.space, table.dataset)
