"""Captions, notes and reasons."""

from __future__ import annotations

INTRODUCTION = (
    "Table 5 of HELP (Lee et al., NeurIPS 2021): latency-constrained search in once-for-all's MobileNetV3 space with a "
    "latency predictor adapted to an unseen device with 10 or 20 measurements. This project meta-trained the predictor "
    "itself on the published 9 training and 2 validation settings; the searches' rows are read from "
    "`experiments/trained/`, `suite networks help-ofa` makes them. Of the table's three devices only the Titan RTX's "
    "measurements are published. Accuracies are once-for-all's *predictions*."
)
TABLE5 = "HELP, Table 5: latency and accuracy of the network found under a limit, published and ours."
TABLE5_NOTES = (
    "Latency: published, measured; ours, of the network found by a sum of layers fitted to 4,000 measured networks of "
    "that device (its error: correlations). Top-1: published, measured on ImageNet; ours, the published network's own "
    "plus what once-for-all's predictor says that ours differs from it, as predicted accuracies are not on the scale "
    "of measured ones (networks).",
    "Ours: {meta} meta-trainings by the sound reading, {draws} draws of measurements and searches each; once-for-all's "
    "evolution (population 100, 500 generations, as published). 10 measurements: the ten references, which give "
    "embedding and scale and adapt the predictor; 20: ten random networks besides. The reference code reads two "
    "further latencies of the target for the scale.",
    "A share of {share:.2f} of the networks found break their limit, the median by {median:.0f} %: a search prefers "
    "networks whose latency is predicted too low.",
)
UNMEASURED = "no latency of this device in the space is published, so nothing can be adapted to it"
NETWORKS = "The published networks of Table 5, and what the predictors here say of them."
NETWORKS_NOTE = (
    "Predicted accuracy lies {low:.2f} to {high:.2f} points above the measured one (standard deviation {spread:.2f}): "
    "the predictor was fitted to held-out training images. Within a device it orders the networks as the measurements "
    "do."
)
CORRELATIONS = "Predicted and measured latency on the unseen Titan RTX (batch 64), 800 networks of the query set."
CORRELATIONS_NOTE = (
    "Middle 80 % by latency of networks 4,000 to 4,999, as in HELP's code. HELP: {meta} meta-trainings, three draws "
    "each. No correlation is published for this space. The training devices are GPUs of one maker: MACs, with 4,000 "
    "measurements for their line, and a sum of layers are hard to beat here."
)
FIGURE = "Searches under a latency limit on an unseen device (Titan RTX, batch 64) with HELP's predictions."
FIGURE_NOTE = (
    "Left: latency of the network found, median and range over meta-trainings and draws; the line is the limit. Right: "
    "every network found; line: best-known front. Latency and accuracy are predicted, but for the published latencies "
    "on the left, which are measured."
)

NO_TABLES = "HELP's and once-for-all's published files (suite data fetch --group ofa), and rows of experiments/trained"
