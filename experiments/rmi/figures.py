"""The figure: score against accuracy, correlation among the best cells, and correlation against steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import kit
from experiments.rmi import words
from experiments.rmi.measures import SHARES, TRUTHS, coefficients, curve, share_text
from experiments.rmi.scorers import Scorer, main_scorer, proxy_scorers, rmi_scorers, simple_scorers, tables
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.style import FAINT, OKABE_ITO, SeriesStyle
from suite.scores import parse_selection
from suite.tables.columns import DATASET_LABELS

STYLES = {
    "mixed": SeriesStyle("RMI, mixed loss", OKABE_ITO["blue"], "o", "-"),
    "sum": SeriesStyle("RMI, sum", OKABE_ITO["sky"], "s", "--"),
    "valid_accuracy_12": SeriesStyle("accuracy, 12 epochs", OKABE_ITO["black"], "^", "-"),
    "macs_m": SeriesStyle("MACs", OKABE_ITO["orange"], "D", "-."),
    "jacov": SeriesStyle("Jacobian cov.", OKABE_ITO["green"], "P", (0, (5, 1, 1, 1, 1, 1))),
    "nwot": SeriesStyle("NWOT", OKABE_ITO["purple"], "X", (0, (3, 1))),
    "synflow": SeriesStyle("SynFlow", OKABE_ITO["vermilion"], "<", (0, (1, 1))),
}
"""Parameters are left out: they rank cells as MACs do. The tables hold every score."""

SHOWN_PROXIES = ("jacov", "nwot", "synflow")

TAIL = 0.005
"""Share of the distinct scores that may lie left of the first panel."""

AXES = {False: "score (minus the mixed loss)", True: "score (sum of the similarities)"}
"""By whether the score is the sum."""

DATASET_COLORS = {"cifar10": "blue", "cifar100": "orange", "ImageNet16-120": "green"}


def report(benchmark: Benchmark, output: Output) -> None:
    """Draw the figure for the default table on the data set of its images."""
    table = tables(benchmark)[0]
    truth = benchmark.column(TRUTHS["validation"], table.dataset)
    score = main_scorer(table)
    note = words.figure_note(benchmark, table, int((score.values < _range(score)[0]).sum()))
    with kit.drawing(output, "score-and-accuracy", words.figure(table), note, panels=3, height_in=2.9) as drawn:
        left, middle, right = drawn.grid[0]
        drawn.numbers |= {
            "table": table.name,
            "scatter": _scatter(left, score, truth, DATASET_LABELS[table.dataset]),
            "shares": _shares(middle, benchmark, table.dataset),
            "steps": _steps(right, benchmark),
        }
        handles, labels = middle.get_legend_handles_labels()
        drawn.figure.legend(handles, labels, loc="outside lower center", ncols=4)


def _range(scorer: Scorer) -> tuple[float, float]:
    """Return the scores that are shown: cells without a path and fits that diverged would stretch the axis."""
    low, high = np.quantile(np.unique(scorer.values), (TAIL, 1.0))
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def _scatter(axes: Any, scorer: Scorer, accuracy: Any, label: str) -> dict[str, Any]:
    axes.plot(
        scorer.values, accuracy, ".", color=OKABE_ITO["blue"], markersize=1.6, alpha=0.25, markeredgewidth=0,
        rasterized=True,
    )  # fmt: skip
    first = int(np.argmax(scorer.values))
    axes.plot(
        scorer.values[first], accuracy[first], "*", color=OKABE_ITO["vermilion"], markersize=7, zorder=5,
        label="highest score",
    )  # fmt: skip
    axes.axhline(accuracy.max(), color=FAINT, linewidth=0.7, zorder=0)
    axes.set_xlim(*_range(scorer))
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(AXES[parse_selection(scorer.name).summed])
    axes.set_ylabel("validation accuracy (%)")
    axes.set_title(label)
    axes.legend(loc="lower right")
    return {
        "score": scorer.values[::5],
        "accuracy": accuracy[::5],
        "highest": [scorer.values[first], accuracy[first]],
        "hidden": int((scorer.values < _range(scorer)[0]).sum()),
    }


def _shares(axes: Any, benchmark: Benchmark, dataset: str) -> dict[str, Any]:
    accuracy = benchmark.column(TRUTHS["validation"], dataset)
    mixed, summed = rmi_scorers(tables(benchmark)[0])
    shown = [each for each in proxy_scorers(benchmark, dataset) if each.name in SHOWN_PROXIES]
    simple = [each for each in simple_scorers(benchmark, dataset) if each.name in STYLES]
    named = [("mixed", mixed), ("sum", summed), *((each.name, each) for each in [*simple, *shown])]
    places = np.arange(len(SHARES))
    numbers = {}
    for name, scorer in named:
        found = coefficients(scorer, accuracy)
        taus = [found[f"kendall {share_text(share)}"] for share in SHARES]
        style = STYLES[name]
        axes.plot(places, taus, marker=style.marker, markersize=3, label=style.label, **style.line())
        numbers[name] = taus
    axes.axhline(0.0, color=FAINT, linewidth=0.7, zorder=0)
    axes.set_xticks(places, [share_text(share).removeprefix("top ") for share in SHARES])
    axes.set_xlabel("best cells by validation accuracy")
    axes.set_ylabel("Kendall's τ")
    axes.set_title("all and the best cells (legend below)")
    axes.margins(0.06)
    return {"shares": list(SHARES), "kendall": numbers}


def _steps(axes: Any, benchmark: Benchmark) -> dict[str, Any]:
    table = tables(benchmark)[0]
    numbers: dict[str, Any] = {}
    for dataset in kit.DATASETS:
        for summed in (False, True):
            steps, taus = curve(benchmark, table, dataset, summed)
            axes.plot(
                steps, taus, "--" if summed else "-", marker="s" if summed else "o", markersize=3,
                color=OKABE_ITO[DATASET_COLORS[dataset]], label=None if summed else DATASET_LABELS[dataset],
            )  # fmt: skip
            numbers.setdefault(dataset, {"steps": steps})["sum" if summed else "mixed"] = taus
    axes.set_xlabel("steps on the one batch")
    axes.set_ylabel("Kendall's τ, all cells")
    axes.plot([], [], "-", marker="o", markersize=3, color=OKABE_ITO["black"], label="mixed loss")
    axes.plot([], [], "--", marker="s", markersize=3, color=OKABE_ITO["black"], label="sum")
    axes.set_title("all cells, by steps")
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.0, low), max(low, high) * 1.06)  # from 0: a difference is seen in proportion
    axes.margins(x=0.06)
    axes.legend(loc="lower right")
    return numbers
