"""Runs are what they were: every algorithm for a fixed seed on a fixed problem."""

from __future__ import annotations

import json

import pytest
from golden_cases import CASES, FILE, digest

from suite.algorithms import names

GOLDEN = json.loads(FILE.read_text())


@pytest.mark.parametrize("case", CASES)
def test_run_is_what_it_was(case: str) -> None:
    assert digest(case) == GOLDEN[case], "if meant, run: python tests/algorithms/golden_cases.py --update"


def test_every_algorithm_of_this_package_has_a_golden_run() -> None:
    covered = {name for name, _ in CASES.values()}
    assert covered == {name for name in names() if not name.startswith("pymoo_")}
    assert set(GOLDEN) == set(CASES)
