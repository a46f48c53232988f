"""Captions and notes; ``{seeds}`` and the like are filled in where they are written."""

from __future__ import annotations

from experiments import kit
from experiments.mobilenetv3.runs import BOTH_HARD, BUDGET

ADAPTED = (
    "A tabular adaptation: cells of NAS-Bench-201 instead of MobileNet layers, a policy of logits instead of MnasNet's "
    "recurrent controller, single-edge changes instead of shrunk layers. Search and adaptation see validation "
    "accuracy after 12 epochs (mean over trials), the stand-in for the papers' short trainings."
)
RULE = (
    "All methods by one rule: of what a run evaluated within the target, the architecture with the highest 12-epoch "
    "validation accuracy; its 200-epoch accuracies are looked up."
)
TARGETS = (
    "Targets: 25, 50 and 75 % quantiles of the cost of connected architectures that the device could run, rounded up "
    "to 0.001."
)
UNMEASURED = "Edge TPU: the architectures without a measurement (4,699 in the real tables) are infeasible."
RESTARTED = (
    "NetAdapt alone: descents from seeds of its own (the most accurate of 10 random ones) until the budget ends."
)


AT_TARGETS = "MobileNetV3's methods at three {metric} targets: {what}."


FOUND = "test accuracy (%) of what was found within the target"
BY_METHOD = (
    "regret (points of 12-epoch validation accuracy), accuracies, cost and what each method itself returned; medians "
    "and quartiles over the seeds"
)
CELLS = (
    "the architecture picked in each run, in the order of seeds (-1: none within the target), and the number of "
    "evaluations"
)


TARGETS_NOTES = (
    ADAPTED,
    RULE,
    f"Methods: median over {{seeds}} seeds, {BUDGET.describe()} each at most; a dash where most runs found "
    f"nothing within the target. {RESTARTED}",
    "'optimum': test accuracy of the enumerated architecture with the highest 12-epoch validation accuracy "
    "within the target; 'optimum (200)': of that with the highest 200-epoch validation accuracy. Their "
    "difference is what the 12-epoch fitness costs.",
    TARGETS,
    UNMEASURED,
    kit.REPORTED_NOTE,
)


COMBINATION = (
    "Search followed by NetAdapt against each alone and random search, {metric} targets: regret in points of "
    "12-epoch validation accuracy."
)


COMBINATION_NOTES = (
    ADAPTED,
    RULE + " Regret: its accuracy below that of the enumerated optimum within the target; median.",
    "Runs: {seeds} seeds at each of three targets. For every seed and target the rivals get as many evaluations as the "
    f"combination used before it ended by itself ('evaluations': mean). {RESTARTED}",
    "p: Holm-corrected over this whole table. A12 above 0.5: the rival's regret is the larger, mean over the targets. "
    "'none': runs in which the combination evaluated nothing within the target (infinite regret; kept, as the worst "
    "rank). A method that is told no target has one run a seed for all three, which the test takes for three.",
)


REWARDS = "Reward of the platform-aware search: w = -0.07, w = -0.15 and the hard constraint."
VARIANTS = "Added: the autoregressive controller, and the headroom of the search before NetAdapt, CIFAR-10."
WITHIN = (
    "'within': share of runs whose returned architecture (the best by the reward, or the end of NetAdapt) "
    "keeps the target at that quantile; 'cost/target': its median cost over the target."
)
SCALE = (
    "With the soft reward the target only scales all rewards: (LAT/TAR)^w = LAT^w TAR^-w. The order of architectures, "
    "and a search by Adam, do not depend on it, so one run serves all three targets (the tests compare such runs). "
    "The exponent alone decides at which latency the search ends."
)
VARIANT_GROUPS = (
    "Each group is compared with its own first variant: the independent controller, and a headroom of 1.5 "
    f"('{BOTH_HARD.label}'). Headroom: the search's target over the target."
)
REWARDS_NOTES = (
    ADAPTED,
    RULE,
    WITHIN,
    "{further}",
    "Regret: median over seeds and targets, of the best evaluated within the target, in points of 12-epoch validation "
    "accuracy. p: of the regret against the first variant, Holm-corrected over this table; A12 above 0.5: the first "
    "variant's regret is the larger, mean over the targets. A method that is told no target has one run a seed for all "
    "three, which the test takes for three.",
    TARGETS,
)

STEPS = (
    "NetAdapt from the cell of 3x3 convolutions to the 25 % target: every state, with the proposals of the step "
    "that led to it."
)
ABLATION = "NetAdapt's criterion and delta, CIFAR-10: one descent from each found seed, three targets."


ABLATION_NOTES = (
    ADAPTED,
    "{seeds} seeds at each of three targets; the same architectures to start from for all variants: the most "
    "accurate above the target of 10 random ones. 'ratio' is MobileNetV3's accuracy change over latency "
    "change, 'accuracy' NetAdapt's most accurate proposal; the paper has the ratio with 1 %.",
    "'steps', 'evaluations': means. 'within': share of descents that ended within the target (the others found "
    "no proposal). 'gap': searched accuracy of the enumerated optimum within the target minus that of the end, "
    "median in points over those within.",
    "'improved steps': share of accepted steps with a higher accuracy than before (change above 0: the ratio "
    "then prefers the smallest reduction); 'improving': the same share of all qualifying proposals; 'raising': "
    "share of all proposals that raise the latency.",
    "p: of the gap against the paper's variant, an end above the target counting as the worst; Holm-corrected over "
    "this table; A12 above 0.5: the paper's gap is the larger, mean over the targets.",
    TARGETS,
)


EDITS = "Single-edge changes and latency: proposals that NetAdapt could accept."
EDITS_NOTES = (
    "From the cell whose six edges are all 3x3 convolutions ('cell'), 24 changes: how many reduce its latency "
    "by at least 1, 5 or 10 % and so qualify, how many raise it, and the median change in per cent.",
    "'raise, best 1 %': of all changes of the 1 % most accurate connected, measured architectures (12-epoch "
    "validation), the share that raise the latency. 'stuck': share of all connected, measured architectures "
    "without any change that reduces the latency by 1 % of its own.",
    "No search is behind this table.",
)


REGRET_FIGURE = (
    "MobileNetV3's methods: searched accuracy of the enumerated optimum within the target minus the best found "
    "over three targets and {seeds} seeds."
)


REGRET_FIGURE_NOTE = (
    "Marker: median; bar: interquartile range. Runs without an architecture within the target are left out."
)


STEPS_FIGURE = (
    "NetAdapt's steps in accuracy and latency, from the cell of 3x3 convolutions (right) to the 25 % target (grey "
    "line), {dataset}; a marker per step."
)
