"""Rows that take long to make: each is kept in a file of its own, and read from there afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.files import write_atomically
from suite.reading.texts import read_json

WORK_REMEDY = "give a writable folder with --work"


def kept(path: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the row in ``path``, or what ``make`` returns, which is then kept there.

    Raises:
        DataError: if the file is damaged, or cannot be written.
    """
    if path.is_file():
        try:
            found: dict[str, Any] = read_json(path)
        except (OSError, ValueError):
            raise DataError(f"{path} is damaged: delete it, and it is made again") from None
        return found
    made = make()
    write_atomically(path, json.dumps(made) + "\n", WORK_REMEDY)
    return made
