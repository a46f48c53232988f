"""The published numbers of ``experiments/reported``, as frames."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "reported"


@cache
def published(name: str) -> pd.DataFrame:
    """Return ``reported/<name>.csv``; columns ending in ``_approximate`` become booleans."""
    frame = pd.read_csv(FOLDER / f"{name}.csv")
    flags = {column: frame[column] == "yes" for column in frame.columns if column.endswith("_approximate")}
    return frame.assign(**flags)


def published_for(name: str, **where: object) -> pd.DataFrame:
    """Return the rows of ``reported/<name>.csv`` whose columns have the given values."""
    frame = published(name)
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame.reset_index(drop=True)
