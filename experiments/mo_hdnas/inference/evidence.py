"""What is printed, as summaries, and the same summaries of simulated runs under every combination of choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Case, Judged, Study
from experiments.kit.inference import Evidence
from experiments.mo_hdnas.diversity import PRINTED_GENERATIONS, SHOWN, batches
from experiments.mo_hdnas.extent import digitised_points
from experiments.mo_hdnas.inference import runs
from experiments.mo_hdnas.runs import FIG6_PANEL
from suite.algorithms.mo_hdnas import cost_diversity, population_diversity
from suite.analysis.fronts import nondominated
from suite.study.record import Record

Floats = NDArray[np.float64]

GENERATIONS = PRINTED_GENERATIONS[1:]
"""Without the first: a random population, whatever was chosen."""

LOG_BANDWIDTH, LATENCY_BANDWIDTH_MS = 0.25, 0.5
"""Kernel of Fig. 6: of the logarithm of a diversity, and of the largest latency at the end."""

LEAST_DIVERSITY = 0.5
"""Diversities (ms²) below it count as it: a population of one latency has none, and no logarithm."""

MERGED = 0.015
"""Markers nearer than this share of both axes are one in a reading."""


# -- Fig. 6 ------------------------------------------------------------------------------------------------------------
def series_of(populations: NDArray[np.int64], latency: Floats) -> Floats:
    """Return the logarithms of the diversities at the printed generations, and the largest latency (ms) at the end."""
    costs = latency[populations[np.array(GENERATIONS) - 1]]
    diversities = [max(population_diversity(each), LEAST_DIVERSITY) for each in costs]
    return np.array([*np.log(diversities), np.nanmax(costs[-1])])


def printed_series(series: str) -> Floats:
    """Return the same of what Fig. 6 prints for one of its two series."""
    table = kit.published_for("mo_hdnas_fig6", series=series).set_index("generation")["population_diversity"]
    end = kit.reading("mo_hdnas_fig6_latency", "max_latency_ms", series=series).value
    return np.array([*np.log(table.loc[list(GENERATIONS)].to_numpy(dtype=np.float64)), end])


def series(study: Study, with_chi: bool) -> Evidence:
    """Return one series of Fig. 6; ``(chi, operators, equal, tournament, fitness, shown, 1, seeds, 6)``."""
    latency = _judged(study, *FIG6_PANEL).cost
    names = ("chi", "operators", "equal architectures", "tournament", "fitness")
    levels = [runs.FACTORS[name] for name in names]
    made: dict[Case, Floats] = {}
    cells = []
    for chi, operators, equal, tournament, fitness in product(*levels):
        case = runs.series_case(chi, operators, equal, tournament, fitness, with_chi)
        if case not in made:
            made[case] = np.array(
                [[series_of(SHOWN[name](run), latency) for run in study.runs(case)] for name in runs.SHOWN]
            )
        cells.append(made[case])
    shape = (*map(len, levels), len(runs.SHOWN), 1, *cells[0].shape[1:])
    printed = printed_series("with diversity" if with_chi else "without diversity")
    bandwidth = np.array([LOG_BANDWIDTH] * len(GENERATIONS) + [LATENCY_BANDWIDTH_MS])
    label = f"Fig. 6 {'with' if with_chi else 'without'} χ"
    return Evidence(label, np.array(cells).reshape(shape), printed, bandwidth)


# -- Figs. 2 and 4 -----------------------------------------------------------------------------------------------------
def seen(points: Floats, axes: tuple[float, float]) -> Floats:
    """Return the markers that can be told apart ``(k, 2)``: each is left out that lies on an earlier one."""
    scaled = points / np.array(axes)
    kept: list[int] = []
    for row in np.lexsort(points.T[::-1]):
        if not kept or np.abs(scaled[kept] - scaled[row]).max(axis=1).min() > MERGED:
            kept.append(int(row))
    return points[kept]


def panel_summary(points: Floats, judged: Judged) -> Floats:
    """Return what a panel shows of a set of (latency, test error) ``(n, 2)``.

    Returns:
        Largest latency and standard deviation of the latencies, as shares of the space's largest latency; share of
        markers that others dominate; median of their distance in test error (points) above the exact front.
    """
    right = float(np.nanmax(judged.measured))
    points = seen(points, (right, 100.0))
    front = judged.reported_front
    at = np.searchsorted(front[:, 0], points[:, 0] * (1 + 1e-9), side="right") - 1
    above = points[:, 1] - front[np.maximum(at, 0), 1]
    dominated = ~nondominated(points)
    return np.array([points[:, 0].max() / right, points[:, 0].std() / right, dominated.mean(), np.median(above)])


def extent_summary(points: Floats, judged: Judged) -> Floats:
    """Return the largest latency of a set as a share of the space's."""
    return np.array([points[:, 0].max() / np.nanmax(judged.measured)])


def returned_sets(record: Record, judged: Judged, with_chi: bool) -> list[list[NDArray[np.int64]]]:
    """Return the sets ``[shown][returned]`` that the readings of the figure would show of a run."""
    batch = np.unique(batches(record)[-1])
    values = judged.problem.values[batch]
    if with_chi:
        costs = judged.cost[batches(record)[-1]]
        values = np.column_stack([values, -cost_diversity(judged.cost[batch], costs)])
    everything = np.unique(record.indices.astype(np.int64))
    archive = everything[nondominated(judged.problem.values[everything])]
    last = {"survivors": record.recommended.astype(np.int64), "children": batch[nondominated(values)]}
    return [[last[name], archive] for name in runs.SHOWN]


def printed_panels(study: Study, panels: Iterable[tuple[str, str]]) -> Floats:
    """Return the mean summary of Fig. 4's digitised points."""
    found = []
    for dataset, device in panels:
        points = digitised_points(dataset, device)
        plane = np.stack([points["latency_ms"], 100.0 - points["test_accuracy"]], axis=1)
        found.append(panel_summary(plane, _judged(study, dataset, device)))
    return np.asarray(np.mean(found, axis=0))


def printed_extents(study: Study) -> Floats:
    """Return the mean largest latency of Fig. 2, as a share of the space's."""
    found = []
    for dataset, device in runs.FIG2:
        reading = kit.published_row("mo_hdnas_fig2", device=device)
        point = np.array([[float(reading["max_latency_ms"]), 100.0 - float(reading["test_accuracy"])]])
        found.append(extent_summary(point, _judged(study, dataset, device)))
    return np.asarray(np.mean(found, axis=0))


def panels(study: Study, with_chi: bool) -> Evidence:
    """Return Fig. 4 (with chi) or Fig. 2; ``(chi, operators, 1, 1, fitness, shown, returned, papers, k)``.

    One simulated paper is the runs of one seed on all panels; its summary is the mean over the panels. The kernel has
    the standard deviation of such means within a configuration.
    """
    where = runs.FIG4 if with_chi else runs.FIG2
    summary = panel_summary if with_chi else extent_summary
    levels = [runs.FACTORS[name] for name in ("chi", "operators", "fitness")]
    made: dict[Case, NDArray[np.float64]] = {}
    cells = []
    for chi, operators, fitness in product(*levels):
        papers = []
        for panel in where:
            case = runs.panel_case(chi, operators, fitness, *panel, with_chi)
            if case not in made:
                made[case] = np.array([_of_run(run, study, with_chi, summary) for run in study.runs(case)])
            papers.append(made[case])
        cells.append(np.moveaxis(np.mean(papers, axis=0), 0, 2))  # (shown, returned, papers, k)
    chi_levels, operator_levels, fitness_levels = map(len, levels)
    shape = (chi_levels, operator_levels, 1, 1, fitness_levels, *cells[0].shape)
    simulated = np.array(cells).reshape(shape)
    within = simulated.var(axis=-2, ddof=1 if simulated.shape[-2] > 1 else 0).reshape(-1, shape[-1])
    bandwidth = np.sqrt(within.mean(axis=0))
    printed = printed_panels(study, where) if with_chi else printed_extents(study)
    return Evidence("Fig. 4" if with_chi else "Fig. 2", simulated, printed, np.maximum(bandwidth, 1e-3))


def _of_run(
    record: Record, study: Study, with_chi: bool, summary: Callable[[Floats, Judged], Floats]
) -> NDArray[np.float64]:
    judged = study.judged(record)
    return np.array(
        [
            [summary(judged.reported_points(rows), judged) for rows in line]
            for line in returned_sets(record, judged, with_chi)
        ]
    )


def _judged(study: Study, dataset: str, device: str) -> Judged:
    chi, operators, fitness = (runs.FACTORS[name][0] for name in ("chi", "operators", "fitness"))
    return study.judged(runs.panel_case(chi, operators, fitness, dataset, device, True))


def fig6_panel() -> str:
    """Return data set and device of Fig. 6 for readers."""
    return f"{kit.dataset_name(FIG6_PANEL[0])}, {kit.device_name(FIG6_PANEL[1])}"
