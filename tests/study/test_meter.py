from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.errors import ConfigurationError
from suite.study import meter
from suite.study.meter import Meter
from suite.study.spec import Budget

SIZE = 30
SECONDS = np.arange(1.0, SIZE + 1)


def spent(kind: str, visited: list[int]) -> float:
    distinct = set(visited)
    return {"queries": len(visited), "distinct": len(distinct), "seconds": sum(SECONDS[i] for i in distinct)}[kind]


@given(
    st.sampled_from(["queries", "distinct", "seconds"]),
    st.integers(1, SIZE),
    st.lists(st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=7), max_size=30),
)
def test_the_query_that_reaches_the_limit_is_the_last(kind: str, limit: int, batches: list[list[int]]) -> None:
    count = Meter(Budget.of(kind, limit), SIZE, SECONDS)
    visited: list[int] = []
    for batch in batches:
        taken = count.charge(np.array(batch))
        assert 1 <= taken <= len(batch)
        visited += batch[:taken]
        if count.stop is not None:
            break
    if count.stop == "budget":
        assert spent(kind, visited) >= limit > spent(kind, visited[:-1])
    else:
        assert spent(kind, visited) < limit


def test_a_run_without_new_architectures_stalls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "STALL_QUERIES", 50)
    count = Meter(Budget(distinct=3), SIZE)
    queries = 0
    while count.stop is None:
        queries += count.charge(np.array([1, 2, 1, 2]))
    assert count.stop == "stalled"
    assert queries == 52
    assert Meter(Budget(queries=10), SIZE).charge(np.array([1] * 10)) == 10  # repetitions are charged, nothing stalls


def test_a_seen_space_ends_a_run() -> None:
    count = Meter(Budget(seconds=1e9), 3, np.ones(3))
    assert count.charge(np.array([0, 1])) == 2
    assert count.stop is None
    assert count.charge(np.array([2, 0])) == 2
    assert count.stop == "exhausted"


def test_impossible_budgets_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="only 30 architectures"):
        Meter(Budget(distinct=31), SIZE)
    with pytest.raises(ConfigurationError, match="needs no training"):
        Meter(Budget(seconds=5), SIZE)
