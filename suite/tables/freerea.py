"""Three zero-cost proxies of all 15,625 cells and three data sets (group ``freerea`` of the catalogue).

They are the cached metrics of FreeREA (Cavagnero et al., WACV 2023): each cell's network scored once, at its initial
weights. ``synflow`` is SynFlow (Tanaka et al., 2020), ``logsynflow`` its sum with logarithms of the gradients,
``naswot`` the log-determinant of NASWOT's kernel of activation patterns (Mellor et al., 2021). A row stands at its
index in the benchmark's official order. NASWOT has no determinant for 201 cells; the files hold ``-inf`` there.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, did_you_mean
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.columns import DATASETS, check_name
from suite.tables.sources.csv_table import floats, read_rows
from suite.tables.upstream.catalogue import CatalogueFile, files_of
from suite.tables.upstream.fetch import UPSTREAM, read_verified

Floats = NDArray[np.float64]
GROUP = "freerea"
PROXY_LABELS = {"logsynflow": "logarithmic SynFlow", "naswot": "NASWOT", "synflow": "SynFlow"}
"""Name in files and texts -> for readers."""

FETCH = f"run 'suite data fetch --group {GROUP}'"


def proxy_file(name: str, dataset: str) -> CatalogueFile:
    """Return the pinned file of a proxy on a data set.

    Raises:
        UnknownNameError: for another proxy or data set.
    """
    if name not in PROXY_LABELS:
        raise did_you_mean(name, PROXY_LABELS, "zero-cost proxy of all cells")
    check_name(dataset, DATASETS, "dataset")
    return next(each for each in files_of(GROUP) if each.id == f"{GROUP}-{name}-{dataset}")


def cached_proxy(data_dir: Path, name: str, dataset: str) -> Floats:
    """Return a proxy of all cells, ``(15625,)``, read-only, without a unit; higher is meant to be better.

    Args:
        data_dir: data directory with the files of the group ``freerea``.
        name: one of :data:`PROXY_LABELS`.
        dataset: whose images and classes the networks had.

    Raises:
        UnknownNameError: for another proxy or data set.
        DataError: if the file is missing or damaged, naming the command that fetches it.
    """
    file = proxy_file(name, dataset)
    path = data_dir / UPSTREAM / file.relative
    if not path.is_file():
        raise DataError(f"the proxy '{name}' of all cells is not at {path}: {FETCH}")
    return _read(file, path, name)


@lru_cache(maxsize=16)
def _read(file: CatalogueFile, path: Path, name: str) -> Floats:
    return read_proxy(read_verified(file, path), name, str(path))


def read_proxy(data: bytes, name: str, source: str) -> Floats:
    """Return the column ``name`` in the content of a file, ``(15625,)``, read-only.

    Raises:
        DataError: for another table, rows out of order, or a value that is no number.
    """
    names, rows = read_rows(data, source)
    if names[:2] != ["index", name]:
        raise DataError(f"{source} has no columns index and {name}: it is another table")
    if [row[0] for row in rows] != [str(index) for index in range(NASBENCH201.size)]:
        raise DataError(f"{source} does not hold the {NASBENCH201.size:,} cells in order: get it again from its source")
    values = floats(rows, 1, source)
    if np.isnan(values).any() or np.isposinf(values).any():
        raise DataError(f"{source}: a value of {name} is not a number: get it again from its source")
    values.flags.writeable = False
    return values
