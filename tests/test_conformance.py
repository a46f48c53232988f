"""Every built-in algorithm passes the public conformance kit; methods with models in test_conformance_models.py."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from suite.algorithms import names
from suite.algorithms.hw_evrsnas import penalised_error
from suite.testing import AlgorithmConformance
from tests import test_conformance_models


class TestRandomSearch(AlgorithmConformance):
    algorithm = "random_search"


class TestRandomSearchWithRepeats(AlgorithmConformance):
    algorithm = "random_search"
    parameters = {"unique": False, "batch_size": 7}  # noqa: RUF012


class TestRegularizedEvolution(AlgorithmConformance):
    algorithm = "regularized_evolution"


class TestReinforce(AlgorithmConformance):
    algorithm = "reinforce"
    parameters = {"learning_rate": 0.01}  # noqa: RUF012


class TestBOHB(AlgorithmConformance):
    algorithm = "bohb"


class TestBOHBBestOfAll(AlgorithmConformance):
    algorithm = "bohb"
    parameters = {"incumbent": "all", "random_fraction": 0.33, "num_samples": 16}  # noqa: RUF012


class TestLocalSearch(AlgorithmConformance):
    algorithm = "local_search"


class TestLocalSearchFromSeveralStarts(AlgorithmConformance):
    algorithm = "local_search"
    parameters = {"n_starts": 5}  # noqa: RUF012


class TestNSGA2(AlgorithmConformance):
    algorithm = "nsga2"


class TestNSGA2Real(AlgorithmConformance):
    algorithm = "nsga2"
    parameters = {"genotype": "real", "tournament": "dominance", "eliminate_duplicates": False}  # noqa: RUF012


class TestHWEvRSNAS(AlgorithmConformance):
    algorithm = "hw_evrsnas"
    parameters = {"cost_limit": 2.0}  # noqa: RUF012

    def optimal(self, values: Any) -> Any:
        fitness = penalised_error(values[:, 0], values[:, 1], 2.0)
        return fitness == fitness.min()


class TestHWEvRSNASTwoSided(TestHWEvRSNAS):
    parameters = {"cost_limit": 2.0, "penalty": "two-sided"}  # noqa: RUF012

    def optimal(self, values: Any) -> Any:
        fitness = penalised_error(values[:, 0], values[:, 1], 2.0, penalty="two-sided")
        return fitness == fitness.min()


class TestMOHDNAS(AlgorithmConformance):
    algorithm = "mo_hdnas"


class TestMOHDNASFresh(AlgorithmConformance):
    algorithm = "mo_hdnas"
    parameters = {"chi": "fresh", "operators": "row"}  # noqa: RUF012


class TestMOHDNASWithoutDiversity(AlgorithmConformance):
    algorithm = "mo_hdnas"
    parameters = {"diversity": False, "tournament": "dominance"}  # noqa: RUF012


class TestEvNAS(AlgorithmConformance):
    algorithm = "evnas"


class TestEvNASMutationOnly(AlgorithmConformance):
    algorithm = "evnas"
    parameters = {"variation": "mutation"}  # noqa: RUF012


class TestEvNASRandom(AlgorithmConformance):
    algorithm = "evnas"
    parameters = {"variation": "random"}  # noqa: RUF012


class TestCMANAS(AlgorithmConformance):
    algorithm = "cmanas"


class TestCMANASEp25(AlgorithmConformance):
    algorithm = "cmanas"
    parameters = {"generations": 25}  # noqa: RUF012


class TestPEvoNAS(AlgorithmConformance):
    algorithm = "pevonas"

    def values(self, space: Any, n_objectives: int) -> Any:
        """The columns are one fitness per stage, not objectives in conflict; here all stages agree."""
        one = super().values(space, 1)
        return lambda codes: np.tile(one(codes), (1, n_objectives))


class TestPEvoNASByVote(TestPEvoNAS):
    algorithm = "pevonas"
    # a vote may drop the operations of the best architecture, but no operation is dropped where there are three
    parameters = {"reduction": "vote", "operations_stage_3": 3}  # noqa: RUF012


class TestNEvoNAS(AlgorithmConformance):
    algorithm = "nevonas"


class TestNEvoNASFresh(AlgorithmConformance):
    algorithm = "nevonas"
    parameters = {"stale": False, "pick": "front"}  # noqa: RUF012


class TestNEvoNASOnlyAccuracy(AlgorithmConformance):
    algorithm = "nevonas"
    parameters = {"objectives": "accuracy"}  # noqa: RUF012


class TestNEvoNASOnlyNovelty(AlgorithmConformance):
    algorithm = "nevonas"
    parameters = {"objectives": "novelty"}  # noqa: RUF012
    tiny_budget = 1000

    def optimal(self, values: Any) -> Any:
        """Novelty alone looks for nothing; it is to reach the whole of a tiny space."""
        return np.ones(len(values), dtype=bool)


class PymooConformance(AlgorithmConformance):
    # pymoo looks long for new children once a population holds most of a tiny space, so it is kept small here
    parameters = {"population_size": 8}  # noqa: RUF012
    budget = 97
    tiny_budget = 160


class TestPymooNSGA2(PymooConformance):
    algorithm = "pymoo_nsga2"


class TestPymooNSGA2Integer(PymooConformance):
    algorithm = "pymoo_nsga2"
    parameters = {"population_size": 8, "operators": "integer"}  # noqa: RUF012


@pytest.mark.skipif(find_spec("numba") is None, reason="pymoo's AGE-MOEA needs the package numba: pip install numba")
class TestPymooAGEMOEA(PymooConformance):
    algorithm = "pymoo_age_moea"


class TestPymooMOEAD(PymooConformance):
    algorithm = "pymoo_moead"
    tiny_budget = 400


class TestPymooSPEA2(PymooConformance):
    algorithm = "pymoo_spea2"


class TestPymooSMSEMOA(PymooConformance):
    algorithm = "pymoo_sms_emoa"


def test_every_built_in_algorithm_is_tested_here() -> None:
    here = [*globals().values(), *vars(test_conformance_models).values()]
    tested = {cls.algorithm for cls in here if isinstance(cls, type) and hasattr(cls, "algorithm")}
    assert tested == set(names())


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
