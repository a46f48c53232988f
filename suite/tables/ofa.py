"""The files of the group "ofa": what once-for-all's authors publish of its spaces, and HELP's measurements there.

Sources: github.com/han-cai/files (Cai et al., "Once-for-All", ICLR 2020; the repository states no licence) and
github.com/HayeonLee/HELP (Lee et al., NeurIPS 2021, MIT). ``suite data fetch --group ofa`` gets the files; size and
sha256 are checked before anything is read, nothing in them is executed, and no torch is needed. Accuracies are
top-1 of ImageNet in per cent, latencies are in ms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.reading.texts import json_from
from suite.tables.official.torch_weights import read_weights
from suite.tables.upstream.group import GroupFiles

Floats = NDArray[np.float64]
GROUP = "ofa"
N_HELP = 5000
NOTE10_RESOLUTIONS = (160, 176, 192, 208, 224)

_FOLDER = re.compile(r"(?:flops-(?P<macs>\d+)M|(?P<device>\w[\w-]*?)(?:_lat|_(?P<batch>gpu\d+))?-(?P<ms>\d+)ms)"
                     r"_top1-(?P<top1>[\d.]+)_finetune-(?P<epochs>\d+)")  # fmt: skip
_CELL = re.compile(r"latency_(?P<ms>[\d.]+)ms_accuracy_(?P<top1>[\d.]+)\.json")
_ENTRY = re.compile(r"(\S+):\n  count: \d+\n  mean: ([0-9.eE+-]+)\n  std: [0-9.eE+-]+\n")


@dataclass(frozen=True)
class MeasuredNetwork:
    """A published network with what was measured of it.

    Attributes:
        name: of its folder or file.
        device: where it was measured, such as "note10" or "tx2_gpu16" (batch 16); "" if only its MACs are stated.
        latency_ms: measured; NaN where ``device`` is "".
        macs_m: stated millions of multiply-accumulates; NaN where a latency is stated.
        top1: measured accuracy after ``finetuned`` epochs, per cent.
        finetuned: epochs of fine-tuning; -1 where none is stated.
        resolution: height and width of the input.
        config: layers as the files describe them ("net.config" of once-for-all, or HELP's lists).
    """

    name: str
    device: str
    latency_ms: float
    macs_m: float
    top1: float
    finetuned: int
    resolution: int
    config: dict[str, Any]


class OFAFiles(GroupFiles):
    """The files of the group "ofa" below one data directory."""

    group, what = GROUP, "files of once-for-all"

    def sha256(self, *names: str) -> str:
        """Return the pinned hashes of these files of the catalogue, which reading them checks, as one text."""
        return "+".join(self.file(name).sha256 for name in names)

    def weights(self, space: str) -> dict[str, Floats]:
        """Return the accuracy predictor's parameters by name; ``space`` is "mobilenetv3" or "resnet50"."""
        name = f"ofa-accuracy-{space}"
        return read_weights(self.content(name), str(self.path(name)))

    def note10(self, resolution: int) -> dict[str, float]:
        """Return the measured latency in ms of each kind of layer on a Note10 at one of :data:`NOTE10_RESOLUTIONS`."""
        name = f"ofa-note10-{resolution}"
        text = self.content(name).decode("utf-8", errors="replace")
        entries = {match[1]: float(match[2]) for match in _ENTRY.finditer(text)}
        if len(entries) * 4 != len(text.splitlines()) or not all(0 < ms < 1e3 for ms in entries.values()):
            raise self.wrong(name, "no list of layers with count, mean and std")
        return entries

    @property
    def help_devices(self) -> tuple[str, ...]:
        """HELP's devices on this space, ``<device>_<batch size>``, sorted."""
        start = "ofa-help-latency-"
        return tuple(sorted(name.removeprefix(start) for name in self._files if name.startswith(start)))

    def help_latency(self, device: str) -> Floats:
        """Return the measured latencies in ms of the 5,000 networks, ``(5000,)``, read-only."""
        what = "device of HELP on the MobileNetV3 space"
        return self.latency_list(f"ofa-help-latency-{device}", device, self.help_devices, what, N_HELP)

    @cached_property
    def help_networks(self) -> list[dict[str, Any]]:
        """The 5,000 networks: lists "ks" and "e" of 20, "d" of 5, and the resolution "r" (128 to 224 by 4)."""
        content = self.load("ofa-help-networks")
        networks = content.get("arch") if type(content) is dict else None
        if type(networks) is not list or len(networks) != N_HELP or not all(_is_network(each) for each in networks):
            raise self.wrong("ofa-help-networks", f"not {N_HELP:,} networks")
        return networks

    @cached_property
    def help_references(self) -> NDArray[np.int64]:
        """Rows ``(10,)`` of HELP's reference networks among the 5,000."""
        content = self.load("ofa-help-references")
        if type(content) is not list or len(content) != 10 or not all(type(row) is int for row in content):
            raise self.wrong("ofa-help-references", "not ten rows")
        rows = np.array(content, dtype=np.int64)
        if not ((rows >= 0) & (rows < N_HELP)).all():
            raise self.wrong("ofa-help-references", f"rows outside 0 to {N_HELP - 1}")
        return rows

    @cached_property
    def help_cells(self) -> tuple[MeasuredNetwork, ...]:
        """The seven networks of HELP's Table 5, by device and latency."""
        result = []
        for name, file in self._files.items():
            if name.startswith("ofa-help-cell-"):
                found, config = _CELL.fullmatch(Path(file.path).name), self._json(name)
                if found is None or not _is_network(config):
                    raise self.wrong(name, "no network with latency and accuracy")
                device = Path(file.path).parent.name
                result.append(MeasuredNetwork(
                    file.path, device, float(found["ms"]), np.nan, float(found["top1"]), -1, config["r"], config
                ))  # fmt: skip
        return tuple(sorted(result, key=lambda each: (each.device, each.latency_ms)))

    @cached_property
    def specialised(self) -> tuple[MeasuredNetwork, ...]:
        """The 50 specialised networks, in the order of their names; ``config["name"]`` tells the space.

        "MobileNetV3" with a first convolution of 24 channels is of the space ``ofa-mobilenetv3`` (but for resolutions
        that it has not); those of 16 channels are of its narrower sister, "ProxylessNASNets" of another space.
        """
        result = []
        for name in self._files:
            if name.startswith("ofa-net-"):
                folder = name.removeprefix("ofa-net-")
                found, config, run = _FOLDER.fullmatch(folder), self._json(name), self._json(f"ofa-run-{folder}")
                if found is None or type(config.get("blocks")) is not list or type(run.get("image_size")) is not int:
                    raise self.wrong(name, "no network with its resolution")
                device = "_".join(part for part in (found["device"], found["batch"]) if part)
                result.append(MeasuredNetwork(
                    folder, device, float(found["ms"] or "nan"), float(found["macs"] or "nan"), float(found["top1"]),
                    int(found["epochs"]), run["image_size"], config,
                ))  # fmt: skip
        return tuple(sorted(result, key=lambda each: each.name))

    def _json(self, name: str) -> dict[str, Any]:
        try:
            content = json_from(self.content(name))
        except ValueError:
            raise self.wrong(name, "no JSON") from None
        if type(content) is not dict:
            raise self.wrong(name, "no description of a network")
        return content


def ofa_files(data_dir: str | PathLike[str] | None = None) -> OFAFiles:
    """Open the files below the data directory (default as in :func:`suite.tables.location.data_directory`).

    Raises:
        DataError: if a file of the group is missing, naming the command that fetches it.
    """
    return OFAFiles.below(data_dir)


def _is_network(value: Any) -> bool:
    if type(value) is not dict or not {"ks", "e", "d", "r"} <= set(value):
        return False
    lists = [(value["ks"], 20), (value["e"], 20), (value["d"], 5), ([value["r"]], 1)]
    return all(
        type(each) is list and len(each) == n and all(type(number) is int for number in each) for each, n in lists
    )
