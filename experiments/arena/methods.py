"""Which methods meet in the arena, to which budget and with how many seeds each, and why.

Every method runs with its defaults. A method of one objective joins through one weighted sum, a method that needs a
cost limit is told the median cost of each problem.
"""

from __future__ import annotations

from suite.comparison.study import StudyMethod
from suite.study.budget import Budget

FORMULATION = "weighted-sum:0.5"
"""How methods of one objective join: error and cost count alike, each by the spread of 50 random architectures."""

LONG, MIDDLE, SHORT = 2000, 500, 200
"""Distinct architectures: an eighth of the space, a thirtieth, an eightieth."""
SEEDS, FITTED, DEAREST = 30, 5, 3
"""Runs on each problem: 30; of methods that fit a model at every step 5, and 3 where a run takes 2 seconds of processor
time and more."""


def _method(name: str, budget: int, formulation: str | None = None, seeds: int = SEEDS) -> StudyMethod:
    return StudyMethod(name, formulation=formulation, seeds=seeds, budget=Budget(distinct=budget))


TO_2000 = (
    _method("random_search", LONG),
    _method("local_search", LONG, FORMULATION),
    _method("regularized_evolution", LONG, FORMULATION),
    _method("nsga2", LONG),
    _method("pareto_local_search", LONG),
    _method("mo_regularized_evolution", LONG),
)
"""Cheap per step, and going on to new architectures: one run, read at every budget."""

TO_500 = (
    _method("mo_hdnas", MIDDLE),
    _method("hw_evrsnas", MIDDLE),
    _method("etf_moenas", MIDDLE),
    _method("ibea", MIDDLE),
    _method("nevonas", MIDDLE, FORMULATION),
    _method("evnas", MIDDLE, FORMULATION),
    _method("pevonas", MIDDLE, FORMULATION),
    _method("cmanas", MIDDLE, FORMULATION),
    _method("mnasnet", MIDDLE),
    _method("netadapt", MIDDLE),
    _method("mobilenetv3", MIDDLE),
    _method("bohb", MIDDLE, FORMULATION),
    _method("pymoo_nsga2", MIDDLE),
    _method("pymoo_nsga3", MIDDLE),
    _method("pymoo_rvea", MIDDLE),
    _method("reinforce", MIDDLE, FORMULATION),
)
"""They converge, and ask almost only what they have seen: 2,000 distinct architectures take up to 226,000 queries."""

TO_200 = (
    _method("fbnet_dnas", SHORT),
    _method("pymoo_age_moea", SHORT),
    _method("pymoo_spea2", SHORT),
    _method("pymoo_sms_emoa", SHORT),
    _method("pymoo_moead", SHORT),
    _method("linas", SHORT),
    _method("linas_exhaustive", SHORT),
    _method("weaknas", SHORT),
    _method("rmi_nas", SHORT, FORMULATION),
    _method("parego", SHORT, seeds=FITTED),
    _method("rsbo", SHORT, seeds=FITTED),
    _method("lsbo", SHORT, seeds=FITTED),
    _method("ehvi", SHORT, seeds=DEAREST),
    _method("bananas", SHORT, FORMULATION, DEAREST),
    _method("mo_bananas", SHORT, seeds=FITTED),
    _method("motpe", SHORT, seeds=DEAREST),
)
"""A model is fitted, or a survival of pymoo's computed, at every step: too dear for more."""

METHODS = (*TO_2000, *TO_500, *TO_200)

LEFT_OUT = {
    "mo_asha": "draws at random and saves epochs: by distinct architectures it is random search",
    "freerea": "searches training-free scores and knows no cost",
}
"""Methods of the suite that do not meet the others here, and why."""
