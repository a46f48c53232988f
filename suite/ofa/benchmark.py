"""A once-for-all space with its predicted accuracies and costs behind one look-up, network by network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import did_you_mean
from suite.ofa import layers, resnet50
from suite.ofa.accuracy import AccuracyPredictor
from suite.ofa.devices import NETWORK, NOTE10, OFADevices
from suite.ofa.latency import fitted, note10
from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import OFA_MOBILENETV3, OFA_MOBILENETV3_224, OFAMobileNetV3Space
from suite.spaces.ofa_resnet50 import OFA_RESNET50, OFA_RESNET50_224, OFAResNet50Space
from suite.tables.ofa import NOTE10_RESOLUTIONS, OFAFiles, ofa_files

Floats = NDArray[np.float64]
Cost = Callable[[Codes], Floats]

VERSION = 2
"""Of what is computed from the files; raised when a predicted value changes (2: accuracies are rounded)."""

OFA_SPACES: dict[str, OFAMobileNetV3Space | OFAResNet50Space] = {
    space.name: space for space in (OFA_MOBILENETV3, OFA_MOBILENETV3_224, OFA_RESNET50, OFA_RESNET50_224)
}
"""The spaces by name, which is also that of the data set in a run's specification: ImageNet in this space."""


class OFABenchmark:
    """Predicted accuracy and costs of the networks of one space; see :func:`load_ofa`.

    Codes are ``(n, n_edges)``, canonical or not. Accuracies are top-1 on ImageNet in per cent, *predicted*, latencies
    in ms, *predicted*; multiply-accumulates and parameters in millions are exact.

    Attributes:
        space: the networks.
        files: what everything is computed from.
        device_table: the devices and their metrics.
        is_surrogate: False: nothing here stands in for tables.
    """

    is_surrogate = False
    kind = "predicted"

    def __init__(self, space: OFAMobileNetV3Space | OFAResNet50Space, files: OFAFiles) -> None:
        """Use :func:`load_ofa`."""
        self.space = space
        self.files = files
        self.device_table = OFADevices(self._latency_devices())
        self._costs: dict[tuple[str, str], Cost] = {}

    def _latency_devices(self) -> tuple[str, ...]:
        return (NOTE10, *self.files.help_devices) if isinstance(self.space, OFAMobileNetV3Space) else ()

    @property
    def devices(self) -> tuple[str, ...]:
        """Names of the devices; "network" has "macs" and "params", all others "latency"."""
        return self.device_table.names

    @property
    def edition(self) -> str:
        """What the numbers are, in one line."""
        return "once-for-all, predicted"

    @cached_property
    def data_hash(self) -> str:
        """sha256 of the pinned files that predictions come from, and the version of how."""
        if isinstance(self.space, OFAMobileNetV3Space):
            names = ["ofa-accuracy-mobilenetv3", *(f"ofa-note10-{each}" for each in NOTE10_RESOLUTIONS)]
            names += ["ofa-help-networks", *(f"ofa-help-latency-{each}" for each in self.files.help_devices)]
        else:
            names = ["ofa-accuracy-resnet50"]
        return hashlib.sha256(f"{VERSION}\n{self.space.name}\n{self.files.sha256(*names)}".encode()).hexdigest()

    @cached_property
    def _predictor(self) -> AccuracyPredictor:
        return AccuracyPredictor(self.space, self.files)

    def accuracy(self, codes: ArrayLike) -> Floats:
        """Return the predicted top-1 accuracies ``(n,)`` in per cent.

        Raises:
            ArchitectureError: for codes that are not in the space.
            DataError: for a file that is missing, altered or of another version.
        """
        return self._predictor(self.space.canonical(codes))

    def cost(self, device: str, metric: str, codes: ArrayLike) -> Floats:
        """Return the costs ``(n,)`` in the metric's unit (ms, or millions).

        Raises:
            UnknownNameError: for an unknown device or metric, or one that the device has not.
            ArchitectureError, DataError: as :meth:`accuracy`.
        """
        return self.cost_of(device, metric)(self.space.canonical(codes))

    def cost_of(self, device: str, metric: str) -> Cost:
        """Return the function from canonical codes to costs; made once."""
        self.device_table.unit(device, metric)
        if (device, metric) not in self._costs:
            self._costs[device, metric] = self._make(device, metric)
        return self._costs[device, metric]

    def _make(self, device: str, metric: str) -> Cost:
        space = self.space
        if isinstance(space, OFAResNet50Space):
            column = 0 if metric == "macs" else 1
            return lambda codes: resnet50.counts(space, codes)[column]
        if device == NETWORK:
            return layers.macs(space) if metric == "macs" else layers.parameters(space)
        return note10(space, self.files) if device == NOTE10 else fitted(self.files, device).on(space)


def load_ofa(name: str, data_dir: str | PathLike[str] | None = None) -> OFABenchmark:
    """Open the benchmark over one of :data:`OFA_SPACES`.

    Args:
        name: of the space.
        data_dir: as for :func:`suite.load_benchmark`; the files of the group "ofa" must be there.

    Raises:
        UnknownNameError: for another space.
        DataError: where files are missing, naming the command that fetches them.
    """
    if name not in OFA_SPACES:
        raise did_you_mean(name, OFA_SPACES, "space")
    return OFABenchmark(OFA_SPACES[name], ofa_files(data_dir))
