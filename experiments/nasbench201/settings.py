"""The searches of the NAS-Bench-201 comparison as data; constants of the methods are their defaults."""

from __future__ import annotations

from dataclasses import replace

from experiments.nasbench201.entries import TEST_PICK, Entry, everywhere
from experiments.nasbench201.fitness import (
    DEVIATION,
    H12,
    INHERITED,
    ORACLE,
    SEPARATE,
    SHORT,
    STAND_INS,
)
from suite.study.spec import Budget, Scalar
from suite.tables.columns import DATASETS

SEEDS = 500
FEWER = 30
"""Runs of the rows whose published counterpart has three or an unknown number of runs."""

NB201_SECONDS = dict.fromkeys(DATASETS, Budget.nasbench201(12_000))
"""Simulated budget of the NAS-Bench-201 protocol."""

NATS_SECONDS = {
    "cifar10": Budget.nats(20_000),
    "cifar100": Budget.nats(40_000),
    "ImageNet16-120": Budget.nats(120_000),
}
"""Simulated budgets of NATS-Bench's topology space."""

NATS_RUNS = 100

OWN_END = everywhere(queries=10_000)
"""More than any method asks that ends by itself."""

QUOTED = ("rsps", "gdas", "setn")
"""Published rows without any counterpart in the tables."""

TRIAL_NOTE = "the fitness is the mean of the trials, not one drawn trial"

COLLAPSE_NOTE = (
    "at the public script's learning rate of 0.5 the policy settles after some 20 cells and the rest of the budget "
    "goes into repeats; NATS-Bench's 0.01 is given as a row of its own"
)
NOVELTY_NOTE = "how the published row picked its cell is unknown; here: best fitness among the most novel of the end"

Params = tuple[tuple[str, Scalar], ...]


def _baseline(name: str, label: str, algorithm: str, params: Params = ()) -> Entry:
    return Entry(name, label, algorithm, H12, NB201_SECONDS, params, name, SEEDS, True, note=TRIAL_NOTE)


BASELINES = (
    _baseline("rs", "RS", "random_search", (("unique", False),)),
    _baseline("rea", "REA", "regularized_evolution"),
    replace(_baseline("reinforce", "REINFORCE", "reinforce"), note=COLLAPSE_NOTE),
    replace(
        _baseline("reinforce", "REINFORCE (learning rate 0.01)", "reinforce", (("learning_rate", 0.01),)),
        name="reinforce_slow",
        note="at NATS-Bench's learning rate; which rate the printed row used is not known",
    ),
    _baseline("bohb", "BOHB", "bohb"),
)
LOCAL_SEARCH = Entry("local_search", "local search", "local_search", H12, NB201_SECONDS, most_runs=SEEDS)


def on_cifar10(entry: Entry) -> Entry:
    """Return the protocol of the NAS-Bench-201 paper: search on CIFAR-10, report that cell on all three data sets."""
    return replace(entry, name=f"{entry.name}_c10", searched_on="cifar10")


NATS_PARAMS: dict[str, Params] = {"reinforce": (("learning_rate", 0.01),), "bohb": (("incumbent", "all"),)}
"""Where NATS-Bench's scripts differ from those of NAS-Bench-201."""


def nats(entry: Entry) -> Entry:
    """Return the entry with the budgets of NATS-Bench."""
    params = NATS_PARAMS.get(entry.algorithm, entry.params)
    return replace(
        entry, name=f"{entry.name}_nats", budgets=NATS_SECONDS, params=params, most_runs=NATS_RUNS, published=None
    )


def anytime(entry: Entry) -> Entry:
    """Return a baseline with a budget of 500 queries, about what the four methods evaluate, for the anytime curves."""
    return replace(
        entry, name=f"{entry.name}_anytime", budgets=everywhere(queries=500), most_runs=FEWER, published=None
    )


def on(entry: Entry, *accuracies: str) -> tuple[Entry, ...]:
    """Return the entry on each of these fitnesses."""
    return tuple(
        replace(entry, name=f"{entry.name}_{SHORT[accuracy]}", accuracy=accuracy, note=DEVIATION[accuracy])
        for accuracy in accuracies
    )


CMANAS_H12 = tuple(
    Entry(
        f"cmanas_h12_ep{generations}",
        f"CMANAS-h12-Ep{generations}",
        "cmanas",
        H12,
        OWN_END,
        (("generations", generations),),
        f"cmanas_h12_ep{generations}",
        SEEDS,
        True,
        note=TRIAL_NOTE,
    )
    for generations in (25, 100)
)
_CMANAS = Entry("cmanas", "CMANAS", "cmanas", ORACLE, OWN_END, (("generations", 100),), "cmanas")
CMANAS_STAND_INS = on(_CMANAS, *(accuracy for accuracy in STAND_INS if accuracy != H12))
CMANAS = (*CMANAS_H12, *CMANAS_STAND_INS)

_EVNAS = Entry("evnas", "EvNAS", "evnas", ORACLE, OWN_END, published="evnas")
EVNAS = on(_EVNAS, *STAND_INS)
EVNAS_ABLATIONS = tuple(
    entry
    for variation, label in (("mutation", "EvNAS-Mut"), ("crossover", "EvNAS-Cross"), ("random", "EvNAS-Rand"))
    for entry in on(
        replace(_EVNAS, name=f"evnas_{variation}", label=label, params=(("variation", variation),), published=None),
        *STAND_INS,
    )
)

_PEVONAS = Entry("pevonas", "pEvoNAS", "pevonas", ORACLE, OWN_END, published="pevonas")
PEVONAS_STAGED = (
    replace(_PEVONAS, name="pevonas_inherited", accuracy=INHERITED, note=DEVIATION[INHERITED]),
    replace(
        _PEVONAS,
        name="pevonas_separate",
        label="pEvoNAS (w/o inherit)",
        accuracy=SEPARATE,
        published="pevonas_no_inherit",
        note=DEVIATION[SEPARATE],
    ),
)
PEVONAS = (*PEVONAS_STAGED, *on(_PEVONAS, *STAND_INS))
_VOTE = replace(_PEVONAS, label="pEvoNAS (voting)", params=(("reduction", "vote"),), published=None)
PEVONAS_VOTING = (
    replace(_VOTE, name="pevonas_vote_inherited", accuracy=INHERITED),
    replace(_VOTE, name="pevonas_vote_separate", label="pEvoNAS (voting, w/o inherit)", accuracy=SEPARATE),
    *on(replace(_VOTE, name="pevonas_vote"), *STAND_INS),
)

_NEVONAS_BUDGET = everywhere(queries=1_000)
_NEVONAS = Entry("nevonas", "NEvoNAS", "nevonas", ORACLE, _NEVONAS_BUDGET, (("pick", "front"),), "nevonas")
NEVONAS = on(_NEVONAS, *STAND_INS)
NEVONAS_TEST_PICK = on(
    replace(_NEVONAS, name="nevonas_test", label="NEvoNAS (public code's pick by test accuracy)", pick=TEST_PICK),
    *STAND_INS,
)
NEVONAS_FRESH = on(
    replace(
        _NEVONAS,
        name="nevonas_fresh",
        label="NEvoNAS (fresh novelty)",
        params=(("pick", "front"), ("stale", False)),
        published=None,
    ),
    *STAND_INS,
)
NEVONAS_ABLATIONS = tuple(
    entry
    for objectives, label in (("novelty", "NEvoNAS (only Novelty)"), ("accuracy", "NEvoNAS (only Accuracy)"))
    for entry in on(
        replace(
            _NEVONAS,
            name=f"nevonas_{objectives}",
            label=label,
            params=(("objectives", objectives), ("pick", "front")),
            published=f"nevonas_{objectives}",
        ),
        *STAND_INS,
    )
)
NEVONAS_ABLATIONS = tuple(
    replace(entry, note=NOVELTY_NOTE) if "novelty" in entry.name else entry for entry in NEVONAS_ABLATIONS
)

BEST_OF_500 = on(
    Entry("best_of_500", "random search, best of 500", "random_search", ORACLE, everywhere(queries=500)), *STAND_INS
)
ANYTIME_METHODS = (
    replace(CMANAS_H12[1], label="CMANAS", most_runs=FEWER),
    *(entry for entry in (*EVNAS, *PEVONAS, *NEVONAS) if entry.accuracy == H12),
)
