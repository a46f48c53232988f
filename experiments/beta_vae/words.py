"""Captions and notes."""

from __future__ import annotations

from experiments.beta_vae.measures import PERMUTATIONS
from experiments.beta_vae.trained import Group

NO_TABLES = (
    "made from experiments/trained/beta_vae.csv, rows of networks that `suite networks beta-vae` trained and pruned"
)

METHOD = (
    "Method-level implementation of arXiv 2307.09994: its numbers, architecture, loss weights and pruning ratios are "
    "not known, so nothing here is compared with a published number."
)
ON_TEST = "Accuracy, reconstruction and KL are measured on the 10,000 test images, which select nothing."
TUNED = (
    "Fine-tuned: global magnitude pruning of the deployed network (encoder, mean, classifier), step by step through "
    "the sparsities, with fine-tuning after each; one-shot: the dense network pruned once, without fine-tuning. The "
    "dense network is not trained further, so a small gain at low sparsity comes from the longer training."
)
TOLERANCE = (
    "Tolerance: sparsity (%) at which the accuracy first is one point below that of the dense network of the same beta "
    "and seed, interpolated linearly between the measured sparsities; 'not reached' if it never is."
)
PROXIES = (
    "Proxies of disentanglement are this project's addition (the paper claims none, and the images have no labelled "
    "factors). Total correlation: of the aggregate posterior under a Gaussian estimate, 0 = uncorrelated. Class gap: "
    "mutual information gap with the class label as the only factor; class information: of the best single dimension "
    "(20 bins). Active units: dimensions whose mean varies by more than 0.01."
)
RANK_TEST = (
    "Spearman's rank correlation over the betas within each seed, mean over seeds. p: two-sided permutation test, the "
    f"betas permuted within each seed ({PERMUTATIONS:,} permutations); Holm's correction over the tests of one data "
    "set. A tolerance that was not reached ranks highest. With so few networks only strong relations can be seen, and "
    "beta drives the proxies too: a correlation is no cause."
)
NO_KL = "With beta 0 the KL is measured but no part of the loss."

TOLERANCE_BY_BETA = (
    "Pruning tolerance by beta: sparsity (%) at which accuracy is one point below dense, and points lost at {last:.0f} "
    "%; median (smallest to largest) over the seeds."
)
DENSE = (
    "The networks before pruning: quality and proxies of disentanglement by beta, median (smallest to largest) over "
    "the seeds."
)
RELATIONS = "Pruning tolerance against beta and against the proxies of disentanglement of the dense network."

ACCURACY_FIGURE = (
    "Test accuracy lost against the dense network of the same seed, by sparsity and beta: fine-tuned after every step "
    "(top), pruned once without fine-tuning (bottom)."
)
ACCURACY_LINES = "Lines: mean over the seeds; bars: smallest to largest. The axis is linear below one point."
TOLERANCE_FIGURE = "Sparsity at which one point of accuracy is lost, by beta: each marker is one seed."
TOLERANCE_ARROWS = "An arrow above the dotted line: not lost up to the highest sparsity (null here)."
DENSE_FIGURE = (
    "The networks before pruning: reconstruction, KL and two proxies of disentanglement by beta; each marker is one "
    "seed."
)
PROXIES_FIGURE = (
    "Sparsity at which one point of accuracy is lost without fine-tuning, against three proxies of disentanglement of "
    "the dense network; each marker is one network (beta, seed)."
)
PROXIES_MISSING = "A network that never lost one point has no marker (null here)."


def accuracy(group: Group) -> str:
    """Return the caption of the accuracies of one group."""
    seeds = len(group.seeds)
    over = "one seed." if seeds == 1 else f"median (smallest to largest) over {seeds} seeds."
    return f"{group.label}: test accuracy (%) of the pruned network by beta and sparsity, {over}"


ROWS = "{label}: every measurement, one row per beta, seed and sparsity."
