"""Pruning with beta-VAE (arXiv 2307.09994), at the level of its method: from trained rows, without tables."""

from __future__ import annotations

from experiments.beta_vae import figures, tables, words
from experiments.beta_vae.trained import read_groups
from experiments.kit import Study, experiment
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    output.no_tables = words.NO_TABLES
    groups = read_groups()
    for group in groups:
        tables.accuracy(group, output)
    figures.accuracy(groups, output)
    tables.tolerance(groups, output)
    figures.tolerance(groups, output)
    tables.dense(groups, output)
    figures.dense(groups, output)
    tables.what_tolerance_goes_with(groups, output)
    figures.proxies(groups, output)


EXPERIMENT = experiment(
    name="beta-vae",
    title="Pruning a beta-VAE that classifies: accuracy against sparsity by beta",
    introduction=(
        "'Impact of Disentanglement on Pruning Neural Networks' (arXiv 2307.09994) asks whether a beta-VAE's "
        "disentanglement helps pruning for classification, on MNIST and CIFAR-10. Its numbers, architecture and "
        "schedule are not known; its claim is qualitative, and its authors call their results inconclusive. This is a "
        "method-level implementation with stated choices (docs/beta-vae.md): what it shows is about these networks, "
        "and no published number stands beside it. The proxies of disentanglement are this project's addition."
    ),
    seeds=3,
    cases=lambda _: (),
    report=report,
)
