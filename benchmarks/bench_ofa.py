"""1,000 predicted accuracies and latencies of the once-for-all spaces: ``docs/once-for-all.md``.

``python -m pytest benchmarks/bench_ofa.py -o addopts="" -s``, with the files of the group "ofa" in ``$SUITE_DATA_DIR``;
benchmarks report, they do not fail.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from suite.errors import DataError
from suite.ofa import OFA_SPACES, load_ofa

TURNS = 30


@pytest.mark.parametrize("name", OFA_SPACES)
def test_a_thousand_networks(name, monkeypatch):
    """Processor time of 1,000 random networks, the least of several turns."""
    monkeypatch.undo()  # the data directory of this machine
    try:
        benchmark = load_ofa(name)
    except DataError as error:
        pytest.skip(str(error))
    codes = benchmark.space.random(1000, np.random.default_rng(0))
    ways = {"accuracy": lambda: benchmark.accuracy(codes)}
    for device in benchmark.devices[:2]:
        metric = next(iter(benchmark.device_table.metrics_of(device)))
        ways[f"{device} {metric}"] = lambda d=device, m=metric: benchmark.cost(d, m, codes)
    for what, way in ways.items():
        way()
        seconds = []
        for _ in range(TURNS):
            start = time.process_time()
            way()
            seconds.append(time.process_time() - start)
        print(f"{name}, {what}: {1000 * min(seconds):.2f} ms")
