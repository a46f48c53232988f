"""Practical equivalence of all pairs of a comparison, and where one of two methods attains more often."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from suite.analysis.attainment import attainment_surfaces
from suite.analysis.attainment_difference import attainment_difference
from suite.analysis.bayes import PRIOR, equivalence_frame
from suite.analysis.scores_by_problem import centres
from suite.comparison.results import Results
from suite.files import write_atomically
from suite.report.comparison.attainment import attainment_figure
from suite.report.comparison.looks import label
from suite.report.comparison.pairs import equivalence_figure
from suite.report.figures import save_figure
from suite.report.latex import label_of
from suite.report.output import SURROGATE_MARK, mark_surrogate
from suite.report.paper import paper_table
from suite.report.paper_columns import paper_columns
from suite.report.tables import write_table
from suite.report.venues import Venue

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
SEED = 20240415
ROPES = {"hypervolume_regret": 0.01, "returned_hypervolume_regret": 0.01, "igd_plus": 0.01, "additive_epsilon": 0.01,
         "r2": 0.01, "error_regret": 0.1, "limit_regret": 0.1}  # fmt: skip
"""Half the region of practical equivalence of each measure: a hundredth of the front's scale, a tenth of a point."""


def ranked(results: Results) -> list[str]:
    """Return the methods by the mean rank of their medians, best first."""
    ranks = rankdata(centres(results.scores()), axis=1).mean(axis=0)
    return [results.methods[place] for place in np.argsort(ranks, kind="stable")]


def equivalences(results: Results, rope: float | None = None) -> pd.DataFrame:
    """Return the Bayesian comparison of all pairs by the main measure (:mod:`suite.analysis.bayes`).

    Args:
        results: of two problems or more.
        rope: half the region of practical equivalence; that of :data:`ROPES` by default.
    """
    half = ROPES[results.main] if rope is None else rope
    return equivalence_frame(results.scores(), half, np.random.Generator(np.random.PCG64(SEED)))


def write_equivalences(
    results: Results, out: Path, rope: float | None = None, venue: Venue | None = None
) -> list[Path]:
    """Write the table and the matrix of :func:`equivalences`; nothing for one problem or one method.

    Args:
        results: the comparison.
        out: folder.
        rope: half the region of practical equivalence; that of :data:`ROPES` by default.
        venue: the LaTeX table is laid out for it.
    """
    if len(results.scores()) < 2 or len(results.methods) < 2:
        return []
    frame = equivalences(results, rope)
    half = float(frame["rope"].iloc[0])
    caption = f"Practical equivalence of all pairs. {results.title}"
    notes = [
        f"Bayesian signed ranks of the medians on {len(results.scores())} problems; region of practical equivalence "
        f"{half:g} on either side, prior strength {PRIOR:g} at 0. Probabilities that the first is better by more, that "
        "both are equivalent, that the second is better; decision: where one is 0.95 or more."
    ]
    stem = out / f"{_stem(results)}-equivalence"
    formats = dict.fromkeys(("first_better", "equivalent", "second_better"), ".3f")
    formats |= dict.fromkeys(("rope", "prior"), "g")
    paths = write_table(
        frame, stem, caption, [*notes, *results.notes], formats=formats,
        csv_columns={"tables": SURROGATE_MARK if results.surrogate else "real"}, label=label_of(PurePath(stem.name)),
    )  # fmt: skip
    if venue is not None:
        columns, said = paper_columns(frame, formats=formats)
        text = paper_table(frame, columns, caption, label_of(stem), venue, [*said, *notes], f"{stem.name}.csv")
        write_atomically(stem.with_name(f"{stem.name}.tex"), text)
    listed = {
        (row["first"], row["second"]): (row["first_better"], row["equivalent"], row["second_better"])
        for row in frame.to_dict("records")
    }
    figure, numbers = equivalence_figure(ranked(results), listed)
    if results.surrogate:
        mark_surrogate(figure)
    facts = {"caption": caption, "notes": notes, "surrogate": results.surrogate}
    return [*paths, *save_figure(figure, stem, {**facts, **numbers})]


def write_attainment(
    results: Results, problem: str, values: Floats, out: Path, pair: tuple[str, str] | None = None
) -> list[Path]:
    """Draw where one of two methods attains more often than the other on one problem; nothing unless it has one cost.

    Args:
        results: the comparison.
        problem: its name.
        values: ``(size, 2)`` error and cost of all architectures.
        out: folder.
        pair: the two methods; the two of the best mean rank by default.
    """
    found = results.problem(problem)
    first, second = pair or tuple(ranked(results)[:2])
    sets = results.sets[problem]
    if found.front_values.shape[1] != 2 or not len(found.front_indices):
        return []
    fronts = {name: [values[indices] for indices in sets[name]] for name in (first, second)}
    difference = attainment_difference(fronts[first], fronts[second])
    figure, numbers = attainment_figure(
        (first, second),
        {name: attainment_surfaces(runs, [50])[50] for name, runs in fronts.items()},
        (difference.x, difference.y), difference.difference, found.front_values, (found.labels[0], found.labels[1]),
    )  # fmt: skip
    if results.surrogate:
        mark_surrogate(figure)
    caption = (
        f"Where {label(first)} and {label(second)} attain more often; median surfaces, exact front. {found.title}."
    )
    facts = {"caption": caption, "notes": list(results.notes), "surrogate": results.surrogate}
    return save_figure(figure, out / f"{_stem(results)}-{problem}-attainment", {**facts, **numbers})


def _stem(results: Results) -> str:
    return f"{results.name}-{SURROGATE_MARK}" if results.surrogate else results.name
