"""The arena: every method of the suite meets the others, or is left out with a reason."""

from __future__ import annotations

from experiments.arena.methods import LEFT_OUT, METHODS
from experiments.arena.runs import BUDGETS, at
from suite.algorithms import registry


def test_every_method_is_in_it_or_left_out_with_a_reason() -> None:
    meeting = [method.algorithm for method in METHODS]
    assert len(set(meeting)) == len(meeting)
    assert set(meeting) | set(LEFT_OUT) == set(registry.names())
    assert not set(meeting) & set(LEFT_OUT)


def test_a_method_is_read_at_every_budget_that_it_was_given_and_at_no_other() -> None:
    for budget in BUDGETS:
        assert {method.label for method in at(budget)} == {
            method.label for method in METHODS if method.budget is not None and method.budget.limit >= budget
        }
    assert len(at(min(BUDGETS))) == len(METHODS)
