"""From a fitness by name to the objective columns that an algorithm sees."""

from __future__ import annotations

import hashlib
import re

import numpy as np

from suite import scores
from suite.accuracy import AccuracyProtocol
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives.fitness import STATED, TRIAL, Fitness, parse_fitness
from suite.objectives.live import LIVE_VERSION
from suite.objectives.simulated import simulate
from suite.objectives.table import TableObjective, accuracy_error, score_table, stated_error
from suite.scores import ScoreTable
from suite.tables.columns import DATASET_LABELS
from suite.tables.freerea import PROXY_LABELS, cached_proxy, proxy_file

TRUTH = "valid_accuracy_200"
"""The accuracy that simulated fitnesses distort: validation, never test."""


def fitness_objectives(
    benchmark: Benchmark, dataset: str, fitness: Fitness | str, seed: int = 0
) -> tuple[TableObjective, ...]:
    """Return the fitness as objectives, minimised: one, or one per stage.

    What is drawn depends on the text of the fitness, the data set and ``seed`` alone, so that all methods see the same
    table in the runs of one seed.

    Args:
        benchmark: the tables.
        dataset: whose.
        fitness: a text such as "valid@200" or "simulated-supernet:preset=one-shot", or what it was parsed to.
        seed: number of the run.

    Raises:
        ConfigurationError: for anything that sees test accuracy, or a malformed text.
        UnknownNameError: for an unknown data set or score column.
    """
    chosen = parse_fitness(fitness)
    if not chosen.stages:
        return (_objective(benchmark, dataset, chosen, _generator(chosen.text, dataset, seed)),)
    objectives = []
    for number, stage in enumerate(chosen.stages):
        # with inherited weights the error is the same in every stage, else each stage's supernet errs in its own way
        name = chosen.text if chosen.inherited else f"{chosen.text}#{number}"
        objectives.append(_objective(benchmark, dataset, stage, _generator(name, dataset, seed)))
    return tuple(objectives)


def draw_seed(text: str, dataset: str, seed: int) -> np.random.SeedSequence:
    """Return the seed of everything drawn for a fitness: sha256 of its text, the data set and the seed."""
    digest = hashlib.sha256(f"fitness\n{text}\n{dataset}\n{seed}".encode("ascii")).digest()
    return np.random.SeedSequence(int.from_bytes(digest, "big"))


def _generator(text: str, dataset: str, seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(draw_seed(text, dataset, seed)))


def _objective(benchmark: Benchmark, dataset: str, fitness: Fitness, rng: np.random.Generator) -> TableObjective:
    if fitness.text == TRIAL:
        return _one_trial(benchmark, dataset, rng)
    if fitness.text == STATED:
        return stated_error(benchmark, dataset)
    if fitness.protocol is not None:
        return accuracy_error(benchmark, dataset, fitness.protocol)
    if fitness.quality is not None:
        values = simulate(benchmark.column(TRUTH, dataset), benchmark.space, fitness.quality, rng)
        what = "rank-noise" if fitness.quality.tau is not None else "simulated-supernet"
        return TableObjective(
            name=f"error_{fitness.text}",
            label=f"{DATASET_LABELS.get(dataset, dataset)} simulated error ({what}) (%)",
            values=100.0 - values,
            space=benchmark.space,
        )
    if fitness.live is not None:
        raise ConfigurationError(f"{fitness.text} has no table: a search trains it")
    column = str(fitness.column)
    if "test" in column:
        raise ConfigurationError(f"'{column}' sees test accuracy, which selects nothing: search on a validation score")
    if (proxy := _proxy(benchmark, dataset, fitness)) is not None:
        values = cached_proxy(benchmark.data_dir, proxy, dataset)
        # minus infinity is no value of a score: such a cell cannot be compared, and is infeasible
        return score_table(benchmark.space, np.where(np.isneginf(values), np.nan, values), name=column)
    table = _table(benchmark, dataset, fitness)
    if table is None or fitness.selection is None:
        return score_table(benchmark.space, benchmark.column(column, dataset), name=column)
    return score_table(benchmark.space, table.values(fitness.selection.variant), name=column)


def score_hash(benchmark: Benchmark, dataset: str, fitness: Fitness | str) -> str:
    """Return the identity of the score tables that a fitness reads, "" if it reads none: they make a run another run.

    Of a live supernet it is the version of how it is trained, of a zero-cost proxy the hash of its file.

    Raises:
        UnknownNameError: for an unknown data set or score.
        ConfigurationError: for a score of the wrong kind.
    """
    chosen = parse_fitness(fitness)
    if chosen.live is not None:
        return f"supernet-live-{LIVE_VERSION}"
    hashes = []
    for each in chosen.stages or (chosen,):
        if (proxy := _proxy(benchmark, dataset, each)) is not None:
            hashes.append(proxy_file(proxy, dataset).sha256)
        elif (table := _table(benchmark, dataset, each)) is not None:
            hashes.append(table.sha256)
    return "+".join(hashes)


def _proxy(benchmark: Benchmark, dataset: str, fitness: Fitness) -> str | None:
    """Return the zero-cost proxy that a fitness names; None where it names a column of the benchmark, or no proxy."""
    if fitness.proxy is None or fitness.column in benchmark.table_columns(dataset):
        return None
    return fitness.proxy


def _table(benchmark: Benchmark, dataset: str, fitness: Fitness) -> ScoreTable | None:
    """Return the score table of a fitness; None where it is a column of the benchmark, or no score at all."""
    if fitness.selection is None or fitness.column in benchmark.table_columns(dataset):
        return None
    name = fitness.selection.name
    if scores.find(name, benchmark.data_dir) is None:
        known = (*benchmark.table_columns(dataset), *scores.names(benchmark.data_dir), *PROXY_LABELS)
        raise scores.unknown(name, known, "column or score table")
    table = scores.load(name, benchmark.data_dir)
    head = fitness.text.partition(":")[0]
    wanted = {"score": "rmi"}.get(head, head)
    if table.kind != wanted:
        right = {"rmi": "score"}.get(table.kind, table.kind)
        raise ConfigurationError(f"'{name}' is no table for '{head}:': write {right}:{name}")
    return table


def _one_trial(benchmark: Benchmark, dataset: str, rng: np.random.Generator) -> TableObjective:
    """Return the error of one trial of each architecture, drawn uniformly from those that exist; else of the mean."""
    pattern = re.compile(re.escape(AccuracyProtocol("valid", 12).column) + r"_seed\d+")
    names = sorted(name for name in benchmark.table_columns(dataset) if pattern.fullmatch(name))
    if not names:
        mean = accuracy_error(benchmark, dataset, "valid@12")
        return TableObjective(f"error_{TRIAL}", mean.label, mean.values, mean.space)
    trials = np.stack([benchmark.column(name, dataset) for name in names], axis=1)
    # the existing trial with the largest of independent uniform numbers is a uniformly drawn one
    lots = np.where(np.isnan(trials), -1.0, rng.random(trials.shape))
    drawn = np.take_along_axis(trials, lots.argmax(axis=1)[:, None], axis=1)[:, 0]
    label = f"{DATASET_LABELS[dataset]} validation error @12, one trial (%)"
    return TableObjective(f"error_{TRIAL}", label, 100.0 - drawn, benchmark.space)
