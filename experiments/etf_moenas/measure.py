"""The paper's measures of a found set, by test error and FLOPs: IGD, hypervolume, best accuracy.

They are taken afterwards, as the paper does; no search sees test accuracy. Source: ``notebooks/visualization201.ipynb``
of the public code.
"""

from __future__ import annotations

from dataclasses import dataclass

import moocore
import numpy as np

from experiments.etf_moenas.runs import DATASET
from experiments.kit import Floats, Indices
from suite.analysis.fronts import nondominated
from suite.benchmark import Benchmark

REFERENCE = (0.9 + 1e-4, 220.12 + 1e-4)
"""Of the hypervolume, which is divided by the product: test error as a share, FLOPs in millions."""


@dataclass(frozen=True)
class Measured:
    """What a set is worth.

    Attributes:
        igd: mean distance of the exact front's points to the set, FLOPs scaled to [0, 1] by their range in the space.
        hv: hypervolume, a share of the reference box.
        best_accuracy: highest test accuracy in the set, per cent.
    """

    igd: float
    hv: float
    best_accuracy: float


class Judge:
    """Test error and FLOPs of all cells, and their exact front.

    Attributes:
        values: ``(15625, 2)``: test error as a share (200 epochs, mean over trials), FLOPs in millions.
        front: rows of the exact front, by FLOPs, one for each point.
    """

    def __init__(self, benchmark: Benchmark) -> None:
        error = np.round(1.0 - benchmark.column("test_accuracy_200", DATASET) / 100.0, 4)
        self.values: Floats = np.stack([error, benchmark.column("macs_m", DATASET)], axis=1)
        rows = np.flatnonzero(nondominated(self.values))
        points, first = np.unique(self.values[rows], axis=0, return_index=True)
        self.front: Indices = rows[first][np.argsort(points[:, 1])]

    def of(self, indices: Indices) -> Measured:
        """Return the measures of the cells ``indices`` ``(k,)``, k >= 1."""
        points = self.values[indices]
        points = points[nondominated(points)]
        hypervolume = float(moocore.hypervolume(points, ref=np.array(REFERENCE))) / float(np.prod(REFERENCE))
        igd = float(moocore.igd(self._scaled(points), ref=self._scaled(self.values[self.front])))
        return Measured(igd, hypervolume, 100.0 * (1.0 - float(points[:, 0].min())))

    def _scaled(self, points: Floats) -> Floats:
        flops = self.values[:, 1]
        scaled = points.copy()
        scaled[:, 1] = np.round((points[:, 1] - flops.min()) / (flops.max() - flops.min()), 4)
        return scaled
