"""Latencies of further devices: 27 on NAS-Bench-201 and 27 on 5,000 FBNet architectures, as HELP's authors publish.

Source: github.com/HayeonLee/HELP (Lee et al., "HELP: Hardware-adaptive Efficient Latency Prediction for NAS via
Meta-Learning", NeurIPS 2021), MIT licence. ``suite data fetch --group help`` gets the files; nothing in them is
executed and no torch is needed. A name is ``<device>_<batch size>`` where one device was measured at several.
All latencies are of CIFAR-sized inputs, in milliseconds; phones other than the Pixel 3 were read to whole milliseconds.
"""

from __future__ import annotations

import re
from functools import cached_property
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from suite.errors import SuiteError, did_you_mean
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.upstream.group import GroupFiles

Floats = NDArray[np.float64]
GROUP = "help"
SPACES = ("nasbench201", "fbnet")
N_FBNET, FBNET_LAYERS, FBNET_OPERATIONS = 5000, 22, 9
N_CANDIDATES = 500

_LINE = re.compile(r"(\|[^,]+\|), ([0-9.eE+-]+), ([0-9.eE+-]+)")


class HelpLatencies(GroupFiles):
    """The files of the group "help" below one data directory."""

    group, what = GROUP, "files with HELP's latencies"

    def devices(self, space: str) -> tuple[str, ...]:
        """Return the names of the devices measured on ``space`` ("nasbench201" or "fbnet"), sorted.

        Raises:
            UnknownNameError: for another space.
        """
        if space not in SPACES:
            raise did_you_mean(space, SPACES, "space")
        start = f"help-{space}-"
        latency = [name for name, file in self._files.items() if name.startswith(start) and "/latency/" in file.path]
        return tuple(sorted(name.removeprefix(start) for name in latency))

    def nasbench201(self, device: str) -> Floats:
        """Return the latencies in ms of the 15,625 cells in official order, ``(15625,)``, read-only."""
        self._check_order()
        return self._measured("nasbench201", device, NASBENCH201.size)

    def fbnet(self, device: str) -> Floats:
        """Return the latencies in ms of the 5,000 FBNet architectures, ``(5000,)``, read-only."""
        return self._measured("fbnet", device, N_FBNET)

    @cached_property
    def fbnet_codes(self) -> NDArray[np.uint8]:
        """The FBNet architectures, ``(5000, 22)``: operation 0 to 8 of each layer; 8 skips it."""
        content = self.load("help-fbnet-arch")
        try:
            codes = np.array(content, dtype=np.float64)
        except (TypeError, ValueError):
            raise self.wrong("help-fbnet-arch", "no rows of numbers") from None
        if codes.shape != (N_FBNET, FBNET_LAYERS) or not np.isin(codes, np.arange(FBNET_OPERATIONS)).all():
            raise self.wrong("help-fbnet-arch", f"not {N_FBNET:,} rows of {FBNET_LAYERS} operations 0 to 8")
        result = codes.astype(np.uint8)
        result.flags.writeable = False
        return result

    @cached_property
    def metad2a(self) -> tuple[NDArray[np.int64], Floats]:
        """The 500 cells that MetaD2A proposes for CIFAR-100, best first: indices and accuracies in per cent.

        A cell may occur more than once; the order is that of the file (MetaD2A's predicted score, falling).
        """
        name = "help-nasbench201-arch_generated_by_metad2a"
        lines = self.content(name).decode("utf-8", errors="replace").splitlines()
        rows = [_LINE.fullmatch(line.strip()) for line in lines[1:]]  # the first line is the seconds it took
        if len(rows) != N_CANDIDATES or not all(rows):
            raise self.wrong(name, f"not {N_CANDIDATES} lines 'architecture, accuracy, score'")
        found = [row.groups() for row in rows if row is not None]
        try:
            indices = np.array([NASBENCH201.parse(cell) for cell, _, _ in found], dtype=np.int64)
            accuracies = np.array([float(value) for _, value, _ in found])
        except (SuiteError, ValueError) as error:
            raise self.wrong(name, str(error)) from None
        if not ((accuracies > 0) & (accuracies <= 100)).all():
            raise self.wrong(name, "accuracies outside 0 to 100")
        return indices, accuracies

    def _measured(self, space: str, device: str, size: int) -> Floats:
        return self.latency_list(
            f"help-{space}-{device}", device, self.devices(space), f"device of HELP on {space}", size
        )  # fmt: skip

    def _check_order(self) -> None:
        """Check once that the files count the cells as the benchmark does."""
        if not self._ordered:
            raise self.wrong("help-nasbench201-str_arch2idx", "another order of the architectures")

    @cached_property
    def _ordered(self) -> bool:
        content = self.load("help-nasbench201-str_arch2idx")
        strings = NASBENCH201.strings(np.arange(NASBENCH201.size))
        return type(content) is dict and content == {text: index for index, text in enumerate(strings)}


def help_latencies(data_dir: str | PathLike[str] | None = None) -> HelpLatencies:
    """Open the latencies below the data directory (default as in :func:`suite.tables.location.data_directory`).

    Raises:
        DataError: if a file of the group is missing, naming the command that fetches it.
    """
    return HelpLatencies.below(data_dir)
