"""Runs on added devices: who they are, what their records say, and what stays as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suite.analysis.evaluation import Evaluator
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.objectives.costs import cost_objectives
from suite.objectives.devices import cost_columns, parse_devices
from suite.spaces import NASBENCH201
from suite.study.identity import run_digest
from suite.study.pool import BenchmarkSource, run_study
from suite.study.problem import judged_problem
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget
from suite.tables.added import add_columns, remove_added
from tests.study.made_up import make_spec, write_made_up_store
from tests.study.records_in import records_in

FACTS = {"source": "mine.csv", "sha256": "0" * 64, "metric": "latency", "unit": "ms", "licence": None}


def add(folder: Path, name: str = "mine", factor: float = 2.0, kind: str = "measured", metric: str = "latency") -> None:
    """Add a device that measured every third cell."""
    values = np.where(np.arange(15625) % 3 == 0, factor + NASBENCH201.all_codes.sum(axis=1), np.nan)
    unit = {"latency": "ms", "energy": "mJ", "peak_memory": "MB"}[metric]
    facts = {**FACTS, "kind": kind, "metric": metric, "unit": unit}
    add_columns(folder, name, {f"cifar10/{name}_{metric}_{unit.lower()}": values}, facts, force=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_made_up_store(tmp_path / "data")


def test_runs_on_other_devices_keep_their_bytes(folder: Path) -> None:
    spec = make_spec(device="worst:fpga,edgetpu", metric="latency")
    before = run(spec, load_benchmark(folder)).to_bytes()
    add(folder)
    benchmark = load_benchmark(folder)
    assert run(spec, benchmark).to_bytes() == before
    assert "device_hash" not in Record.from_bytes(before).provenance
    assert run_digest(spec, benchmark) == spec.digest(benchmark.data_hash)


def test_a_run_on_an_added_device_is_known_by_the_columns_that_it_reads(folder: Path) -> None:
    spec = make_spec(device="mine")

    def digest() -> str:
        return run_digest(spec, load_benchmark(folder))

    with pytest.raises(UnknownNameError, match="unknown device 'mine'"):
        run(spec, load_benchmark(folder))
    add(folder)
    first = digest()
    assert first != spec.digest(load_benchmark(folder).data_hash)
    record = run(spec, load_benchmark(folder))
    assert record.digest == first
    assert Record.from_bytes(record.to_bytes()).digest == first
    assert record.provenance["cost_kind"] == "mine measured"
    add(folder, metric="energy")
    add(folder, "other")
    assert digest() == first
    add(folder, factor=3.0)
    changed = digest()
    assert changed != first
    add(folder, kind="estimated", factor=3.0)
    assert digest() not in (first, changed)
    add(folder)
    assert digest() == first


def test_what_is_not_measured_is_infeasible_and_the_reference_is_the_devices_own(folder: Path) -> None:
    add(folder)
    benchmark = load_benchmark(folder)
    spec = make_spec(device="mine", algorithm="nsga2", budget=Budget(queries=300))
    problem = judged_problem(spec, benchmark)
    assert (np.isnan(problem.values).any(axis=1) == (np.arange(15625) % 3 != 0)).all()
    front = problem.exact_front()
    assert (front % 3 == 0).all()
    assert problem.reference().nadir[1] == problem.values[front, 1].max()
    evaluator = Evaluator(spec, benchmark)
    record = run(spec, benchmark)
    assert 0 <= float(evaluator.evaluate(record).hypervolume_regret or 0) < 1
    assert (evaluator.front(record) % 3 == 0).all()


def test_too_few_cells_for_a_front_are_one_line(folder: Path) -> None:
    values = np.full(15625, np.nan)
    values[7] = 1.0
    add_columns(folder, "mine", {"cifar10/mine_latency_ms": values}, {**FACTS, "kind": "measured"})
    with pytest.raises(ConfigurationError, match=r"1 point\(s\) of 1 feasible.*more measured cells"):
        Evaluator(make_spec(device="mine"), load_benchmark(folder))


@pytest.mark.filterwarnings("error")
def test_metrics_that_share_no_cell_are_one_line(folder: Path) -> None:
    for metric, unit, cell in (("latency", "ms", 7), ("peak_memory", "MB", 8)):
        values = np.full(15625, np.nan)
        values[cell] = 1.0
        facts = {**FACTS, "kind": "measured", "metric": metric, "unit": unit}
        add_columns(folder, "mine", {f"cifar10/mine_{metric}_{unit.lower()}": values}, facts)
    with pytest.raises(ConfigurationError, match=r"none has a value in every column; choose other"):
        Evaluator(make_spec(device="mine", metric="latency+peak_memory"), load_benchmark(folder))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_study_keeps_and_remakes_what_it_must(folder: Path, tmp_path: Path, jobs: int) -> None:
    add(folder)
    source = BenchmarkSource(str(folder))
    specs = [make_spec(device=device, seed=seed) for device in ("fpga", "mine") for seed in range(2)]
    first = run_study(specs, source, tmp_path, jobs=jobs, progress=False)
    before = records_in(tmp_path)
    add(folder, factor=5.0)
    second = run_study(specs, source, tmp_path, jobs=jobs, progress=False)
    after = records_in(tmp_path)
    assert before.items() <= after.items()
    assert [record.digest for record in second[:2]] == [record.digest for record in first[:2]]
    assert not {record.digest for record in second[2:]} & {record.digest for record in first}
    assert len(after) == 6
    remove_added(folder, "mine")
    with pytest.raises(UnknownNameError, match="mine"):
        run_study(specs, source, tmp_path, jobs=jobs, progress=False)
    assert len(run_study(specs[:2], source, tmp_path, jobs=jobs, progress=False)) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_surrogate_and_device(tmp_path: Path, jobs: int) -> None:
    add(tmp_path, kind="estimated")
    source = BenchmarkSource(str(tmp_path), "surrogate")
    (record, other) = run_study(
        [make_spec(device="mine", seed=seed) for seed in (0, 1)], source, tmp_path, jobs=jobs, progress=False
    )
    assert record.provenance["source"] == "surrogate"
    assert record.provenance["cost_kind"] == "mine estimated"
    assert record.digest != other.digest


def test_labels_say_estimated_and_several_devices_stand_in_one_order(folder: Path) -> None:
    add(folder, "zeta", kind="estimated")
    add(folder, "alpha")
    benchmark = load_benchmark(folder)
    assert parse_devices("worst:zeta,alpha,fpga,edgegpu").text == "worst:edgegpu,fpga,alpha,zeta"
    (one,) = cost_objectives(benchmark, "cifar10", "zeta")
    assert one.label == "zeta latency, estimated (ms)"
    (column,) = cost_columns("zeta", "latency", benchmark.device_table, "cifar10")
    assert (column.key, column.title) == ("latency_ms", "latency, estimated (ms)")
    (worst,) = cost_objectives(benchmark, "cifar10", "worst:zeta,fpga,alpha")
    assert worst.label == ("worst latency of FPGA and alpha and zeta, each relative to its median, estimated on zeta")
    (total,) = cost_objectives(benchmark, "cifar10", "sum-ms:zeta,fpga")
    assert total.label == "sum latency of FPGA and zeta, estimated on zeta (ms)"
    assert (np.isnan(total.values) == (np.arange(15625) % 3 != 0)).all()
    (guess,) = cost_objectives(benchmark, "cifar10", "alpha", cost_source="ridge:30")
    assert guess.label == "alpha latency (ms), estimated by ridge:30"
    assert (np.isnan(guess.values) == (np.arange(15625) % 3 != 0)).all()


def test_a_metric_of_its_own(folder: Path) -> None:
    add(folder, metric="peak_memory")
    add(folder, "other", metric="peak_memory", factor=1.0)
    benchmark = load_benchmark(folder)
    columns = cost_columns("each:mine,other", "peak_memory", benchmark.device_table)
    assert [column.key for column in columns] == ["mine_peak_memory_mb", "other_peak_memory_mb"]
    (total,) = cost_objectives(benchmark, "cifar10", "sum-mb:mine,other", "peak_memory")
    assert total.label == "sum peak_memory of mine and other (MB)"
    assert run(make_spec(device="mine", metric="peak_memory"), benchmark).counts["queries"] == 50
    with pytest.raises(ConfigurationError, match="ms, which is no unit of peak_memory"):
        cost_objectives(benchmark, "cifar10", "sum-ms:mine,other", "peak_memory")
    with pytest.raises(UnknownNameError, match="latency"):
        cost_objectives(benchmark, "cifar10", "worst:mine,fpga", "latency")
    add(folder, metric="latency")
    both = cost_columns("mine", "peak_memory+latency", load_benchmark(folder).device_table)
    assert [column.key for column in both] == ["latency_ms", "peak_memory_mb"]


def test_a_score_is_no_added_column(folder: Path) -> None:
    add(folder)
    with pytest.raises(UnknownNameError, match="mine_latency_ms"):
        run(make_spec(device=None, fitness="score:mine_latency_ms"), load_benchmark(folder))


def test_an_unknown_data_set_is_said_before_the_device(folder: Path) -> None:
    add(folder)
    with pytest.raises(UnknownNameError, match="did you mean 'cifar10'"):
        run(make_spec(device="mine", dataset="cifar_10"), load_benchmark(folder))


def test_a_damaged_device_stops_its_own_runs_alone(folder: Path) -> None:
    add(folder)
    (folder / "devices" / "mine" / "store.json").write_text("{")
    benchmark: Benchmark = load_benchmark(folder)
    assert run(make_spec(), benchmark).counts["queries"] == 50
    with pytest.raises(DataError, match="suite data remove --device mine"):
        run(make_spec(device="mine"), benchmark)
