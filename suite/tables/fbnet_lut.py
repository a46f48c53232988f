"""The per-block latencies of FBNets, recovered from end-to-end latencies by least squares.

HW-NAS-Bench gives an FBNet's cost as a sum: stem + 22 blocks + header + pooling + classifier, each an entry of a
look-up table that depends on the shape of the layer. HELP's files hold 5,000 such sums per device, for the CIFAR-100
variant (:mod:`suite.tables.help_latencies`), so the entries can be had back, but for what a sum cannot tell:

- within a layer only differences show, so every entry is relative to that layer's ``skip``, whose own entry is 0 here;
- the constant is the latency of the network that skips all layers: stem, header, pooling, classifier and the 22 skips,
  which no sum tells apart;
- layers of one shape (the second to fourth of a stage) share their entries, as in HW-NAS-Bench's table.

That leaves 97 numbers: 12 shapes x 8 blocks and the constant. On Raspberry Pi 4, Pixel 3, ASIC-Eyeriss and FPGA the
latencies are these sums to rounding. On HELP's other devices networks were measured end to end, and a sum is a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import DataError
from suite.spaces.base import Codes
from suite.spaces.fbnet import CIFAR100, FBNET, N_LAYERS, OPERATIONS, SKIP
from suite.tables.help_latencies import help_latencies

Floats = NDArray[np.float64]

ADDITIVE = ("raspi4", "pixel3", "eyeriss", "fpga")
"""Devices of HW-NAS-Bench: sums by construction."""
N_TRAIN = 4000
"""Of the 5,000 networks, as in HELP's split: the first ones; the rest tests whether a sum holds."""


@dataclass(frozen=True, eq=False)
class FBNetLut:
    """A look-up table with how well it fits.

    Attributes:
        device: name of the device.
        constant_ms: latency of the network that skips every layer.
        blocks_ms: ``(22, 9)`` what each block adds to its layer's skip; the last column is 0.
        residual_max_ms: largest absolute residual over the networks that it was fitted to.
        residual_rms_ms: root mean square of the residuals.
        r2: share of the variance that the sum explains.
    """

    device: str
    constant_ms: float
    blocks_ms: Floats
    residual_max_ms: float
    residual_rms_ms: float
    r2: float

    def latency_ms(self, codes: ArrayLike) -> Floats:
        """Return the latencies ``(n,)`` of ``codes`` ``(n, 22)`` as sums of entries.

        Raises:
            ArchitectureError: for codes that are not in the space.
        """
        checked = FBNET.check_codes(codes)
        return np.asarray(self.constant_ms + self.blocks_ms[np.arange(N_LAYERS), checked].sum(axis=1))


PICOSECOND = 9
"""Decimals of an entry in ms: below it, a least-squares fit depends on the processor that makes it."""


def shapes() -> NDArray[np.int64]:
    """Return for each of the 22 layers the number ``(22,)`` of its shape, 0 to 11, in order of first appearance."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(layer, len(known)) for layer in CIFAR100.layers], dtype=np.int64)


def design(codes: Codes, tied: bool = True) -> Floats:
    """Return the matrix of the fit: a column of ones, then a count per shape (or layer) and block other than skip.

    Args:
        codes: ``(n, 22)``.
        tied: ``(n, 97)`` with entries per shape; else ``(n, 177)`` with entries per layer.
    """
    groups = shapes() if tied else np.arange(N_LAYERS)
    counts = np.zeros((len(codes), int(groups.max()) + 1, len(OPERATIONS)))
    hot = np.eye(len(OPERATIONS))[codes]
    for layer, group in enumerate(groups):
        counts[:, group] += hot[:, layer]
    return np.concatenate([np.ones((len(codes), 1)), counts[:, :, :SKIP].reshape(len(codes), -1)], axis=1)


def fit_lut(codes: ArrayLike, latency_ms: ArrayLike, device: str = "", tied: bool = True) -> FBNetLut:
    """Fit a look-up table to latencies.

    Args:
        codes: ``(n, 22)``.
        latency_ms: ``(n,)``.
        device: name to give it.
        tied: one entry per shape of a layer (as in HW-NAS-Bench), or one per layer.

    Raises:
        DataError: if the networks do not tell all entries apart.
    """
    checked = FBNET.check_codes(codes)
    target = np.asarray(latency_ms, dtype=np.float64)
    matrix = design(checked, tied)
    solution, _, rank, _ = np.linalg.lstsq(matrix, target, rcond=None)
    if rank < matrix.shape[1]:
        raise DataError(f"{len(checked)} networks tell {rank} of {matrix.shape[1]} entries apart: give more networks")
    solution = np.round(solution, PICOSECOND)
    entries = solution[1:].reshape(-1, SKIP)
    residual = target - matrix @ solution
    return FBNetLut(
        device=device,
        constant_ms=float(solution[0]),
        blocks_ms=np.pad(entries[shapes()] if tied else entries, ((0, 0), (0, 1))),
        residual_max_ms=float(np.abs(residual).max()),
        residual_rms_ms=float(np.sqrt((residual**2).mean())),
        r2=float(1.0 - (residual**2).sum() / ((target - target.mean()) ** 2).sum()),
    )


def fbnet_lut(device: str, data_dir: str | PathLike[str] | None = None, tied: bool = True) -> FBNetLut:
    """Return the look-up table of ``device`` (CIFAR-100 variant, ms), fitted to HELP's 5,000 networks.

    Raises:
        DataError: where the files of the group "help" are missing.
        UnknownNameError: for another device.
    """
    files = help_latencies(data_dir)
    latency = files.fbnet(device)
    return fit_lut(files.fbnet_codes, latency, device, tied)


def held_out_r2(codes: Codes, latency_ms: Floats) -> float:
    """Return the share of the variance of the last 1,000 networks that a sum fitted to the first 4,000 explains."""
    lut = fit_lut(codes[:N_TRAIN], latency_ms[:N_TRAIN])
    test = latency_ms[N_TRAIN:]
    error = test - lut.latency_ms(codes[N_TRAIN:])
    return float(1.0 - (error**2).sum() / ((test - test.mean()) ** 2).sum())
