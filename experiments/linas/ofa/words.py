"""Captions, notes and reasons."""

from __future__ import annotations

from experiments.linas.ofa import runs
from experiments.linas.ofa.runs import CONCURRENT_INNER, INNER, SEEDS

INTRODUCTION = (
    "LINAS (arXiv 2205.10358) and ConcurrentNAS (2202.12954) in the spaces where they made their claims: "
    "once-for-all's MobileNetV3 and ResNet50 at 224 x 224, beside NSGA-II, random search and a WeakNAS-style search. "
    "Accuracies are *predicted* by once-for-all's published networks, latencies by measured layers (Note10) or by a "
    "fit to measured networks (V100); MACs are exact. Nothing is trained, so levels of accuracy are the predictors'. "
    "The spaces hold about 1e19 networks and more, so there is no exact front: shares are of the best-known one."
)
PREDICTED = (
    "Error: 100 minus the predicted top-1 accuracy on ImageNet (once-for-all's predictors; they were fitted to "
    "held-out training images, so levels lie above published test accuracies). Note10: sum of measured layers; V100: "
    "fitted to 4,000 of HELP's measured networks. ResNet50 has no latency here: no public file holds any."
)
HYPERVOLUME = (
    "Hypervolume of everything evaluated, as a share of the best-known front's; objectives normalised by that front's "
    "ideal and nadir, reference point 1.1. {fronts}"
)
CENSORING = (
    "Median and quartiles by Kaplan and Meier: a run that ended without reaching the target is censored at its last "
    "evaluation; a dash where fewer than half of the runs reach it."
)
LINES = (
    f"LINAS: population 50, mutation 0.02, ridge for both objectives, {INNER:,} inner evaluations as in the paper. "
    f"ConcurrentNAS, on MobileNetV3 alone: the same loop with {CONCURRENT_INNER:,} (200 generations) and an SVR for "
    "the accuracy; which predictor the paper took is inferred. WeakNAS-style: 50 of "
    "the best 500 of a random pool and the neighbours of the best; one objective in the paper, two here (inferred). "
    "NSGA-II: population 50, crossover 0.9, mutation 0.02."
)
COMPARISON = "LINAS in once-for-all's spaces: share of the best-known hypervolume after 100, 250 and 500 evaluations."
TARGETS = "LINAS in once-for-all's spaces: evaluations until a share of the best-known hypervolume is reached."
TABLE3 = "LINAS (arXiv 2205.10358) Table 3, MobileNetV3 and ResNet50: ratios of evaluations, published and here."
NO_TABLES = "once-for-all's published predictors and measurements, and HELP's (suite data fetch --group ofa)"
TABLE3_NOTES = (
    "Published: latency of a Titan V and validated accuracy, hypervolume normalised by the authors, one run each. The "
    "published shares are where random search (the first of a space) and NSGA-II (the second) end their budgets; so "
    "here, seed by seed, the goal is what that baseline has after as many evaluations, whatever the normalisation. A "
    "run that does not reach it has no ratio.",
    "Ours: the same spaces, predicted accuracy; MobileNetV3 by the latency of another device (primary) and by MACs, "
    "ResNet50 by MACs. The paper's Transformer and NCF rows need networks that no public predictor stands for.",
)
TABLE2 = "ConcurrentNAS (arXiv 2202.12954) Table 2: evaluations to ConcurrentNAS's accuracy after {at}, MobileNetV3."
TABLE2_NOTES = (
    "Published: 78.81 % at 478 M MACs after 100 validations, WeakNAS 78.70 % after 800 and 78.71 % after 1,000: 8 "
    "times. Ours: per seed the best predicted accuracy within {limit:g} M MACs that ConcurrentNAS has after {at} "
    "evaluations, and how many evaluations the other search takes to it. A run that ended without has no ratio.",
)
LOGS = "Hypervolume of the authors' public search logs (OFA-MobileNetV3 w1.0, MACs; recomputed) and of ours."
LOGS_NOTES = (
    "By the logs' reference point ({millions:g} M MACs, {top1:g} %), relative to the joint front of both searches "
    "after 500 evaluations, run by run. The predictor's accuracies (w1.2) lie further above {top1:g} % than the logs' "
    "do, so all shares are nearer to 1: the order and the gap between the methods are comparable, levels are not.",
)
TRANSFER = (
    "Fronts that LINAS found for one cost, measured on another: share of the best-known hypervolume there, median."
)
TRANSFER_NOTE = (
    "500 evaluations each; the diagonal is the search's own cost. 2202.12954, Fig. 5, shows that fronts of one "
    "platform are none on another; no number is printed there."
)
HISTORY = "LINAS on one device with another device's search: space restricted by PopDB, and warm start from its front."
HISTORY_NOTES = (
    "Target: {target}; source: {source}, "
    + runs.HISTORY.settings["budget"].describe()
    + ", seed 0, whose evaluations are "
    "not counted. PopDB dropped values of {lost} (2202.12954: 16 of 20, 5 of 20 width, 0 of 5 depth). The history "
    "knows accuracies, which the target shares."
)
SEEDS_NOTE = "{seeds} seeds."
FIGURE = "Share of the best-known hypervolume against evaluations, once-for-all's spaces; median and 25 to 75 %."
TRANSFER_FIGURE = (
    "Left: share of the best-known hypervolume that a front found for one cost has on another. Right: LINAS with "
    "another device's history."
)
BAND = f"Lines: median over {SEEDS} seeds; bands: 25 to 75 %. A line ends, with a marker, where its shortest run does."
