"""The fixed hypervolume reference points: one per data set, device, hardware metric and looked-up fitness.

Objectives are in physical units; ideal and nadir are those of the exact Pareto front of the connected architectures,
and the reference point lies 10 % of their distance beyond the nadir in every objective. The points depend on the
tables and the objectives alone, never on a run, so hypervolumes of different studies can be compared. Version 1, from
the front of all architectures, stands beside it: on three devices its nadir is a cell that guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from experiments import kit
from experiments.kit import Column, Study
from suite.objectives.problem import ALL_CELLS, CONNECTED, describe_reference
from suite.report.output import Output
from suite.study.setting import Setting

FITNESSES = (kit.VALID, kit.VALID_12)
METRICS = {"latency": kit.DEVICES, "energy": kit.ENERGY_DEVICES}
POINTS = tuple((name, axis) for name in ("ideal", "nadir", "point") for axis in ("error", "cost"))
COLUMNS = (
    *map(Column, ("version", "dataset", "device", "metric", "fitness", "front_size")),
    *(Column(f"{name}_{axis}", ".6f") for name, axis in POINTS),
    Column("sha256"),
)


def settings() -> list[Setting]:
    """Return every data set, device, metric and fitness that the tables have."""
    return [
        Setting(dataset, fitness, device, metric)
        for dataset, device in kit.PROBLEMS
        for metric, fitness in product(METRICS, FITNESSES)
        if device in METRICS[metric]
    ]


def point(setting: Setting, study: Study, version: int) -> Mapping[str, Any]:
    """Return a version of the reference point of one setting."""
    problem = study.judged(setting).problem
    reference = problem.reference(version=version)
    values = {name: dict(zip(("error", "cost"), getattr(reference, name), strict=True)) for name, _ in POINTS}
    return {
        "version": version,
        "dataset": setting.dataset,
        "device": setting.device,
        "metric": setting.metric,
        "fitness": setting.fitness,
        "front_size": len(problem.reference_front(version)),
        **{f"{name}_{axis}": values[name][axis] for name, axis in POINTS},
        "sha256": reference.sha256,
    }


def report(study: Study, output: Output) -> None:
    """Write the table of reference points."""
    caption = "Fixed hypervolume reference points of (validation error, hardware cost), from the exact Pareto front."
    notes = [
        "Error in per cent (100 - validation accuracy, mean over trials, after 200 or 12 epochs); cost in ms "
        "(latency) or mJ (energy). Unmeasured architectures are infeasible.",
        f"{describe_reference(CONNECTED).capitalize()}: the one that every table here uses unless it says otherwise. "
        f"{describe_reference(ALL_CELLS).capitalize()}: the former one, kept for sensitivity rows.",
        "point = ideal + 1.1 (nadir - ideal). sha256: first 16 digits of the hash of the point as two "
        "little-endian float64.",
    ]
    rows = [point(setting, study, version) for version in (CONNECTED, ALL_CELLS) for setting in settings()]
    kit.write_table(output, "reference-points", rows, COLUMNS, caption, notes)


EXPERIMENT = kit.experiment(
    name="reference-points",
    title="Hypervolume reference points",
    introduction="The reference point and the normalisation of every hypervolume, hypervolume regret and IGD+ here.",
    seeds=1,
    cases=lambda _: (),
    report=report,
)
