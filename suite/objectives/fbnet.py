"""Objectives on the FBNet space: look-up latency, and a stand-in for the accuracy that no table holds there.

What trains or scores networks plugs in as the first objective of :func:`fbnet_problem`: anything with ``name``,
``label`` and a call ``codes (n, 22) -> (n,)`` will do, such as a supernet's validation cross-entropy (DNAS then takes
it with ``cross_entropy="told"``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.objectives.problem import Problem
from suite.objectives.table import Objective
from suite.spaces.fbnet import CIFAR100, FBNET, MacroArchitecture
from suite.tables.fbnet_lut import FBNetLut
from suite.tables.fbnet_macs import fbnet_macs_m

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CapacityProxy:
    """A stand-in for a cross-entropy: ``1 + (reference / MACs)^exponent``. It measures capacity, it is no accuracy.

    It only falls with size, ever less so, as losses of trained networks do; constants are choices that put the optimum
    of FBNet's loss inside the space on the devices at hand. It knows nothing of what a block can learn.

    Attributes:
        reference_m: millions of multiply-accumulates at which it is 2.
        exponent: how fast it falls.
        macro: what is fixed around the blocks.
    """

    reference_m: float = 16.0
    exponent: float = 2.0
    macro: MacroArchitecture = CIFAR100

    @property
    def name(self) -> str:
        """Identifier."""
        return f"capacity_proxy_{self.reference_m:g}_{self.exponent:g}"

    @property
    def label(self) -> str:
        """Text for axes."""
        return f"capacity proxy 1 + ({self.reference_m:g} M / MACs)^{self.exponent:g} (no accuracy)"

    def __call__(self, codes: ArrayLike) -> Floats:
        """Return the values ``(n,)`` of ``codes`` ``(n, 22)``."""
        return np.asarray(1.0 + (self.reference_m / fbnet_macs_m(codes, self.macro)) ** self.exponent)


@dataclass(frozen=True, eq=False)
class LutLatency:
    """The latency in ms as a sum of look-up table entries.

    Attributes:
        lut: of one device.
    """

    lut: FBNetLut

    @property
    def name(self) -> str:
        """Identifier."""
        return f"{self.lut.device}_latency"

    @property
    def label(self) -> str:
        """Text for axes."""
        return f"{self.lut.device} look-up latency (ms)"

    def __call__(self, codes: ArrayLike) -> Floats:
        """Return the latencies ``(n,)`` of ``codes`` ``(n, 22)``, not below 0 (which rounding of a sum can be)."""
        return np.maximum(self.lut.latency_ms(codes), 0.0)


def fbnet_problem(cross_entropy: Objective, latency: Objective) -> Problem:
    """Return the two objectives over the FBNet space; it cannot be enumerated, only asked and told."""
    return Problem([cross_entropy, latency], space=FBNET)
