"""The pickle of HW-NAS-Bench (``HW-NAS-Bench-v1_0.pickle``).

Layout (``hw_nas_bench_api.HWNASBenchAPI``): {"nasbench201": {dataset: {"config": [{"arch_str": ...}, ...], metric:
[values in index order], ...}}, "fbnet": {metric: {operation: value}}}. The FBNet part is not used here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from suite.errors import DataError
from suite.reading.budget import HW_NAS_BENCH_BYTES, read_content
from suite.tables.checks import Columns, aligned
from suite.tables.columns import DATASETS
from suite.tables.hardware import COLUMN_OF_METRIC, EDITION, hardware_columns
from suite.tables.imports import HARDWARE, Imported
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.values import NUMBERS, as_array

_OFFICIAL_BLOB = "b0634cb7f6e7be07192c77833df9eafa4baf705e"
"""Git blob of the published file (GATECH-EIC/HW-NAS-Bench, commit 393bb8a)."""


def read(path: Path) -> Imported:
    """Return the hardware columns of the benchmark file ``path``.

    Raises:
        DataError: if it is another file, altered, or names anything but plain data.
    """
    try:
        data, budget = read_content(path, HW_NAS_BENCH_BYTES, "HW-NAS-Bench (give HW-NAS-Bench-v1_0.pickle)")
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror}): check path and permissions") from None
    if not data:
        raise DataError(f"{path} is empty: get it again from its source")
    root = PickleReader(data, path.name, NUMBERS, budget=budget).load()
    columns: Columns = {}
    for dataset in DATASETS:
        try:
            table = root["nasbench201"][dataset]
            strings = [config["arch_str"] for config in table["config"]]
            metrics = {metric: as_array(table[metric]) for metric in COLUMN_OF_METRIC if metric in table}
        except (KeyError, TypeError, ValueError, AttributeError):
            raise DataError(
                f"{path} has no NAS-Bench-201 part for {dataset}: give the official HW-NAS-Bench-v1_0.pickle"
            ) from None
        aligned(strings, f"{path.name}, {dataset}")
        columns.update(hardware_columns(dataset, metrics, path.name))
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    official = "the published file" if blob == _OFFICIAL_BLOB else f"not the published file (git blob {blob[:12]})"
    return Imported(
        group=HARDWARE,
        columns=columns,
        source=path.name,
        edition=EDITION,
        sha256=hashlib.sha256(data).hexdigest(),
        note=f"one image, batch 1; not measurable on the Edge TPU is missing; {official}",
    )
