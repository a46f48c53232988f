"""Captions, notes and reasons."""

from __future__ import annotations

from experiments.mobilenetv3.ofa.runs import BUDGET

INTRODUCTION = (
    "The two steps of MobileNetV3 (Howard et al., ICCV 2019), platform-aware search and NetAdapt, in a MobileNet-like "
    "space: once-for-all's MobileNetV3 at five resolutions, *predicted* accuracy and *predicted* latency of a Note10, "
    "three targets, beside random search and evolution with the same number of evaluations. The paper's own space, "
    "accuracies and phones are not to be had; its single-device figures are quoted."
)
TARGETS = (
    "Most accurate network that each method evaluated within a latency target on a Note10; once-for-all's MobileNetV3."
)
TARGETS_NOTES = (
    f"{{seeds}} seeds, {BUDGET.describe()} each; NetAdapt alone starts again from new seeds until they are spent, "
    "after the search (1,000 evaluations) it ends where it arrives. Accuracy: once-for-all's predictor (above "
    "published test accuracies by 4 to 5 points, as HELP's published networks show); latency: sum of measured layers. "
    "Nothing is trained.",
    "Best known: of the best-known front, within the target; its versions and cost are in the benchmark. A method that "
    "finds more is ahead of it (negative).",
    "Targets: measured latencies of three of once-for-all's networks for this phone. The soft rewards do not depend on "
    "the target, so their runs serve all three; a returned network then need not keep it. Evolution searches the "
    "formulation constrained:TARGET.",
    "MnasNet's controller is one of independent choices; a proposal of NetAdapt changes one choice (a depth, kernel, "
    "expansion or the resolution): docs/algorithms.",
)
PAPER = "Howard et al. 2019, Table 3"
OFA = "once-for-all's public files"
QUOTED = "Published single-device figures: accuracy and latency as measured by their authors."
QUOTED_NOTES = (
    "Quoted, not judged: other networks, trained on ImageNet, on phones. Pixel: one large core, batch 1. The "
    "specialised networks were searched for this phone with once-for-all's own evolution and then fine-tuned; their "
    "resolutions lie partly outside the space.",
)
FIGURE = "Platform-aware search, NetAdapt and both, at three latency targets in once-for-all's MobileNetV3 space."
FIGURE_NOTE = (
    "Left: points of predicted accuracy behind the best known within the target, median and range over the seeds. "
    "Right: every run's best network within its target; line: best-known front."
)

NO_TABLES = "once-for-all's published predictor and layer measurements (suite data fetch --group ofa)"
