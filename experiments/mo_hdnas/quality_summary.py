"""Added: front quality over all 18 problems, its sensitivity to the reference point, and the figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.mo_hdnas.panels import DEVICE_TITLES
from experiments.mo_hdnas.quality import EVERYWHERE, METHODS, QUALITY_NOTES, bootstrap_generator
from experiments.mo_hdnas.settings import (
    BUDGET,
    COMPARED,
    DATASETS,
    DEVICES,
    MAIN,
    PROXIES,
    TWO,
    UPPER,
    Variant,
    searches,
)
from experiments.quantities import front_problem
from suite.analysis.indicators import hypervolume_regret
from suite.analysis.statistics import bootstrap_ci, iqm_ci, probability_of_improvement
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style, series_style
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS

FACTORS = (1.0, 1.1, 1.2)


def report(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], runs: pd.DataFrame, seeds: int, output: Output
) -> None:
    """Write the summary over problems, the sensitivity to the reference point, and the figure."""
    _summary(runs, seeds, output)
    _sensitivity(benchmark, records, seeds, output)
    _figure(runs, seeds, output)


def _scores(runs: pd.DataFrame, variant: str, proxy: str, measure: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return ``(seeds, problems)``."""
    chosen = runs[(runs["variant"] == variant) & (runs["proxy"] == proxy)]
    table = chosen.pivot(index="seed", columns=["dataset", "device"], values=measure)
    return np.asarray(table, dtype=np.float64)


def _summary(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    rows = []
    baseline = {
        measure: _scores(runs, TWO.name, notes.short(UPPER), measure)
        for measure in ("regret_returned", "regret_queried")
    }
    for variant, accuracy in EVERYWHERE:
        proxy = notes.short(accuracy)
        row: dict[str, Any] = {"method": variant.label, "proxy": proxy}
        for measure, reference in baseline.items():
            scores = _scores(runs, variant.name, proxy, measure)
            interval = iqm_ci(scores, bootstrap_generator(variant.name, proxy, measure, "iqm"), resamples=2000)
            row[measure] = interval.estimate
            row[f"{measure}_ci"] = f"{interval.low:.4f} to {interval.high:.4f}"
            row[f"{measure}_better"] = probability_of_improvement(scores, reference)
        chosen = runs[(runs["variant"] == variant.name) & (runs["proxy"] == proxy)]
        row |= {"distinct": float(chosen["distinct"].mean()), "reaches_best": float(chosen["reaches_best"].mean())}
        rows.append(row)
    output.table(
        "front-quality-summary",
        pd.DataFrame(rows),
        "Added to MO-HDNAS: hypervolume regret over all 18 problems (3 data sets x 6 devices), interquartile mean with "
        "95 % stratified bootstrap interval.",
        [
            *QUALITY_NOTES,
            f"{seeds} seeds per problem, {BUDGET.describe()} each. 'Better': probability that a run of the method has "
            f"less regret than a run of {TWO.label} on valid@200, ties counting half, mean over problems. 'Reaches "
            "best': share of runs that return an architecture with the highest test accuracy (reported only).",
            *notes.fitness_notes(*PROXIES),
        ],
        headings={
            "regret_returned": "HV regret, returned",
            "regret_returned_ci": "95 % CI",
            "regret_returned_better": "better",
            "regret_queried": "HV regret, queried",
            "regret_queried_ci": "95 % CI ",
            "regret_queried_better": "better ",
            "reaches_best": "reaches best",
        },
        formats={"regret_returned": ".4f", "regret_queried": ".4f", "distinct": ".0f"}
        | dict.fromkeys(("regret_returned_better", "regret_queried_better", "reaches_best"), ".2f"),
    )


def _sensitivity(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    rows = []
    for accuracy in MAIN:
        regrets = {variant.label: _regrets(benchmark, records, seeds, variant, accuracy) for variant in COMPARED}
        for label, by_factor in regrets.items():
            row: dict[str, Any] = {"method": label, "proxy": notes.short(accuracy)}
            for factor in FACTORS:
                ordered = sorted(regrets, key=lambda name: regrets[name][factor])
                row |= {f"regret_{factor}": by_factor[factor], f"rank_{factor}": ordered.index(label) + 1}
            rows.append(row)
    output.table(
        "hypervolume-reference",
        pd.DataFrame(rows),
        "Added to MO-HDNAS: sensitivity of the hypervolume regret of the returned sets to the reference point r.",
        [
            f"Mean over 18 problems and {seeds} seeds; rank 1 is the smallest regret on the same proxy. r in "
            "objectives normalised by the exact ideal and nadir of (valid@200 error, latency). With r = 1.0 the "
            "extreme points of a front count for nothing.",
            *notes.fitness_notes(*MAIN),
        ],
        headings={f"regret_{factor}": f"HV regret, r = {factor}" for factor in FACTORS}
        | {f"rank_{factor}": f"rank, r = {factor}" for factor in FACTORS},
        formats={f"regret_{factor}": ".4f" for factor in FACTORS},
    )


def _regrets(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, variant: Variant, accuracy: str
) -> dict[float, float]:
    """Return the mean regret of a method over problems and seeds, by reference point."""
    found: dict[float, list[float]] = {factor: [] for factor in FACTORS}
    for dataset in DATASETS:
        for device in DEVICES:
            problem = front_problem(benchmark, dataset, device, UPPER)
            exact = problem.values[problem.exact_front()]
            references = {factor: problem.reference(factor) for factor in FACTORS}
            for spec in searches(variant, dataset, device, seeds, accuracy):
                values = problem.values[records[spec].recommended]
                for factor, reference in references.items():
                    found[factor].append(hypervolume_regret(values, exact, reference))
    return {factor: float(np.mean(each)) for factor, each in found.items()}


def _figure(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(MAIN), 3, height_in=4.6, sharex=True, sharey=True)
        for line, accuracy in zip(grid, MAIN, strict=True):
            numbers[accuracy] = {
                dataset: _panel(axes, runs, dataset, accuracy) for axes, dataset in zip(line, DATASETS, strict=True)
            }
            line[0].set_ylabel(f"hypervolume regret,\n{notes.short(accuracy)}")
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            axes.set_title(DATASET_LABELS[dataset])
        for axes in grid[-1]:
            axes.set_xticks(range(len(DEVICES)), [DEVICE_TITLES[device] for device in DEVICES], rotation=40, ha="right")
        one_legend(figure, [grid[-1, 0]], columns=5)
        output.figure(
            "front-quality",
            figure,
            {"proxies": MAIN, "seeds": seeds, "devices": DEVICES, "regret": numbers},
            f"Added to MO-HDNAS: hypervolume regret of the returned set against the exact front of valid@200 error and "
            f"latency, search on {notes.short(MAIN[0])} (top) and on valid@200 (bottom); mean and 95 % bootstrap "
            f"interval over {seeds} seeds, {BUDGET.describe()} each.",
        )


def _panel(axes: Any, runs: pd.DataFrame, dataset: str, accuracy: str) -> dict[str, Any]:
    """Draw one data set and fitness; return the plotted numbers by method."""
    proxy = notes.short(accuracy)
    shown = [variant for variant, searched in METHODS if searched == accuracy]
    numbers: dict[str, Any] = {}
    for place, variant in enumerate(shown):
        if dataset not in variant.datasets:
            continue
        style = series_style(variant.name)
        intervals = []
        for device in DEVICES:
            chosen = runs.query("variant == @variant.name and proxy == @proxy and dataset == @dataset")
            scores = chosen[chosen["device"] == device]["regret_returned"].to_numpy()
            rng = bootstrap_generator(variant.name, proxy, dataset, device, "figure")
            intervals.append(bootstrap_ci(scores, rng, resamples=2000))
        mean, low, high = (np.array([getattr(i, name) for i in intervals]) for name in ("estimate", "low", "high"))
        x = np.arange(len(DEVICES)) + 0.14 * (place - (len(shown) - 1) / 2)
        axes.errorbar(
            x, mean, yerr=[mean - low, high - mean], fmt=style.marker, color=style.color, markersize=3.2,
            linewidth=0.8, linestyle="none", label=style.label,
        )  # fmt: skip
        numbers[variant.name] = {"mean": mean, "ci_low": low, "ci_high": high}
    axes.set_yscale("log")
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return numbers
