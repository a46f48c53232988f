"""Runs that go side by side have the bytes that each has alone, whatever the method, budget, workers or kills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.algorithms import registry
from suite.algorithms.base import Algorithm, Floats, SideBySide
from suite.algorithms.reinforce import Reinforce
from suite.algorithms.side_by_side import ask_all, split, tell_all
from suite.benchmark import Benchmark
from suite.errors import AskTellError
from suite.kernels.adam import Adam, step_all
from suite.spaces import NASBENCH201
from suite.spaces.base import Codes
from suite.study import batch, journal, pool
from suite.study.division import LARGEST_BATCH, divided, grouped, kind
from suite.study.pool import BenchmarkSource, run_study
from suite.study.runner import run, run_all
from suite.study.spec import Budget, RunSpec
from tests.study.made_up import make_spec

ONE = {"device": None, "fitness": "valid@12"}
TWO = {"device": "fpga", "fitness": "valid@12"}
LIMIT = {**TWO, "params": {"cost_limit": 8.0}}
METHODS: dict[str, dict[str, object]] = {
    "random_search": TWO, "regularized_evolution": ONE, "local_search": ONE, "reinforce": ONE, "bohb": ONE,
    "cmanas": {**ONE, "params": {"generations": 9}}, "evnas": ONE, "pevonas": ONE, "nevonas": ONE, "nsga2": TWO,
    "mo_hdnas": {**TWO, "record_population": True}, "pareto_local_search": TWO, "mo_regularized_evolution": TWO,
    "hw_evrsnas": LIMIT, "netadapt": LIMIT, "fbnet_dnas": TWO,
    "mnasnet": {**LIMIT, "device": "edgetpu"},  # some of it is infeasible
    "mobilenetv3": {**TWO, "params": {"cost_limit": 8.0, "search_queries": 30}},
}  # fmt: skip


def budgets(limit: int) -> dict[str, Budget]:
    return {
        "queries": Budget(queries=limit),
        "distinct": Budget(distinct=limit),
        "seconds": Budget(seconds=90.0 * limit),
        "nb201": Budget.nasbench201(90.0 * limit),
    }


def test_every_method_that_goes_side_by_side_is_tested() -> None:
    assert set(METHODS) == {name for name in registry.BUILT_IN if registry.get(name).together}


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=3, deadline=None)
@given(
    seeds=st.lists(st.integers(0, 10**6), min_size=2, max_size=5, unique=True),
    limit=st.integers(1, 90),
    budget=st.sampled_from(["queries", "distinct", "seconds", "nb201"]),
)
def test_together_and_alone_are_the_same_bytes(
    name: str, benchmark_tables: Benchmark, seeds: list[int], limit: int, budget: str
) -> None:
    specs = [make_spec(algorithm=name, seed=seed, budget=budgets(limit)[budget], **METHODS[name]) for seed in seeds]
    together = [record.to_bytes() for record in run_all(specs, benchmark_tables)]
    assert together == [run(spec, benchmark_tables).to_bytes() for spec in specs]
    some = run_all(specs[::-2], benchmark_tables)
    assert [record.to_bytes() for record in some] == together[::-2]


@pytest.mark.parametrize(
    "changes",
    [
        {"algorithm": "cmanas", "fitness": "rank-noise:tau=0.5", "device": None},  # values drawn for every seed
        {"algorithm": "regularized_evolution", "formulation": "two-stage:0.5", "device": "fpga"},
        {"algorithm": "reinforce", "formulation": "constrained:6", "device": "edgetpu"},
        {"algorithm": "mnasnet", "params": {"cost_limit": 8.0, "controller": "autoregressive"}, "device": "fpga"},
    ],
)
def test_so_are_problems_drawn_by_seed_and_formulations(
    changes: dict[str, object], benchmark_tables: Benchmark
) -> None:
    specs = [make_spec(seed=seed, budget=Budget(queries=80), **changes) for seed in (0, 3, 4)]
    together = [record.to_bytes() for record in run_all(specs, benchmark_tables)]
    assert together == [run(spec, benchmark_tables).to_bytes() for spec in specs]


def study() -> list[RunSpec]:
    return [
        make_spec(algorithm=name, seed=seed, budget=Budget(queries=60), **METHODS[name])
        for seed in range(5)
        for name in ("cmanas", "reinforce", "mobilenetv3", "nsga2")
    ]


@pytest.fixture(scope="module")
def alone(source: BenchmarkSource, benchmark_tables: Benchmark) -> dict[str, bytes]:
    return {record.digest: record.to_bytes() for record in (run(spec, benchmark_tables) for spec in study())}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_study_has_the_bytes_of_single_runs(
    jobs: int, source: BenchmarkSource, tmp_path: Path, alone: dict[str, bytes]
) -> None:
    records = run_study(study(), source, tmp_path, jobs=jobs, progress=False)
    assert [record.spec for record in records] == study()
    assert {record.digest: record.to_bytes() for record in records} == alone


@pytest.mark.parametrize("there", [1, 7, 13])
def test_so_has_one_that_is_resumed_after_a_kill_within_a_group(
    there: int, source: BenchmarkSource, tmp_path: Path, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(range(there))

    def killed(*arguments: object) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        journal.append(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pool, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        run_study(study(), source, tmp_path, progress=False)
    monkeypatch.undo()
    made: list[RunSpec] = []
    original = batch.run_all
    monkeypatch.setattr(batch, "run_all", lambda specs, tables: [made.extend(specs), original(specs, tables)][1])
    records = run_study(study(), source, tmp_path, progress=False)
    assert len(made) == len(study()) - there, "what was written is kept"
    assert {record.digest: record.to_bytes() for record in records} == alone


@given(
    st.lists(st.tuples(st.sampled_from(["cmanas", "nsga2", "weaknas"]), st.integers(0, 90)), max_size=200, unique=True),
    st.integers(1, 4),
)
def test_tasks_hold_every_run_once_and_groups_differ_in_the_seed_alone(runs: list[tuple[str, int]], jobs: int) -> None:
    pending = [(f"{name}{seed}", make_spec(algorithm=name, seed=seed)) for name, seed in runs]
    tasks = divided(pending, jobs)
    assert sorted(digest for task in tasks for digest, _ in task) == sorted(d for d, _ in pending)
    for task in tasks:
        assert 0 < len(task) <= LARGEST_BATCH
        assert jobs > 1 or len(grouped(task)) == 1
        for group in grouped(task):
            assert len({replace(spec, seed=0) for _, spec in group}) == 1
            assert len(group) == 1 or kind(group[0][1]) is not None
    if jobs > 1 and len(runs) >= 8 * jobs:
        assert len(tasks) >= 8 * jobs, "enough to share the work"


def searches(count: int) -> list[Algorithm]:
    return [registry.create("reinforce", NASBENCH201, rng=np.random.default_rng(seed)) for seed in range(count)]


def test_order_and_values_are_checked_for_every_run() -> None:
    runs = searches(3)
    _, sizes = ask_all(runs)
    with pytest.raises(AskTellError, match="twice"):
        ask_all(runs)
    with pytest.raises(AskTellError, match="objective"):
        tell_all(runs, sizes, np.zeros((3, 2)))
    with pytest.raises(AskTellError, match="finite"):
        tell_all(runs, sizes, np.array([[1.0], [np.inf], [1.0]]))
    with pytest.raises(AskTellError, match="shape"):
        tell_all(runs, sizes, np.zeros((2, 1)))
    tell_all(runs, [1, 0, 1], np.zeros((2, 1)))
    with pytest.raises(AskTellError, match="without a batch"):
        tell_all(runs, [1, 1, 1], np.zeros((3, 1)))
    with pytest.raises(AskTellError, match="a part"):
        ask_all(runs)


def test_a_subclass_that_overrides_one_run_overrides_several() -> None:
    class Kept(Reinforce):
        def _tell(self, codes: Codes, values: Floats) -> None:
            """Learn nothing."""

    runs = [Kept(NASBENCH201, rng=np.random.default_rng(seed)) for seed in range(2)]
    before = [run.logits for run in runs]
    _, sizes = ask_all(runs)
    tell_all(runs, sizes, np.ones((2, 1)))
    assert all(run.logits is logits for run, logits in zip(runs, before, strict=True))
    assert issubclass(Kept, SideBySide)


def arrays(rng: np.random.Generator) -> Iterator[Floats]:
    while True:
        yield rng.normal(size=(6, 5))


def test_adam_steps_of_several_are_those_of_each_also_out_of_step() -> None:
    drawn = arrays(np.random.default_rng(0))
    ours, theirs = ([Adam((6, 5), 0.1, 0.01) for _ in range(4)] for _ in range(2))
    parameters = [next(drawn) for _ in ours]
    for turn in range(12):
        rows = [row for row in range(4) if (turn + row) % 3]
        gradients = [next(drawn) for _ in rows]
        moved = step_all([ours[row] for row in rows], np.stack([parameters[row] for row in rows]), np.stack(gradients))
        for row, gradient, after in zip(rows, gradients, moved, strict=True):
            np.testing.assert_array_equal(theirs[row].step(parameters[row], gradient), after)
            parameters[row] = after


def test_parts_are_views_in_order() -> None:
    whole = np.arange(10).reshape(5, 2)
    parts = list(split(whole, [2, 0, 3]))
    assert [len(part) for part in parts] == [2, 0, 3]
    assert all(part.base is not None for part in parts)
    np.testing.assert_array_equal(np.concatenate(parts), whole)
