"""How the runs of a study are divided: into groups that go side by side, and the groups into tasks of a worker."""

from __future__ import annotations

from dataclasses import replace

from suite.algorithms import registry
from suite.study.spec import RunSpec

BATCHES_PER_WORKER = 8
"""Tasks per worker: enough to share the work evenly, few enough that a task costs more than its dispatch."""
LARGEST_BATCH = 32
"""Runs in a task, or side by side: with more of them they hardly get faster, and a kill loses more."""

Batch = list[tuple[str, RunSpec]]
"""Runs by digest."""


def kind(spec: RunSpec) -> RunSpec | None:
    """Return what runs that may go side by side have in common, all but their seed; None where the method says no."""
    return replace(spec, seed=0) if registry.get(spec.algorithm).together else None


def divided(runs: Batch, jobs: int) -> list[Batch]:
    """Return the tasks of a study with ``jobs`` workers, groups one after another; with one job a group is a task."""
    size = LARGEST_BATCH if jobs == 1 else max(1, min(LARGEST_BATCH, len(runs) // (jobs * BATCHES_PER_WORKER)))
    tasks: list[Batch] = []
    for group in grouped(runs, size):
        if not tasks or jobs == 1 or len(tasks[-1]) + len(group) > size:
            tasks.append([])
        tasks[-1] += group
    return tasks


def grouped(runs: Batch, size: int = LARGEST_BATCH) -> list[Batch]:
    """Return the runs by kind, in almost equal groups of at most ``size`` that go side by side."""
    kinds: dict[object, Batch] = {}
    for digest, spec in runs:
        kinds.setdefault(kind(spec) or digest, []).append((digest, spec))
    groups: list[Batch] = []
    for alike in kinds.values():
        n, count = len(alike), -(-len(alike) // size)
        groups += [alike[part * n // count : (part + 1) * n // count] for part in range(count)]
    return groups
