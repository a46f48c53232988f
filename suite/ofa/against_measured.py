"""Predictions beside what was measured of published networks of the MobileNetV3 space (width 1.2).

Ten of once-for-all's specialised networks are of this width, and the seven of HELP's Table 5. Some of the former have
resolutions that the space has not, so that they are no networks of it: multiply-accumulates are exact for them all the
same, a latency is interpolated between the tables, and an accuracy is that at the nearest resolution of the predictor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suite.errors import DataError
from suite.ofa import layers
from suite.ofa.accuracy import AccuracyPredictor
from suite.ofa.latency import note10
from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import N_STAGES, STAGE_LAYERS, OFAMobileNetV3Space
from suite.tables.ofa import NOTE10_RESOLUTIONS, MeasuredNetwork, OFAFiles

PREDICTOR_RESOLUTIONS = tuple(range(112, 225, 16))


@dataclass(frozen=True)
class Comparison:
    """A published network, measured and predicted.

    Attributes:
        network: with its measured top-1 accuracy and latency.
        macs_m: millions of multiply-accumulates, exact.
        accuracy: predicted top-1 without fine-tuning, per cent.
        note10_ms: predicted latency on a Note10.
        inside: whether the resolution lies within those of the Note10 tables; else the latency is extrapolated.
    """

    network: MeasuredNetwork
    macs_m: float
    accuracy: float
    note10_ms: float
    inside: bool


def comparisons(files: OFAFiles) -> list[Comparison]:
    """Return the published networks of width 1.2, once-for-all's by name, then HELP's.

    Raises:
        DataError: for a missing file, or a description that is no network of the space.
    """
    networks = [network for network in files.specialised if is_wide(network)]
    rows = [_compared(network, mobilenetv3_config(network), files) for network in networks]
    return rows + [_compared(network, network.config, files) for network in files.help_cells]


def is_wide(network: MeasuredNetwork) -> bool:
    """Return whether a specialised network is a MobileNetV3 of width 1.2."""
    stem = network.config.get("first_conv", {})
    return network.config.get("name") == "MobileNetV3" and stem.get("out_channels") == layers.STEM_CHANNELS


def mobilenetv3_config(network: MeasuredNetwork) -> dict[str, Any]:
    """Return lists of kernels, expansions and depths from the layers of a published description.

    Raises:
        DataError: if they are no MobileNetV3 of the space.
    """
    try:
        blocks = [block["mobile_inverted_conv"] for block in network.config["blocks"][1:]]
        by_stage: list[list[dict[str, Any]]] = [[] for _ in range(N_STAGES)]
        for block in blocks:
            by_stage[layers.STAGE_CHANNELS.index(block["out_channels"])].append(block)
        padding = {"kernel_size": 0, "expand_ratio": 0}
        padded = [(*stage, *[padding] * (STAGE_LAYERS - len(stage))) for stage in by_stage]
        return {
            "ks": [layer["kernel_size"] for stage in padded for layer in stage],
            "e": [layer["expand_ratio"] for stage in padded for layer in stage],
            "d": [len(stage) for stage in by_stage],
        }
    except (KeyError, TypeError, ValueError):
        raise DataError(f"'{network.name}' is no MobileNetV3 of the space: another version of its file") from None


def _compared(network: MeasuredNetwork, config: dict[str, Any], files: OFAFiles) -> Comparison:
    def at(resolution: int) -> tuple[OFAMobileNetV3Space, Codes]:
        space = OFAMobileNetV3Space(network.name, (resolution,))
        return space, space.from_configs([{**config, "r": resolution}])

    space, code = at(network.resolution)
    nearest = min(PREDICTOR_RESOLUTIONS, key=lambda resolution: abs(resolution - network.resolution))
    predictor_space, predictor_code = at(nearest)
    # linear in the area of the input between the tables on both sides, or beyond the last two
    low = max((r for r in NOTE10_RESOLUTIONS[:-1] if r <= network.resolution), default=NOTE10_RESOLUTIONS[0])
    high = NOTE10_RESOLUTIONS[NOTE10_RESOLUTIONS.index(low) + 1]
    times = [float(note10(where, files)(codes)[0]) for where, codes in (at(low), at(high))]
    share = (network.resolution**2 - low**2) / (high**2 - low**2)
    return Comparison(
        network=network,
        macs_m=float(layers.macs(space)(code)[0]),
        accuracy=float(AccuracyPredictor(predictor_space, files)(predictor_code)[0]),
        note10_ms=times[0] + share * (times[1] - times[0]),
        inside=NOTE10_RESOLUTIONS[0] <= network.resolution <= NOTE10_RESOLUTIONS[-1],
    )
