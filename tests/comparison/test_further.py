from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from suite.analysis.bayes import equivalence
from suite.comparison.further import equivalences, ranked, write_attainment, write_equivalences
from suite.comparison.problems import OpenBenchmark
from suite.comparison.results import Results
from suite.comparison.specs import setting_of
from suite.comparison.study import ComparisonStudy
from suite.study.problem import judged_problem


def test_all_pairs_are_compared_by_their_medians(results: Results, folder: Path) -> None:
    frame = equivalences(results)
    scores = results.scores()
    a, b = (np.array([np.median(scores[p][name]) for p in scores]) for name in frame.iloc[0][["first", "second"]])
    again = equivalence(a, b, 0.01, np.random.default_rng(0))
    assert abs(frame.iloc[0]["first_better"] - again.first_better) < 0.03
    paths = write_equivalences(results, folder)
    assert {path.suffix for path in paths} == {".csv", ".md", ".tex", ".pdf", ".png", ".json"}
    order = json.loads((folder / "small-surrogate-equivalence.json").read_text(encoding="utf-8"))["names"]
    assert order == ranked(results)
    assert set(order) == set(results.methods)


def test_attainment_of_the_two_best(
    study: ComparisonStudy, results: Results, opened: OpenBenchmark, folder: Path
) -> None:
    problem = study.problems[0]
    values = judged_problem(setting_of(study, problem), opened(problem.dataset)).values
    paths = write_attainment(results, problem.name, values, folder)
    numbers = json.loads(next(path for path in paths if path.suffix == ".json").read_text(encoding="utf-8"))
    assert numbers["names"] == ranked(results)[:2]
    one = numbers["difference"]
    first, second = (
        np.mean([(values[run] <= [one["error"][0], one["cost"][0]]).all(axis=1).any() for run in of])
        for of in (results.sets[problem.name][name] for name in numbers["names"])
    )
    assert abs((first - second) - one["share"][0]) < 1e-6
    assert len(one["share"]) > 0
