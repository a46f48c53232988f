"""What the runs of a formulation found: the best cell within each limit, the hypervolume, the feasible evaluations.

Both frames have one row per formulation, problem, seed and limit, with the columns

===================  ==========================================================================================
line, dataset, ...   the formulation, the problem, seed and quantile of the limit
limit                ms or mJ
regret               validation accuracy of the exact constrained optimum minus that of the best cell evaluated, in
                     points; infinite if no evaluated cell keeps the limit
valid, test          accuracies of that cell, per cent (test is reported only); NaN if none
best_valid, ...      those of the optimum
feasible             share of the queries that keep the limit
volume               hypervolume regret of everything evaluated
===================  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.formulations.runs import FAMILIES, ONE_RUN, PROBLEM, PROBLEMS, Problem, limits, searches
from experiments.kit import Case, Indices, Judged, Study


def within(judged: Judged, limit: float, seen: Indices, own: Indices) -> dict[str, Any]:
    """Return what evaluated cells are worth within a limit, as columns of the frames.

    Args:
        judged: the problem.
        limit: the cost limit.
        seen: the cells of which the best one counts.
        own: those of which the feasible share counts.
    """
    best = judged.found(judged.pick(seen, limit), limit)
    return {
        "limit": limit,
        "regret": best.fitness_gap if best.index >= 0 else float("inf"),
        "valid": best.valid,
        "test": best.test,
        "best_valid": best.best_valid,
        "best_test": best.best_test,
        "feasible": float(np.mean(judged.cost[own] <= limit)),
    }


def at_equal_budget(study: Study, problems: Sequence[Problem] = PROBLEMS) -> pd.DataFrame:
    """Return what the 900 queries of every formulation hold.

    The feasible share is that of the run for the limit where there is one. Rows of a formulation and problem are
    ordered by seed, then limit.
    """
    rows = []
    for problem in problems:
        for line in FAMILIES:
            cases = searches(study.benchmark, line, problem)
            judged = study.judged(cases[0])
            for records in zip(*map(study.runs, cases), strict=True):
                parts = [record.indices.astype(np.int64) for record in records]
                seen = np.concatenate(parts)
                keys = {
                    "line": line,
                    "spec": cases[0].spec,
                    **dict(zip(PROBLEM, problem, strict=True)),
                    "seed": records[0].spec.seed,
                }
                volume = judged.regret(np.unique(seen))
                for place, (quantile, limit) in enumerate(limits(study.benchmark, problem).items()):
                    own = parts[place] if line.per_limit else seen
                    found = within(judged, limit, seen, own)
                    rows.append({**keys, "quantile": quantile, **found, "volume": volume})
    return pd.DataFrame(rows)


def by_single_runs(study: Study, cases: Iterable[Case]) -> pd.DataFrame:
    """Return what the first 300 queries of single runs hold; a run that was told a limit counts for that one.

    ``variant`` is the case's; ``returned`` says whether a returned cell keeps the limit, NaN where the run was longer.
    """
    rows = []
    for case in cases:
        judged = study.judged(case)
        problem = case["dataset"], case["device"], case["metric"]
        told = {
            quantile: limit
            for quantile, limit in limits(study.benchmark, problem).items()
            if case["quantile"] in (None, quantile)
        }
        for record in study.runs(case):
            seen = record.indices[:ONE_RUN].astype(np.int64)
            longer = record.counts["queries"] != ONE_RUN
            volume = judged.regret(np.unique(seen))
            for quantile, limit in told.items():
                returned = float("nan") if longer else float((judged.cost[record.recommended] <= limit).any())
                keys = {**case.keys, "seed": record.spec.seed, "quantile": quantile, "returned": returned}
                rows.append({**keys, **within(judged, limit, seen, seen), "volume": volume})
    return pd.DataFrame(rows)
