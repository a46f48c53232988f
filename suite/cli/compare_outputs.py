"""What ``suite compare`` shows: the table for the terminal, the notes below it, and the anytime plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.objectives.problem import describe_reference

if TYPE_CHECKING:
    import pandas as pd

    from suite.analysis.evaluation import Evaluator
    from suite.report.style import SeriesStyle
    from suite.study.record import Record

HEADINGS = {
    "method": "method",
    "n": "runs",
    "mean": "mean regret",
    "ci_low": "95 % CI, low",
    "ci_high": "95 % CI, high",
    "median": "median",
    "q25": "25 %",
    "q75": "75 %",
    "regret_1": "mean regret, reference 1",
    "igd_plus": "IGD+",
    "additive_epsilon": "additive epsilon",
    "error_regret": "error regret (points)",
    "failed_runs": "failed runs",
    "best_accuracy": "best accuracy (%)",
    "test_accuracy": "its test accuracy (%), reported only",
    "queries": "queries",
    "distinct": "distinct",
    "simulated_hours": "simulated hours",
    "test": "test",
    "p": "p",
    "holm_p": "Holm p",
    "a12": "A12",
    "improvement": "improvement",
    "correlation": "correlation of pairs",
}
"""Column -> heading for readers."""

PAIR_HEADINGS = {
    "first": "first",
    "second": "second",
    "n": "runs",
    "m": "runs of second",
    "shared": "shared",
    "ties": "ties",
    **{column: HEADINGS[column] for column in ("test", "correlation", "p", "holm_p", "a12", "improvement")},
}
PAIR_TERMINAL = ("first", "second", "test", "correlation", "p", "holm_p", "a12", "improvement")

TERMINAL = (
    "method", "n", "mean", "ci_low", "ci_high", "median", "q25", "q75", "igd_plus", "best_accuracy", "test_accuracy",
    "distinct", "holm_p", "a12", "improvement",
)  # fmt: skip
"""The columns that fit on a terminal; the files hold all."""

_SHORT = {
    "ci_low": "CI low",
    "ci_high": "CI high",
    "best_accuracy": "best acc.",
    "test_accuracy": "test acc.",
    "correlation": "pairs' corr.",
}
_DIGITS = {"best_accuracy": 2, "test_accuracy": 2, "distinct": 0, "n": 0, "a12": 3, "improvement": 3, "correlation": 2}
FORMATS = {
    **dict.fromkeys(("best_accuracy", "test_accuracy"), ".2f"),
    **dict.fromkeys(("queries", "distinct", "simulated_hours"), ".1f"),
    **dict.fromkeys(("p", "holm_p"), ".2g"),
    **dict.fromkeys(("a12", "improvement"), ".3f"),
    "correlation": ".2f",
}
"""Column -> format of its numbers in the files."""

AXES = {
    "queries": "queries",
    "distinct": "distinct architectures",
    "seconds": "simulated training time (h)",
}


def table_notes(measure: str, first: str, tests: pd.DataFrame, returned_only: bool = False) -> list[str]:
    """Return the sentences that a reader of the table needs.

    Args:
        measure: what the runs are compared by.
        first: the method that the others are tested against.
        tests: of all pairs (:func:`suite.analysis.comparison.pairs_frame`).
        returned_only: whether only what the methods return is measured (:class:`~suite.analysis.evaluation.Evaluator`).
    """
    counted = "what the method returned" if returned_only else "everything that a run evaluated"
    by = "by the accuracy of 'measured on'" if returned_only else "by the fitness searched on"
    listed = "best known" not in measure
    known = "exact front" if listed else "best-known front"
    scale = describe_reference() if listed else "whose ideal is 0 and nadir 1, reference point 1.1"
    what = (
        f"1 - HV(evaluated) / HV({known}), {scale}"
        if measure.startswith("hypervolume")
        else f"best error found minus the best {'in the space' if listed else 'known'} (points)"
    )
    reported = "its test accuracy is reported only and selects nothing" if listed else "no test accuracy is known"
    return [
        f"{'Regret' if listed else 'Distance'}: {measure}, {what}; of {counted}. "
        "Intervals: percentile bootstrap of the mean.",
        f"Best accuracy: {by}; {reported} (means).",
        *[in_words(note, measure) for note in _test_notes(first, tests)],
    ]


def in_words(text: str, measure: str) -> str:
    """Return ``text``, which speaks of a regret, as it has to be where there is but a distance to the best known."""
    return text.replace("regret", "distance") if "best known" in measure else text


def _test_notes(first: str, tests: pd.DataFrame) -> list[str]:
    """Return which tests were made, with the correlation of what was paired; nothing without a test."""
    from suite.analysis.pair_tests import WILCOXON

    if not len(tests):
        return []
    notes = []
    paired = tests[tests["test"] == WILCOXON]
    if len(paired) < len(tests):
        notes.append(
            "Mann-Whitney: unpaired, as the runs share no drawn fitness or cost, whatever their seeds are called."
        )
    if len(paired):
        low, high = paired["correlation"].min(), paired["correlation"].max()
        measured = f"{low:.2f} to {high:.2f}" if low == low else "not defined, as one side is constant"
        notes.append(
            f"Wilcoxon signed-rank: paired by seed, as runs of one seed share their {paired['shared'].iloc[0]}; "
            f"Spearman's correlation of the pairs: {measured}."
        )
    notes.append(
        f"Holm p: corrected over the tests against {first}, in the table of pairs over all pairs. A12: chance of a "
        f"larger regret than {first}'s (in the table of pairs: the first's), ties counting half; improvement: of a "
        "smaller one."
    )
    return notes


def text_table(frame: pd.DataFrame, columns: Sequence[str], measure: str = "") -> str:
    """Return the ``columns`` of ``frame`` as aligned text; missing numbers are a dash."""
    titles = {**HEADINGS, **PAIR_HEADINGS, **_SHORT}
    table = [[in_words(titles[column], measure) for column in columns]]
    for row in frame[list(columns)].to_dict("records"):
        table.append([_cell(row[column], _DIGITS.get(column, 4)) for column in columns])
    widths = [max(len(line[position]) for line in table) for position in range(len(columns))]
    lines = []
    for line in table:
        cells = [line[0].ljust(widths[0])]
        cells += [text.rjust(width) for text, width in zip(line[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def _cell(value: Any, digits: int) -> str:
    if isinstance(value, str):
        return value
    if value != value:
        return "-"
    text = f"{value:.{digits}f}"
    return f"{value:.0e}" if digits == 4 and 0 < value < 0.00005 else text


def anytime_figure(
    runs: Mapping[str, Sequence[Record]], evaluator: Evaluator, caption: str
) -> tuple[Any, dict[str, Any]]:
    """Return the anytime plot (median and quartiles against the three budgets) and the plotted numbers."""
    from matplotlib.ticker import LogLocator, NullFormatter

    from suite.analysis.comparison import anytime_bands
    from suite.report.output import SURROGATE_TITLE
    from suite.report.style import new_figure, publication_style

    bands = {axis: anytime_bands(runs, evaluator, axis) for axis in AXES}
    shown = [axis for axis in AXES if any(len(band["budget"]) for band in bands[axis].values())]
    # a regret of zero has no place on a logarithmic axis: it is drawn at a floor below everything else
    quartiles = [band[key] for band in bands["queries"].values() for key in ("q25", "q75")]
    positive = [values[(values > 0) & np.isfinite(values)] for values in quartiles]
    floor = min((float(values.min()) for values in positive if len(values)), default=1e-3) / 2
    n = {name: len(records) for name, records in runs.items()}
    styles = distinct_styles(list(runs))
    with publication_style():
        figure, axes = new_figure(1, len(shown), columns=2, height_in=2.6, sharey=True)
        for panel, axis in zip(axes[0], shown, strict=True):
            panel.set(xscale="log", yscale="log", xlabel=AXES[axis])
            panel.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            panel.yaxis.set_major_formatter("{x:g}")
            panel.yaxis.set_minor_formatter(NullFormatter())
            for name, band in bands[axis].items():
                style = styles[name]
                budget = band["budget"] / (3600 if axis == "seconds" else 1)
                every = max(1, len(budget) // 5)
                low, middle, high = (_drawable(band[key], floor) for key in ("q25", "median", "q75"))
                panel.fill_between(budget, low, high, step="post", color=style.color, alpha=0.18, linewidth=0)
                panel.step(
                    budget,
                    middle,
                    where="post",
                    label=style.label,
                    marker=style.marker,
                    markevery=every,
                    **style.line(),
                )
            if not any(np.isfinite(band["median"]).any() for band in bands[axis].values()):
                panel.text(0.5, 0.5, "no finite median", ha="center", transform=panel.transAxes)
        zero = "; 0 at the bottom" if any((band["q25"] <= 0).any() for band in bands["queries"].values()) else ""
        axes[0][0].set_ylabel(f"{evaluator.measure}\n(median and IQR, n = {min(n.values())}{zero})")
        handles, labels = axes[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=min(len(runs), 5))
        if "SURROGATE" in caption:
            figure.supxlabel(SURROGATE_TITLE, fontsize=7, color="#CC0000")
    return figure, {"measure": evaluator.measure, "runs": n, "seconds_per_hour": 3600, "bands": bands}


def distinct_styles(names: Sequence[str]) -> dict[str, SeriesStyle]:
    """Return the style of each series; one whose colour is taken gets the next free one, with another marker."""
    from suite.report.style import OKABE_ITO, SERIES, series_style

    colors = [color for key, color in OKABE_ITO.items() if key != "black"]
    markers = "osD^vPX<>"
    styles: dict[str, SeriesStyle] = {}
    for name in sorted(names, key=lambda name: name not in SERIES):  # those with a style of their own keep it
        style = series_style(name)
        used = {other.color for other in styles.values()}
        free = [color for color in colors if color not in used]
        if style.color in used:
            color = free[0] if free else style.color
            taken = {other.marker for other in styles.values()}
            marker = next((each for each in markers if each not in taken), style.marker)
            style = replace(style, color=color, marker=marker)
        styles[name] = style
    return styles


def _drawable(values: Any, floor: float) -> Any:
    """Return ``values`` with zeros at ``floor`` and what is not finite left out."""
    return np.where(np.isfinite(values), np.maximum(values, floor), np.nan)
