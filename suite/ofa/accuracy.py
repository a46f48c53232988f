"""Once-for-all's accuracy predictors in numpy: top-1 accuracy on ImageNet without fine-tuning, in per cent.

Source: the published weights and code of once-for-all (Cai et al., ICLR 2020): three layers of 400 with ReLU on one-hot
features. Of MobileNetV3: kernels, expansions and one of eight resolutions from 112 in steps of 16; of ResNet50: one of
its eight resolutions, the stem's residual layer, widths and expansions. What is unused is all zeros.

Computed in float64 and rounded to a hundred-thousandth of a point, about what float32 in the published code leaves
open. The products are BLAS's, whose last bits depend on the machine and on what is asked together, but the result does
not: where the bound of their error does not decide the rounding, the network is computed again by sums that no order
changes. Units that cannot change an accuracy by more than 1e-10 points, whatever the network, are left out: nearly all
of ResNet50's, whose weights decayed to nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.kernels.ordered import sliced, sliced_product
from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import N_LAYERS, N_STAGES, OFAMobileNetV3Space
from suite.spaces.ofa_resnet50 import N_BLOCKS, N_DEPTHS, RESOLUTIONS, OFAResNet50Space
from suite.tables.ofa import OFAFiles

Floats = NDArray[np.float64]
MLP = list[tuple[Floats, Floats]]

HIDDEN = 400
DECIMALS = 5
"""Of an accuracy in per cent."""
BLOCK = 250
"""Networks computed together, so that their values stay in the cache."""
UNIT = 2.0**-53
"""Largest relative error of a rounding in float64."""
NEGLIGIBLE = 1e-10
"""Points of accuracy that all units left out can change together."""
SMALLEST_RESOLUTION, RESOLUTION_STEP, N_RESOLUTIONS = 112, 16, 8


class AccuracyPredictor:
    """The published predictor of one space.

    Args:
        space: whose networks it takes.
        files: of the group "ofa".

    Raises:
        DataError: where the file is missing, altered, or holds other shapes.
    """

    def __init__(self, space: OFAMobileNetV3Space | OFAResNet50Space, files: OFAFiles) -> None:
        self.space = space
        if isinstance(space, OFAMobileNetV3Space):
            weights = files.weights("mobilenetv3")
            names = ["0", "2", "4", "6"]
            self.layers = checked_layers(weights, names, 6 * N_LAYERS + N_RESOLUTIONS, last_bias=True)
            base = 0.0
        else:
            weights = files.weights("resnet50")
            names = ["layers.0.0", "layers.1.0", "layers.2.0", "layers.3"]
            self.layers = checked_layers(weights, names, 82, last_bias=False)
            base = float(_one(weights, "base_acc", (1,))[0])
        last, bias = self.layers[-1]
        self.layers[-1] = 100.0 * last, 100.0 * (bias + base)  # per cent
        self.layers = without_idle(self.layers)
        self._sizes = [np.abs(weight) for weight, _ in self.layers]
        self._sliced = [sliced(weight) for weight, _ in self.layers]

    def features(self, codes: Codes) -> Floats:
        """Return the inputs ``(n, 128)`` or ``(n, 82)`` of canonical ``codes``."""
        space, hot = self.space, np.eye(3)
        if isinstance(space, OFAMobileNetV3Space):
            there = np.tile(space.layers(codes), 2)
            choices = hot[codes[:, N_STAGES : space.n_body]] * there[:, :, None]
            position = (space.resolutions_of(codes) - SMALLEST_RESOLUTION) // RESOLUTION_STEP
            return np.concatenate([choices.reshape(len(codes), -1), np.eye(N_RESOLUTIONS)[position]], axis=1)
        blocks = hot[codes[:, N_DEPTHS : N_DEPTHS + N_BLOCKS]] * space.blocks(codes)[:, :, None]
        parts = [
            np.eye(N_RESOLUTIONS)[np.searchsorted(RESOLUTIONS, space.resolutions_of(codes))],
            np.eye(2)[(codes[:, 0] > 0).astype(np.int64)],
            hot[codes[:, N_DEPTHS + N_BLOCKS : space.n_body]].reshape(len(codes), -1),
            blocks.reshape(len(codes), -1),
        ]
        return np.concatenate(parts, axis=1)

    def __call__(self, codes: Codes) -> Floats:
        """Return the predicted accuracies ``(n,)`` of canonical ``codes``, per cent."""
        features, result = self.features(codes), np.empty(len(codes))
        undecided = np.zeros(len(codes), dtype=bool)
        for start in range(0, len(codes), BLOCK):
            block = slice(start, start + BLOCK)
            result[block], error = self._by_blas(features[block])
            places = result[block] * 10.0**DECIMALS
            from_half = np.abs(places - np.floor(places) - 0.5)
            undecided[block] = from_half <= 2.0 * error * 10.0**DECIMALS + 4.0 * UNIT * np.abs(places)
        result[undecided] = self._exactly(features[undecided])
        return np.asarray(np.round(result, DECIMALS))

    def _by_blas(self, values: Floats) -> tuple[Floats, float]:
        """Return the accuracies ``(n,)`` of features ``(n, d)``, and a bound on the error of all of them.

        A sum of k products of values and weights is off by at most ``(k + 2) UNIT`` of the sum of their absolute
        values, in any order (Higham, Accuracy and Stability of Numerical Algorithms, 3.1); ReLU lets no error grow.
        """
        error = np.zeros(values.shape[1])
        for row, ((weight, bias), size) in enumerate(zip(self.layers, self._sizes, strict=True)):
            largest = np.abs(values).max(axis=0) + error
            error = error @ size + (len(weight) + 2) * UNIT * (largest @ size + np.abs(bias))
            values = values @ weight
            values += bias
            if row < len(self.layers) - 1:
                np.maximum(values, 0.0, out=values)
        return values[:, 0], float(error[0])

    def _exactly(self, values: Floats) -> Floats:
        """Return the same by sums that no order changes, off by less than the bound."""
        for row, (weight, (_, bias)) in enumerate(zip(self._sliced, self.layers, strict=True)):
            values = sliced_product(values, weight) + bias
            values = np.maximum(values, 0.0) if row < len(self.layers) - 1 else values
        return values[:, 0]


def checked_layers(weights: dict[str, Floats], names: list[str], n_inputs: int, last_bias: bool) -> MLP:
    """Return the layers ``(inputs, outputs)`` with their biases.

    Raises:
        DataError: for parameters that are missing, or have other shapes than the published predictor's.
    """
    sizes = [n_inputs, HIDDEN, HIDDEN, HIDDEN, 1]
    result = []
    for row, name in enumerate(names):
        weight = _one(weights, f"{name}.weight", (sizes[row + 1], sizes[row]))
        with_bias = last_bias or row < len(names) - 1
        bias = _one(weights, f"{name}.bias", (sizes[row + 1],)) if with_bias else np.zeros(1)
        result.append((np.ascontiguousarray(weight.T), bias))
    return result


def without_idle(mlp: MLP) -> MLP:
    """Return the layers without units that cannot move the result by :data:`NEGLIGIBLE` altogether.

    A unit's value is bounded by its weights, as inputs lie between 0 and 1; what it does to the result by the products
    of absolute weights after it. Units are left out from the least important one on.
    """
    bounds = [np.ones(len(mlp[0][0]))]
    for weight, bias in mlp[:-1]:
        bounds.append(bounds[-1] @ np.abs(weight) + np.abs(bias))
    gains = [np.ones(1)]
    for weight, _ in reversed(mlp[1:]):
        gains.insert(0, np.abs(weight) @ gains[0])
    result, kept_before = [], np.arange(len(mlp[0][0]))
    for row, (weight, bias) in enumerate(mlp):
        kept = np.arange(weight.shape[1])
        if row < len(mlp) - 1:
            effect = bounds[row + 1] * gains[row]
            order = np.argsort(effect)
            idle = order[np.cumsum(effect[order]) < NEGLIGIBLE / (len(mlp) - 1)]
            kept = np.setdiff1d(kept, idle)
        result.append((np.ascontiguousarray(weight[np.ix_(kept_before, kept)]), bias[kept]))
        kept_before = kept
    return result


def _one(weights: dict[str, Floats], name: str, shape: tuple[int, ...]) -> Floats:
    found = weights.get(name)
    if found is None or found.shape != shape:
        what = "has none" if found is None else f"has {found.shape}"
        raise DataError(
            f"the accuracy predictor needs '{name}' with the shape {shape}, the file {what}: another version"
        )
    return found
