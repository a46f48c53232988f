"""Packs of many records: opening, resuming, reading, beside files. ``python benchmarks/bench_records.py``.

Seconds are of the processor: what the disk adds depends on the machine.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from suite.benchmark import load_benchmark
from suite.study import batch
from suite.study.journal import append, fold, stem
from suite.study.pool import BenchmarkSource, run_path, run_study
from suite.study.runner import run
from suite.study.shelf import Shelf
from suite.study.spec import Budget, RunSpec


def main() -> None:
    """Print processor seconds and bytes for a study of ``--records`` runs that differ in their seeds."""
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
        began = time.process_time()
        (folder / "runs").mkdir()
        for each in specs:
            made = replace(record, spec=each)
            append(folder / "runs", stem("bench"), made.digest, made.to_bytes())
        print(f"{'append to a journal':46} {1e3 * (time.process_time() - began) / count:8.3f} ms a record")
        print(f"{'resume from journals: until the first new run':46} {resumed(specs, source, folder):8.2f} s")
        began = time.process_time()
        fold(folder / "runs")
        print(f"{'fold into the pack':46} {time.process_time() - began:8.2f} s")
        size = sum(path.stat().st_size for path in (folder / "runs").iterdir())
        print(f"{'pack':46} {size / 2**20:8.1f} MiB, {len(list((folder / 'runs').iterdir()))} file")
        began = time.process_time()
        shelf = Shelf(folder)
        print(f"{'open, all records listed':46} {time.process_time() - began:8.2f} s")
        print(f"{'resume: until the first new run starts':46} {resumed(specs, source, folder):8.2f} s")
        few = shelf.digests[:2000]
        began = time.process_time()
        found = dict(shelf.load(few))
        packed = (time.process_time() - began) / len(few)
        for digest, each in found.items():
            each.save(run_path(folder / "files", digest))
        loose = Shelf(folder / "files")
        began = time.process_time()
        dict(loose.load(few))
        single = (time.process_time() - began) / len(few)
        print(f"{'read a record: packed, as a file':46} {1e3 * packed:8.3f} ms, {1e3 * single:.3f} ms")
    finally:
        shutil.rmtree(folder)


def resumed(specs: list[RunSpec], source: BenchmarkSource, folder: Path) -> float:
    """Return the processor seconds until a study of ``specs``, which are there, and one more begins that one."""

    def stop(*_: object) -> object:
        raise KeyboardInterrupt

    batch.run_all, before = stop, batch.run_all  # type: ignore[assignment]
    began = time.process_time()
    try:
        run_study([*specs, replace(specs[0], seed=len(specs))], source, folder, progress=False)
    except KeyboardInterrupt:
        return time.process_time() - began
    finally:
        batch.run_all = before
    raise AssertionError("no new run")


if __name__ == "__main__":
    main()
