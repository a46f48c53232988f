"""The rows of ``experiments/trained/help*.csv``: what finished meta-trainings are worth on the unseen devices."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import DataError
from suite.estimators.help.protocols import DRAWS, tests
from suite.estimators.help.search import KEPT, LIMITS_MS, first_within, predicted_ms
from suite.estimators.help.settings import METHODS, QUIRKS, RULES, SPACES, TABLED, HelpSettings
from suite.estimators.help.tasks import Device, Floats32, Indices, device_tasks
from suite.estimators.help.training import CURVE, MetaTraining
from suite.estimators.help.weights import HelpWeights
from suite.files import write_atomically
from suite.reading.budget import reason
from suite.reading.texts import read_json
from suite.tables.help_latencies import HelpLatencies

Row = dict[str, Any]

READINGS = ("sound", "published")
"""Without and with the quirks of the reference code."""

SHOWN_EVERY = 8
"""Of the query set (by rising latency), every such one's prediction is kept for the figure."""


@dataclass
class Rows:
    """Rows by file: rank correlations, searches, learning curves, and some predictions in ms."""

    correlations: list[Row] = field(default_factory=list)
    searches: list[Row] = field(default_factory=list)
    curves: list[Row] = field(default_factory=list)
    predictions: list[Row] = field(default_factory=list)

    def extend(self, other: Rows) -> None:
        """Append the rows of ``other``."""
        for mine, more in zip(self.as_files().values(), other.as_files().values(), strict=True):
            mine.extend(more)

    def as_files(self) -> dict[str, list[Row]]:
        """Return file name -> rows."""
        return {
            "help.csv": self.correlations,
            "help_search.csv": self.searches,
            "help_curves.csv": self.curves,
            "help_predictions.csv": self.predictions,
        }

    def keeping(self, folder: Path) -> Rows:
        """Return these rows and those of ``folder``'s files that belong to other meta-trainings, in their fixed order.

        Kept rows stay as they are typed there, so a file that is written again differs by the new rows alone. A file
        that is not there has none.
        """
        kept = Rows()
        for name, target in kept.as_files().items():
            fresh = self.as_files()[name]
            made = {_unit(row) for row in fresh}
            target += [row for row in _read(folder / name) if _unit(row) not in made]
            target += fresh
            target.sort(key=_unit)
        return kept

    def write(self, folder: Path) -> list[Path]:
        """Write the files to ``folder`` and return their paths."""
        paths = []
        for name, content in self.as_files().items():
            buffer = io.StringIO()
            writer = csv.DictWriter(buffer, list(content[0]) if content else [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(content)
            paths.append(write_atomically(folder / name, buffer.getvalue()))
        return paths


def _read(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))) if path.is_file() else []


def _unit(row: Row) -> tuple[int, int, int, int]:
    """Return which meta-training a row belongs to, as :func:`units` orders them; predictions are of one kind alone."""
    place = (tuple(SPACES).index(row["space"]), METHODS.index(row["method"])) if "space" in row else (0, 0)
    return (*place, READINGS.index(row.get("reading", READINGS[0])), int(row["seed"]))


def units(work: Path, episodes: int | None, tables: HelpLatencies) -> list[MetaTraining]:
    """Return the finished meta-trainings of ``work``: spaces, methods, readings and seeds in a fixed order.

    Raises:
        DataError: if a file is damaged, or there is none.
    """
    found = list(_units(work, episodes, tables))
    if not found:
        raise DataError(f"no finished meta-training in {work}: run 'suite networks meta-train' first")
    return found


def _units(work: Path, episodes: int | None, tables: HelpLatencies) -> Iterator[MetaTraining]:
    seeds = sorted({int(path.stem.rsplit("_", 1)[1]) for path in work.glob("*_*_[0-9]*.npz")})
    readings: tuple[dict[str, Any], ...] = ({}, QUIRKS)
    for space, method, reading, seed in product(TABLED, METHODS, readings, seeds):
        settings = HelpSettings(space=space, method=method, seed=seed, episodes=episodes, **reading)
        training = finished(work / f"{settings.unit}.npz", settings, tables)
        if training is not None:
            yield training


def kept_rows(work: Path, training: MetaTraining, tables: HelpLatencies) -> Rows:
    """Return the rows of one meta-training; they are kept in ``work``, by the hash of what was learned."""
    content = hashlib.sha256(b"".join(training.best[rule].tobytes() for rule in RULES)).hexdigest()[:16]
    path = work / "rows" / f"{training.settings.unit}-{content}.json"
    if path.is_file():
        try:
            return Rows(**read_json(path))
        except (OSError, ValueError, TypeError) as error:
            raise DataError(f"{path} is damaged ({reason(error)}): delete it, and it is made again") from None
    rows = Rows()
    devices = device_tasks(tables, training.settings, SPACES[training.settings.space].test)
    add_rows(rows, training, tables, devices)
    write_atomically(path, json.dumps(asdict(rows)) + "\n", "give a writable folder with --work")
    return rows


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
    facts |= {"reading": READINGS[settings.quirks], "seed": settings.seed}
    for episode, *values in training.curve:
        rows.curves.append({**facts, "episode": int(episode)} | _rounded(zip(CURVE[1:], values, strict=True)))
    candidates = tables.metad2a if settings.space == "nasbench201" and settings.method == "help" else None
    for rule in RULES:
        vector = training.best[rule]
        for number, device in enumerate(test):
            known = {**facts, "checkpoint": rule, "episode": training.best_episode[rule], "device": device.name}
            draws = range(DRAWS if rule == "valid" else 1)
            _device_rows(rows, known, settings, vector, device, training.inputs, number, candidates, draws)


def _device_rows(
    rows: Rows,
    known: Row,
    settings: HelpSettings,
    vector: Floats32,
    device: Device,
    inputs: Floats32,
    number: int,
    candidates: tuple[Indices, Any] | None,
    draws: range,
) -> None:
    wanted = device.query if candidates is None else np.concatenate([device.query, candidates[0]])
    for test in tests(settings, vector, device, inputs, number, wanted, draws):
        at = {**known, "measurements": test.measurements, "draw": test.draw}
        values = {
            "spearman_mean": test.correlation(device, device.query),
            "spearman_last": test.correlation(device, device.query, last=True),
        }
        rows.correlations.append(at | _rounded(values.items()))
        if candidates is None:
            continue
        if known["checkpoint"] == "valid" and not settings.quirks and (test.measurements, test.draw) == (10, 0):
            some = device.query[::SHOWN_EVERY]
            for index, value in zip(some, predicted_ms(settings, test, device, some), strict=True):
                at_index = {"seed": settings.seed, "device": device.name, "index": int(index)}
                rows.predictions.append({**at_index, "predicted_ms": round(float(value), 4)})
        if device.name not in LIMITS_MS:
            continue
        predicted = predicted_ms(settings, test, device, candidates[0])
        for limit in LIMITS_MS[device.name]:
            row: Row = {"limit_ms": limit}
            for kind, kept in (("", KEPT), ("top1_", 1)):
                found = first_within(predicted, limit, *candidates, kept=kept)
                row[f"{kind}index"] = found
                row[f"{kind}accuracy"] = None if found is None else float(candidates[1][candidates[0] == found][0])
                row[f"{kind}latency_ms"] = None if found is None else round(float(device.latencies[found]), 6)
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
    """Return HELP's meta-training on NAS-Bench-201 with the best validation score, which alone chooses among seeds.

    Those of other spaces, other methods and with quirks are passed over.

    Raises:
        DataError: if there is none.
    """
    suitable = [each for each in trainings if each.settings.unit.startswith("nasbench201_help_")]
    if not suitable:
        raise DataError("no finished meta-training of HELP on NAS-Bench-201: run 'suite networks meta-train' first")
    return max(suitable, key=lambda training: training.best_score["valid"])
