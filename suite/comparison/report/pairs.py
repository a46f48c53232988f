"""All pairs of methods: who is better how often, with which certainty, over all problems and on each."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.analysis.improvement import improvement_frame
from suite.analysis.pair_tests import pair_tests
from suite.analysis.pairing import Shared
from suite.analysis.scores_by_problem import Scores
from suite.comparison.report.overview import usable
from suite.comparison.report.words import ALL, Names, tex_of
from suite.comparison.results import Results
from suite.report.html.block import Section
from suite.report.html.table import Column, Table

RESAMPLES = 1_000
COLUMNS = (
    Column("problem", "problem", choose=True, first=ALL),
    Column("first", "first", choose=True),
    Column("second", "second", choose=True),
    Column("improvement", "P(second better)", ".3f"),
    Column("low", "95 % from", ".3f", numeric=True),
    Column("high", "to", ".3f", numeric=True),
    Column("p", "p", ".2g"),
    Column("holm_p", "Holm p", ".2g"),
    Column("n", "runs of first"),
    Column("m", "runs of second"),
    Column("ties", "ties", ".3f"),
    Column("test", "test"),
)


def pair_section(results: Results, names: Names, shared: Shared, rng: np.random.Generator) -> Section:
    """Return the table of all pairs by the main measure."""
    import pandas as pd

    scores = usable(results).get(results.main)
    if scores is None or len(names.methods) < 2:
        return Section("Pairs", [])
    whole = improvement_frame(scores, rng, shared, resamples=RESAMPLES).to_dict("records")
    rows = [_row(ALL, row, scores, names) for row in whole] if len(scores) > 1 else []
    for problem, by_method in scores.items():
        tests = pair_tests(by_method, shared)
        rows += [
            _row(names.problems[problem], {**vars(test), "holm_p": test.p_holm}, {problem: by_method}, names)
            for test in tests
        ]
    first = ALL if len(scores) > 1 else ""
    columns = [Column(c.name, c.heading, c.form, c.choose, first if c.first else "", c.numeric) for c in COLUMNS]
    caption = f"All pairs of methods by {names.main}."
    notes = [
        "P(second better): chance that a run of the second is better than one of the first, ties counting half; over "
        "all problems with a 95 % bootstrap interval. p: of the named test; Holm p: corrected over all pairs of one "
        "problem, or of the comparison over all problems. Ties: share of pairs of runs with the same value."
    ]
    over_all = pd.DataFrame(
        [row for row in rows if row[0] == first] or rows, columns=[column.name for column in columns]
    ).drop(columns="problem")
    return Section("Pairs", [Table("pairs", caption, columns, rows, notes, tex_of(over_all, "pairs", caption))])


def _row(problem: str, test: Any, scores: Scores, names: Names) -> list[Any]:
    first, second = test["first"], test["second"]
    ties = np.mean([_ties(by_method[first], by_method[second]) for by_method in scores.values()])
    return [
        problem, names.methods[first], names.methods[second], test["improvement"], test.get("low"), test.get("high"),
        test["p"], test["holm_p"], test["n"], test["m"], float(ties), test["test"],
    ]  # fmt: skip


def _ties(first: Any, second: Any) -> float:
    return float((np.asarray(first)[:, None] == np.asarray(second)).mean())
