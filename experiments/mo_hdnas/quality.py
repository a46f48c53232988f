"""Added: how close each method's sets come to the exact front, at equal budget.

Hypervolume regret and IGD+ on (valid@200 error, latency), whatever the search itself looked up, so that all methods
stand on one scale. The paper reports no front metric.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import DATASETS, FIGURE_DEVICES, VALID, Case, Column, Study
from experiments.mo_hdnas import devices
from experiments.mo_hdnas.runs import BUDGET, COMPARED, FITNESSES, PYMOO, QUALITY, TWO
from suite.analysis.statistics import bootstrap_ci, iqm_ci, probability_of_improvement
from suite.objectives.problem import ALL_CELLS, describe_reference
from suite.report.output import Output
from suite.study.record import Record

RESAMPLES = 2000
FACTORS = (1.0, 1.1, 1.2)
FORMER = "regret_returned_1"
"""Regret of the returned set by the former reference, that of all cells."""
MEASURES = {
    "regret_returned": "HV regret, returned",
    "regret_queried": "HV regret, queried",
    "igd_returned": "IGD+, returned",
    "igd_queried": "IGD+, queried",
}
REGRETS = ("regret_returned", "regret_queried")
RUNS = (
    kit.METHOD_KEY,
    kit.FITNESS,
    *map(Column, ("dataset", "device", "seed", "queries", "distinct", "distinct_classes")),
    Column("simulated_hours", ".3f", of="hours"),
    Column("returned"),
    *(Column(measure, ".6f") for measure in MEASURES),
    Column(FORMER, ".6f"),
    Column("smallest_latency_ms", ".5f"),
    Column("largest_latency_ms", ".5f"),
    Column("reaches_best"),
)
QUALITY_NOTES = (
    f"Objectives: valid@200 error and latency. {kit.REFERENCE_NOTE} 'Returned': the set a method returns; 'queried': "
    "everything it evaluated.",
    "The queried set favours methods that meet many distinct architectures: random search never repeats one, "
    "NSGA-II here eliminates duplicates, MO-HDNAS with the paper's encoding does not.",
)


def per_run(study: Study) -> pd.DataFrame:
    """Return one row per run of the comparison with its costs, indicators and reach."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        judged = study.judged(record, VALID)
        returned, queried = record.recommended, np.unique(record.indices)
        smallest, largest = judged.cost_range(returned)
        return {
            "returned": len(returned),
            "regret_returned": judged.regret(returned),
            "regret_queried": judged.regret(queried),
            "igd_returned": judged.igd_plus(returned),
            "igd_queried": judged.igd_plus(queried),
            "smallest_latency_ms": smallest,
            "largest_latency_ms": largest,
            "reaches_best": kit.contains_any(returned, judged.best_by_test),
            FORMER: judged.scale(version=ALL_CELLS).regret(returned),
            **{f"regret_{factor}": judged.scale(factor).regret(returned) for factor in FACTORS},
        }

    return study.tidy(QUALITY, measure)


def interval_of(measure: str, *key: str) -> Callable[[pd.DataFrame], Any]:
    """Return how the bootstrap interval of a mean is found for the runs of a method on one problem.

    Args:
        measure: what the mean is of.
        key: the end of the text that seeds the resampling; the method and the problem come first.
    """

    def interval(group: pd.DataFrame) -> Any:
        run = group.iloc[0]
        rng = kit.generator(run["line"].key, kit.short(run["fitness"]), run["dataset"], run["device"], *key)
        return bootstrap_ci(group[measure].to_numpy(), rng, resamples=RESAMPLES)

    return interval


def _interval_column(measure: str) -> Column:
    interval = interval_of(measure, measure)
    return Column(f"{measure}_ci", heading="95 % CI", value=lambda group: _text(interval(group)))


def _text(interval: Any) -> str:
    return f"{interval.low:.4f} to {interval.high:.4f}"


def report(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the rows per run and the table per device and data set."""
    caption = "One row per run of the front-quality comparison: costs, indicators, extent, whether the best is reached."
    kit.write_rows(output, "runs", runs, RUNS, caption)
    columns = [kit.DATASET, kit.DEVICE, kit.METHOD, kit.FITNESS, Column("distinct", ".0f", value="mean")]
    for measure, heading in MEASURES.items():
        columns += [Column(measure, ".4f", heading, "mean"), _interval_column(measure)]
    rows = kit.summarise(runs, ("line", "fitness", "dataset", "device"), columns)
    order = {name: place for place, name in enumerate((*DATASETS, *FIGURE_DEVICES))}
    caption = (
        "Added to MO-HDNAS: distance to the exact front (valid@200 error, latency) per data set and device, mean with "
        "95 % bootstrap interval."
    )
    notes = [
        *QUALITY_NOTES,
        f"{seeds} seeds, {BUDGET.describe()} each; 'distinct': mean number of distinct architectures among them.",
        *kit.fitness_notes(*FITNESSES),
        f"{PYMOO.label}: on one data set and fitness only, and for one version of pymoo: its runs may change with "
        "another.",
        kit.EDGETPU_NOTE,
    ]
    rows = rows.sort_values(["dataset", "device"], key=lambda names: names.map(order))
    kit.write_table(output, "front-quality", rows, columns, caption, notes)


def summary(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the regret over all problems with stratified intervals."""
    baseline = runs[(runs["line"] == TWO) & (runs["fitness"] == VALID)]

    def intervals(group: pd.DataFrame) -> dict[str, Any]:
        line, fitness = group["line"].iloc[0], kit.short(group["fitness"].iloc[0])
        cells: dict[str, Any] = {}
        for measure in REGRETS:
            scores = _scores(group, measure)
            interval = iqm_ci(scores, kit.generator(line.key, fitness, measure, "iqm"), resamples=RESAMPLES)
            cells |= {measure: interval.estimate, f"{measure}_ci": _text(interval)}
            cells[f"{measure}_better"] = probability_of_improvement(scores, _scores(baseline, measure))
        return cells

    ours = (kit.METHOD, kit.FITNESS, Column("distinct", ".0f", value="mean"))
    best = Column("reaches_best", ".2f", "reaches best", "mean")
    rows = kit.summarise(runs[runs["line"] != PYMOO], ("line", "fitness"), (*ours, best), intervals)
    columns = list(ours[:2])
    for measure in REGRETS:
        columns += [Column(measure, ".4f", MEASURES[measure]), Column(f"{measure}_ci", heading="95 % CI")]
        columns.append(Column(f"{measure}_better", ".2f", "better"))
    caption = (
        "Added to MO-HDNAS: hypervolume regret over all 18 problems (3 data sets x 6 devices), interquartile mean with "
        "95 % stratified bootstrap interval."
    )
    notes = [
        *QUALITY_NOTES,
        devices.against_random(runs),
        *devices.sign_notes(runs),
        f"{seeds} seeds per problem, {BUDGET.describe()} each. 'Better': probability that a run of the method has "
        f"less regret than a run of {TWO.label} on valid@200, ties counting half, mean over problems. 'Reaches "
        "best': share of runs that return an architecture with the highest test accuracy (reported only).",
        *kit.fitness_notes(*FITNESSES),
    ]
    kit.write_table(output, "front-quality-summary", rows, (*columns, ours[2], best), caption, notes)


def _scores(runs: pd.DataFrame, measure: str) -> NDArray[np.float64]:
    """Return ``(seeds, problems)``."""
    table = runs.pivot(index="seed", columns=["dataset", "device"], values=measure)
    return np.asarray(table, dtype=np.float64)


def sensitivity(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write how the regret of the returned sets depends on the reference point."""
    compared = runs[runs["fitness"].isin(kit.MAIN_FITNESSES) & runs["line"].isin(COMPARED)]
    columns = [kit.METHOD, kit.FITNESS]
    regrets = [Column(f"regret_{factor}", ".4f", f"HV regret, r = {factor}", "mean") for factor in FACTORS]
    regrets.append(Column(FORMER, ".4f", "HV regret, reference 1 (all cells), r = 1.1", "mean"))
    rows = kit.summarise(compared, ("fitness", "line"), (*columns, *regrets))
    for regret in regrets:
        rank = regret.key.replace("regret", "rank")
        rows[rank] = rows.groupby("fitness")[regret.key].rank(method="first").astype(int)
        columns += [regret, Column(rank, heading=regret.heading.replace("HV regret", "rank"))]
    caption = "Added to MO-HDNAS: sensitivity of the hypervolume regret of the returned sets to the reference."
    notes = [
        f"Mean over 18 problems and {seeds} seeds; rank 1 is the smallest regret on the same fitness. r in "
        "objectives normalised by ideal and nadir of the exact front of connected cells, (valid@200 error, latency). "
        "With r = 1.0 the extreme points of a front count for nothing.",
        f"{describe_reference(ALL_CELLS).capitalize()}; the one of earlier results. On devices where its nadir is a "
        "cell that guesses (results/reference-points) a point of error weighs less than on the others.",
        *kit.fitness_notes(*kit.MAIN_FITNESSES),
    ]
    kit.write_table(output, "hypervolume-reference", rows, columns, caption, notes)


def figure(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw the regret of the returned sets by device, data set and fitness."""
    caption = (
        "Added to MO-HDNAS: hypervolume regret of the returned set against the exact front of valid@200 error and "
        f"latency, search on {kit.short(kit.RMI)} (top) and on valid@200 (bottom); mean and 95 % bootstrap interval "
        f"over {seeds} seeds, {BUDGET.describe()} each."
    )
    regret: dict[str, Any] = {}
    with kit.drawing(
        output,
        "front-quality",
        caption,
        kit.REFERENCE_NOTE,
        rows=2,
        panels=3,
        legend=5,
        height_in=4.6,
        sharex=True,
        sharey="row",
    ) as drawn:
        for line, fitness in zip(drawn.grid, kit.MAIN_FITNESSES, strict=True):
            chosen = runs[runs["fitness"] == fitness]
            regret[fitness] = {
                dataset: _panel(axes, chosen, dataset) for axes, dataset in zip(line, kit.DATASETS, strict=True)
            }
            line[0].set_ylabel(f"hypervolume regret,\n{kit.short(fitness)}")
        kit.title_datasets(drawn.grid[0])
        kit.device_ticks(drawn.grid[-1], kit.DEVICES)
        drawn.legend_of = [drawn.grid[-1, 0]]
        facts = {"fitnesses": kit.MAIN_FITNESSES, "seeds": seeds, "devices": kit.DEVICES}
        drawn.numbers |= {**facts, "regret": regret}


def in_order(devices: Any) -> Any:
    """Return the places of ``devices`` in the order of the tables."""
    return devices.map(kit.DEVICES.index)


def _panel(axes: Any, runs: pd.DataFrame, dataset: str) -> dict[str, Any]:
    """Draw one data set and fitness; return the plotted numbers by method."""
    lines = list(dict.fromkeys(runs["line"]))
    numbers: dict[str, Any] = {}
    for place, line in enumerate(lines):
        chosen = runs[(runs["line"] == line) & (runs["dataset"] == dataset)]
        if chosen.empty:
            continue
        found = [
            interval_of("regret_returned", "figure")(group)
            for _, group in kit.groups(chosen.sort_values("device", key=in_order), ("device",))
        ]
        mean, low, high = np.array([(each.estimate, each.low, each.high) for each in found]).T
        x = np.arange(len(mean)) + 0.14 * (place - (len(lines) - 1) / 2)
        kit.draw_bars(axes, x, mean, low, high, line.look, markersize=3.2)
        numbers[line.key] = {"mean": mean, "ci_low": low, "ci_high": high}
    axes.set_yscale("log")
    kit.plain_ticks(axes.yaxis, (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5))
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return numbers
