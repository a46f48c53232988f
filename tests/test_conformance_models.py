"""The public conformance kit on the methods that learn a policy, a predictor or a relaxation, and on NetAdapt."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.algorithms import create
from suite.kernels.latency_loss import cross_entropy, dnas_loss
from suite.testing import AlgorithmConformance


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


class TestRMINAS(AlgorithmConformance):
    algorithm = "rmi_nas"
    parameters = {"n_warmup": 40, "n_trees": 10, "n_candidates": 200, "n_positives": 40}  # noqa: RUF012

    def optimal(self, values: Any) -> Any:
        """Of a tiny space, in which two architectures are positive, the result mixes those two."""
        return values[:, 0] <= np.sort(values[:, 0])[1]


class TestRMINASBestOfAll(AlgorithmConformance):
    algorithm = "rmi_nas"
    parameters = {**TestRMINAS.parameters, "result": "best"}  # noqa: RUF012


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
