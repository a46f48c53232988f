"""Exact answers over a table, against a plain loop over all rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.analysis.exact import best_within, exact_front
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import ConfigurationError, SuiteError
from suite.objectives import Problem, TableObjective
from suite.objectives.limits import Limit, parse_limits
from suite.spaces import GridSpace
from tests.study.made_up import write_made_up_store

SPACE = GridSpace(3, 3)
values = st.lists(
    st.one_of(st.integers(0, 4).map(float), st.just(np.nan)), min_size=SPACE.size, max_size=SPACE.size
).map(np.array)


def column(name: str, numbers: np.ndarray) -> TableObjective:
    return TableObjective(name, name, numbers, SPACE)


@given(error=values, first=values, second=values, most=st.integers(0, 4), top=st.integers(1, 30))
def test_best_is_what_sorting_all_rows_gives(error, first, second, most, top):
    limits = (Limit(column("a", first), most), Limit(column("b", second), 3.0))
    rows = sorted((error[k], first[k], second[k], k) for k in range(SPACE.size) if first[k] <= most and second[k] <= 3)
    rows = [row for row in rows if row[0] == row[0]]
    if not rows:
        with pytest.raises(ConfigurationError, match="keeps"):
            best_within(column("e", error), limits, top)
        return
    rows.sort()
    found, n = best_within(column("e", error), limits, top)
    assert n == len(rows)
    assert found.tolist() == [row[-1] for row in rows[:top]]


@given(error=values, first=values, second=values)
def test_a_front_within_a_limit_is_that_of_the_rows_that_keep_it(error, first, second):
    problem = Problem([column("e", error), column("a", first)])
    limit = Limit(column("b", second), 2.0)
    rows = {k: (error[k], first[k]) for k in range(SPACE.size) if second[k] <= 2 and error[k] == error[k]}
    if not rows:
        return
    known = {k: row for k, row in rows.items() if row[1] == row[1]}
    dominated = {k for k, row in known.items() if any(all(np.less_equal(o, row)) and o != row for o in known.values())}
    found = exact_front(problem, (limit,))
    assert set(found.tolist()) == set(known) - dominated
    assert (np.diff(first[found]) >= 0).all()


def test_several_objectives_and_what_may_be_on_the_front():
    error = np.arange(SPACE.size, dtype=float)
    first, second = error[::-1].copy(), np.ones(SPACE.size)
    problem = Problem([column("e", error), column("a", first), column("b", second)])
    assert len(exact_front(problem)) == SPACE.size
    allowed = np.zeros(SPACE.size, dtype=bool)
    allowed[[3, 8]] = True
    assert exact_front(problem, allowed=allowed).tolist() == [8, 3]


def test_an_impossible_limit_says_the_least_cost():
    limit = Limit(column("latency", np.arange(5.0, 5.0 + SPACE.size)), 4.5)
    with pytest.raises(ConfigurationError, match=r"latency at most 4\.5: the least is 5$"):
        best_within(column("e", np.ones(SPACE.size)), (limit,))


def test_limits_that_exclude_each_other_are_named():
    up = np.arange(float(SPACE.size))
    limits = (Limit(column("up", up), 1.0), Limit(column("down", up[::-1].copy()), 1.0))
    with pytest.raises(ConfigurationError, match="up at most 1; down at most 1"):
        best_within(column("e", up), limits)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    return load_benchmark(write_made_up_store(tmp_path_factory.mktemp("made-up")))


def test_forms_of_a_limit(tables):
    texts = ["fpga=4, fpga:energy=8", "params=300000"]
    limits = parse_limits(texts, tables, "cifar10")
    assert [(limit.cost.name, limit.most) for limit in limits] == [
        ("fpga_latency", 4.0), ("fpga_energy", 8.0), ("params", 300000.0),
    ]  # fmt: skip
    (limit,) = parse_limits(["5"], tables, "cifar10", costs=(limits[1].cost,))
    assert limit.cost.name == "fpga_energy"
    assert parse_limits(["fpga=9"], tables, "cifar10", "energy")[0].cost.name == "fpga_energy"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5", "does not say whose cost"),
        ("fpga=", "no limit 'fpga='"),
        ("=5", "no limit '=5'"),
        ("", "no limit ''"),
        ("fpga=nan", "no limit"),
        ("fpga=inf", "no limit"),
        ("fpga=4,fpga:latency=5", "limited twice"),
        ("fpgaa=4", "did you mean 'fpga'"),
        ("raspi4:energy=4", "was not measured on raspi4"),
        ("fpga:speed=4", "unknown metric"),
    ],
)
def test_a_limit_that_cannot_be_read_says_why(tables, text, said):
    with pytest.raises(SuiteError, match=said):
        parse_limits([text], tables, "cifar10")


def test_what_was_not_measured_keeps_no_limit(tables):
    (limit,) = parse_limits(["edgetpu=1e9"], tables, "cifar10")
    assert not limit.within[np.isnan(limit.cost.values)].any()
    assert np.isnan(limit.cost.values).any()
