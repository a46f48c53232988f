"""The embedded stand-in for the measured columns: compact networks fitted to the real tables. Inference only, in numpy.

What has an exact closed form is not here (:mod:`suite.tables.closed_forms`). Every value from this module is a
prediction: it carries the edition ``surrogate-v1`` and must be called surrogate wherever it is shown. How well it ranks
cells that the fit did not see is measured by ``suite surrogate evaluate``.

Two networks predict normal scores (the rank of a cell within a column, as a standard normal quantile) and a monotone
table of quantiles per column turns them into per cent, seconds, milliseconds or millijoules.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.reading.archive import ERRORS
from suite.reading.arrays import arrays_from
from suite.reading.budget import Budget, reason
from suite.spaces.base import Codes
from suite.spaces.cell_graph import connected
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.columns import CLASSES, DATASETS
from suite.tables.surrogate.features import accuracy_features, execution_features
from suite.tables.surrogate.network import FixedPointNetwork

Floats = NDArray[np.float64]

SURROGATE_EDITION = "surrogate-v1"
MODEL_PATH = Path(__file__).with_name("model.npz")

_ACCURACY_COLUMNS = ("valid_accuracy_12", "test_accuracy_12", "valid_accuracy_200", "test_accuracy_200")
ACCURACY_KEYS = tuple(f"{dataset}/{column}" for dataset in DATASETS for column in _ACCURACY_COLUMNS)
_DEVICE_COLUMNS = (
    "edgegpu_latency_ms",
    "edgegpu_energy_mj",
    "raspi4_latency_ms",
    "pixel3_latency_ms",
    "edgetpu_latency_ms",
)
EXECUTION_KEYS = (
    "cifar10/train_seconds_200",
    *(f"{dataset}/{column}" for dataset in DATASETS for column in _DEVICE_COLUMNS),
)
"""Columns of the second network; its last output, after these, is the score of being unmeasurable on the Edge TPU."""

TRAIN_TIME_RATIO = {"cifar10": 1.0, "cifar100": 2.0, "ImageNet16-120": 6.068}
"""Training time against CIFAR-10's, exact in the real tables (steps per epoch); 12 epochs are 12/200 of 200."""

_DECIMALS = {"%": 3, "s": 2, "ms": 4, "mj": 4}
"""Values are rounded to these decimals: finer differences would say nothing."""


@dataclass(frozen=True)
class SurrogateModel:
    """Two networks and the quantile tables of their outputs.

    Attributes:
        accuracy, execution: the networks; outputs in the order of ACCURACY_KEYS, and of EXECUTION_KEYS plus the score.
        levels: normal scores at which the quantiles are tabulated, increasing, ``(n_levels,)``.
        quantiles: per column of both key lists its values at the levels, ``(n_columns, n_levels)``.
    """

    accuracy: FixedPointNetwork
    execution: FixedPointNetwork
    levels: Floats
    quantiles: NDArray[np.float32]

    @property
    def n_parameters(self) -> int:
        """All fitted numbers: weights, biases and tabulated quantiles."""
        return self.accuracy.n_parameters + self.execution.n_parameters + int(self.quantiles.size)

    def predict(self, codes: Codes, *, keep_infeasible: bool = False) -> dict[str, Floats]:
        """Return the modelled columns for ``codes`` ``(n, 6)``, each ``(n,)``: per cent, s, ms or mJ.

        Cells whose input does not reach the output get the accuracy of one fixed answer. Edge TPU latencies of cells
        that are predicted not to be measurable are NaN, unless ``keep_infeasible``.
        """
        alive = connected(codes)
        scores = np.concatenate([self.accuracy(accuracy_features(codes)), self._cost_scores(codes)], axis=1)
        infeasible = (scores[:, -1] > 0) | ~alive
        result = {}
        for row, key in enumerate(ACCURACY_KEYS + EXECUTION_KEYS):
            values = _interpolate(scores[:, row], self.levels, self.quantiles[row].astype(np.float64))
            if key in ACCURACY_KEYS:
                values = np.where(alive, values, chance_accuracy(key))
            values = np.round(values, _DECIMALS[_unit(key)])
            if "/edgetpu_" in key and not keep_infeasible:
                values[infeasible] = np.nan
            result[key] = values
        return result

    def _cost_scores(self, codes: Codes) -> Floats:
        return self.execution(execution_features(codes))

    def infeasible(self, codes: Codes) -> NDArray[np.bool_]:
        """Return ``(n,)``: whether a cell is predicted not to be measurable on the Edge TPU."""
        score = self._cost_scores(codes)[:, -1]
        return np.asarray((score > 0) | ~connected(codes))

    def to_bytes(self) -> bytes:
        """Return the model as an uncompressed npz: the same bytes for the same model."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            columns=np.array(ACCURACY_KEYS + EXECUTION_KEYS),
            levels=self.levels,
            quantiles=self.quantiles,
            **_pack("accuracy", self.accuracy),
            **_pack("execution", self.execution),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, name: str = "the surrogate's weights") -> SurrogateModel:
        """Read what :meth:`to_bytes` wrote; nothing is unpickled.

        Raises:
            DataError: if ``content`` is not such a model.
        """
        try:
            file = arrays_from(content, Budget(name, len(content)))
            if tuple(file["columns"].tolist()) != ACCURACY_KEYS + EXECUTION_KEYS:
                raise ValueError("it has other columns")
            networks = [_unpack(file, part) for part in ("accuracy", "execution")]
            return cls(networks[0], networks[1], file["levels"], file["quantiles"])
        except (*ERRORS, TypeError, AttributeError) as error:
            raise DataError(
                f"{name} cannot be read ({reason(error)}): reinstall the package, or fit them anew"
            ) from None


def chance_accuracy(key: str) -> float:
    """Return the accuracy in per cent of a cell whose input does not reach its output: one class for every image.

    Exact in the real tables: 100 over the number of classes, but 9.712 for the validation half of CIFAR-10, whose
    classes are not of equal size.
    """
    if key.startswith("cifar10/valid"):
        return 9.712
    return 100.0 / CLASSES[key.split("/")[0]]


def _unit(key: str) -> str:
    column = key.split("/")[1]
    return "%" if "accuracy" in column else "s" if "seconds" in column else column.rsplit("_", 1)[1]


def _pack(part: str, network: FixedPointNetwork) -> dict[str, Any]:
    sizes = np.array(network.sizes, dtype=np.int32)
    return {f"{part}_sizes": sizes, f"{part}_weights": network.weights, f"{part}_exponents": network.exponents}


def _unpack(file: dict[str, NDArray[Any]], part: str) -> FixedPointNetwork:
    sizes = tuple(int(size) for size in file[f"{part}_sizes"])
    weights, exponents = file[f"{part}_weights"], file[f"{part}_exponents"]
    n = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    if weights.shape[1:] != (n,) or exponents.shape != (len(weights), len(sizes) - 1):
        raise ValueError(f"the {part} network's shapes do not fit together")
    return FixedPointNetwork(sizes, weights, exponents)


def _interpolate(x: Floats, levels: Floats, values: Floats) -> Floats:
    """Interpolate linearly, constant outside; unlike ``np.interp`` in separately rounded steps (no fused ones)."""
    clipped = np.clip(x, levels[0], levels[-1])
    left = np.clip(np.searchsorted(levels, clipped, side="right") - 1, 0, len(levels) - 2)
    share = (clipped - levels[left]) / (levels[left + 1] - levels[left])
    return np.asarray(values[left] * (1.0 - share) + values[left + 1] * share, dtype=np.float64)


@cache
def _shipped() -> tuple[SurrogateModel, str]:
    try:
        content = MODEL_PATH.read_bytes()
    except OSError as error:
        raise DataError(f"{MODEL_PATH.name} is missing from the package ({error.strerror}): reinstall it") from None
    return SurrogateModel.from_bytes(content, MODEL_PATH.name), hashlib.sha256(content).hexdigest()


def shipped_model() -> SurrogateModel:
    """Return the model that the package ships."""
    return _shipped()[0]


def surrogate_sha256() -> str:
    """Return the sha256 of the shipped weights file: the data hash of every record made from the surrogate."""
    return _shipped()[1]


@cache
def surrogate_columns() -> dict[str, Floats]:
    """Return all modelled columns over the space, ``{"dataset/column": (15625,) float64}``, read-only, computed once.

    ``n_trials`` is NaN: a surrogate has no trials. Training times of CIFAR-100 and ImageNet16-120 and of 12 epochs
    follow from the CIFAR-10 prediction by exact ratios.
    """
    columns = shipped_model().predict(NASBENCH201.all_codes)
    seconds = columns["cifar10/train_seconds_200"]
    for dataset, ratio in TRAIN_TIME_RATIO.items():
        columns[f"{dataset}/train_seconds_200"] = seconds * ratio
        columns[f"{dataset}/train_seconds_12"] = seconds * ratio * 12 / 200
        columns[f"{dataset}/n_trials"] = np.full(NASBENCH201.size, np.nan)
    for values in columns.values():
        values.flags.writeable = False
    return columns
