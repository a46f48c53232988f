"""Types of what loops take and return: contiguous arrays; those taken are never written to."""

from __future__ import annotations

from numba import types

NUMBER = types.int64
REAL = types.float64
CODES = types.Array(types.uint8, 2, "C", readonly=True)
NUMBERS = types.Array(types.int64, 1, "C", readonly=True)
TABLE = types.Array(types.int64, 2, "C", readonly=True)
DRAWS = types.Array(types.float64, 3, "C", readonly=True)
REALS = types.Array(types.float64, 1, "C", readonly=True)
VALUES = types.Array(types.float64, 2, "C", readonly=True)
NEW_CODES = types.Array(types.uint8, 2, "C")
NEW_NUMBERS = types.Array(types.int64, 1, "C")
NEW_REALS = types.Array(types.float64, 1, "C")
NEW_VALUES = types.Array(types.float64, 2, "C")
IMAGES = types.Array(types.float32, 4, "C", readonly=True)
PLANE = types.Array(types.float32, 2, "C", readonly=True)
POOLED = types.Array(types.float32, 4, "C")
