"""The searches on trained supernets' scores as data: the methods of the NAS-Bench-201 comparison on other fitnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from experiments.nasbench201 import settings
from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import FEW_SHOT, ONE_SHOT, ORACLE, SHORT
from experiments.supernet.calibration import fitted_quality
from experiments.supernet.scores import accuracy, extent, short
from suite.benchmark import Benchmark
from suite.objectives.fitness import parse_fitness
from suite.scores import ScoreTable
from suite.tables.columns import DATASET_LABELS

NAME = "supernet"
SEEDS = 30


def _on_oracle(*groups: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries of these groups on the oracle: one of each method, whatever it is run on here."""
    return tuple(entry for group in groups for entry in group if entry.accuracy == ORACLE)


MAIN = _on_oracle(
    settings.EVNAS, settings.CMANAS_STAND_INS, settings.PEVONAS, settings.NEVONAS, settings.NEVONAS_TEST_PICK,
    settings.BEST_OF_500,
)  # fmt: skip
"""The four methods, the other pick of NEvoNAS (the same runs), and random search."""

VARIANTS = _on_oracle(
    settings.EVNAS_ABLATIONS, settings.PEVONAS_VOTING, settings.NEVONAS_FRESH, settings.NEVONAS_ABLATIONS
)
COMPARED = (ORACLE, ONE_SHOT, FEW_SHOT)
"""Fitnesses that the main methods are compared on."""


def stem(entry: Entry) -> str:
    """Return the name of an entry's method, without its fitness."""
    return entry.name.removesuffix("_valid200")


def stem_of(entry: Entry, table: ScoreTable) -> str:
    """Return the name of the method of an entry on a table."""
    return entry.name.removesuffix(f"_{short(table)}")


def on(entry: Entry, fitness: str, suffix: str, dataset: str, note: str = "") -> Entry:
    """Return the method of ``entry`` on another fitness: searched on ``dataset``, its cell looked up on all."""
    return replace(
        entry, name=f"{stem(entry)}_{suffix}", accuracy=fitness, searched_on=dataset, note=note, most_runs=SEEDS
    )


def on_table(table: ScoreTable) -> tuple[Entry, ...]:
    """Return every method on the scores of a trained supernet."""
    note = f"searched on the scores of one frozen supernet of {DATASET_LABELS[table.dataset]}, {extent(table)}"
    return tuple(on(entry, accuracy(table), short(table), table.dataset, note) for entry in (*MAIN, *VARIANTS))


def on_fitted(table: ScoreTable, benchmark: Benchmark) -> tuple[Entry, ...]:
    """Return the main methods on the simulation that is fitted to a table."""
    fitness = parse_fitness(f"simulated-supernet:{fitted_quality(table, benchmark).text}").text
    return tuple(on(entry, fitness, f"fitted_{short(table)}", table.dataset) for entry in MAIN)


def compared(dataset: str) -> dict[str, tuple[Entry, ...]]:
    """Return the main methods on the other fitnesses, searched on ``dataset``."""
    return {
        fitness: tuple(on(entry, fitness, f"{SHORT[fitness]}_{dataset}", dataset) for entry in MAIN)
        for fitness in COMPARED
    }
