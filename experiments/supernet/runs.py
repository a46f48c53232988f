"""Which runs: the methods of the NAS-Bench-201 comparison on trained supernets' scores and on what stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from experiments.kit import PRIMARY, VALID, Case
from experiments.kit.supernet_papers.methods import MAIN, VARIANTS, Method, searches
from experiments.kit.supernet_papers.stand_ins import FEW_SHOT, ONE_SHOT, SHORT, fitness_label
from experiments.supernet.calibration import fitted_quality
from experiments.supernet.scores import extent, fitness_of, fitted_label, short, supernet_tables
from suite.benchmark import Benchmark
from suite.objectives.fitness import parse_fitness
from suite.scores import ScoreTable
from suite.tables.columns import DATASET_LABELS

NAME = "supernet"
SEEDS = 30
COMPARED = (VALID, ONE_SHOT, FEW_SHOT)
"""Fitnesses that the main methods are compared on."""

JUDGES = {
    "uniform-n1-e8-i25000-b64": ("evnas", "cmanas"),
    "uniform-n1-e20-i25000-b64-batchstats": ("pevonas", "nevonas_test", "nevonas_novelty", "nevonas_accuracy"),
}
"""Which lines judge the published rows, by table: of the supernets that are evaluated as the paper evaluates (running
statistics; those of the batch), the one that is trained longest."""

Groups = Mapping[str, Sequence[Method]]
"""Methods by the label of their fitness."""


def on_table(table: ScoreTable) -> tuple[Method, ...]:
    """Return every method on the scores of a trained supernet, the main ones first."""
    why = f"searched on the scores of one frozen supernet of {DATASET_LABELS[table.dataset]}, {extent(table)}"
    found = _on((*MAIN, *VARIANTS), fitness_of(table), short(table), table.dataset, why)
    keys = [f"{key}_{short(table)}" for key in JUDGES.get(short(table), ())]
    return tuple(replace(method, role=PRIMARY) if method.key in keys else method for method in found)


def beside(table: ScoreTable, benchmark: Benchmark) -> Groups:
    """Return the main methods on what a table is compared with: its fitted simulation, the oracle and presets."""
    fitted = parse_fitness(f"simulated-supernet:{fitted_quality(table, benchmark).text}").text
    return {
        fitted_label(table): _on(MAIN, fitted, f"fitted_{short(table)}", table.dataset),
        **{
            fitness_label(fitness): _on(MAIN, fitness, f"{SHORT[fitness]}_{table.dataset}", table.dataset)
            for fitness in COMPARED
        },
    }


def _on(methods: Sequence[Method], fitness: str, suffix: str, dataset: str, why: str = "") -> tuple[Method, ...]:
    """Return methods on another fitness: searched on ``dataset``, the cell looked up on all."""
    return tuple(method.on(fitness, suffix, searched_on=dataset, why=why, most=SEEDS) for method in methods)


def methods(tables: Sequence[ScoreTable], benchmark: Benchmark) -> tuple[Method, ...]:
    """Return every method of the experiment, each once: on all tables, then on what stands beside each."""
    found = [method for table in tables for method in on_table(table)]
    found += [method for table in tables for group in beside(table, benchmark).values() for method in group]
    return tuple({method.key: method for method in found}.values())


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search; the fitted simulations are found first, for they are what is searched."""
    return searches(methods(supernet_tables(benchmark), benchmark))
