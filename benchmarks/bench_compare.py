"""The output stage of a large comparison: ``python benchmarks/bench_compare.py`` (bound: 60 s, 1 GiB).

Runs are made up, not searched: seed by seed a random sample, of which better cells tend to come later. What is measured
is everything that ``suite compare`` does after the last run: reading the records, judging them, tables and figures, and
with ``--html`` the page.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from suite.benchmark import Benchmark, load_benchmark
from suite.comparison.building import build_results
from suite.comparison.making import kept_records
from suite.comparison.outputs import write_outputs
from suite.comparison.problems import OpenBenchmark, expand
from suite.comparison.report.writing import write_page
from suite.comparison.specs import run_specs
from suite.comparison.study import ComparisonStudy, StudyMethod
from suite.study.budget import Budget
from suite.study.journal import append, fold, stem
from suite.study.problem import judged_problem
from suite.study.runner import run
from suite.study.setting import Setting
from suite.study.spec import RunSpec, rng_for

METHODS = (
    "random_search", "nsga2", "mo_hdnas", "hw_evrsnas", "ibea", "etf_moenas", "mo_bananas", "linas", "ehvi", "parego",
)  # fmt: skip


def main() -> None:
    """Print seconds of processor time of every part, and the peak of the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--budget", type=int, default=500, help="distinct architectures")
    parser.add_argument("--html", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--source", default="auto")
    given = parser.parse_args()
    benchmark = load_benchmark(source=given.source)

    def opened(dataset: str | None = None) -> Benchmark:
        return benchmark

    methods = tuple(StudyMethod(name) for name in METHODS)
    problems = expand("all", "all", "both", opened)
    study = ComparisonStudy(
        "bench", problems, methods, "valid@200:mean", Budget(distinct=given.budget), given.seeds, experiment="bench"
    )
    folder = Path(tempfile.mkdtemp(prefix="bench-compare-"))
    profile = cProfile.Profile()
    try:
        count = make_up(study, benchmark, opened, folder)
        print(f"{count:,} runs: {len(methods)} methods x {len(problems)} problems x {given.seeds} seeds")
        if given.profile:
            profile.enable()
        start = time.process_time()
        records = kept_records(study, folder, opened)
        read = time.process_time()
        results = build_results(study, records, opened)
        judged = time.process_time()
        files = write_outputs(results, folder)
        end = time.process_time()
        print(f"reading {read - start:.1f} s, judging {judged - read:.1f} s, {len(files)} files {end - judged:.1f} s")
        if given.html:
            page = write_page(study, results, opened, folder)
            print(f"page {time.process_time() - end:.1f} s, {page.stat().st_size / 2**20:.1f} MiB")
        profile.disable()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(
            f"output stage: {time.process_time() - start:.1f} s of processor time, peak of the process {peak:.0f} MiB"
        )
        if given.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    finally:
        shutil.rmtree(folder)


def make_up(study: ComparisonStudy, benchmark: Benchmark, opened: OpenBenchmark, folder: Path) -> int:
    """Write a record for every run of the study, and return how many there are."""
    (folder / "runs").mkdir()
    count = 0
    for (name, _), specs in run_specs(study, opened).items():
        problem = next(each for each in study.problems if each.name == name)
        setting = Setting(problem.dataset, study.fitness, problem.device, problem.metric, study.unmeasured)
        values = judged_problem(setting, benchmark).values
        like = run(replace(specs[0], budget=Budget(distinct=2)), benchmark)
        for spec in specs:
            record = replace(like, spec=spec, **visited(spec, values))
            append(folder / "runs", stem(study.experiment), record.digest, record.to_bytes())
            count += 1
    fold(folder / "runs")
    return count


def visited(spec: RunSpec, values: np.ndarray) -> dict[str, object]:
    """Return the fields of a record whose later architectures tend to be better."""
    rng = rng_for(spec)
    count = int(spec.budget.limit)
    drawn = rng.permutation(len(values))[: 2 * count]
    ranks = np.nan_to_num(values[drawn], nan=1e9).argsort(axis=0).argsort(axis=0).sum(axis=1)
    order = np.argsort(-ranks + rng.normal(0.0, count, len(drawn)))[-count:]
    indices = drawn[order].astype(np.uint16)
    batches = np.full(count, 1, dtype=np.uint16)
    counts = {"queries": count, "distinct": count, "distinct_classes": count, "simulated_seconds": 3600.0 * count}
    return {
        "indices": indices,
        "batch_sizes": batches,
        "recommended": indices[-20:],
        "counts": counts,
        "stop": "budget",
    }


if __name__ == "__main__":
    main()
