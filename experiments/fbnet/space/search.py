"""DNAS (tabular) on the FBNet space: exact look-up latency, and a capacity proxy where an accuracy would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.kit import Floats, Line
from suite.algorithms import create
from suite.kernels.latency_loss import dnas_loss
from suite.objectives import Problem
from suite.objectives.fbnet import CapacityProxy, LutLatency, fbnet_problem
from suite.spaces.base import Codes
from suite.spaces.fbnet import CIFAR100, FBNET, N_LAYERS, SKIP
from suite.study.spec import Budget, Scalar, rng_for
from suite.tables.fbnet_lut import FBNetLut
from suite.tables.fbnet_macs import fixed_macs, macs_table

NAME = "fbnet-space"
SEEDS = 3
DNAS: dict[str, Scalar] = {
    "cross_entropy": "told",
    "latency": "measured",
    "lut_base": SKIP,
    "learning_rate": 0.1,
    "batch_size": 20,
    "weight_decay": 0.0,
}
EVALUATIONS = 1 + 22 * 8 + 90 * 5 * 20 + 6
MAIN = Line("dnas", "DNAS (tabular), no weight decay", "fbnet_dnas", DNAS)
NSGA2 = Line("nsga2", "NSGA-II", "nsga2")
RANDOM = Line("random", "random search", "random_search")
LINES = (
    MAIN,
    Line("dnas_decay", "DNAS (tabular), weight decay 5e-4", "fbnet_dnas", {**DNAS, "weight_decay": 5e-4}),
    NSGA2,
    RANDOM,
)


@dataclass(frozen=True, eq=False)
class Network:
    """A network found on one device.

    Attributes:
        code: ``(22,)``.
        loss: FBNet's loss with the capacity proxy.
        latency_ms: look-up latency.
        macs_m: millions of multiply-accumulates.
        evaluations: asked and told until then.
    """

    code: Codes
    loss: float
    latency_ms: float
    macs_m: float
    evaluations: int


def loss_of(values: Floats) -> Floats:
    """Return the loss ``(n,)`` of told values ``(n, 2)``, [capacity proxy, ms]."""
    return dnas_loss(values[:, 0], 1000.0 * values[:, 1])


def network(problem: Problem, code: Codes, evaluations: int) -> Network:
    """Return the numbers of one network."""
    values = problem(code[None])
    macs = fixed_macs(CIFAR100) / 1e6 + macs_table()[np.arange(N_LAYERS), code].sum()
    return Network(code, float(loss_of(values)[0]), float(values[0, 1]), float(macs), evaluations)


def search(line: Line, lut: FBNetLut, seed: int) -> Network:
    """Run one of :data:`LINES` by ask and tell; all but DNAS return the smallest loss of everything evaluated."""
    problem = fbnet_problem(CapacityProxy(), LutLatency(lut))
    # the specification only names the random stream: a run record would need indices
    spec = line.spec(NAME, dataset="cifar100", fitness="valid@12", budget=Budget(queries=EVALUATIONS), seed=seed)
    algorithm = create(line.algorithm, FBNET, rng=rng_for(spec), **line.params)
    while algorithm.n_told < EVALUATIONS and not algorithm.finished:
        codes = algorithm.ask()[: EVALUATIONS - algorithm.n_told]
        algorithm.tell(codes, problem(codes))
    if line.algorithm == "fbnet_dnas":
        return network(problem, algorithm.recommend()[0], algorithm.n_told)
    archive = algorithm.archive
    return network(problem, archive.codes[np.nanargmin(loss_of(archive.values))], algorithm.n_told)


def reference(lut: FBNetLut) -> Network:
    """Return the smallest loss known: over networks that minimise latency minus a price per MAC, then locally improved.

    Latency and MACs are sums over layers, so for every price the best network is had layer by layer. The loss falls
    with MACs and rises with latency; its optimum need not be among these, so one layer at a time is changed as long as
    that helps.
    """
    problem = fbnet_problem(CapacityProxy(), LutLatency(lut))
    macs = macs_table()
    prices = np.concatenate([[0.0], np.geomspace(1e-5, 1e3, 4000)])
    codes = np.unique([(lut.blocks_ms - price * macs).argmin(axis=1) for price in prices], axis=0).astype(np.uint8)
    while True:
        losses = loss_of(problem(codes))
        best = codes[np.nanargmin(losses)]
        codes = np.concatenate([best[None], FBNET.neighbours(best)])
        if not (loss_of(problem(codes)) < np.nanmin(losses)).any():
            return network(problem, best, 0)
