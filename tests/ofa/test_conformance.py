"""Every method that is not tied to NAS-Bench-201's cells passes the conformance kit in the spaces of once-for-all."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from suite.algorithms import create, weaknas
from suite.algorithms.registry import BUILT_IN
from suite.errors import ConfigurationError
from suite.spaces.ofa_mobilenetv3 import OFA_MOBILENETV3
from suite.spaces.ofa_resnet50 import OFA_RESNET50
from suite.testing import AlgorithmConformance
from tests.algorithms.case import Case, CaseConformance
from tests.algorithms.cases import CASES

ENUMERATE = {"linas_exhaustive"}
"""Methods that score every architecture."""
SPACES = (OFA_MOBILENETV3, OFA_RESNET50)
CHECKS = [name for name in AlgorithmConformance.checks() if "tiny" not in name]
SMALLER: dict[str, dict[str, Any]] = {
    "linas": {"inner_evaluations": 100, "population_size": 10, "predictor": "ridge-1"},
    "weaknas": {"predictor": "ridge-1"},
    "parego": {"pool": 50},
    "ehvi": {"pool": 50},
    "rsbo": {"pool": 50},
    "lsbo": {"pool": 50},
}
FIRST = {case.algorithm: case for case in reversed(CASES) if case.conformance is not None}
METHODS = [FIRST[name] for name in sorted(set(BUILT_IN) - ENUMERATE)]


class LargeConformance(CaseConformance):
    def __init__(self, case: Case, space: Any) -> None:
        super().__init__(case)
        self.space = space
        self.budget = min(self.budget, 25 if case.algorithm in SMALLER else 45)
        self.parameters = {**self.parameters, **SMALLER.get(case.algorithm, {})}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
@pytest.mark.parametrize("case", METHODS, ids=str)
def test_case(case: Case, space: Any, check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weaknas, "POOL", 300)  # a matter of time alone
    if case.needs and find_spec(case.needs) is None:
        pytest.skip(f"{case} needs the package {case.needs}: pip install {case.needs}")
    getattr(LargeConformance(case, space), check)()


@pytest.mark.parametrize("name", sorted(ENUMERATE))
def test_what_scores_every_architecture_says_so(name: str) -> None:
    with pytest.raises(ConfigurationError, match="scores every architecture, which ofa-resnet50 is too large for"):
        create(name, OFA_RESNET50, rng=np.random.default_rng(0))


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
@pytest.mark.parametrize("name", ["nsga2", "cmanas", "linas", "regularized_evolution"])
def test_methods_are_asked_for_canonical_codes_alone(name: str, space: Any) -> None:
    search = create(name, space, rng=np.random.default_rng(1), **SMALLER.get(name, {}))
    for _ in range(4):
        codes = search.ask()
        assert np.array_equal(codes, space.canonical(codes))
        search.tell(codes, codes.sum(axis=1, keepdims=True).astype(float))
