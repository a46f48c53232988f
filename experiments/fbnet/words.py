"""Captions and notes; ``{seeds}`` and the like are filled in where they are written."""

from __future__ import annotations

from experiments import kit
from experiments.fbnet.runs import EVALUATIONS, FEWER, FEWEST, PANEL, RATE

INTRODUCTION = (
    "FBNet (arXiv 1812.03443) trains a supernet on ImageNet; its accuracies are not in the tables and are only quoted. "
    "What is reproduced is the search: Gumbel-softmax, temperature schedule and the loss CE · α log(LAT)^β, on "
    "NAS-Bench-201 cells with looked-up accuracy and latency (tabular), one search per device, and how good a cell "
    "found for one device is on another. On FBNet's own space, latency only: `suite reproduce fbnet-space`."
)
ON = kit.dataset_name(PANEL)
LOSS = (
    "Loss: CE · 0.2 · log(LAT)^0.6 with LAT in µs and CE = -log(accuracy): a stand-in, as the tables hold no "
    "cross-entropy. Regret: loss relative to the smallest of the enumerated space, minus 1."
)

CELLS = (
    "DNAS (tabular): the cell found for each device, its latency and accuracy, beside the exact optimum of the loss."
)


CELLS_NOTES = (
    LOSS,
    "Cell: the one of the seed with the median loss, as six digits (operations of the edges 1←0, 2←0, 2←1, "
    "3←0, 3←1, 3←2: 0 none, 1 skip, 2 conv 1x1, 3 conv 3x3, 4 avg pool). Medians over "
    "{seeds} seeds; 'optimal': share of the seeds that return the optimum. 'Optimum': enumerated; "
    "its test accuracy selects nothing either.",
    f"{EVALUATIONS:,} evaluations a run; fitness: {kit.LOOK_UPS[kit.VALID]}, a look-up, not a supernet's.",
    kit.UNMEASURED_NOTE,
    kit.REPORTED_NOTE,
)


METHODS = "Regret of the loss (%) by method at the same number of evaluations."
PER_SEED = "DNAS (tabular) and baselines: the result of every seed."


METHODS_NOTES = (
    LOSS,
    "'DNAS (tabular)' returns the best of 6 architectures drawn in the end, as the paper does; 'best evaluated by "
    "DNAS', random search (without repeats) and REINFORCE return the best of everything evaluated. On a table "
    "every evaluation is exact; on a supernet it is not.",
    f"{{seeds}} seeds; REINFORCE on CIFAR-100 only, {FEWER} seeds at most, with the learning rate of DNAS.",
    kit.REPORTED_NOTE,
)


METHODS_FIGURE = (
    "Regret of the loss against the enumerated optimum, by device and method: median and interquartile range "
    f"over {{seeds}} seeds (REINFORCE: CIFAR-100 only, {FEWER}); {EVALUATIONS:,} evaluations each."
)


LINEAR_BELOW = "The axis is linear below 0.1 %."

BY_SEARCH = f"DNAS (tabular) on {ON}, six devices together: regret of the paper's loss (%) by variant."
BY_SEARCH_NOTES = (
    LOSS,
    "With the score-function gradient the drawn architecture follows P_theta at every temperature; the temperature "
    "acts on the mixture whose look-up latency is differentiated (and not at all without a look-up table). "
    "'Straight-through': the cross-entropy's gradient comes from a linear surrogate fitted to what was evaluated.",
    f"First {FEWER} seeds of each device ({FEWEST} at 10,800 steps); learning rate {RATE} unless the row says "
    f"otherwise; 'within 1': share with a regret of at most 1 %. Fitness: {kit.LOOK_UPS[kit.VALID]}.",
    kit.REPORTED_NOTE,
)
BY_LOSS = f"DNAS (tabular) on {ON}: what each form of the loss finds, and its exact optimum."
BY_LOSS_NOTES = (
    "α = 0.2, β = 0.6 in all forms. CE = -log(accuracy) unless 'error' (a share). 'At chance': share of the seeds that "
    "return a network which classifies at chance level, i.e. one that does not connect input and output: on phones its "
    "latency is a few µs, which the loss can prefer to any network that learns.",
    "Regret: of the row's own loss against its enumerated optimum, median; 'optimum': latency and accuracy of that "
    f"cell. First {FEWER} seeds.",
    kit.REPORTED_NOTE,
)

RATIO = (
    "Latency ratio: latency on the column's device of the cell found for the row's, over that of the cell found for "
    "the column's own device; medians over pairs of runs with the same seed. Above 1: the foreign cell is slower there."
)
TRANSFER = "DNAS (tabular): the cell found for one device measured on another."


TRANSFER_NOTES = (
    RATIO,
    "'Loss worse': the loss on the column's device of the foreign cell, relative to that of the cell found "
    "there, in per cent, negative where the foreign search happened to end better. 'Optimum': the same with "
    "the enumerated optima of the loss instead of what was found.",
    f"{{seeds}} seeds. 'Measured': share of the cells with a latency on the target ({kit.UNMEASURED_NOTE})",
    kit.REPORTED_NOTE,
)


STATEMENT = (
    "Cells found for another device, beside the paper's 1.4: the model found for the iPhone X is 1.4 times as fast "
    "there as the one found for the Samsung S8."
)
STATEMENT_NOTE = (
    "'Slower': pairs of devices whose ratio is above 1. 'Optimum differs': pairs where the other device's "
    "enumerated optimum has a larger loss, so that a search that knows the device must win."
)
STATEMENT_CRITERION = "a published number of another space is quoted, not matched"
ONE_PAIR = "one pair of phones, other space and accuracies; the direction only"
TRANSFER_FIGURE = (
    f"DNAS (tabular), {ON}: latency of the cell found for the row's device, measured on the column's, relative to the "
    "cell found for the column's; median over pairs of seeds."
)

PUBLISHED = "FBNet's published ImageNet results, quoted."
PUBLISHED_NOTE = "Nothing here is comparable with DNAS (tabular): other space, data and devices."
NO_IMAGENET = "ImageNet training and a phone; the tables hold neither"
FLOPS = (
    "Multiply-accumulates (millions) counted from the block lists of the authors' model definitions, beside the "
    "published FLOPs."
)
FLOPS_NOTE = (
    "Convolutions and classifier at 224 x 224. The definitions give A a header of 1504 channels, B and C one of 1984, "
    "and note that separable blocks of B and C were replaced."
)
OTHER_HEADER = "another header, or other blocks"


EVOLUTION = (
    f"DNAS (tabular), {ON}: entropy of P_theta (mean over edges, median of {{runs}} runs) and regret of the drawn "
    "cells (median of an epoch's 20 draws, median over {seeds} seeds); grey: the first 10 epochs, in which theta "
    "is not trained."
)


EVOLUTION_NOTE = "Upper line of the left panel: uniform over five operations. Temperature: 5 exp(-0.045 epoch)."
