"""Processor time of runs side by side over that of each alone, by method, on the embedded tables.

    python -m pytest benchmarks/bench_runs.py -o addopts="" -s

Both ways give the same bytes, which is checked; nothing here fails for being slow.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.turns import least_seconds, told
from suite import load_benchmark
from suite.study.runner import run, run_all
from suite.study.spec import Budget, RunSpec

ONE = {"budget": Budget.nasbench201(12_000)}
TWO = {"device": "raspi4", "budget": Budget(queries=300)}
LIMIT = {**TWO, "params": {"cost_limit": 5.0}}
METHODS = {
    "cmanas": {"budget": Budget(queries=10_000)}, "reinforce": ONE, "mnasnet": LIMIT, "mobilenetv3": LIMIT,
    "regularized_evolution": ONE, "random_search": {**ONE, "params": {"unique": False}}, "local_search": ONE,
    "bohb": ONE, "nsga2": TWO, "mo_hdnas": TWO, "hw_evrsnas": LIMIT, "netadapt": LIMIT, "evnas": ONE, "nevonas": ONE,
    "fbnet_dnas": TWO,
}  # fmt: skip
RUNS = 20


@pytest.mark.parametrize("name", METHODS)
def test_side_by_side_and_alone(name: str) -> None:
    tables = load_benchmark(source="surrogate")
    first = RunSpec(
        experiment="benchmark", algorithm=name, dataset="cifar10", fitness="valid@12", seed=0, **METHODS[name]
    )
    specs = [replace(first, seed=seed) for seed in range(RUNS)]
    assert [each.to_bytes() for each in run_all(specs, tables)] == [run(spec, tables).to_bytes() for spec in specs]
    ways = {"side by side": lambda: run_all(specs, tables), "alone": lambda: [run(spec, tables) for spec in specs]}
    told(f"{RUNS} runs of {name}", least_seconds(ways, rounds=3))
