"""Parts of scores as rows of a CSV: what the experiments compare protocols by, from files of some or all cells."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path

from suite.errors import ConfigurationError
from suite.files import write_atomically
from suite.scores.table import read_rmi_parts

COLUMNS = ("setting", "index", "steps", "rmi_1", "rmi_2", "rmi_3", "cross_entropy")


def write_rows(files: Sequence[Path], out: Path) -> int:
    """Write the parts of the loss in ``files`` to ``out`` and return the number of rows.

    A row is one cell of one file after one number of steps; the setting is the name of the file without "-sampleN".
    Undefined values are empty.

    Args:
        files: of :func:`.save_rmi`, each of another setting.
        out: the CSV.

    Raises:
        DataError: for a file that is missing, damaged or of another kind, or if ``out`` cannot be written.
        ConfigurationError: for two files of one setting.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    settings: set[str] = set()
    count = 0
    for file in files:
        setting = file.stem.partition("-sample")[0]
        if setting in settings:
            raise ConfigurationError(f"two files of the setting '{setting}': give one")
        settings.add(setting)
        found = read_rmi_parts(file)
        for row, index in enumerate(found.indices):
            for mark, steps in enumerate(found.steps):
                values = ("" if math.isnan(value) else f"{value:.5f}" for value in found.parts[row, mark])
                writer.writerow((setting, int(index), steps, *values))
                count += 1
    write_atomically(out, text.getvalue())
    return count
