"""Which runs: the published rows' searches and added ones; constants of the methods are their defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from experiments import kit
from experiments.kit import VALID_12, Case
from experiments.kit.supernet_papers import methods
from experiments.kit.supernet_papers.methods import Method, searches
from experiments.kit.supernet_papers.stand_ins import DEVIATION, INHERITED, SEPARATE, SHORT, STAND_INS
from experiments.nasbench201 import words
from suite.benchmark import Benchmark
from suite.study.spec import Budget, RunSpec, Scalar

NAME = methods.EXPERIMENT
SEEDS = 500

NATS_BUDGETS = {"cifar10": Budget.nats(20_000), "cifar100": Budget.nats(40_000), "ImageNet16-120": Budget.nats(120_000)}
"""Simulated budgets of NATS-Bench's topology space."""

NATS_PARAMS: dict[str, dict[str, Scalar]] = {"reinforce": {"learning_rate": 0.01}, "bohb": {"incumbent": "all"}}
"""Where NATS-Bench's scripts differ from those of NAS-Bench-201."""

QUOTED = ("rsps", "gdas", "setn")
"""Published rows without any counterpart in the tables."""


# -- baselines ---------------------------------------------------------------------------------------------------------
def baseline(key: str, label: str, algorithm: str, params: Mapping[str, Scalar] | None = None) -> Method:
    """Return a baseline by the NAS-Bench-201 protocol, beside no published row."""
    return Method(key, label, algorithm, params or {}, most=None, fitness=VALID_12, budget=Budget.nasbench201(12_000))


def replayed(method: Method, row: str, why: str = words.TRIAL) -> Method:
    """Return the method beside a published row whose fitness the tables hold."""
    return replace(method, published=row, replays=True, why=why)


RS = replayed(baseline("rs", "RS", "random_search", {"unique": False}), "rs")
REA = replayed(baseline("rea", "REA", "regularized_evolution", {"mutation": "node"}), "rea")
"""With the public script's mutation: a node, then one of the edges into it."""

REA_EDGE = replayed(baseline("rea_edge", "REA (every edge as likely)", "regularized_evolution"), "rea", words.EDGE)

RATES = (0.01, 0.02, 0.1, 0.2, 0.5)
"""The authors' own sweep of REINFORCE's learning rate."""

RATE = 0.1
"""The one whose runs judge the printed row, which does not say its own: the highest mean reward of the sweep."""


def reinforce(rate: float) -> Method:
    """Return REINFORCE at one learning rate."""
    key = "reinforce" if rate == RATE else f"reinforce_{rate:g}"
    why = words.COLLAPSE if rate == max(RATES) else words.RATE
    label = f"REINFORCE (learning rate {rate:g})"
    return replayed(baseline(key, label, "reinforce", {"learning_rate": rate}), "reinforce", why)


SWEEP = tuple(reinforce(rate) for rate in RATES)
REINFORCE = SWEEP[RATES.index(RATE)]
BOHB = replayed(baseline("bohb", "BOHB", "bohb"), "bohb")
BASELINES = (RS, REA, REA_EDGE, *SWEEP, BOHB, baseline("local_search", "local search", "local_search"))
MAIN = (RS, REA, REINFORCE, *SWEEP[-1:], *BASELINES[-2:])
"""Without the variants that hardly differ, for the anytime curves."""


PRIMARY = ("rs", "rea", "reinforce", "bohb")
"""Baselines whose runs on CIFAR-10, the published protocol, judge the published rows."""


def on_cifar10(method: Method) -> Method:
    """Return the protocol of the NAS-Bench-201 paper: search on CIFAR-10, report that cell on all three data sets."""
    role = kit.PRIMARY if method.key in PRIMARY else method.role
    return replace(method, key=f"{method.key}_c10", searched_on="cifar10", role=role)


def nats(method: Method) -> Method:
    """Return the method with the settings of NATS-Bench."""
    params = NATS_PARAMS.get(method.algorithm, method.params)
    return replace(method, key=f"{method.key}_nats", params=params, most=100, published="")


def anytime(method: Method) -> Method:
    """Return a baseline with a budget of 500 queries, about what the four methods evaluate, for the anytime curves."""
    return replace(method, key=f"{method.key}_anytime", budget=Budget(queries=500), most=30, published="")


# -- the four papers ---------------------------------------------------------------------------------------------------
def on(method: Method, fitnesses: Iterable[str] = STAND_INS) -> tuple[Method, ...]:
    """Return the method on each of these fitnesses."""
    return tuple(method.on(fitness, SHORT[fitness], why=method.why or DEVIATION[fitness]) for fitness in fitnesses)


def on_all(variants: Iterable[Method]) -> tuple[Method, ...]:
    """Return each of these methods on every stand-in."""
    return tuple(line for variant in variants for line in on(variant))


CMANAS_H12 = tuple(
    replayed(
        Method(f"cmanas_h12_ep{count}", f"CMANAS-h12-Ep{count}", "cmanas", {"generations": count}, most=None,
               fitness=VALID_12, role=kit.PRIMARY),
        f"cmanas_h12_ep{count}",
    )
    for count in (25, 100)
)  # fmt: skip
CMANAS_STAND_INS = on(methods.CMANAS, [fitness for fitness in STAND_INS if fitness != VALID_12])
CMANAS = (*CMANAS_H12, *CMANAS_STAND_INS)

EVNAS = on(methods.EVNAS)
EVNAS_ABLATIONS = on_all(methods.EVNAS_ABLATIONS)


def staged(method: Method, separate: str, row: str = "") -> tuple[Method, Method]:
    """Return pEvoNAS on a supernet per stage, with what stands for inherited weights, and without: ``separate``."""
    return (
        method.on(INHERITED, "inherited", why=DEVIATION[INHERITED]),
        method.on(
            SEPARATE,
            "separate",
            why=DEVIATION[SEPARATE],
            label=separate,
            published=row,
            role=kit.PRIMARY if row else kit.SENSITIVITY,
        ),
    )


PEVONAS_STAGED = staged(methods.PEVONAS, "pEvoNAS (w/o inherit)", "pevonas_no_inherit")
PEVONAS = (*PEVONAS_STAGED, *on(methods.PEVONAS))
PEVONAS_VOTING = (*staged(methods.PEVONAS_VOTING, "pEvoNAS (voting, w/o inherit)"), *on(methods.PEVONAS_VOTING))

NEVONAS = on(methods.NEVONAS)
NEVONAS_TEST_PICK = on(methods.NEVONAS_TEST_PICK)
NEVONAS_FRESH = on(methods.NEVONAS_FRESH)
NEVONAS_ABLATIONS = on_all((replace(methods.NEVONAS_NOVELTY, why=words.NOVELTY), methods.NEVONAS_ACCURACY))

BEST_OF_500 = on(methods.BEST_OF_500)


# -- the comparison ----------------------------------------------------------------------------------------------------
BASELINES_ON_CIFAR10 = tuple(map(on_cifar10, BASELINES))
METHODS = (
    *BASELINES_ON_CIFAR10,
    *BASELINES,
    *CMANAS,
    *EVNAS,
    *PEVONAS,
    *NEVONAS,
    *NEVONAS_TEST_PICK,
    *NEVONAS_ABLATIONS,
)
COMPARED = searches(METHODS)


def at_nats(line: Method, dataset: str) -> RunSpec:
    """Return a search with the budget of NATS-Bench."""
    return replace(line.search(dataset), budget=NATS_BUDGETS[dataset])


NATS = kit.grid(at_nats, line=tuple(nats(line) for line in (RS, REA, REINFORCE, *BASELINES[-2:])), dataset=kit.DATASETS)

ANYTIME = {
    "baselines": searches(map(anytime, MAIN)),
    "the four papers' methods": searches(
        (
            replace(CMANAS_H12[1], key="cmanas_anytime", label="CMANAS", most=30),
            *(line for line in (*EVNAS, *PEVONAS, *NEVONAS) if line.fitness == VALID_12),
        )
    ),
}
"""By heading of the figures' columns."""


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return (*COMPARED, *NATS, *(case for found in ANYTIME.values() for case in found), *searches(BEST_OF_500))
