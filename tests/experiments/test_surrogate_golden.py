"""On the embedded surrogate, everywhere: a fixed subset of the experiments gives what it gave before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.experiments.subset import FILE, surrogate_numbers

RENEW = "if meant, run: python -m tests.experiments.subset --update"


@pytest.fixture(scope="module")
def numbers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(surrogate_numbers()))
    return found


@pytest.mark.parametrize("item", ["data_hash", "fig3", "fig4", "fig6", "constraints", "nasbench201"])
def test_subset_is_what_it_was(numbers: dict[str, Any], item: str) -> None:
    assert numbers[item] == json.loads(FILE.read_text(encoding="utf-8"))[item], RENEW
