"""Closed forms against the real tables and against networks counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from suite import load_benchmark
from suite.spaces import NASBENCH201
from suite.tables.closed_forms import CLOSED_FORMS, macs_m, params
from suite.tables.columns import DATASETS


@pytest.mark.real_tables
@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("column", [name for name in CLOSED_FORMS if name not in ("macs_m", "params")])
def test_hardware_closed_forms_equal_the_tables_for_every_cell(real_data_dir, dataset, column):
    table = load_benchmark(real_data_dir, "real").column(column, dataset)
    exact = CLOSED_FORMS[column](NASBENCH201.all_codes, dataset)
    assert np.abs(table - exact).max() < 1e-9


def count_by_hand(code: np.ndarray, classes: int, image: int) -> tuple[float, float]:
    """Count MACs and parameters of the C = 16, N = 5 network layer by layer (an implementation of its own)."""
    macs = parameters = 0
    size, channels = image, 16
    macs += 27 * channels * size**2
    parameters += 27 * channels + 2 * channels
    for stage in range(3):
        if stage:
            size //= 2
            inner = channels * 2
            macs += (9 * channels * inner + 9 * inner * inner + channels * inner) * size**2
            parameters += 9 * channels * inner + 2 * inner + 9 * inner * inner + 2 * inner + channels * inner
            channels = inner
        for kernel in (1, 3):
            edges = int((code == {1: 2, 3: 3}[kernel]).sum())
            macs += 5 * edges * kernel**2 * channels**2 * size**2
            parameters += 5 * edges * (kernel**2 * channels**2 + 2 * channels)
    parameters += 2 * channels + channels * classes + classes
    macs += channels * classes + classes
    return macs / 1e6, parameters


@pytest.mark.parametrize(
    ("dataset", "classes", "image"), [("cifar10", 10, 32), ("cifar100", 100, 32), ("ImageNet16-120", 120, 16)]
)
def test_macs_and_parameters_equal_a_count_by_hand(dataset, classes, image):
    for index in (0, 11, 284, 1835, 6111, 9930):
        code = NASBENCH201.codes([index])
        macs, parameters = count_by_hand(code[0], classes, image)
        assert macs_m(code, dataset)[0] == pytest.approx(macs, abs=1e-4)
        assert params(code, dataset)[0] == parameters


@pytest.mark.parametrize(
    ("index", "dataset", "macs", "size"),
    [
        (0, "cifar10", 15.64737, 0.129306),
        (11, "cifar100", 113.95722, 0.808276),
        (284, "ImageNet16-120", 2.93644, 0.108456),
    ],
)
def test_macs_and_parameters_equal_the_official_records(index, dataset, macs, size):
    code = NASBENCH201.codes([index])
    assert macs_m(code, dataset)[0] == pytest.approx(macs, abs=1e-9)
    assert params(code, dataset)[0] / 1e6 == pytest.approx(size, abs=1e-12)
