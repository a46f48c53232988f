"""What infeasible means, in one place: a row of objective values with NaN in any column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def feasible_rows(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rows ``(n,)`` of ``values`` ``(n, m)`` are feasible, i.e. have no NaN."""
    return np.asarray(~np.isnan(values).any(axis=1))
