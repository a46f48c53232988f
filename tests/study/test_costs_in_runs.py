"""Costs in specifications and runs: one text per meaning, streams that stay, and judgement by the tables' costs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from suite.analysis.evaluation import Evaluator
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, SuiteError
from suite.objectives.costs import cost_objectives
from suite.study.problem import searched_problem
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec, rng_for
from tests.study.made_up import make_spec


def test_equal_settings_are_one_run() -> None:
    one = make_spec(
        device="worst:edgetpu,fpga", metric="energy+latency", cost_source="ridge: 20", formulation="constrained:4.0"
    )
    other = make_spec(
        device="worst:fpga,edgetpu", metric="latency+energy", cost_source="ridge:20", formulation="constrained:4"
    )
    assert one == other
    assert one.digest("tables") == other.digest("tables")
    assert make_spec(formulation="pareto") == make_spec()


def test_cost_and_formulation_change_no_stream() -> None:
    base = make_spec()
    assert len(base.seed_key()) == 6
    for changed in (make_spec(cost_source="ridge:20"), make_spec(formulation="two-stage:1")):
        assert rng_for(changed).integers(0, 2**62) == rng_for(base).integers(0, 2**62)
        assert changed.digest() != base.digest()
    assert rng_for(make_spec(device="sum:fpga,edgetpu")).integers(0, 2**62) != rng_for(base).integers(0, 2**62)


def test_a_description_holds_texts_and_gives_the_specification_back() -> None:
    for spec in (make_spec(), make_spec(cost_source="ridge:20", formulation="two-stage:1", device="each:fpga,edgetpu")):
        values = spec.as_dict()
        assert values["cost_source"] == spec.cost_source.text
        assert RunSpec.from_dict(values) == spec
    with pytest.raises(ConfigurationError, match="cost_source"):
        RunSpec.from_dict({**make_spec().as_dict(), "cost_source": None})


def test_a_search_on_estimated_cost_is_judged_by_the_true_one(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="nsga2", cost_source="ridge:20", budget=Budget(queries=200))
    record = run(spec, benchmark_tables)
    seen, true = searched_problem(spec, benchmark_tables).values, searched_problem(make_spec(), benchmark_tables).values
    assert not np.allclose(seen[:, 1], true[:, 1])
    np.testing.assert_array_equal(seen[:, 0], true[:, 0])
    estimated, table = (
        Evaluator(spec, benchmark_tables),
        Evaluator(replace(spec, cost_source="table"), benchmark_tables),
    )
    np.testing.assert_array_equal(estimated.values, true)
    np.testing.assert_array_equal(estimated.reference.point, table.reference.point)
    assert estimated.evaluate(record) == table.evaluate(record)
    np.testing.assert_array_equal(estimated.front(record), table.front(record))
    limited = Evaluator(spec, benchmark_tables, cost_limit=5.0).evaluate(record)
    assert benchmark_tables.hardware_cost(limited.best_index, "cifar10", "fpga")[0] <= 5.0


def test_estimates_are_drawn_per_seed_and_shared_by_methods(benchmark_tables: Benchmark) -> None:
    spec = make_spec(cost_source="ridge:20")
    problem = searched_problem(spec, benchmark_tables)
    assert searched_problem(replace(spec, algorithm="nsga2"), benchmark_tables) is problem
    assert searched_problem(replace(spec, seed=1), benchmark_tables) is not problem
    (cost,) = cost_objectives(benchmark_tables, "cifar10", "fpga", cost_source="ridge:20", seed=0)
    np.testing.assert_array_equal(problem.values[:, 1], cost.values)


@pytest.mark.parametrize(("device", "metric"), [("fpga", "latency+energy"), ("each:fpga,edgetpu", "latency")])
def test_three_objectives_are_measured_in_three_dimensions(
    device: str, metric: str, benchmark_tables: Benchmark
) -> None:
    spec = make_spec(algorithm="nsga2", device=device, metric=metric, budget=Budget(queries=200))
    record = run(spec, benchmark_tables)
    evaluator = Evaluator(spec, benchmark_tables)
    evaluation = evaluator.evaluate(record)
    assert evaluator.values.shape[1] == 3
    assert evaluation.hypervolume_regret is not None
    assert 0 < evaluation.hypervolume_regret < 1
    # Monte Carlo: the share of the box between ideal and reference that the evaluated points dominate
    rng = np.random.default_rng(0)
    ideal, corner = evaluator.reference.ideal, evaluator.reference.point
    probes = ideal + rng.random((3_000, 3)) * (corner - ideal)

    def share(points: np.ndarray) -> float:
        points = points[~np.isnan(points).any(axis=1)]
        return float(np.mean([(points <= probe).all(axis=1).any() for probe in probes]))

    ratio = share(evaluator.values[record.indices]) / share(evaluator.exact_front)
    assert evaluation.hypervolume_regret == pytest.approx(1 - ratio, abs=0.04)
    assert evaluator.curve(record)[1][-1] == pytest.approx(evaluation.hypervolume_regret)
    with pytest.raises(ConfigurationError, match="one cost"):
        Evaluator(spec, benchmark_tables, cost_limit=5.0)


def test_an_unmeasured_architecture_is_infeasible_on_several_devices(benchmark_tables: Benchmark) -> None:
    missing = np.isnan(benchmark_tables.column("edgetpu_latency_ms", "cifar10"))
    for device in ("worst:fpga,edgetpu", "each:fpga,edgetpu"):
        values = searched_problem(make_spec(device=device), benchmark_tables).values
        assert (np.isnan(values).any(axis=1) == missing).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"device": None, "cost_source": "ridge:20"}, "needs a device"),
        ({"device": None, "metric": "latency+power"}, "unknown metric 'power'"),
        ({"cost_source": "rigde:20"}, "did you mean 'ridge'"),
        ({"device": "worst:fpga,edgetup"}, "did you mean 'edgetpu'"),
        ({"device": "wrost:fpga,edgetpu"}, "did you mean 'worst'"),
        ({"device": "worst:fpga,edgetpu", "unmeasured": "fastest"}, "one device"),
        ({"device": "fpga", "metric": "latency+energy", "algorithm": "mo_hdnas"}, "worst: or sum:"),
    ],
)
def test_what_is_refused(changes: dict[str, object], message: str, benchmark_tables: Benchmark) -> None:
    with pytest.raises(SuiteError, match=message) as caught:
        run(make_spec(**changes), benchmark_tables)
    assert "\n" not in str(caught.value)
