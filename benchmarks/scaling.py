"""What engines cost beside the runs: ``python -m benchmarks.scaling`` prints a table (docs/scaling.md).

Start-up and tasks are measured by the clock, what the process of the study does by its processor time.
"""

from __future__ import annotations

import argparse
import pickle
import tempfile
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

from suite.engines import Engine, open_engine
from suite.study import far, parcel
from suite.study.identity import run_digest
from suite.study.journal import append, fold
from suite.study.record import Record
from suite.study.runner import run
from suite.study.shelf import Shelf
from suite.study.source import BenchmarkSource
from suite.study.spec import Budget, RunSpec
from suite.tables.location import data_directory

CHOICES = {"local": ("local", 2, None), "dask": ("dask", 2, None), "slurm": ("slurm", 2, "local")}
TASKS, RUNS = 300, 2000


def nothing(*_: Any) -> list[Any]:
    """Stand for a task without work."""
    return []


def spec_of(seed: int) -> RunSpec:
    return RunSpec(
        experiment="scaling", algorithm="nsga2", dataset="cifar10", device="raspi4", fitness="valid@200",
        budget=Budget(queries=2000), seed=seed,
    )  # fmt: skip


def line(what: str, value: float, unit: str) -> None:
    print(f"{what:<68} {value:>12,.3f} {unit}", flush=True)


def engines(names: list[str]) -> None:
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            engine: Engine
            with open_engine(*CHOICES[name]) as engine:
                opened = time.perf_counter()
                list(engine.run(nothing, [()] * 2, folder=Path(folder)))
                first, processor = time.perf_counter(), time.process_time()
                list(engine.run(nothing, [()] * TASKS, folder=Path(folder)))
                last, spent = time.perf_counter(), time.process_time() - processor
            line(f"{name}, 2 workers: opening", opened - start, "s")
            line(f"{name}, 2 workers: first two tasks", first - opened, "s")
            line(f"{name}, 2 workers: {TASKS} empty tasks, each, by the clock", (last - first) / TASKS * 1e3, "ms")
            line(f"{name}: of it processor time of the study's process", spent / TASKS * 1e3, "ms")


def process_of_the_study() -> None:
    source = BenchmarkSource(None)
    benchmark = source.open()
    record = run(spec_of(0), benchmark)
    content = record.to_bytes()
    line("a record of 2,000 queries", len(content), "bytes")
    batch = [(run_digest(spec, benchmark), spec) for spec in map(spec_of, range(32))]
    line("a run in a task, sent to a worker (batch of 32)", len(pickle.dumps(batch)) / 32, "bytes")
    start = time.process_time()
    packed = parcel.packed(data_directory())
    line("packing the tables", time.process_time() - start, "s")
    line("tables that a worker without them fetches", len(packed) / 1e6, "MB")

    start = time.process_time()
    run(spec_of(1), benchmark)
    line("the run itself, in a worker", (time.process_time() - start) * 1e3, "ms")
    tracemalloc.start()
    specs = [spec_of(seed) for seed in range(RUNS)]
    line("memory of a specification", tracemalloc.get_traced_memory()[0] / RUNS, "bytes")
    tracemalloc.stop()
    start = time.process_time()
    digests = [run_digest(spec, benchmark) for spec in specs]
    line("digest of a run", (time.process_time() - start) / RUNS * 1e6, "us")
    start = time.process_time()
    for _ in range(RUNS):
        far._checked(record.digest, record.spec, content)
    line("reading and checking a record that came", (time.process_time() - start) / RUNS * 1e6, "us")
    tracemalloc.start()
    kept = [Record.from_bytes(content, known=True) for _ in range(RUNS)]
    line("memory of a record that is kept for the tables", tracemalloc.get_traced_memory()[0] / len(kept), "bytes")
    tracemalloc.stop()
    contents = [replace(record, spec=spec).to_bytes() for spec in specs]
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        runs.mkdir()
        start = time.process_time()
        for digest, each in zip(digests, contents, strict=True):
            append(runs, "scaling", digest, each)
        line("appending a record to the journal", (time.process_time() - start) / RUNS * 1e6, "us")
        start = time.process_time()
        fold(runs)
        line("folding a record into the pack", (time.process_time() - start) / RUNS * 1e6, "us")
        line("a record in the pack", (runs / "scaling.tar").stat().st_size / RUNS, "bytes")
        start = time.process_time()
        assert len(Shelf(Path(folder)).places) == RUNS
        line("finding a record that is there, when a study goes on", (time.process_time() - start) / RUNS * 1e6, "us")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", choices=list(CHOICES))
    arguments = parser.parse_args()
    process_of_the_study()
    engines(arguments.engine or list(CHOICES))


if __name__ == "__main__":
    main()
