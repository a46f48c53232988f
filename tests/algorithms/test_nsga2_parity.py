"""NSGA-II does as well as pymoo's with the same operators: paired seeds, a two-sided test and an equivalence margin.

The problem has two conflicting objectives over NAS-Bench-201's 15,625 codes: sums of random contributions per edge and
operation, plus interactions of neighbouring edges. Quality is the hypervolume of everything asked, as a share of that
of the exact front.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import moocore
import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2 as PymooNSGA2
from pymoo.core.problem import Problem
from pymoo.core.termination import NoTermination
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.sampling.rnd import FloatRandomSampling, IntegerRandomSampling
from scipy import stats

from suite.algorithms.nsga2 import NSGA2
from suite.algorithms.pymoo_operators import integer_operators
from suite.algorithms.random_search import RandomSearch
from suite.spaces import NASBENCH201
from suite.testing import run

SEEDS = {"codes": range(30), "real": range(1000, 1120)}  # the spread over seeds is twice as large on reals
BUDGET = 400
MARGIN = 0.02
"""Largest difference of mean hypervolume shares that counts as none; random search is off by twice that and more."""


def make_table() -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64(7))
    codes = NASBENCH201.all_codes
    single = rng.random((2, 6, 5))
    single[1] = 0.5 * (1 - single[0]) + 0.5 * single[1]  # conflict
    pairs = 0.5 * rng.random((2, 5, 5, 5))
    table = [
        single[m][np.arange(6), codes].sum(axis=1) + pairs[m][np.arange(5), codes[:, :-1], codes[:, 1:]].sum(axis=1)
        for m in range(2)
    ]
    values = np.stack(table, axis=1)
    return (values - values.min(axis=0)) / np.ptp(values, axis=0)


TABLE = make_table()
EXACT = moocore.hypervolume(TABLE, ref=[1.0, 1.0])


def share(codes: np.ndarray) -> float:
    return float(moocore.hypervolume(TABLE[NASBENCH201.index(codes)], ref=[1.0, 1.0]) / EXACT)


def look_up(codes: np.ndarray) -> np.ndarray:
    return TABLE[NASBENCH201.index(codes)]


class PymooTable(Problem):
    def __init__(self, genotype: str) -> None:
        self.decode: Callable[[Any], Any]
        if genotype == "codes":
            super().__init__(n_var=6, n_obj=2, xl=0, xu=4, vtype=int)
            self.decode = lambda X: X.astype(np.uint8)
        else:
            super().__init__(n_var=30, n_obj=2, xl=0.0, xu=1.0)
            self.decode = lambda X: X.reshape(-1, 6, 5).argmax(axis=2).astype(np.uint8)
        self.asked: list[np.ndarray] = []

    def _evaluate(self, X: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
        codes = self.decode(X)
        self.asked.append(codes)
        out["F"] = look_up(codes)


def pymoo_share(genotype: str, seed: int) -> float:
    if genotype == "codes":
        operators = {"sampling": IntegerRandomSampling(), **integer_operators("categorical")}
    else:
        operators = {
            "sampling": FloatRandomSampling(),
            "crossover": SBX(eta=20, prob=0.9),
            "mutation": PM(eta=20, prob_var=1 / 30),
        }
    algorithm = PymooNSGA2(pop_size=20, **operators)
    problem = PymooTable(genotype)
    algorithm.setup(problem, termination=NoTermination(), seed=seed)
    algorithm.tournament_type = "comp_by_rank_and_crowding"
    while sum(map(len, problem.asked)) < BUDGET:
        algorithm.next()
    return share(np.concatenate(problem.asked)[:BUDGET])


def our_share(genotype: Literal["codes", "real"], seed: int) -> float:
    algorithm = NSGA2(NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed)), genotype=genotype)
    return share(run(algorithm, look_up, BUDGET).codes)


def verdict(ours: np.ndarray, theirs: np.ndarray) -> tuple[bool, bool]:
    """Whether a two-sided test (1 %) tells the samples apart; whether two one-sided ones (5 %) find them equivalent."""
    different = stats.mannwhitneyu(ours, theirs).pvalue < 0.01
    lower = stats.ttest_ind(ours + MARGIN, theirs, equal_var=False, alternative="greater").pvalue
    upper = stats.ttest_ind(ours - MARGIN, theirs, equal_var=False, alternative="less").pvalue
    return different, max(lower, upper) < 0.05


@pytest.mark.parametrize("genotype", ["codes", "real"])
def test_hypervolume_is_that_of_pymoos_nsga2(genotype: Literal["codes", "real"]) -> None:
    ours = np.array([our_share(genotype, seed) for seed in SEEDS[genotype]])
    theirs = np.array([pymoo_share(genotype, seed) for seed in SEEDS[genotype]])
    different, equivalent = verdict(ours, theirs)
    assert not different, f"ours {ours.mean():.4f}, pymoo's {theirs.mean():.4f}"
    assert equivalent, f"ours {ours.mean():.4f}, pymoo's {theirs.mean():.4f}"


def test_the_same_procedure_tells_random_search_apart() -> None:
    ours = np.array([our_share("codes", seed) for seed in SEEDS["codes"]])
    random = [RandomSearch(NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed))) for seed in SEEDS["codes"]]
    other = np.array([share(run(algorithm, look_up, BUDGET).codes) for algorithm in random])
    assert verdict(ours, other) == (True, False)
