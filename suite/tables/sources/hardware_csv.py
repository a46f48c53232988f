"""HW-NAS-Bench as CSV (ids ``hardware-<dataset>``): ten metrics per architecture in official index order.

The column ``net`` writes a cell as six numbers in a code of its own: operations 0 skip_connect, 1 none, 2 nor_conv_3x3,
3 nor_conv_1x1, 4 avg_pool_3x3; edges by their source node (1<-0, 2<-0, 3<-0, 2<-1, 3<-1, 3<-2). Every row is checked.
"""

from __future__ import annotations

import re

import numpy as np

from suite.errors import DataError
from suite.spaces import NASBENCH201
from suite.tables.checks import Columns
from suite.tables.hardware import COLUMN_OF_METRIC, hardware_columns
from suite.tables.sources.csv_table import floats, read_rows

_THEIR_EDGES = [0, 1, 3, 2, 4, 5]
_THEIR_OPERATIONS = np.array([1, 0, 3, 2, 4])
_NET = re.compile(r"\((\d), (\d), (\d), (\d), (\d), (\d)\)")


def read(data: bytes, source: str, dataset: str) -> Columns:
    """Return the ten hardware columns of ``dataset``; NaN where the Edge TPU was not measurable.

    Raises:
        DataError: for another table, another order or values out of range.
    """
    names, rows = read_rows(data, source)
    missing = [name for name in ("net", *COLUMN_OF_METRIC) if name not in names]
    if missing:
        raise DataError(f"{source} has no column {missing[0]}: it is another table")
    place = {name: k for k, name in enumerate(names)}
    if len(rows) != NASBENCH201.size:
        raise DataError(f"{source} has {len(rows)} rows instead of {NASBENCH201.size}: get it again from its source")
    expected = _THEIR_OPERATIONS[NASBENCH201.all_codes[:, _THEIR_EDGES]].tolist()
    for index, (row, right) in enumerate(zip(rows, expected, strict=True)):
        match = _NET.fullmatch(row[place["net"]])
        if match is None or [int(digit) for digit in match.groups()] != right:
            raise DataError(f"{source}: row {index} is another architecture than the official order has there")
    metrics = {metric: floats(rows, place[metric], source) for metric in COLUMN_OF_METRIC}
    return hardware_columns(dataset, metrics, source)
