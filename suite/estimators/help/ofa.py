"""HELP on once-for-all's MobileNetV3 space: its measured networks as tasks, and an adapted predictor of a device.

Facts: HELP's public code. 5,000 networks measured on 9 training, 2 validation and 1 test settings (GPU and batch size);
ten references give the embedding and adapt the predictor; 20 measurements are those and ten random networks.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from suite.estimators.help.encoding import ofa_features
from suite.estimators.help.evaluation import Support, adapted_weights, predicted
from suite.estimators.help.network import Layout
from suite.estimators.help.settings import SPACES, HelpSettings
from suite.estimators.help.tasks import LOW, SPAN, Device, Floats, Floats32, device_task
from suite.estimators.help.training import MetaTraining
from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import OFA_MOBILENETV3_224, OFAMobileNetV3Space
from suite.tables.ofa import OFAFiles

OFA = SPACES["ofa"]


def ofa_inputs(files: OFAFiles) -> Floats32:
    """Return the networks' inputs ``(5000, 145)`` of HELP's measured networks."""
    codes = OFA_MOBILENETV3_224.from_configs([{**network, "r": 224} for network in files.help_networks])
    return ofa_features(codes, [network["r"] for network in files.help_networks])


def ofa_devices(files: OFAFiles, settings: HelpSettings, names: tuple[str, ...]) -> list[Device]:
    """Return HELP's devices ``names`` on this space as tasks."""
    return [device_task(name, files.help_latency(name), OFA, settings.scale) for name in names]


def ofa_training(files: OFAFiles, settings: HelpSettings) -> MetaTraining:
    """Return the meta-training with the published devices.

    Raises:
        DataError: for a file that is missing or of another version.
    """
    train, valid = (ofa_devices(files, settings, names) for names in (OFA.train, OFA.valid))
    return MetaTraining(settings, train, valid, ofa_inputs(files))


class AdaptedPredictor:
    """The latency of networks on one device after adaptation, in ms, by the modulator's mean.

    Ten samples change the fourth decimal of the rank correlation, and take ten times as long in a search.

    Scaled predictions become ms by the least-squares line through the measurements; by the references' own scale, if
    that line does not rise.

    Args:
        settings: of the meta-training.
        vector: what it learned.
        device: the target.
        inputs: of the 5,000 measured networks.
        measured: rows of the measured ones, the ten references first.
    """

    def __init__(
        self,
        settings: HelpSettings,
        vector: Floats32,
        device: Device,
        inputs: Floats32,
        measured: NDArray[np.int64],
    ) -> None:
        self._layout = Layout(settings)
        self._support = Support(device.embedding, measured, device.targets[measured])
        weights = torch.from_numpy(vector)
        self._adapted = adapted_weights(self._layout, weights, inputs[measured], self._support, None)
        known, truth = self.scaled(inputs[measured]), device.latencies[measured]
        centred = known - known.mean()
        slope = float(centred @ (truth - truth.mean())) / max(float(centred @ centred), 1e-12)
        middle = (float(known.mean()), float(truth.mean()))
        if slope <= 0:
            references = truth[: len(OFA.references)]
            slope, middle = float(np.ptp(references)) / SPAN, (LOW, float(references.min()))
        self._slope, self._middle = slope, middle

    def scaled(self, inputs: Floats32) -> Floats:
        """Return scaled predictions ``(n,)``."""
        return predicted(self._layout, self._adapted, inputs, self._support)[0]

    def of_inputs(self, inputs: Floats32) -> Floats:
        """Return predicted latencies ``(n,)`` in ms."""
        return self._middle[1] + self._slope * (self.scaled(inputs) - self._middle[0])

    def __call__(self, space: OFAMobileNetV3Space, codes: Codes) -> Floats:
        """Return predicted latencies ``(n,)`` in ms of networks of a space."""
        return self.of_inputs(ofa_features(codes[:, : space.n_body], space.resolutions_of(codes)))
