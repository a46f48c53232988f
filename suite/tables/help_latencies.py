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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, SuiteError, did_you_mean
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.location import data_directory
from suite.tables.official.torch_file import load_torch
from suite.tables.upstream.catalogue import CatalogueFile, files_of
from suite.tables.upstream.fetch import UPSTREAM, read_verified

Floats = NDArray[np.float64]
GROUP = "help"
SPACES = ("nasbench201", "fbnet")
N_FBNET, FBNET_LAYERS, FBNET_OPERATIONS = 5000, 22, 9
N_CANDIDATES = 500
FETCH = "run 'suite data fetch --group help'"

_LINE = re.compile(r"(\|[^,]+\|), ([0-9.eE+-]+), ([0-9.eE+-]+)")


class HelpLatencies:
    """The files of the group "help" below one data directory; every file is read when first asked for.

    Raises:
        DataError: from every look-up, where a file is missing, altered or not what it should be.
    """

    def __init__(self, root: Path, files: tuple[CatalogueFile, ...]) -> None:
        """Use :func:`help_latencies`; ``root`` is laid out ``<owner>/<repo>/<path>``."""
        self.root = root
        self._files = {file.id: file for file in files}
        self._cache: dict[str, Floats] = {}

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
        return self._latencies("nasbench201", device, NASBENCH201.size)

    def fbnet(self, device: str) -> Floats:
        """Return the latencies in ms of the 5,000 FBNet architectures, ``(5000,)``, read-only."""
        return self._latencies("fbnet", device, N_FBNET)

    @cached_property
    def fbnet_codes(self) -> NDArray[np.uint8]:
        """The FBNet architectures, ``(5000, 22)``: operation 0 to 8 of each layer; 8 skips it."""
        content = self._load("help-fbnet-arch")
        try:
            codes = np.array(content, dtype=np.float64)
        except (TypeError, ValueError):
            raise self._wrong("help-fbnet-arch", "no rows of numbers") from None
        if codes.shape != (N_FBNET, FBNET_LAYERS) or not np.isin(codes, np.arange(FBNET_OPERATIONS)).all():
            raise self._wrong("help-fbnet-arch", f"not {N_FBNET:,} rows of {FBNET_LAYERS} operations 0 to 8")
        result = codes.astype(np.uint8)
        result.flags.writeable = False
        return result

    @cached_property
    def metad2a(self) -> tuple[NDArray[np.int64], Floats]:
        """The 500 cells that MetaD2A proposes for CIFAR-100, best first: indices and accuracies in per cent.

        A cell may occur more than once; the order is that of the file (MetaD2A's predicted score, falling).
        """
        name = "help-nasbench201-arch_generated_by_metad2a"
        lines = self._bytes(name).decode("utf-8", errors="replace").splitlines()
        rows = [_LINE.fullmatch(line.strip()) for line in lines[1:]]  # the first line is the seconds it took
        if len(rows) != N_CANDIDATES or not all(rows):
            raise self._wrong(name, f"not {N_CANDIDATES} lines 'architecture, accuracy, score'")
        found = [row.groups() for row in rows if row is not None]
        try:
            indices = np.array([NASBENCH201.parse(cell) for cell, _, _ in found], dtype=np.int64)
            accuracies = np.array([float(value) for _, value, _ in found])
        except (SuiteError, ValueError) as error:
            raise self._wrong(name, str(error)) from None
        if not ((accuracies > 0) & (accuracies <= 100)).all():
            raise self._wrong(name, "accuracies outside 0 to 100")
        return indices, accuracies

    def _latencies(self, space: str, device: str, size: int) -> Floats:
        known = self.devices(space)
        if device not in known:
            raise did_you_mean(device, known, f"device of HELP on {space}")
        name = f"help-{space}-{device}"
        if name not in self._cache:
            content = self._load(name)
            if type(content) is not list or not all(type(value) in (int, float) for value in content):
                raise self._wrong(name, "no list of numbers")
            values = np.array(content, dtype=np.float64)
            if values.shape != (size,) or not (np.isfinite(values) & (values > 0)).all():
                raise self._wrong(name, f"not {size:,} positive latencies")
            values.flags.writeable = False
            self._cache[name] = values
        return self._cache[name]

    def _check_order(self) -> None:
        """Check once that the files count the cells as the benchmark does."""
        if not self._ordered:
            raise self._wrong("help-nasbench201-str_arch2idx", "another order of the architectures")

    @cached_property
    def _ordered(self) -> bool:
        content = self._load("help-nasbench201-str_arch2idx")
        strings = NASBENCH201.strings(np.arange(NASBENCH201.size))
        return type(content) is dict and content == {text: index for index, text in enumerate(strings)}

    def _load(self, name: str) -> Any:
        return load_torch(self._path(name), content=self._bytes(name))  # what was verified, not the file once more

    def _bytes(self, name: str) -> bytes:
        file = self._file(name)
        try:
            return read_verified(file, self._path(name))
        except DataError as error:
            raise DataError(f"{error} ({FETCH} to get it again)") from None

    def _file(self, name: str) -> CatalogueFile:
        if name not in self._files:
            raise DataError(f"the catalogue has no file '{name}': reinstall the suite")
        return self._files[name]

    def _path(self, name: str) -> Path:
        return self.root / self._file(name).relative

    def _wrong(self, name: str, what: str) -> DataError:
        return DataError(f"{self._path(name)} is not HELP's file ({what}): remove it and {FETCH.removeprefix('run ')}")


def help_latencies(data_dir: str | PathLike[str] | None = None) -> HelpLatencies:
    """Open the latencies below the data directory (default as in :func:`suite.tables.location.data_directory`).

    Raises:
        DataError: if a file of the group is missing, naming the command that fetches it.
    """
    root = data_directory(data_dir) / UPSTREAM
    files = files_of(GROUP)
    missing = [file for file in files if not (root / file.relative).is_file()]
    if missing:
        raise DataError(
            f"{len(missing)} of the {len(files)} files with HELP's latencies are missing in {root} "
            f"('{missing[0].path}'): {FETCH}"
        )
    return HelpLatencies(root, files)
