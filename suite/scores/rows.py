"""Scores as rows of a CSV: what the experiments compare protocols by, from files of some or all cells."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from suite.errors import ConfigurationError
from suite.files import write_atomically
from suite.scores.archive import read
from suite.scores.table import read_rmi_parts, read_supernet_counts

COLUMNS = ("setting", "index", "steps", "rmi_1", "rmi_2", "rmi_3", "cross_entropy")
OF = " of "
"""Between setting and number of images, in the headings of supernets' counts."""

Rows = Iterable[Sequence[Any]]


def write_rows(files: Sequence[Path], out: Path) -> int:
    """Write the scores in ``files`` to ``out`` and return the number of rows.

    Representation mutual information: a row is one cell of one file after one number of steps (:data:`COLUMNS`).
    Supernets: a row is one cell, by its index, and each file has a column "SETTING of IMAGES" with how many of so many
    images are classified correctly. The setting is the name of the file without "-sampleN". What is undefined, or not
    in a file, is empty.

    Args:
        files: of :func:`.save_rmi` or all of :func:`.save_supernet`, each of another setting.
        out: the CSV.

    Raises:
        DataError: for a file that is missing, damaged or of another kind, or if ``out`` cannot be written.
        ConfigurationError: for two files of one setting.
    """
    supernets = bool(files) and read(files[0])[0].get("kind") == "supernet"
    header, rows = _supernet_rows(files) if supernets else (COLUMNS, _rmi_rows(files))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    write_atomically(out, text.getvalue())
    return count


def _add(setting: str, settings: Mapping[str, Any] | set[str]) -> str:
    if setting in settings:
        raise ConfigurationError(f"two files of the setting '{setting}': give one")
    return setting


def _setting(file: Path) -> str:
    return file.stem.partition("-sample")[0]


def _rmi_rows(files: Sequence[Path]) -> Rows:
    settings: set[str] = set()
    for file in files:
        setting = _add(_setting(file), settings)
        settings.add(setting)
        found = read_rmi_parts(file)
        for row, index in enumerate(found.indices):
            for mark, steps in enumerate(found.steps):
                values = ("" if math.isnan(value) else f"{value:.5f}" for value in found.parts[row, mark])
                yield (setting, int(index), steps, *values)


def _supernet_rows(files: Sequence[Path]) -> tuple[Sequence[str], Rows]:
    columns: dict[str, dict[int, int]] = {}
    for file in files:
        found = read_supernet_counts(file)
        setting = _add(f"{_setting(file)}{OF}{found.images}", columns)
        columns[setting] = dict(zip(found.indices.tolist(), found.correct.tolist(), strict=True))
    cells = sorted({index for counts in columns.values() for index in counts})
    return ("index", *columns), ((index, *(counts.get(index, "") for counts in columns.values())) for index in cells)
