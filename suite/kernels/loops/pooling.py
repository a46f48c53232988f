"""Average pooling over 3 x 3 positions, each output's sum in torch's order: by rows, from left to right.

Places are unsigned, for a signed one might be negative and count from the end, which no vector instruction does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from suite.kernels.loops.types import IMAGES, PLANE, POOLED

U = np.uintp


@njit(cache=True, inline="always")
def add_rows(flat: Any, start: Any, rows: Any, step: Any, width: Any, target: Any, place: Any) -> None:
    """Add up ``rows`` lines of ``flat`` from ``start`` on, with left and right neighbours ``step`` places away."""
    last = width - step
    for k in range(width):
        target[place + k] = 0
    for row in range(rows):
        line = start + row * width
        if last == U(0):
            for k in range(width):
                target[place + k] += flat[line + k]
            continue
        right = line + step
        for k in range(step):
            target[place + k] = (target[place + k] + flat[line + k]) + flat[right + k]
        inner, further = place + step, right + step
        for k in range(last - step):
            target[inner + k] = ((target[inner + k] + flat[line + k]) + flat[right + k]) + flat[further + k]
        outer, before, end = place + last, line + last - step, line + last
        for k in range(step):
            target[outer + k] = (target[outer + k] + flat[before + k]) + flat[end + k]


@njit(cache=True, inline="always")
def divide(target: Any, place: Any, count: Any, divisor: Any) -> None:
    for k in range(count):
        target[place + k] /= divisor


@njit(POOLED(IMAGES), cache=True)
def average(images: Any) -> Any:
    n, height, width, channels = images.shape
    flat, result = images.reshape(-1), np.empty(images.size, dtype=np.float32)
    step, line = U(channels), U(channels * width)
    for image in range(n):
        for row in range(height):
            first, rows = max(row - 1, 0), min(row + 2, height) - max(row - 1, 0)
            place = U(image * height + row) * line
            add_rows(flat, U(image * height + first) * line, U(rows), step, line, result, place)
            ends = np.float32(rows * min(width, 2))
            divide(result, place, step, ends)
            if width > 1:
                divide(result, place + step, line - step - step, np.float32(rows * 3))
                divide(result, place + line - step, step, ends)
    return result.reshape(n, height, width, channels)


@njit(POOLED(IMAGES, PLANE), cache=True)
def adjoint(images: Any, share: Any) -> Any:
    n, height, width, channels = images.shape
    flat, result = images.reshape(-1), np.empty(images.size, dtype=np.float32)
    step, line, positions = U(channels), U(channels * width), height * width
    scaled, shares = np.empty(positions * channels, dtype=np.float32), share.reshape(-1)
    for image in range(n):
        start = U(image * height) * line
        for position in range(positions):
            factor, at = shares[position], U(position) * step
            for k in range(step):
                scaled[at + k] = flat[start + at + k] * factor
        for row in range(height):
            first, rows = max(row - 1, 0), min(row + 2, height) - max(row - 1, 0)
            place = start + U(row) * line
            add_rows(scaled, U(first) * line, U(rows), step, line, result, place)
            divide(result, place, line, np.float32(9))
    return result.reshape(n, height, width, channels)
