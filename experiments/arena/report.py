"""Tables and figures of the arena, by the hypervolume regret of everything that a run had met at a budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.arena.methods import FORMULATION, LEFT_OUT
from experiments.arena.runs import BUDGETS, at, specs, study
from suite.analysis.aggregates import aggregate_frame
from suite.analysis.critical_difference import friedman_over_problems, groups, rank_frame
from suite.analysis.improvement import unpaired
from suite.analysis.pair_tests import pair_tests
from suite.benchmark import Benchmark
from suite.comparison.judging import ProblemJudge
from suite.comparison.specs import problem_limit
from suite.comparison.tables import RESAMPLES, generator
from suite.report.comparison.intervals import intervals_figure
from suite.report.comparison.ranks import critical_difference_figure
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]
Scores = dict[str, dict[str, Floats]]
REFERENCES = {"nsga2": "NSGA-II", "pareto_local_search": "Pareto local search", "local_search": "local search"}
MAIN = "hypervolume_regret"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write a table over all problems and one of winners for each budget, with ranks and intervals drawn."""
    found, titles = scores_at(benchmark, records, seeds)
    evaluations = sum(int(record.counts["queries"] or 0) for record in records.values())
    distinct = sum(int(record.counts["distinct"] or 0) for record in records.values())
    compute = (
        f"Total compute: {len(records):,} runs, {distinct:,} evaluations of distinct architectures "
        f"({evaluations:,} queries)."
    )
    for budget in BUDGETS:
        scores = found[budget]
        notes = [*words(budget, seeds), compute]
        frame = over_all(scores)
        title = f"after {budget:,} distinct architectures"
        output.table(
            f"overall-{budget}", frame, f"{frame.shape[0]} methods on {len(scores)} problems {title}.", notes,
            headings=headings(frame), formats=formats(frame),
        )  # fmt: skip
        by_problem = winners(scores, titles)
        output.table(
            f"winners-{budget}", by_problem, f"Lowest median hypervolume regret on each problem {title}.", notes,
            formats=dict.fromkeys(by_problem.select_dtypes("float").columns, ".4f"),
        )  # fmt: skip
        tested = friedman_over_problems(scores)
        ranks = dict(zip(tested.names, tested.mean_ranks.tolist(), strict=True))
        figure, numbers = critical_difference_figure(
            ranks, float(tested.critical_difference), groups(tested), columns=2
        )
        output.figure(f"ranks-{budget}", figure, numbers, f"Mean ranks of the median regret {title}.")
        rows = frame.to_dict("records")
        panel = {str(row["method"]): (row["iqm"], row["iqm_low"], row["iqm_high"]) for row in rows}
        figure, numbers = intervals_figure({"IQM of the hypervolume regret": panel}, columns=1)
        output.figure(f"intervals-{budget}", figure, numbers, f"Interquartile mean with 95 % interval {title}.")


def scores_at(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int
) -> tuple[dict[int, Scores], dict[str, str]]:
    """Return budget -> problem -> method -> regrets ``(runs,)``, and the problems' titles."""
    found: dict[int, Scores] = {budget: {} for budget in BUDGETS}
    titles: dict[str, str] = {}
    given = specs(benchmark, seeds)
    first = study(benchmark, seeds)
    grid = np.array(BUDGETS, dtype=np.float64)
    for problem in first.problems:
        limit = problem_limit(first, problem, benchmark)
        judge = ProblemJudge(first, problem, benchmark, limit, MAIN)
        titles[problem.name] = problem.title(benchmark.device_label(str(problem.device)))
        for method in at(min(BUDGETS)):
            runs = [records[spec] for spec in given[problem.name, method.label]]
            table = np.stack([judge.regrets(record, "distinct", grid) for record in runs])
            for place, budget in enumerate(BUDGETS):
                if method in at(budget):
                    found[budget].setdefault(problem.name, {})[method.label] = table[:, place]
    return found, titles


def over_all(scores: Scores) -> pd.DataFrame:
    """Return one row per method, best mean rank first.

    Returns:
        Columns: method, runs, mean_rank, groups, wins; iqm, iqm_low, iqm_high, median; against each of
        :data:`REFERENCES` the chance that a run of the method is better, and its p by van Elteren's test, corrected
        over the table.
    """
    from scipy.stats import rankdata

    methods = list(next(iter(scores.values())))
    frame = aggregate_frame(scores, generator(), resamples=RESAMPLES)
    frame = frame[["method", "runs", "iqm", "iqm_low", "iqm_high", "median"]]
    medians = np.array([[np.median(scores[problem][method]) for method in methods] for problem in scores])
    frame.insert(2, "mean_rank", np.apply_along_axis(rankdata, 1, medians).mean(axis=0))
    frame.insert(3, "wins", (medians == medians.min(axis=1, keepdims=True)).sum(axis=0))
    letters = rank_frame(friedman_over_problems(scores))[["method", "groups"]]
    frame = frame.merge(letters, on="method")
    pooled = {name: np.concatenate([scores[problem][name] for problem in scores]) for name in methods}
    strata = {
        name: np.repeat(np.arange(len(scores)), [len(scores[problem][name]) for problem in scores]) for name in methods
    }
    for reference in REFERENCES:
        tests = {test.second: test for test in pair_tests(pooled, unpaired, versus=reference, strata=strata)}
        for key, of in (("better", "improvement"), ("p", "p_holm")):
            values = [getattr(tests[name], of) if name in tests else np.nan for name in frame["method"]]
            frame[f"{key}_{reference}"] = values
    return frame.sort_values("mean_rank", kind="stable", ignore_index=True)


def winners(scores: Scores, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per problem: who has the lowest median, who comes second, and where the references are."""
    rows = []
    for problem, by_method in scores.items():
        medians = {name: float(np.median(values)) for name, values in by_method.items()}
        first, second = sorted(medians, key=lambda name: medians[name])[:2]
        row: dict[str, Any] = {"problem": titles[problem], "best": first, "median": medians[first]}
        row |= {"second": second, "its median": medians[second]}
        row |= {title: medians[name] for name, title in REFERENCES.items()}
        rows.append({**row, "random search": medians["random_search"]})
    return pd.DataFrame(rows)


def headings(frame: pd.DataFrame) -> dict[str, str]:
    """Return column -> heading."""
    known = {"mean_rank": "mean rank", "iqm": "IQM", "iqm_low": "95 %, low", "iqm_high": "95 %, high"}
    for name, title in REFERENCES.items():
        known |= {f"better_{name}": f"better than {title}", f"p_{name}": "Holm p"}
    return {name: title for name, title in known.items() if name in frame}


def formats(frame: pd.DataFrame) -> dict[str, str]:
    """Return column -> format of its numbers."""
    found = dict.fromkeys(("iqm", "iqm_low", "iqm_high", "median"), ".4f") | {"mean_rank": ".2f"}
    found |= {f"better_{name}": ".3f" for name in REFERENCES} | {f"p_{name}": ".2g" for name in REFERENCES}
    return found


def words(budget: int, seeds: int) -> list[str]:
    """Return what a reader of a table at a budget has to know."""

    here = at(budget)
    counts = sorted({min(seeds, method.seeds or seeds) for method in here}, reverse=True)
    said = "; ".join(
        f"{count} seeds: {', '.join(each.label for each in here if min(seeds, each.seeds or seeds) == count)}"
        for count in counts
    )
    one = ", ".join(method.label for method in here if method.formulation is not None)
    return [
        "Hypervolume regret of all that a run had evaluated when so many distinct architectures were met; "
        "searched on valid@200:mean. A run that ended before keeps its last value. Test accuracy plays no part.",
        f"Runs on each problem: {said}. No method is told its budget, so one run is read at every budget.",
        f"Searched one objective, {FORMULATION}: {one}. hw_evrsnas, mnasnet, netadapt and mobilenetv3, where they "
        "stand here, were told the median cost of the problem's connected cells. All with their defaults. etf_moenas "
        "searched the fitness and the cost, not training-free scores; pevonas the same fitness in each of its stages.",
        f"Left out: {'; '.join(f'{name} ({reason})' for name, reason in LEFT_OUT.items())}.",
        "A median of three or five runs is partly chance: who has few runs is ranked with less certainty.",
        "Budgets: 100, what a search that trains can pay for; 2,000, an eighth of the space, for methods that go on to "
        "new cells at little cost; 500 for those that then ask almost only what they have seen; 200 for those that fit "
        "a model or compute a costly survival at every step.",
        "Better than: chance that a run of the method has the smaller regret, mean over the problems; Holm p of van "
        "Elteren's test over the table. Groups: methods that share a letter are not told apart by Nemenyi's test.",
    ]
