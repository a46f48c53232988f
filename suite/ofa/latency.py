"""Latencies on the MobileNetV3 space: a table of measured layers, and models fitted to measured networks.

``note10``: the sum of the measured layers of a Note10 (once-for-all's published tables; :func:`note10`). HELP's twelve
GPU settings: a sum over layers fitted to the first 4,000 of HELP's 5,000 measured networks, the last 1,000 tell its
error (:func:`fitted`, :func:`held_out`). Both are predictions, in ms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.correlation import spearman
from suite.errors import DataError
from suite.ofa import layers
from suite.ofa.layers import LayerSums
from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import EXPANSIONS, KERNELS, N_LAYERS, N_STAGES, OFAMobileNetV3Space
from suite.tables.ofa import OFAFiles

Floats = NDArray[np.float64]

N_TRAIN = 4000
"""Of HELP's 5,000 networks, as in HELP's own split; the rest is held out."""
PENALTY = 1.0
"""Of the ridge regression."""
HELP_RESOLUTIONS = tuple(range(128, 225, 4))
_HELP_SPACE = OFAMobileNetV3Space("help", (224,))


def note10(space: OFAMobileNetV3Space, files: OFAFiles) -> LayerSums:
    """Return the latency in ms on a Note10, by the table of each resolution of ``space``.

    Raises:
        DataError: for a file that is missing, or a layer that a table lacks.
    """
    fixed, entries = [], []
    for resolution in space.resolutions:
        table = files.note10(resolution)
        names = layer_names(resolution)
        missing = [name for name in (*names.fixed, *names.layers.ravel()) if name not in table]
        if missing:
            raise DataError(f"the Note10 table of {resolution} has no layer '{missing[0]}': another version")
        fixed.append(sum(table[name] for name in names.fixed))
        entries.append(np.vectorize(table.__getitem__, otypes=[np.float64])(names.layers))
    return LayerSums(space, np.array(fixed), np.array(entries))


@dataclass(frozen=True, eq=False)
class LayerNames:
    """How the tables name the layers of a network.

    Attributes:
        fixed: the layers that every network has.
        layers: ``(20, 3, 3)`` those to choose, by kernel and expansion.
    """

    fixed: tuple[str, ...]
    layers: NDArray[np.object_]


def layer_names(resolution: int) -> LayerNames:
    """Return the names of all layers at a resolution."""
    chosen, first = layers.layers_at(resolution), layers.first_layer(resolution)
    size, c, last, final = first.size, first.c_in, chosen[-1].out, layers.FINAL_CHANNELS
    fixed = (
        f"Conv-input:{resolution}x{resolution}x3-output:{size}x{size}x{c}",
        _block_name(first, 3, 1),
        f"Conv_1-input:{last}x{last}x{chosen[-1].c_out}-output:{last}x{last}x{final}",
        f"AvgPool2D-input:{last}x{last}x{final}-output:1x1x{final}",
        f"Conv_2-input:1x1x{final}-output:1x1x{layers.LAST_CHANNELS}",
        f"Logits-input:1x1x{layers.LAST_CHANNELS}-output:{layers.CLASSES}",
    )
    names = [[[_block_name(layer, k, e) for e in EXPANSIONS] for k in KERNELS] for layer in chosen]
    return LayerNames(fixed, np.array(names, dtype=object))


def _block_name(layer: layers.Layer, kernel: int, expansion: int) -> str:
    return (
        f"expanded_conv-input:{layer.size}x{layer.size}x{layer.c_in}-output:{layer.out}x{layer.out}x{layer.c_out}"
        f"-expand:{layer.c_in * expansion}-kernel:{kernel}-stride:{layer.stride}-idskip:{int(layer.shortcut)}"
        f"-se:{int(layer.squeeze)}-hs:{int(layer.hard_swish)}"
    )


@dataclass(frozen=True, eq=False)
class LayerModel:
    """A latency as a sum over layers whose entries are affine in the area of the input.

    Attributes:
        offsets: ``(25,)`` ms at each of :data:`HELP_RESOLUTIONS`.
        constant: ``(20, 3, 3)`` ms of a layer whatever the resolution, by kernel and expansion.
        by_area: ``(20, 3, 3)`` ms of a layer that grow with the area; 1 is that of 224 x 224.
    """

    offsets: Floats
    constant: Floats
    by_area: Floats

    def on(self, space: OFAMobileNetV3Space) -> LayerSums:
        """Return it for the networks of a space."""
        area = (np.array(space.resolutions) / 224.0) ** 2
        entries = self.constant + area[:, None, None, None] * self.by_area
        fixed = self.offsets[[HELP_RESOLUTIONS.index(resolution) for resolution in space.resolutions]]
        return LayerSums(space, fixed, entries)


def fitted(files: OFAFiles, device: str) -> LayerModel:
    """Return the model of one of HELP's devices, by ridge regression on the first 4,000 measured networks.

    Raises:
        DataError, UnknownNameError: for a file that is missing, or another device.
    """
    features, target = help_features(files)[:N_TRAIN], files.help_latency(device)[:N_TRAIN]
    middle, mean = features.mean(axis=0), target.mean()
    centred = features - middle
    gram = centred.T @ centred + PENALTY * np.eye(centred.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (target - mean))
    n, shape = 9 * N_LAYERS, (N_LAYERS, 3, 3)
    offsets = weights[2 * n :] + mean - middle @ weights
    return LayerModel(offsets, weights[:n].reshape(shape), weights[n : 2 * n].reshape(shape))


def help_features(files: OFAFiles) -> Floats:
    """Return the inputs ``(5000, 385)`` of the model: layers, layers times area, resolutions."""
    codes, resolutions = help_codes(files)
    blocks = 3 * codes[:, N_STAGES : N_STAGES + N_LAYERS] + codes[:, N_STAGES + N_LAYERS :]
    hot = (np.eye(9)[blocks] * _HELP_SPACE.layers(codes)[:, :, None]).reshape(len(codes), -1)
    area = (resolutions / 224.0) ** 2
    places = np.searchsorted(HELP_RESOLUTIONS, resolutions)
    return np.concatenate([hot, hot * area[:, None], np.eye(len(HELP_RESOLUTIONS))[places]], axis=1)


def help_codes(files: OFAFiles) -> tuple[Codes, NDArray[np.int64]]:
    """Return HELP's networks: codes ``(5000, 45)`` of the space at one resolution, and their resolutions ``(5000,)``.

    Raises:
        DataError: for a resolution that HELP's networks have not.
    """
    resolutions = np.array([network["r"] for network in files.help_networks])
    if not np.isin(resolutions, HELP_RESOLUTIONS).all():
        raise DataError("HELP's networks have resolutions of 128 to 224 in steps of 4: another version")
    return _HELP_SPACE.from_configs([{**network, "r": 224} for network in files.help_networks]), resolutions


@dataclass(frozen=True)
class HeldOut:
    """How well something predicts the last 1,000 of HELP's networks on a device.

    Attributes:
        device: one of HELP's.
        what: "layers" (:func:`fitted`) or "macs": a line through the multiply-accumulates of the first 4,000.
        mape: mean absolute error, per cent of the measured latency.
        spearman: rank correlation.
    """

    device: str
    what: str
    mape: float
    spearman: float


def held_out(files: OFAFiles, device: str) -> tuple[HeldOut, HeldOut]:
    """Return the error of the fitted model on the networks that it has not seen, and of multiply-accumulates."""
    features, target = help_features(files), files.help_latency(device)
    model = fitted(files, device)
    weights = np.concatenate([model.constant.ravel(), model.by_area.ravel(), model.offsets])
    codes, resolutions = help_codes(files)
    macs = np.empty(len(codes))
    for resolution in HELP_RESOLUTIONS:
        rows = resolutions == resolution
        macs[rows] = layers.macs(OFAMobileNetV3Space("help", (resolution,)))(codes[rows])
    line = np.polyfit(macs[:N_TRAIN], target[:N_TRAIN], 1)

    def row(what: str, predicted: Floats) -> HeldOut:
        guess, true = predicted[N_TRAIN:], target[N_TRAIN:]
        return HeldOut(device, what, float(100.0 * np.abs(guess / true - 1.0).mean()), spearman(guess, true))

    return row("layers", features @ weights), row("macs", np.asarray(np.polyval(line, macs), dtype=np.float64))
