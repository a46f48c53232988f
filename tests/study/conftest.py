"""Tables made up for tests: real shape, arbitrary values, no download."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.benchmark import Benchmark
from suite.study.pool import BenchmarkSource
from tests.study.made_up import write_made_up_store


@pytest.fixture(scope="session")
def made_up_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_made_up_store(tmp_path_factory.mktemp("made-up-tables"))


@pytest.fixture(scope="session")
def source(made_up_dir: Path) -> BenchmarkSource:
    return BenchmarkSource(str(made_up_dir), "real")


@pytest.fixture(scope="session")
def benchmark_tables(source: BenchmarkSource) -> Benchmark:
    return source.open()
