"""Empirical attainment surfaces: which points a share of the runs has reached (Grunert da Fonseca et al., 2001)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from suite.analysis.fronts import front
from suite.errors import ConfigurationError

Floats = NDArray[np.float64]


def attainment_surfaces(fronts: Sequence[Floats], percentiles: Sequence[float] = (25, 50, 75)) -> dict[float, Floats]:
    """Return the surface attained by each percentage of the runs.

    Args:
        fronts: one array ``(k, m)`` of objective values per run, minimised, m = 2 or 3; dominated and infeasible
            rows are dropped. A run without a feasible point attains nothing, but counts.
        percentiles: in (0, 100]; 50 is the median attainment surface.

    Returns:
        percentile -> ``(k, m)`` corner points, sorted by the first objective; ``(0, m)`` if too few runs attain one.

    Raises:
        ConfigurationError: without any run, or for a percentage outside (0, 100].
    """
    import moocore

    if not fronts:
        raise ConfigurationError("attainment surfaces need at least one run")
    if any(not 0 < percentile <= 100 for percentile in percentiles):
        raise ConfigurationError("percentages of runs must lie in (0, 100]")
    cleaned = [front(points) for points in fronts]
    n_objectives = cleaned[0].shape[1]
    runs = [points for points in cleaned if len(points)]
    surfaces: dict[float, Floats] = {}
    for percentile in percentiles:
        # moocore counts only the runs it is given: express the level in runs, empty runs included
        needed = int(np.ceil(percentile / 100 * len(fronts) - 1e-9))
        if needed > len(runs):
            surfaces[percentile] = np.empty((0, n_objectives))
            continue
        stacked = np.concatenate(runs)
        sets = np.repeat(np.arange(len(runs)), [len(points) for points in runs])
        level = 100 * (needed - 0.5) / len(runs)  # half a run below, so that rounding cannot ask for one more
        surface = np.asarray(moocore.eaf(stacked, sets, percentiles=[level]))[:, :n_objectives]
        surfaces[percentile] = surface[np.lexsort(surface.T[::-1])]
    return surfaces
