"""Packs of many records: opening, resuming, reading, beside files. ``python benchmarks/bench_records.py``."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from suite.benchmark import load_benchmark
from suite.study import pool
from suite.study.journal import append, fold, stem
from suite.study.pool import BenchmarkSource, run_path, run_study
from suite.study.runner import run
from suite.study.shelf import Shelf
from suite.study.spec import Budget, RunSpec


def main() -> None:
    """Print seconds and bytes for a study of ``--records`` runs that differ in their seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    count = parser.parse_args().records
    spec = RunSpec(
        experiment="bench", algorithm="random_search", dataset="cifar10", device="raspi4", fitness="valid@200:mean",
        budget=Budget(queries=500), seed=0,
    )  # fmt: skip
    benchmark, source = load_benchmark(source="surrogate"), BenchmarkSource(source="surrogate")
    folder = Path(tempfile.mkdtemp(prefix="bench-records-"))
    try:
        record = run(spec, benchmark)
        specs = [replace(spec, seed=seed) for seed in range(count)]
        began = time.perf_counter()
        (folder / "runs").mkdir()
        for each in specs:
            made = replace(record, spec=each)
            append(folder / "runs", stem("bench"), made.digest, made.to_bytes())
        print(f"{'append to a journal':40} {1e3 * (time.perf_counter() - began) / count:8.3f} ms a record")
        began = time.perf_counter()
        fold(folder / "runs")
        print(f"{'fold into the pack':40} {time.perf_counter() - began:8.2f} s")
        size = sum(path.stat().st_size for path in (folder / "runs").iterdir())
        print(f"{'pack':40} {size / 2**20:8.1f} MiB, {len(list((folder / 'runs').iterdir()))} file")
        began = time.perf_counter()
        shelf = Shelf(folder)
        print(f"{'open, all records listed':40} {time.perf_counter() - began:8.2f} s")
        first: list[float] = []

        def started(*_: object) -> object:
            first.append(time.perf_counter() - began)
            raise KeyboardInterrupt

        pool.run_all = started  # type: ignore[assignment]
        began = time.perf_counter()
        try:
            run_study([*specs, replace(spec, seed=count)], source, folder, progress=False)
        except KeyboardInterrupt:
            print(f"{'resume: until the first new run starts':40} {first[0]:8.2f} s")
        few = shelf.digests[:2000]
        began = time.perf_counter()
        found = dict(shelf.load(few))
        packed = (time.perf_counter() - began) / len(few)
        for digest, each in found.items():
            each.save(run_path(folder / "files", digest))
        loose = Shelf(folder / "files")
        began = time.perf_counter()
        dict(loose.load(few))
        single = (time.perf_counter() - began) / len(few)
        print(f"{'read a record: packed, as a file':40} {1e3 * packed:8.3f} ms, {1e3 * single:.3f} ms")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
