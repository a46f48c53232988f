"""Every built-in algorithm passes the public conformance kit, with the parameters of tests/algorithms/cases.py."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from suite.algorithms.registry import BUILT_IN
from suite.testing import AlgorithmConformance
from tests.algorithms.case import Case, CaseConformance
from tests.algorithms.cases import CASES

CHECKED = [case for case in CASES if case.conformance is not None]


@pytest.mark.parametrize("check", AlgorithmConformance.checks())
@pytest.mark.parametrize("case", CHECKED, ids=str)
def test_case(case: Case, check: str) -> None:
    if case.needs and find_spec(case.needs) is None:
        pytest.skip(f"{case} needs the package {case.needs}: pip install {case.needs}")
    getattr(CaseConformance(case), check)()


def test_every_built_in_algorithm_has_a_case() -> None:
    missing = set(BUILT_IN) - {case.algorithm for case in CHECKED}
    assert not missing, f"add a line to tests/algorithms/cases.py for {', '.join(sorted(missing))}"


class Cheat(AlgorithmConformance):
    """A class without ``Test`` in its name, so pytest does not collect it; each test below breaks one promise."""

    algorithm = "random_search"


def test_the_kit_notices_global_randomness(monkeypatch: pytest.MonkeyPatch) -> None:
    from suite.algorithms.random_search import RandomSearch

    def ask(self: RandomSearch) -> Any:
        return np.random.randint(0, 5, size=(4, self.space.n_edges))  # noqa: NPY002

    monkeypatch.setattr(RandomSearch, "_ask", ask)
    with pytest.raises(AssertionError, match="global random state"):
        Cheat().test_no_global_random_state()
    with pytest.raises(AssertionError, match="equal seeds"):
        Cheat().test_same_seed_same_run()


def test_the_kit_notices_untold_recommendations(monkeypatch: pytest.MonkeyPatch) -> None:
    from suite.algorithms.random_search import RandomSearch

    monkeypatch.setattr(RandomSearch, "recommend", lambda self: self.space.codes([0] * min(1, self.n_told)))
    with pytest.raises(AssertionError, match="must have been told"):
        Cheat().test_recommended_were_told()


def test_the_kit_runs_without_pytest() -> None:
    Cheat().run_all()
