"""Captions, notes and reasons."""

from __future__ import annotations

from experiments import kit
from experiments.kit.cells import EDGE_LABELS, OPERATION_LABELS
from experiments.linas.runs import ABLATION_SEEDS, ENERGY_DEVICE, HISTORY

HYPERVOLUME = (
    "Hypervolume of everything evaluated, as a share of that of the exact front; objectives: valid@200 error and "
    f"hardware cost. {kit.REFERENCE_NOTE}"
)
EVALUATIONS = (
    "Evaluations are distinct architectures looked up (a tabular adaptation: the papers validate and time a network); "
    "what a method asks again is free, which favours those that repeat themselves."
)
CENSORING = (
    "Median and quartiles by Kaplan and Meier: a run that ended without reaching the target counts as censored at its "
    "last evaluation; where fewer than half of the runs reach a target there is no median (a dash)."
)
RATIO = (
    "Ratio: median evaluations of the method over LINAS's; '>' where the method's median lies beyond its longest run, "
    "'<' where LINAS's does; a dash where both do."
)
BAND = "Lines: median over {seeds} seeds; bands: 25 to 75 %. A line ends, with a marker, where its shortest run does."

COMPARISON = (
    "LINAS: share of the exact front's hypervolume after 50, 100, 200 and 300 evaluations, median and quartiles."
)
TARGETS = "LINAS: evaluations until a share of the exact front's hypervolume is reached, per data set and device."
ENERGY = (
    f"LINAS on valid@200 error and energy (mJ), {kit.device_name(ENERGY_DEVICE)}: hypervolume and evaluations to "
    "targets."
)
TARGETS_FIGURE = (
    "LINAS: evaluations to reach 0.80, 0.95 and 0.99 of the exact front's hypervolume; median and 25 to 75 %."
)
TARGETS_FIGURE_NOTE = (
    "Hollow marker below a triangle: fewer than half of the runs reach the target; it stands at the longest run. Bars "
    f"end at the longest run where a quartile is not reached. {CENSORING} {EVALUATIONS}"
)

LOGS = "LINAS and NSGA-II in the public search logs of the authors (another space, one run) and here."
LOGS_NOTES = (
    "Published: OFA-MobileNetV3, accuracy and MACs, hypervolume relative to the joint front of both logs, recomputed "
    "from the logs. Ours: mean over the 18 problems (three data sets, six devices) of the median over the seeds. The "
    "spaces and the normalisations differ, so levels are not compared.",
    "'NSGA-II' is this suite's (population 20, mutation 1/6); 'paper's settings': population 50, mutation 0.02. "
    "'Ahead': problems of 18 in which LINAS's median is higher.",
)

TABLE3 = (
    "LINAS (arXiv 2205.10358) Table 3: evaluations beside NSGA-II and random search, published (other spaces) and here."
)
TABLE3_NOTES = (
    "The published rows are of four other spaces (1e7 to 1e19 networks) and their own hypervolume normalisation, one "
    "number each; ours are 18 problems in a space of 15,625, at the nearest of the targets 0.80, 0.95 and 0.99. Ratios "
    "are shown side by side, their sizes are not compared.",
    "'Early': problems in which LINAS's median lies within its first {first} evaluations, drawn at random before any "
    "predictor; they are left out of what follows. Median ratio over the problems in which both medians are known; "
    "'fewer', 'not fewer', 'open': problems in which LINAS needs fewer evaluations, does not, or censoring leaves it "
    "open.",
)
TABLE3_CRITERION = (
    "Another space: a sensitivity row, whatever its outcome. Ours: the ratio on every problem where it is known"
)

WEAKNAS = "LINAS after {at} evaluations, and the WeakNAS-style search's evaluations to the same hypervolume."
WEAKNAS_REACHED = (
    "{seeds} seeds. 'Reached': share of the WeakNAS-style runs that get to LINAS's median within 300 evaluations. "
    f"{CENSORING}"
)
WEAKNAS_INFERRED = (
    "WeakNAS has one objective; its use with two (predicted fronts instead of a ranking) is inferred, and both "
    "searches have the same predictors here: docs/algorithms/weaknas.md."
)
TABLE2 = "ConcurrentNAS (arXiv 2202.12954) Table 2, the claim of 8 times fewer validations than WeakNAS, and ours."
TABLE2_NOTES = (
    "Published: OFA MobileNetV3-w1.2 before fine-tuning, one run each; {best:.0f} times is 800 over 100. Ours: another "
    "space (15,625 cells) and another criterion (hypervolume of error and latency), so the sizes of the ratios are not "
    "compared.",
    "LINAS needs fewer evaluations than the WeakNAS-style search on {fewer} of the 18 problems, not fewer on {slower}.",
)

ABLATIONS = "LINAS, ablations: predictors (of accuracy, of latency), population size, and the released code's choices."
ABLATIONS_NOTES = (
    "LINAS: SVR for the accuracy, ridge for the latency, population 20, 2,000 inner evaluations; of what the inner "
    "search met, the best not yet measured are evaluated. 'All 15,625 scored' replaces the inner search by the whole "
    "space and is not LINAS. 'Whole final population' has few distinct evaluations: it measures again what is known.",
    "Both papers: predictor of little impact; population 50 best for MobileNetV3, smaller ones for smaller spaces.",
)
TRANSFER = "LINAS with another device's search: space restricted by PopDB, and warm start from that search's front."
TRANSFER_NOTES = (
    f"The other device's search: {HISTORY.label}, {HISTORY.settings['budget'].describe()}, seed 0, same data set, "
    "whose evaluations are not counted here; the target device's tables took no part in it. PopDB: HDBSCAN (50, 10) on "
    "its objectives, values below 1 % dropped.",
    "A warm start knows accuracies that the other search paid for, so its first evaluations rest on more than is "
    "counted.",
)
SPACES = "PopDB: operations that another device's history leaves on each edge, and the part of the target's front left."
SPACES_NOTE = (
    f"Operations: {', '.join(f'{code} {name}' for code, name in enumerate(OPERATION_LABELS.values()))}; edges "
    f"{', '.join(EDGE_LABELS)}. 2202.12954: 21 of 45 parameters lost values on MobileNetV3, 1e19 to about 1e15 "
    "networks (another space)."
)
PREDICTORS_FIGURE = (
    "LINAS, predictors (of accuracy, of latency): hypervolume missed against evaluations, and Kendall's tau of the "
    "accuracy predictors (ridge, SVR, stacked) against training size."
)
TRANSFER_FIGURE = (
    "LINAS with another device's search history: space restricted by PopDB, and warm start from its front."
)

LATENCY = "Kendall's tau of ridge latency prediction by number of training architectures, beside 2202.12954 Table 3."
LATENCY_NOTES = (
    "Published (other spaces; ResNet50, MobileNet, Transformer on four server platforms): {low:.4f} to {high:.4f}, 500 "
    "test networks. Ours: 500 fixed test architectures, mean over 10 draws of the training set; ridge on the one-hot "
    "code, alpha by 5-fold cross-validation.",
    "'MAPE' and 'smallest' are those with 1,000 training architectures; cells without a path from input to output take "
    "next to no time on some devices, which makes a percentage of their latency large.",
)
LATENCY_ABOVE = (
    "The paper states a tau above {stated} of all its platforms; with 1,000 training architectures it is so here on "
    "{above} of {problems} problems."
)
PRINTED = "2202.12954 Table 3 as printed: Kendall's tau of ridge latency prediction, 500 test networks."
ACCURACY = "Prediction of the valid@200 error from the one-hot code: Kendall's tau by predictor and training size."
ACCURACY_NOTES = (
    "500 fixed test architectures, mean over 10 draws of the training set. MAPE is relative to the error. ridge: alpha "
    "searched; svr: RBF, C 10, epsilon 0; stacked: the outputs of both into a final ridge.",
    "Both papers find the choice of the predictor of little impact in their spaces, whose networks differ by a few "
    "points of accuracy; here errors reach from 5 to 90 % and depend on which paths a cell has.",
)


COMPARISON_FIGURE = (
    "LINAS: hypervolume missed against evaluations, {dataset}, valid@200 error and latency; median and "
    "25 to 75 % over the seeds."
)


def seeds_of_ablations(seeds: int) -> str:
    """Return how many seeds stand behind LINAS's line and behind the others."""
    return f"{seeds} (ablations {min(seeds, ABLATION_SEEDS)})"


PREDICTORS_FIGURE_NOTE = (
    f"{BAND} LINAS itself: SVR, ridge. Below: mean and range over 10 draws of the training set. {HYPERVOLUME}"
)
TRANSFER_FIGURE_NOTE = f"{BAND} The other search's 10,000 queries are not counted. {HYPERVOLUME}"
SHARED_BY_ABLATIONS = (
    "{few} seeds (LINAS: {seeds}), 300 queries each. HV: median share after so many "
    "evaluations. 'Better': chance that a run of the variant ends above a run of LINAS, whatever their seeds (A12), "
    "ties counting half. 'Reached' and 'evaluations': "
    f"{{target:.2f}} of the exact hypervolume. {CENSORING}",
    HYPERVOLUME,
    EVALUATIONS,
)
