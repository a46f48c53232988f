"""Time of one run of each NAS-Bench-201 baseline under 12,000 simulated seconds, and of drawing a simulated fitness.

``python -m pytest benchmarks/bench_baselines.py --benchmark-only``; nothing here fails for being slow. On the embedded
tables, so that it needs no download; a study of 500 runs takes 500 times as long.
"""

from __future__ import annotations

import pytest

from suite import load_benchmark
from suite.objectives.stand_in import fitness_objectives
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec


@pytest.fixture(scope="module")
def tables():
    return load_benchmark(source="surrogate")


@pytest.mark.parametrize("name", ["random_search", "regularized_evolution", "reinforce", "bohb"])
def test_one_run_of_12000_seconds(benchmark, tables, name):
    spec = RunSpec(
        experiment="benchmark",
        algorithm=name,
        dataset="cifar10",
        fitness="valid12",
        params=(("unique", False),) if name == "random_search" else (),
        budget=Budget.nasbench201(12_000),
        seed=0,
    )
    benchmark.pedantic(run, args=(spec, tables), rounds=10, warmup_rounds=1)


def test_one_draw_of_a_simulated_supernet(benchmark, tables):
    draw = (tables, "cifar10", "simulated-supernet:preset=one-shot", 3)
    benchmark.pedantic(fitness_objectives, args=draw, rounds=10, warmup_rounds=1)
