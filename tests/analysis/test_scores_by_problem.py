from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from suite.analysis.scores_by_problem import centres, checked, scores_of
from suite.errors import ConfigurationError

SCORES = {"p": {"a": np.array([1.0, 2.0, 6.0]), "b": np.array([np.inf, 4.0])}, "q": {"a": np.ones(1), "b": np.zeros(4)}}


def test_names_come_in_their_order_and_numbers_of_runs_may_differ() -> None:
    assert checked(SCORES) == (("p", "q"), ("a", "b"))


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ({}, "at least one problem"),
        ({"p": {}}, "at least one method"),
        ({"p": {"a": [1.0], "b": [1.0]}, "q": {"a": [1.0]}}, "'q' differs by b"),
        ({"p": {"a": [np.nan, 1.0]}}, "'a' on 'p'"),
        ({"p": {"a": []}}, "'a' on 'p'"),
        ({"p": {"a": [[1.0]]}}, "'a' on 'p'"),
    ],
)
def test_what_cannot_be_compared_is_refused(scores: dict[str, dict[str, list[float]]], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        checked({p: {m: np.array(v) for m, v in methods.items()} for p, methods in scores.items()})


def test_a_frame_of_runs_gives_its_scores_without_the_problems_where_the_measure_is_not_defined() -> None:
    rows = [(problem, method, value) for problem, of in SCORES.items() for method, v in of.items() for value in v]
    rows += [("one objective", method, np.nan) for method in "ab"]
    runs = pd.DataFrame(rows, columns=["problem", "method", "igd_plus"])
    found = scores_of(runs, "igd_plus")
    assert list(found) == ["p", "q"]
    for problem, of in SCORES.items():
        for method, values in of.items():
            np.testing.assert_array_equal(found[problem][method], values)
    with pytest.raises(ConfigurationError, match="no measure 'r2'"):
        scores_of(runs, "r2")
    with pytest.raises(ConfigurationError, match="'a' on 'p'"):
        scores_of(runs.assign(igd_plus=[np.nan, *runs["igd_plus"][1:]]), "igd_plus")
    with pytest.raises(ConfigurationError, match="at least one problem"):
        scores_of(runs[runs["problem"] == "one objective"], "igd_plus")


def test_centres_are_medians_over_the_runs() -> None:
    np.testing.assert_array_equal(centres(SCORES), [[2.0, np.inf], [1.0, 0.0]])
    np.testing.assert_array_equal(centres(SCORES, np.max), [[6.0, np.inf], [1.0, 0.0]])
