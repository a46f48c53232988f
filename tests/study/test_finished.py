"""Methods with an end of their own: the runner stops there, and records do not depend on workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.benchmark import Benchmark
from suite.study.pool import BenchmarkSource, run_study
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec
from tests.study.made_up import make_spec
from tests.study.records_in import records_in


def spec(algorithm: str = "evnas", seed: int = 0, queries: int = 10_000, **params: int) -> RunSpec:
    return make_spec(algorithm=algorithm, device=None, seed=seed, params=params, budget=Budget(queries=queries))


def test_the_run_ends_with_the_methods_last_generation(benchmark_tables: Benchmark, tmp_path: Path) -> None:
    record = run(spec(generations=7), benchmark_tables)
    assert record.batch_sizes.tolist() == [50] * 7
    assert record.stop == "finished"
    assert Record.load(record.save(tmp_path / "one.npz")).stop == "finished"


def test_a_smaller_budget_ends_it_earlier(benchmark_tables: Benchmark) -> None:
    record = run(spec(generations=7, queries=349), benchmark_tables)
    assert record.counts["queries"] == 349
    assert record.stop == "budget"
    assert run(spec(generations=7, queries=350), benchmark_tables).stop == "budget"


def test_cmanas_asks_nothing_twice_and_recommends_what_it_asked(benchmark_tables: Benchmark) -> None:
    record = run(spec("cmanas", generations=25), benchmark_tables)
    assert record.counts["queries"] == record.counts["distinct"]
    assert record.stop == "finished"
    assert record.recommended.tolist()[0] in record.indices.tolist()
    assert len(record.recommended) == 1


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "runs").iterdir()}


@pytest.mark.parametrize("algorithm", ["cmanas", "evnas"])
def test_workers_and_resuming_change_no_byte(algorithm: str, source: BenchmarkSource, tmp_path: Path) -> None:
    specs = [spec(algorithm, seed, generations=10) for seed in range(6)]
    run_study(specs, source, tmp_path / "one", progress=False)
    run_study(specs[::2], source, tmp_path / "two", jobs=1, progress=False)
    run_study(specs, source, tmp_path / "two", jobs=2, progress=False)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert len(records_in(tmp_path / "one")) == 6
