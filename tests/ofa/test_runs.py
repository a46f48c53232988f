"""Searches in spaces that cannot be listed: records, resumption, distance to the best-known front, the command line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from suite.analysis.predicted import PredictedEvaluator, evaluator_of
from suite.cli.main import cli
from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.objectives.predicted import predicted_problem
from suite.ofa import OFA_SPACES, OFABenchmark, best_known
from suite.ofa.best_known import best_known_front, committed, packed, unpacked
from suite.study.identity import run_digest
from suite.study.pool import BenchmarkSource, run_study
from suite.study.problem import problem_of
from suite.study.record import Record
from suite.study.runner import run
from suite.study.setting import Setting
from suite.study.spec import Budget, RunSpec
from tests.study.records_in import records_in

pytestmark = pytest.mark.real_tables
SPEC = RunSpec(
    experiment="tests", algorithm="nsga2", dataset="ofa-mobilenetv3", fitness="predicted", device="note10",
    budget=Budget(queries=50), seed=0, record_population=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def record(mobilenetv3: OFABenchmark) -> Record:
    return run(SPEC, mobilenetv3)


def test_a_record_lists_the_networks_that_it_numbers(record: Record, mobilenetv3: OFABenchmark) -> None:
    space = mobilenetv3.space
    assert record.provenance["source"] == "predicted"
    assert record.provenance["space"] == "ofa-mobilenetv3"
    assert record.listed.shape == (record.counts["distinct"], space.n_edges)
    assert np.array_equal(space.canonical(record.listed), record.listed)
    assert record.indices.max() == len(record.listed) - 1
    assert set(record.recommended.tolist()) <= set(record.indices.tolist())
    assert record.populations is not None
    assert record.counts["distinct_classes"] == record.counts["distinct"]
    again = Record.from_bytes(record.to_bytes())
    assert again.to_bytes() == record.to_bytes()
    assert np.array_equal(again.listed, record.listed)
    assert run(SPEC, mobilenetv3).to_bytes() == record.to_bytes()


def test_the_bytes_of_a_record_with_codes_are_fixed_for_good() -> None:
    record = Record(
        spec=SPEC,
        indices=np.array([0, 1, 0], dtype=np.uint16),
        batch_sizes=np.array([3], dtype=np.uint16),
        recommended=np.array([1], dtype=np.uint16),
        populations=np.array([[0, 1]], dtype=np.uint16),
        provenance={"versions": "1", "edition": "e", "data_hash": "0", "source": "predicted", "space": "s"},
        counts={"queries": 3, "distinct": 2, "distinct_classes": 2, "simulated_seconds": None},
        stop="budget",
        codes=np.array([[0, 1, 2], [2, 1, 0]], dtype=np.uint8),
    )
    assert Record.from_bytes(record.to_bytes()).to_bytes() == record.to_bytes()
    assert (
        hashlib.sha256(record.to_bytes()).hexdigest()
        == "c14210947b749d561b342f1d46bf3dee4e67bf79f63106cfbb82d785c7c4c9d1"
    )


def test_codes_that_do_not_fit_the_trace(record: Record) -> None:
    for codes in (record.listed[:-1], record.listed.ravel(), record.listed.astype(np.uint16)):
        with pytest.raises(DataError, match="its codes do not fit its trace"):
            Record.from_bytes(replace(record, codes=codes).to_bytes())


def test_the_budget_may_end_within_a_batch(mobilenetv3: OFABenchmark) -> None:
    cut = run(replace(SPEC, budget=Budget(distinct=7), record_population=False), mobilenetv3)
    assert len(cut.indices) == len(cut.listed) == 7  # the rest of the batch of 20 leaves no trace


def test_studies_are_resumed(record: Record, ofa_dir: Path, tmp_path: Path) -> None:
    specs = [replace(SPEC, seed=seed) for seed in range(2)]
    specs.append(replace(SPEC, dataset="ofa-resnet50", device="network", metric="macs"))
    first = run_study(specs, BenchmarkSource(ofa_dir), tmp_path, progress=False)
    assert first[0].to_bytes() == record.to_bytes()
    assert [each.provenance["space"] for each in first] == ["ofa-mobilenetv3", "ofa-mobilenetv3", "ofa-resnet50"]
    before = records_in(tmp_path)
    again = run_study(specs, BenchmarkSource(ofa_dir), tmp_path, progress=False)
    assert [each.to_bytes() for each in again] == [each.to_bytes() for each in first]
    assert records_in(tmp_path) == before


def test_runs_on_other_predictions_are_other_runs(mobilenetv3: OFABenchmark, resnet50: OFABenchmark) -> None:
    assert run_digest(SPEC, mobilenetv3) != run_digest(SPEC, resnet50)


def test_the_problem(mobilenetv3: OFABenchmark) -> None:
    codes = mobilenetv3.space.random(9, np.random.default_rng(0))
    setting = Setting("ofa-mobilenetv3", "predicted", "each:note10,titan_rtx_64")
    values = problem_of(setting, mobilenetv3)(codes)
    assert np.array_equal(values[:, 0], 100.0 - mobilenetv3.accuracy(codes))
    assert np.array_equal(values[:, 1], mobilenetv3.cost("note10", "latency", codes))
    assert np.array_equal(values[:, 2], mobilenetv3.cost("titan_rtx_64", "latency", codes))
    worst = problem_of(replace(setting, device=Setting("", "predicted", "worst-ms:note10,v100_1").device), mobilenetv3)
    both = [mobilenetv3.cost(device, "latency", codes) for device in ("note10", "v100_1")]
    assert np.array_equal(worst(codes)[:, 1], np.maximum(*both))
    limited = problem_of(Setting("ofa-mobilenetv3", "predicted", "note10", formulation="constrained:30"), mobilenetv3)
    excess = np.maximum(0.0, values[:, 1] / 30.0 - 1.0)
    assert np.allclose(limited(codes)[:, 0], values[:, 0] + 100.0 * excess)
    assert "predicted" in problem_of(setting, mobilenetv3).objectives[1].label
    macs = problem_of(Setting("ofa-mobilenetv3", "predicted", "network", "macs"), mobilenetv3).objectives[1]
    assert macs.label == "network macs (M)"  # exact: nothing is predicted
    with pytest.raises(ConfigurationError, match="cannot be enumerated"):
        _ = limited.values


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fitness": "valid@200"}, "ofa-mobilenetv3 has no 'valid@200:mean': its fitness is 'predicted'"),
        ({"unmeasured": "fastest"}, "costs of ofa-mobilenetv3 are predicted for every network"),
        ({"device": None, "cost_source": "ridge:50"}, "needs a device: give --device"),
        ({"cost_source": "lut"}, "lut knows NAS-Bench-201's cells alone: on ofa-mobilenetv3 take ridge, svr"),
        ({"device": None, "formulation": "constrained:30"}, "needs a device: give --device"),
        ({"dataset": "ofa-resnet50"}, "the benchmark is that of ofa-mobilenetv3"),
    ],
)
def test_settings_that_do_not_go_together(change: dict[str, Any], message: str, mobilenetv3: OFABenchmark) -> None:
    setting = {"dataset": "ofa-mobilenetv3", "fitness": "predicted", "device": "note10"} | change
    with pytest.raises(ConfigurationError, match=message):
        problem_of(Setting(**setting), mobilenetv3)


def test_searches_on_estimated_costs(mobilenetv3: OFABenchmark) -> None:
    setting = Setting("ofa-mobilenetv3", "predicted", "note10", cost_source="ridge:100", seed=3)
    codes = mobilenetv3.space.random(200, np.random.default_rng(0))
    problem = problem_of(setting, mobilenetv3)
    assert problem.objectives[1].label == "Note10 latency, predicted (ms), estimated by ridge:100"
    guess, true = problem(codes)[:, 1], mobilenetv3.cost("note10", "latency", codes)
    assert 0.02 < np.abs(guess / true - 1.0).mean() < 0.2
    assert not np.array_equal(problem_of(replace(setting, seed=4), mobilenetv3)(codes)[:, 1], guess)
    searched = replace(SPEC, cost_source="ridge:100")
    assert evaluator_of(searched, mobilenetv3).problem.objectives[1].label == "Note10 latency, predicted (ms)"
    assert "estimator:ridge=" in run(searched, mobilenetv3).provenance["versions"]


def test_unknown_devices(mobilenetv3: OFABenchmark) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'note10'"):
        problem_of(Setting("ofa-mobilenetv3", "predicted", "note11"), mobilenetv3)


# -- best-known fronts -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", OFA_SPACES)
def test_committed_fronts_are_fronts_of_these_predictions(name: str, ofa_dir: Path) -> None:
    benchmark = BenchmarkSource(ofa_dir).open(name)
    assert isinstance(benchmark, OFABenchmark)
    wanted = {
        f"{device} {metric}" for device in benchmark.devices for metric in benchmark.device_table.metrics_of(device)
    }
    assert set(committed()["fronts"][name]) == wanted
    for key in sorted(wanted)[:3]:
        device, metric = key.split()
        known = best_known_front(name, device, metric, benchmark.data_hash)
        assert np.array_equal(benchmark.space.canonical(known.codes), known.codes)
        setting = Setting(name, "predicted", device, metric)
        values = problem_of(setting, benchmark)(known.codes)
        order = np.argsort(values[:, 1])
        assert (np.diff(values[order, 0]) < 0).all()  # faster is less accurate, throughout
        assert known.evaluations > 10_000
        assert known.seconds > 0


def test_runs_are_measured_by_the_best_known_front(record: Record, mobilenetv3: OFABenchmark) -> None:
    evaluator = evaluator_of(SPEC, mobilenetv3)
    assert isinstance(evaluator, PredictedEvaluator)
    found = evaluator.evaluate(record)
    assert 0 < found.hypervolume_regret < 1
    assert found.error_regret > 0
    assert found.best_accuracy == pytest.approx(mobilenetv3.accuracy(record.listed).max())
    assert np.isnan(found.test_accuracy)
    axes, curve = evaluator.curve(record)
    assert curve[-1] == pytest.approx(found.hypervolume_regret)
    assert (np.diff(curve) <= 1e-12).all()
    assert axes.queries[-1] == 50
    assert evaluator.measure == "hypervolume distance to the best known"
    # whoever evaluates the front itself is at distance 0
    known = evaluator.best_known
    own = replace(
        record, codes=known.codes, indices=np.arange(len(known.codes)), recommended=np.arange(3), populations=None
    )
    assert evaluator.evaluate(own).hypervolume_regret == pytest.approx(0.0, abs=1e-12)
    limited = evaluator_of(SPEC, mobilenetv3, cost_limit=20.0)
    assert limited.evaluate(own).error_regret == 0.0
    assert limited.measure == "error distance to the best known"


def test_what_no_front_is_known_of(mobilenetv3: OFABenchmark, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="no best-known front of ofa-mobilenetv3 with 'each:note10,v100_1 lat"):
        evaluator_of(replace(SPEC, device="each:note10,v100_1"), mobilenetv3)
    with pytest.raises(ConfigurationError, match="nothing known has a cost of 1 or less"):
        evaluator_of(SPEC, mobilenetv3, cost_limit=1.0)
    with pytest.raises(DataError, match=r"was found with other predictions: run 'python -m experiments\.best_known"):
        best_known_front("ofa-mobilenetv3", "note10", "latency", "0" * 64)


def test_codes_survive_their_text() -> None:
    rng = np.random.default_rng(0)
    for code in rng.integers(0, 3, (20, 47)):
        assert unpacked(packed(code), 47) == code.tolist()
    assert best_known.FILE.endswith(".json")


def test_the_fronts_are_made_by_the_experiment(resnet50: OFABenchmark, monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments import best_known_fronts as maker
    from suite.objectives.devices import parse_devices
    from suite.objectives.fitness import parse_fitness

    for name, value in {"SEEDS": 1, "GENERATIONS": 2, "POPULATION": 20, "ROUNDS": 1, "MEMBERS": 10}.items():
        monkeypatch.setattr(maker, name, value)
    problem = predicted_problem(resnet50, parse_fitness("predicted"), parse_devices("network"), "macs", None)
    search = maker.Search(problem)
    search.run()
    codes = search.thinned()
    assert 1 < len(codes) <= 10
    values = problem(codes)
    assert (np.diff(values[:, 1]) > 0).all()
    assert (np.diff(values[:, 0]) < 0).all()
    assert search.values[:, 0].min() == values[-1, 0]  # the ends stay


# -- command line ------------------------------------------------------------------------------------------------------
def command(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.output + str(result.exception or "")


def test_run(ofa_dir: Path, tmp_path: Path) -> None:
    options = ("--dataset", "ofa-resnet50", "--device", "network", "--metric", "macs", "--budget", "40")
    code, output = command("run", "nsga2", *options, "--data-dir", str(ofa_dir), "--out", str(tmp_path))
    assert code == 0, output
    assert "tables: none: accuracies and latencies are PREDICTED" in output
    assert "best-known front, version 2" in output
    assert "hypervolume distance to the best-known front" in output
    assert "reported" not in output.replace("accuracy reported: none", "")
    code, output = command(
        "run", "nsga2", *options, "--data-dir", str(ofa_dir), "--out", str(tmp_path), "--json"
    )  # fmt: skip
    document = json.loads(output)
    assert "test_accuracy_reported" not in document["front"][0]
    assert document["best_known_front"].startswith("best-known front, version 2")


def test_compare(ofa_dir: Path, tmp_path: Path) -> None:
    code, output = command(
        "compare", "--algorithms", "random_search,regularized_evolution", "--seeds", "2", "--budget", "30",
        "--dataset", "ofa-mobilenetv3-224", "--device", "note10", "--cost-limit", "40", "--data-dir", str(ofa_dir),
        "--out", str(tmp_path),
    )  # fmt: skip
    assert code == 0, output
    assert "distance to the best known" in output
    assert "measured by: best-known front, version 2" in output
    assert "mean distance" in output
    assert "regret" not in output


def test_without_files_one_line_says_how_to_get_them(tmp_path: Path) -> None:
    code, output = command("run", "nsga2", "--dataset", "ofa-mobilenetv3", "--data-dir", str(tmp_path))
    assert code == 1
    assert output.strip().endswith("run 'suite data fetch --group ofa'")
    code, output = command("query", "0", "--dataset", "ofa-mobilenetv3", "--data-dir", str(tmp_path))
    assert code == 1


def test_fetching_says_where_no_licence_is_stated(mirror: Path, tmp_path: Path) -> None:
    code, output = command(
        "data", "fetch", "--group", "ofa", "--mirror", str(mirror), "--data-dir", str(tmp_path), "--no-progress"
    )
    assert code == 0, output
    assert "128 files, 5.1 MB verified" in output
    assert "note: han-cai/files (107 of the files) states no licence" in output
