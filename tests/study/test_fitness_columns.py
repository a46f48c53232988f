"""Methods that tell fitness columns from costs get what they take, and a column is never taken for another."""

from __future__ import annotations

import numpy as np
import pytest

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.study.problem import judged_problem, searched_problem
from suite.study.runner import run
from suite.study.spec import Budget
from tests.study.made_up import make_spec

RUNGS = "staged:valid12/valid200"


def test_mo_asha_sees_both_fidelities_and_the_cost(benchmark_tables: Benchmark) -> None:
    spec = make_spec(algorithm="mo_asha", fitness=RUNGS, device="fpga", budget=Budget(queries=150))
    problem = searched_problem(spec, benchmark_tables)
    few, many = (benchmark_tables.column(f"valid_accuracy_{epochs}", spec.dataset) for epochs in (12, 200))
    np.testing.assert_allclose(problem.values[:, 0], 100.0 - few)
    np.testing.assert_allclose(problem.values[:, 1], 100.0 - many)
    assert problem.n_objectives == 3
    record = run(spec, benchmark_tables)
    assert 0 < len(record.recommended) < record.counts["distinct"] < 150  # a part is asked again on the upper rung
    assert judged_problem(spec, benchmark_tables).n_objectives == 2


@pytest.mark.parametrize(
    ("algorithm", "fitness", "device", "message"),
    [
        ("mo_asha", "valid200", "each:fpga,edgetpu", "takes 2 fitness column"),
        ("mo_asha", "staged:valid12/valid12/valid200", "fpga", "takes 2 fitness column"),
        ("mo_asha", RUNGS, None, "needs 3 objectives|takes 1 or more cost"),
        ("freerea", "valid200", "fpga", "takes 0 cost column"),
        ("nsga2", RUNGS, "fpga", "goes with no hardware cost"),
        ("pevonas", RUNGS, "fpga", "goes with no hardware cost"),
    ],
)
def test_columns_that_would_be_mistaken_are_refused(
    algorithm: str, fitness: str, device: str | None, message: str, benchmark_tables: Benchmark
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        run(make_spec(algorithm=algorithm, fitness=fitness, device=device), benchmark_tables)


def test_a_staged_fitness_goes_with_no_formulation(benchmark_tables: Benchmark) -> None:
    with pytest.raises(ConfigurationError, match="no formulation"):
        run(make_spec(algorithm="freerea", fitness=RUNGS, device="fpga", formulation="constrained:6"), benchmark_tables)


def test_scores_and_costs_are_objectives_of_e_tf_moenas(benchmark_tables: Benchmark) -> None:
    spec = make_spec(
        algorithm="etf_moenas", fitness="staged:valid12/valid200", device="fpga", budget=Budget(queries=90)
    )
    record = run(spec, benchmark_tables)
    values = searched_problem(spec, benchmark_tables).values
    found = values[np.unique(record.indices)]
    for row in record.recommended:
        assert not ((found <= values[row]).all(axis=1) & (found < values[row]).any(axis=1)).any()
