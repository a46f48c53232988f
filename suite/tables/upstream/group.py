"""The files of one group of the catalogue below a data directory, each verified as the bytes that are then parsed."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, did_you_mean
from suite.tables.location import data_directory
from suite.tables.official.torch_file import load_torch
from suite.tables.upstream.catalogue import CatalogueFile, files_of
from suite.tables.upstream.fetch import UPSTREAM, read_verified


class GroupFiles:
    """Base of the readers of a group; every file is read when first asked for.

    Attributes:
        group: of the catalogue.
        what: its files in messages, such as "files with HELP's latencies".
        root: where they lie, laid out ``<owner>/<repo>/<path>``.

    Raises:
        DataError: from every look-up, where a file is missing, altered or not what it should be.
    """

    group: ClassVar[str]
    what: ClassVar[str]

    def __init__(self, root: Path, files: tuple[CatalogueFile, ...]) -> None:
        """Use :meth:`below`, which looks whether all files are there."""
        self.root = root
        self._files = {file.id: file for file in files}
        self._latencies: dict[str, NDArray[np.float64]] = {}

    @classmethod
    def below(cls, data_dir: str | PathLike[str] | None) -> Self:
        """Open the files below the data directory (default as in :func:`suite.tables.location.data_directory`).

        Raises:
            DataError: if a file of the group is missing, naming the command that fetches it.
        """
        root, files = data_directory(data_dir) / UPSTREAM, files_of(cls.group)
        missing = [file for file in files if not (root / file.relative).is_file()]
        if missing:
            raise DataError(
                f"{len(missing)} of the {len(files)} {cls.what} are missing in {root} ('{missing[0].path}'): "
                f"{cls.fetch()}"
            )
        return cls(root, files)

    @classmethod
    def fetch(cls) -> str:
        """Return which command gets the files."""
        return f"run 'suite data fetch --group {cls.group}'"

    def latency_list(self, name: str, device: str, known: tuple[str, ...], what: str, size: int) -> NDArray[np.float64]:
        """Return the measured latencies in ms of a file that holds a list of ``size`` numbers, read-only.

        Args:
            name: of the file in the catalogue.
            device: whose latencies they are.
            known: the devices that there are.
            what: a device in the message about an unknown one.
            size: number of architectures.

        Raises:
            UnknownNameError: for a device that is none of ``known``, with the nearest one.
        """
        if device not in known:
            raise did_you_mean(device, known, what)
        if name not in self._latencies:
            content = self.load(name)
            if type(content) is not list or not all(type(value) in (int, float) for value in content):
                raise self.wrong(name, "no list of numbers")
            values = np.array(content, dtype=np.float64)
            if values.shape != (size,) or not (np.isfinite(values) & (values > 0)).all():
                raise self.wrong(name, f"not {size:,} positive latencies")
            values.flags.writeable = False
            self._latencies[name] = values
        return self._latencies[name]

    def load(self, name: str) -> Any:
        """Return the content of a file in PyTorch's format, from the bytes that were verified."""
        return load_torch(self.path(name), content=self.content(name))

    def content(self, name: str) -> bytes:
        """Return the bytes of a file after checking size and hash."""
        try:
            return read_verified(self.file(name), self.path(name))
        except DataError as error:
            raise DataError(f"{error} ({self.fetch()} to get it again)") from None

    def file(self, name: str) -> CatalogueFile:
        """Return a file's line in the catalogue."""
        if name not in self._files:
            raise DataError(f"the catalogue has no file '{name}': reinstall the suite")
        return self._files[name]

    def path(self, name: str) -> Path:
        """Return where a file lies."""
        return self.root / self.file(name).relative

    def wrong(self, name: str, what: str) -> DataError:
        """Return the error for a file with the published name and hash, but another content than expected."""
        return DataError(f"{self.path(name)} is not the published file ({what}): remove it and {self.fetch()}")
