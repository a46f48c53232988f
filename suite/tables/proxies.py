"""Zero-cost proxies at initialisation (group ``proxies`` of the catalogue): 13 of them, for 9,445 of the 15,625 cells.

Made by others (repository and licence in the catalogue), on CIFAR-10 and ImageNet16-120; two of them, FLOPs and
parameters, the suite computes itself, for all cells. The column ``net`` writes a cell as HW-NAS-Bench's CSV does:
operations 0 skip_connect, 1 none, 2 nor_conv_3x3, 3 nor_conv_1x1, 4 avg_pool_3x3; edges by their source node (1<-0,
2<-0, 3<-0, 2<-1, 3<-1, 3<-2). Where the file also names the cell, both are checked to agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, SuiteError, did_you_mean
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.sources.csv_table import floats, read_rows
from suite.tables.upstream.catalogue import files_of
from suite.tables.upstream.fetch import UPSTREAM, read_verified

Floats = NDArray[np.float64]
GROUP = "proxies"
PROXY_DATASETS = ("cifar10", "ImageNet16-120")
COUNTED = ("flops", "params")
"""Columns of the files that are no proxies of their own: the suite computes them for all cells."""

_THEIR_OPERATIONS = np.array([1, 0, 3, 2, 4])  # theirs -> official
_OUR_PLACES = np.array([0, 1, 3, 2, 4, 5])  # their edge of each official one
_NET = re.compile(r"\(([0-4]), ([0-4]), ([0-4]), ([0-4]), ([0-4]), ([0-4])\)")


def zero_cost_proxies(data_dir: Path, dataset: str) -> Mapping[str, Floats]:
    """Return name -> ``(15625,)``, NaN for the cells that the file does not cover; higher is meant to be better.

    Args:
        data_dir: data directory with the files of the group ``proxies``.
        dataset: one of :data:`PROXY_DATASETS`.

    Raises:
        UnknownNameError: for another data set.
        DataError: if the file is missing or damaged, naming the command that fetches it.
    """
    if dataset not in PROXY_DATASETS:
        raise did_you_mean(dataset, PROXY_DATASETS, "data set with zero-cost proxies")
    file = next(each for each in files_of(GROUP) if each.id == f"proxies-{dataset}")
    path = data_dir / UPSTREAM / file.relative
    if not path.is_file():
        raise DataError(f"the zero-cost proxies are not at {path}: run 'suite data fetch --group {GROUP}'")
    return read_proxies(read_verified(file, path), str(path))


def read_proxies(data: bytes, source: str) -> Mapping[str, Floats]:
    """Return the proxies in the content of a file.

    Raises:
        DataError: for another table, a cell that does not exist, occurs twice or is named differently.
    """
    names, rows = read_rows(data, source)
    if "net" not in names:
        raise DataError(f"{source} has no column net: it is another table")
    matches = [_NET.fullmatch(row[names.index("net")]) for row in rows]
    if not rows or not all(matches):
        raise DataError(f"{source}: a row names no cell: get it again from its source")
    theirs = np.array([[int(digit) for digit in match.groups()] for match in matches if match is not None])
    indices = NASBENCH201.index(_THEIR_OPERATIONS[theirs][:, _OUR_PLACES].astype(np.uint8))
    if len(np.unique(indices)) < len(indices):
        raise DataError(f"{source} names a cell twice: get it again from its source")
    if "net_str" in names:
        try:
            named = [NASBENCH201.parse(row[names.index("net_str")]) for row in rows]
        except SuiteError as error:
            raise DataError(f"{source}: {error}") from None
        if named != indices.tolist():
            raise DataError(f"{source}: the two names of a cell differ: it is another table")
    result = {}
    for place, name in enumerate(names):
        if name in ("net", "net_str", *COUNTED):
            continue
        values = np.full(NASBENCH201.size, np.nan)
        values[indices] = floats(rows, place, source)
        values.flags.writeable = False
        result[name] = values
    return MappingProxyType(result)
