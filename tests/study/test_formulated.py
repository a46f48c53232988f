"""Formulations in runs: any method that takes one objective, and every hardware-aware method on every kind of cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from suite.algorithms import registry
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.formulations import weighted_sum
from suite.study.formulated import spans_of
from suite.study.pool import BenchmarkSource, run_study
from suite.study.problem import searched_problem
from suite.study.runner import prepare, run
from suite.study.spec import Budget
from tests.study.made_up import make_spec

FORMULATIONS = (
    "constrained:6", "constrained:6,hard", "weighted-sum:0.5", "weighted-sum:0.5,spans=3/2", "weighted-product:6",
    "weighted-product:6,hard", "two-stage:1", "two-stage:1,1",
)  # fmt: skip
ONE_OBJECTIVE = [name for name in registry.names() if registry.get(name).n_objectives[0] == 1]
HARDWARE_AWARE = [
    name
    for name in registry.names()
    if registry.get(name).n_objectives[1] != 1
    and registry.get(name).cost_columns[1] != 0  # FreeREA: scores alone
    and (registry.get(name).fitness_columns or (1,))[0] == 1  # MO-ASHA: an error on each rung
]
SHORT = {
    **dict.fromkeys(("pymoo_moead", "pymoo_sms_emoa"), 60),  # one by one
    **dict.fromkeys(("bananas", "mo_bananas", "motpe", "parego", "ehvi", "rsbo", "lsbo"), 40),  # a model for each few
}
"""Queries of slow methods, enough for what they do after their first sample; of the others 130."""


def required(name: str, limit: float) -> dict[str, Any]:
    """Return values for parameters without a default; every one of them is a limit on the cost column."""
    return {key: limit for key, default in registry.parameters(name).items() if default is registry.REQUIRED}


@pytest.mark.parametrize("name", ONE_OBJECTIVE)
@pytest.mark.parametrize("text", FORMULATIONS)
def test_any_method_with_one_objective(name: str, text: str, benchmark_tables: Benchmark) -> None:
    budget = Budget(queries=SHORT.get(name, 130))
    spec = make_spec(algorithm=name, formulation=text, budget=budget)
    record = run(spec, benchmark_tables)
    assert record.counts["queries"] <= budget.queries
    assert len(record.recommended) > 0
    assert np.isin(record.recommended, record.indices).all()
    assert run(spec, benchmark_tables).to_bytes() == record.to_bytes()


@pytest.mark.parametrize("name", HARDWARE_AWARE)
@pytest.mark.parametrize(
    ("device", "metric", "columns"),
    [("fpga", "latency", 1), ("fpga", "energy", 1), ("fpga", "latency+energy", 2), ("worst:fpga,edgetpu", "latency", 1),
     ("sum:fpga,edgetpu", "latency", 1), ("each:fpga,edgetpu", "latency", 2)],
)  # fmt: skip
def test_every_hardware_aware_method_on_every_kind_of_cost(
    name: str, device: str, metric: str, columns: int, benchmark_tables: Benchmark
) -> None:
    most = registry.get(name).n_objectives[1]
    costs = searched_problem(make_spec(device=device, metric=metric), benchmark_tables).values[:, 1:]
    assert costs.shape[1] == columns
    limit = float(np.nanmedian(costs[:, 0]))
    budget = Budget(queries=SHORT.get(name, 130))
    spec = make_spec(algorithm=name, device=device, metric=metric, params=required(name, limit), budget=budget)
    if name == "pevonas":  # its columns are stages of one objective
        return
    if most is not None and columns + 1 > most:
        with pytest.raises(ConfigurationError, match="worst: or sum:"):
            run(spec, benchmark_tables)
        return
    record = run(spec, benchmark_tables)
    assert len(record.indices) > 0
    assert np.isin(record.recommended, record.indices).all()
    assert np.isfinite(costs[record.recommended]).all()


def test_methods_for_several_objectives_take_no_formulation(benchmark_tables: Benchmark) -> None:
    for text in ("constrained:6", "two-stage:1"):
        with pytest.raises(ConfigurationError, match="leave the formulation out"):
            run(make_spec(algorithm="mo_hdnas", formulation=text), benchmark_tables)


def test_the_spans_come_from_architectures_that_the_run_pays_for(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="regularized_evolution", formulation="weighted-sum:0.6", budget=Budget(queries=200))
    record = run(spec, benchmark_tables)
    assert record.batch_sizes[0] == 50
    table = searched_problem(spec, benchmark_tables).values
    spans = spans_of(table[record.indices[:50]])
    np.testing.assert_allclose(spans, np.subtract(*np.quantile(table[record.indices[:50]], [0.75, 0.25], axis=0)))
    seen = table[record.indices]
    sums = weighted_sum(seen[:, 0], seen[:, 1:], 0.6, spans)
    assert record.recommended.tolist() == [record.indices[sums.argmin()]]


def test_spans_of_degenerate_columns() -> None:
    assert spans_of(np.array([[1.0, 5.0], [1.0, 5.0], [1.0, 5.0], [9.0, 5.0]])).tolist() == [2.0, 1.0]
    assert spans_of(np.array([[1.0, 5.0], [1.0, 5.0], [1.0, 5.0], [1.0, 5.0], [9.0, np.nan]])).tolist() == [1.0, 1.0]
    assert spans_of(np.array([[1.0] * 2] * 9 + [[4.0, 7.0]])).tolist() == [3.0, 6.0]
    assert spans_of(np.full((3, 2), np.nan)).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("budget", [Budget(queries=400), Budget(distinct=200), Budget(seconds=400_000)])
def test_two_stages(budget: Budget, benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="local_search", formulation="two-stage:2", device="edgetpu", budget=budget)
    problem, algorithm, meter = prepare(spec, benchmark_tables)
    first = 0
    while meter.stop is None:
        codes = algorithm.ask()
        if algorithm.threshold is None:
            assert meter.share_spent < 0.5 + 0.1
            first += len(codes)
        indices = problem.space.index(codes)
        n = meter.charge(indices)
        algorithm.tell(codes[:n], problem.values[indices[:n]])
    values = algorithm.archive.values
    known = ~np.isnan(values).any(axis=1)
    assert algorithm.threshold == pytest.approx(np.min(values[:first, 0][known[:first]]) + 2)
    inside = known & (values[:, 0] <= algorithm.threshold)
    (chosen,) = problem.space.index(algorithm.recommend())
    assert problem.values[chosen, 1] == values[inside, 1].min()
    # the second stage is led back into the tolerance and finds something faster than the first met
    assert values[inside, 1].min() <= values[:first][inside[:first], 1].min()


def test_picking_only_is_the_search_on_accuracy(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="local_search", formulation="two-stage:2,1", budget=Budget(queries=300))
    record = run(spec, benchmark_tables)
    table = searched_problem(spec, benchmark_tables).values
    seen = table[record.indices]
    inside = seen[:, 0] <= seen[:, 0].min() + 2
    assert table[record.recommended[0], 1] == seen[inside, 1].min()


def test_a_hard_constraint_recommends_nothing_above_the_limit(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="regularized_evolution", formulation="constrained:4,hard", budget=Budget(queries=300))
    record = run(spec, benchmark_tables)
    assert (benchmark_tables.hardware_cost(record.recommended, "cifar10", "fpga") <= 4).all()


def test_a_product_of_a_score_and_a_wrong_number_of_limits_are_refused(benchmark_tables: Benchmark) -> None:
    with pytest.raises(ConfigurationError, match="not a score"):
        run(make_spec(fitness="score:proxy", formulation="weighted-product:4"), benchmark_tables)
    with pytest.raises(ConfigurationError, match="separate the numbers"):
        run(make_spec(formulation="constrained:4", metric="latency+energy"), benchmark_tables)
    record = run(make_spec(formulation="constrained:6/14", metric="latency+energy"), benchmark_tables)
    assert len(record.recommended) == 1


def test_workers_and_order_change_no_byte(source: BenchmarkSource, tmp_path: Path) -> None:
    settings = [
        {"formulation": "two-stage:1", "algorithm": "local_search"},
        {"formulation": "weighted-sum:0.5", "algorithm": "evnas"},
        {"cost_source": "ridge:20", "algorithm": "nsga2"},
        {"cost_source": "macs:10", "algorithm": "nsga2", "device": "worst:fpga,edgetpu"},
        {"metric": "latency+energy", "algorithm": "nsga2"},
    ]
    specs = [make_spec(**setting, seed=seed) for setting in settings for seed in range(2)]
    alone = run_study(specs, source, tmp_path / "one", jobs=1, progress=False)
    both = run_study(specs[::-1], source, tmp_path / "two", jobs=2, progress=False)
    assert [record.to_bytes() for record in alone] == [record.to_bytes() for record in both[::-1]]


def test_the_limit_of_a_formulation() -> None:
    assert parse_formulation("constrained:4.5,hard").limit == 4.5
    assert parse_formulation("constrained:4.5/3").limit is None
    assert parse_formulation("weighted-product:4.5").limit is None
