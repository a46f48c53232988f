"""Pruning with beta-VAE (arXiv 2307.09994), at the level of its method: from trained rows, without tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.beta_vae import accuracy, dense, relations, tolerance
from experiments.beta_vae.trained import read_groups
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def no_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return nothing: no table is searched."""
    return []


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    output.no_tables = (
        "made from experiments/trained/beta_vae.csv, rows of networks that `suite networks beta-vae` trained and pruned"
    )
    groups = read_groups()
    accuracy.report(groups, output)
    tolerance.report(groups, output)
    dense.report(groups, output)
    relations.report(groups, output)


EXPERIMENT = Experiment(
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
    runs=no_runs,
    report=report,
)
