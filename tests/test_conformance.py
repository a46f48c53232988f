"""Every built-in algorithm passes the public conformance kit."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from suite.algorithms import create, names
from suite.algorithms.hw_evrsnas import penalised_error
from suite.kernels.latency_loss import cross_entropy, dnas_loss
from suite.testing import AlgorithmConformance


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


class PositiveCosts(AlgorithmConformance):
    """The second column is a hardware cost, which is positive."""

    def values(self, space: Any, n_objectives: int) -> Any:
        two = super().values(space, n_objectives)
        return lambda codes: two(codes) + np.array([0.0, 1.0])


class TestMnasNet(PositiveCosts):
    algorithm = "mnasnet"
    parameters = {"cost_limit": 3.0, "learning_rate": 0.01}  # noqa: RUF012

    def optimal(self, values: Any) -> Any:
        reward = (100.0 - values[:, 0]) * (values[:, 1] / 3.0) ** -0.07
        return reward == reward.max()


class TestMnasNetHard(TestMnasNet):
    parameters = {"cost_limit": 3.0, "reward": "hard", "controller": "autoregressive", "learning_rate": 0.01}  # noqa: RUF012

    def optimal(self, values: Any) -> Any:
        reward = (100.0 - values[:, 0]) * np.minimum(1.0, 3.0 / values[:, 1])
        return reward == reward.max()


class TestNetAdapt(PositiveCosts):
    algorithm = "netadapt"
    parameters = {"cost_limit": 3.35, "descents": 0, "pool": 3}  # noqa: RUF012

    def optimal(self, values: Any) -> Any:
        """Of many descents the most accurate end within the target is recommended."""
        errors = np.where(values[:, 1] <= 3.35, values[:, 0], np.inf)
        return errors == errors.min()


class TestNetAdaptByAccuracy(TestNetAdapt):
    parameters = {"cost_limit": 3.35, "descents": 0, "pool": 3, "criterion": "accuracy", "delta": 0.05}  # noqa: RUF012


class TestMobileNetV3(TestMnasNetHard):
    algorithm = "mobilenetv3"
    # a search for the target itself: what it finds stays as it is, so the optimum of the hard reward is recommended
    parameters = {"cost_limit": 3.0, "headroom": 1.0, "reward": "hard", "search_queries": 300, "learning_rate": 0.01}  # noqa: RUF012


class TestMobileNetV3WithHeadroom(PositiveCosts):
    algorithm = "mobilenetv3"
    parameters = {"cost_limit": 3.35, "search_queries": 60, "learning_rate": 0.01}  # noqa: RUF012

    def make(self, space: Any, seed: int = 0) -> Any:
        """On the tiny space the search lasts until it has seen everything."""
        queries = 350 if space.size == 27 else 60
        parameters = {**self.parameters, "search_queries": queries, "learning_rate": 0.001}
        return create(self.algorithm, space, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)

    def optimal(self, values: Any) -> Any:
        """The greedy steps promise no optimum, but an architecture within the target."""
        return values[:, 1] <= 3.35


class TestLINAS(AlgorithmConformance):
    algorithm = "linas"


class TestLINASRidgeOnIntegers(AlgorithmConformance):
    algorithm = "linas"
    parameters = {"predictor": "ridge", "operators": "integer", "unique": "classes", "infeasible": "worst"}  # noqa: RUF012


class TestLINASExhaustive(AlgorithmConformance):
    algorithm = "linas_exhaustive"


class TestWeakNAS(AlgorithmConformance):
    algorithm = "weaknas"


class TestFBNetDNAS(AlgorithmConformance):
    algorithm = "fbnet_dnas"
    parameters = {"epochs": 18, "warmup_epochs": 2, "learning_rate": 0.1}  # noqa: RUF012

    def values(self, space: Any, n_objectives: int) -> Any:
        """Latencies of 0 ms have no logarithm, so they start at 1 ms."""
        two = super().values(space, n_objectives)
        return lambda codes: two(codes) + np.array([0.0, 1.0])

    def optimal(self, values: Any) -> Any:
        loss = dnas_loss(cross_entropy(values[:, 0], "log-accuracy"), 1000.0 * values[:, 1])
        return loss == loss.min()


class TestFBNetDNASMeasured(TestFBNetDNAS):
    parameters = {**TestFBNetDNAS.parameters, "latency": "measured", "epochs": 16}  # noqa: RUF012


class TestFBNetDNASTable(TestFBNetDNAS):
    parameters = {**TestFBNetDNAS.parameters, "latency": "table", "returned": "told"}  # noqa: RUF012


class TestFBNetDNASStraightThrough(TestFBNetDNAS):
    parameters = {**TestFBNetDNAS.parameters, "gradient": "straight-through"}  # noqa: RUF012


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
    tested = {cls.algorithm for cls in globals().values() if isinstance(cls, type) and hasattr(cls, "algorithm")}
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
