"""Captions and notes; ``{seeds}`` and the like are filled in where they are written."""

from __future__ import annotations

from experiments import kit
from experiments.formulations.runs import FITNESS, ONE_RUN, PARETO, PROBLEMS, THREE_RUNS

SHARED = (
    f"Searched on: validation accuracy after 200 epochs ({FITNESS}), looked up. {kit.REPORTED_NOTE}",
    f"Every formulation spends {THREE_RUNS} queries a seed with the same engine (NSGA-II, with one objective an "
    "elitist genetic algorithm): three runs of 300, one per limit, lambda (0.25, 0.5, 0.75) or tolerance (0.5, 1, "
    "3 points), or one run of 900 on the front. The 50 cells behind a weighted sum's spans are part of that.",
    "Limits: 25, 50 and 75 % quantile of the device's measured costs. Regret: validation accuracy of the best cell "
    "within the limit (enumerated) minus that of the best one evaluated, points.",
)

OVERALL = f"Formulations at equal budget: best cell within three limits and hypervolume, over {len(PROBLEMS)} settings."
OVERALL_NOTES = (
    f"Means over {len(PROBLEMS)} settings (three data sets x latency on six devices and energy on three) and "
    "{seeds} seeds; 'failed': of {cases} cases, those "
    "without any feasible cell (left out of the mean regret, ranked last). 'optimal': share of cases with the "
    "enumerated optimum; 'feasible': share of queries within the limit, for formulations with a limit of the "
    "run for that limit.",
    "Ranks: Friedman over the settings (p = {ranks.p:.1g}; hypervolume p = {volume_p:.1g}), 1 is best, "
    "critical difference (Nemenyi, 0.05) {ranks.critical_difference:.2f}. Holm p: of the settings' means against "
    f"{PARETO}, paired by setting. Settings share devices and data sets, so they are not independent. A12: median over "
    f"the settings of the chance that a seed's regret is larger than that of {PARETO} (ties half).",
    f"Hypervolume regret: 1 - HV(evaluated) / HV(exact front), of error and cost. {kit.REFERENCE_NOTE}",
)

PER_DEVICE = "Formulations per device and metric: regret at three limits and hypervolume regret."
PER_DEVICE_NOTE = (
    "Means over three data sets and {seeds} seeds. Holm p, A12: regret (mean of the limits) against "
    f"{PARETO}, n = {{runs}}; corrected within the device; A12: mean over the data sets."
)
BY_SETTING = "Formulations: what was found within each limit, for every data set, device and metric."

ONE_RUN_NOTES = (
    f"One run of {ONE_RUN} queries for each number: a formulation with a limit has a run per limit, the others one run "
    "for all limits. Regret: best cell within the limit (enumerated) minus the best one evaluated, validation accuracy "
    "in points; 'failed': cases without a feasible cell; 'feasible': share of queries within the limit.",
    "'returned within limit': share of cases where what the method itself returns holds a cell within the limit (for "
    "weighted sums and two stages, which know no limit: of the one cell returned).",
    kit.REFERENCE_NOTE,
)
ONE_RUN_CAPTION = (
    f"Formulations, single runs of {ONE_RUN} queries by the same engine (NSGA-II), over {len(PROBLEMS)} settings."
)
METHODS = (
    f"Formulations by regularised evolution beside methods for fronts, single runs of {ONE_RUN} queries, latency "
    "on six devices, CIFAR-10."
)


ONE_RUN_SEEDS = f"Means over {len(PROBLEMS)} settings (three data sets, nine costs) and {{seeds}} seeds."


METHODS_SEEDS = (
    "Means over six devices and {seeds} seeds. pymoo_moead: pymoo's MOEA/D, "
    "for one version of pymoo: its runs may change with another."
)


SEVERAL = "One cell for several devices: latency at most the median on every one of them."


SEVERAL_NOTES = (
    f"Searched on validation accuracy after 200 epochs ({FITNESS}); {ONE_RUN} queries a run by NSGA-II; "
    "three data sets, {seeds} seeds. Latencies are relative to the device's median over connected cells.",
    "'worst' and 'sum': a penalty above 1 and above the number of devices; 'each': a column per device, "
    "NSGA-II; 'one device only': a penalty above that device's median, all devices of the set in turn. Chosen: "
    "the cell with the best validation accuracy among those evaluated that keep what the search was asked for "
    "('each': every limit).",
    "'all kept': share of runs whose chosen cell keeps the limit on every device; 'largest': the largest "
    "relative latency of the chosen cell, median. 'found': share of runs that evaluated any cell within all "
    "limits; regret and accuracies (means) are those of the best such cell by validation accuracy; "
    "regret: that of the enumerated best one minus its validation accuracy, points.",
    kit.UNMEASURED_NOTE,
    kit.REPORTED_NOTE,
)


EVERY_METHOD = (
    f"Every hardware-aware method on latency, energy, both and several devices (CIFAR-10, {ONE_RUN} queries)."
)


EVERY_METHOD_NOTES = (
    f"{kit.REFERENCE_NOTE}",
    "Mean of {seeds} seeds: 'HV': hypervolume regret of everything evaluated; for methods that search one "
    "cost limit (the median cost) 'limit': validation accuracy of the enumerated best cell within the limit "
    "minus that of the best one evaluated, points. A dash: the method takes one cost only (worst: or sum: put "
    "several together). 'worst', 'sum': relative to the devices' medians.",
    "It only shows that they run. It is no comparison: the measures differ, and the budget suits none of them.",
)


PER_DEVICE_FIGURE = (
    "Best cell within the limit (enumerated) minus the best one among a formulation's "
    f"{THREE_RUNS} queries, in points of validation accuracy: median over three data sets and {{seeds}} seeds."
)


OVERALL_FIGURE = (
    f"Formulations over {len(PROBLEMS)} settings (data set, device, metric), {THREE_RUNS} queries each: a dot "
    "per setting, in the order of the settings (mean of seeds and limits); diamond and bar: median and IQR of "
    "the settings; linear below 0.1 and 0.01."
)
PER_DEVICE_SCALE = "Colours are logarithmic from 0.01 points on. The JSON beside the figure holds the quartiles."
SEVERAL_FIGURE = (
    "One cell for several devices, latency at most the median on each: how often the chosen cell keeps every "
    "limit (mean), the regret of the best evaluated cell that does (mean), the chosen cell's largest "
    "relative latency (median); three data sets; line: the limit. Bars: 95 % bootstrap intervals; of the median, 25 to "
    "75 %."
)
