"""The rows of ``experiments/trained/help*.csv``: what finished meta-trainings are worth on the unseen devices."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import DataError
from suite.estimators.help.protocols import tests
from suite.estimators.help.search import LIMITS_MS, first_within, predicted_ms
from suite.estimators.help.settings import RULES, SPACES, HelpSettings
from suite.estimators.help.tasks import Device, Floats32, Indices
from suite.estimators.help.training import CURVE, MetaTraining
from suite.estimators.help.weights import HelpWeights
from suite.tables.help_latencies import HelpLatencies

Row = dict[str, Any]


@dataclass
class Rows:
    """Rows by file: rank correlations, searches, curves."""

    correlations: list[Row] = field(default_factory=list)
    searches: list[Row] = field(default_factory=list)
    curves: list[Row] = field(default_factory=list)

    def as_files(self) -> dict[str, list[Row]]:
        """Return file name -> rows."""
        return {"help.csv": self.correlations, "help_search.csv": self.searches, "help_curves.csv": self.curves}


def finished(path: Path, settings: HelpSettings, tables: HelpLatencies) -> MetaTraining | None:
    """Return the meta-training that ``path`` holds, or None if it is not there or not at its last episode.

    Raises:
        DataError: if the file is damaged, or of other settings.
    """
    if not path.is_file():
        return None
    training = MetaTraining.of_tables(settings, tables)
    training.load(path)
    return training if training.episode == settings.n_episodes else None


def add_rows(rows: Rows, training: MetaTraining, tables: HelpLatencies, test: list[Device]) -> None:
    """Evaluate both checkpoints of ``training`` on the ``test`` devices and append to ``rows``."""
    settings = training.settings
    facts: Row = {"space": settings.space, "method": settings.method}
    facts |= {"reading": "published" if settings.quirks else "sound", "seed": settings.seed}
    for episode, *values in training.curve:
        rows.curves.append({**facts, "episode": int(episode)} | _rounded(zip(CURVE[1:], values, strict=True)))
    candidates = tables.metad2a if settings.space == "nasbench201" and settings.method == "help" else None
    for rule in RULES:
        vector = training.best[rule]
        for number, device in enumerate(test):
            known = {**facts, "checkpoint": rule, "episode": training.best_episode[rule], "device": device.name}
            _device_rows(rows, known, settings, vector, device, training.inputs, number, candidates)


def _device_rows(
    rows: Rows,
    known: Row,
    settings: HelpSettings,
    vector: Floats32,
    device: Device,
    inputs: Floats32,
    number: int,
    candidates: tuple[Indices, Any] | None,
) -> None:
    every = np.arange(len(device.latencies))
    for test in tests(settings, vector, device, inputs, number):
        at = {**known, "measurements": test.measurements, "draw": test.draw}
        values = {
            "spearman_mean": test.correlation(device, device.query),
            "spearman_last": test.correlation(device, device.query, last=True),
            "spearman_all": test.correlation(device, every),
        }
        rows.correlations.append(at | _rounded(values.items()))
        if candidates is None or device.name not in LIMITS_MS:
            continue
        predicted = predicted_ms(settings, test, device)
        for limit in LIMITS_MS[device.name]:
            found = first_within(predicted, limit, *candidates)
            accuracy = None if found is None else float(candidates[1][candidates[0] == found][0])
            row = {"limit_ms": limit, "index": found, "accuracy": accuracy}
            row |= {"latency_ms": None if found is None else float(device.latencies[found])}
            rows.searches.append(at | row)


def _rounded(values: Any) -> Row:
    return {name: round(float(value), 6) for name, value in values}


def shipped_weights(training: MetaTraining) -> HelpWeights:
    """Return the best weights of ``training`` by the validation devices, as the package ships them."""
    facts = {
        "episode": training.best_episode["valid"],
        "validation_spearman": round(training.best_score["valid"], 6),
        "devices": list(SPACES[training.settings.space].train),
    }
    typical = np.mean([device.embedding for device in training.train], axis=0).astype(np.float32)
    return HelpWeights(training.settings, training.best["valid"], typical, facts)


def best_of(trainings: list[MetaTraining]) -> MetaTraining:
    """Return the meta-training with the best validation score: the only thing that chooses among seeds.

    Raises:
        DataError: if there is none.
    """
    if not trainings:
        raise DataError("no finished meta-training of HELP on NAS-Bench-201: run 'suite networks meta-train' first")
    return max(trainings, key=lambda training: training.best_score["valid"])


