"""Which methods meet in the arena, to which budget each, and why.

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


def _method(name: str, budget: int, formulation: str | None = None) -> StudyMethod:
    return StudyMethod(name, formulation=formulation, budget=Budget(distinct=budget))


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
    _method("ibea", MIDDLE),
    _method("nevonas", MIDDLE, FORMULATION),
    _method("evnas", MIDDLE, FORMULATION),
    _method("cmanas", MIDDLE, FORMULATION),
    _method("mnasnet", MIDDLE),
    _method("netadapt", MIDDLE),
    _method("mobilenetv3", MIDDLE),
    _method("reinforce", MIDDLE, FORMULATION),
    _method("bohb", MIDDLE, FORMULATION),
    _method("pymoo_nsga2", MIDDLE),
    _method("pymoo_nsga3", MIDDLE),
)
"""They converge, and ask almost only what they have seen: 2,000 distinct architectures take up to 226,000 queries."""

TO_200 = (
    _method("linas", SHORT),
    _method("linas_exhaustive", SHORT),
    _method("weaknas", SHORT),
    _method("rmi_nas", SHORT, FORMULATION),
    _method("fbnet_dnas", SHORT),
    _method("pymoo_age_moea", SHORT),
    _method("pymoo_spea2", SHORT),
    _method("pymoo_sms_emoa", SHORT),
)
"""A model is fitted, or a survival of pymoo's computed, at every step: too dear for more."""
