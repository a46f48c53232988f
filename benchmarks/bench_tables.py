"""Loading and look-ups, beside the ``nats_bench`` package on the three official records of a mirror.

``python -m pytest benchmarks/bench_tables.py --benchmark-only -s`` prints the ratio; nothing here fails for being slow.
"""

from __future__ import annotations

import bz2
import shutil
import timeit

import numpy as np
import pytest

from suite import load_benchmark
from suite.tables.columns import HARDWARE_COLUMNS
from suite.tables.store import open_store

RECORDS = "D-X-Y/NATS-Bench/fake_torch_dir/NATS-tss-v1_0-3ffb9-simple"


def test_open_the_store(benchmark, real_data_dir):
    benchmark(lambda: open_store(real_data_dir).column("cifar10/valid_accuracy_200")[0])


def test_ten_thousand_architectures_by_ten_columns(benchmark, real_data_dir):
    tables = load_benchmark(real_data_dir, "real")
    archs = np.random.default_rng(0).integers(0, 15625, 10_000)
    tables.lookup(archs, "cifar10", HARDWARE_COLUMNS)
    benchmark(tables.lookup, archs, "cifar10", HARDWARE_COLUMNS)


def test_surrogate_from_nothing(benchmark):
    from suite.tables.surrogate import tables as surrogate

    def build():
        surrogate.surrogate_columns.cache_clear()
        surrogate.surrogate_columns()

    benchmark.pedantic(build, rounds=3)


def test_lookup_rate_against_nats_bench(benchmark, real_data_dir, mirror, tmp_path):
    """Same question to both: validation accuracy after 200 epochs on CIFAR-10, of the three official records."""
    nats_bench = pytest.importorskip("nats_bench")
    folder = tmp_path / "NATS-tss-v1_0-3ffb9-simple"
    shutil.copytree(mirror / RECORDS, folder)
    for path in folder.glob("*.pbz2"):  # the package wants every file readable by its own loader
        assert bz2.decompress(path.read_bytes())
    api = nats_bench.create(str(folder), "tss", fast_mode=True, verbose=False)
    archs = [0, 11, 284]
    ask = lambda: [api.get_more_info(i, "cifar10-valid", hp="200", is_random=False)["valid-accuracy"] for i in archs]  # noqa: E731
    theirs = ask()
    tables = load_benchmark(real_data_dir, "real")
    many = np.resize(np.array(archs), 10_000)
    np.testing.assert_allclose(tables.accuracy(archs, "cifar10", "valid@200"), theirs, atol=1e-6)
    peer = min(timeit.repeat(ask, number=20, repeat=5)) / (20 * 3)
    batch = min(timeit.repeat(lambda: tables.accuracy(many, "cifar10", "valid@200"), number=20, repeat=5)) / (
        20 * 10_000
    )
    one = min(timeit.repeat(lambda: tables.accuracy(11, "cifar10", "valid@200"), number=200, repeat=5)) / 200
    print(
        f"\nlook-up of one accuracy: nats_bench {peer * 1e6:.1f} us, batch {batch * 1e6:.4f} us "
        f"({peer / batch:,.0f} times), single {one * 1e6:.2f} us ({peer / one:.0f} times)"
    )
    benchmark(tables.accuracy, many, "cifar10", "valid@200")
