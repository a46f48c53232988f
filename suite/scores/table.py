"""A score table in memory: its scores in the official order of the cells, and what made them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, DataError
from suite.reading.budget import reason
from suite.reading.texts import read_json
from suite.scores.archive import Arrays, read
from suite.scores.description import check_description, check_speed
from suite.scores.naming import parse_selection
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.columns import CLASSES

Floats = NDArray[np.float64]
TAPS, N_PARTS = 3, 4
DECIMALS = 5
SPEED = ".speed.json"

# a protocol with less of any of these than the published one is a reduced one
FULL_RMI = {"cells": 5, "channels": 16, "steps": 150, "batch": 32, "pool": 16}
FULL_REFERENCE = {"epochs": 200}
FULL_SUPERNET = {"cells": 5, "channels": 16, "epochs": 50, "images": 25_000}
FULL_FITNESS_IMAGES = 25_000


@dataclass(frozen=True, eq=False)
class RmiParts:
    """The parts of the loss of some or all cells, as they were saved.

    Attributes:
        indices: ``(n,)`` cells, one of each class of equivalent ones.
        steps: ``(marks,)`` updates after which they were taken.
        parts: ``(n, marks, 4)`` similarity of three taps and cross-entropy, NaN where undefined.
        dataset: of the images.
        facts: what made them: "protocol", "reference_sha256", ...
        sha256: identity of the content.
    """

    indices: NDArray[np.int64]
    steps: tuple[int, ...]
    parts: Floats
    dataset: str
    facts: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, eq=False)
class SupernetCounts:
    """How many images a trained supernet classified correctly with some or all cells, as it was saved.

    Attributes:
        indices: ``(n,)`` cells, all different.
        correct: ``(n,)`` counts.
        images: how many images were classified.
        dataset: of the images.
        facts: what made them: "protocol", "decoding", "checkpoint_sha256", ...
        sha256: identity of the content.
    """

    indices: NDArray[np.int64]
    correct: NDArray[np.int64]
    images: int
    dataset: str
    facts: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """One score per cell; made by :func:`.load`.

    Attributes:
        name: e.g. "rmi-n1-s8".
        kind: "rmi" (similarity to a reference model) or "supernet" (accuracy with inherited weights).
        dataset: of the images it was computed on.
        facts: what made it: "protocol" with its fields, hashes of weights, ...
        reduced: whether the protocol has less of anything than the published one.
        sha256: identity of the content; part of the identity of every run that uses the table.
        speed: how fast it was made, where that was kept; empty else.
        steps: ``(marks,)`` updates after which the parts of an RMI table were taken; empty for a supernet's.
    """

    name: str
    kind: Literal["rmi", "supernet"]
    dataset: str
    facts: Mapping[str, Any]
    reduced: bool
    sha256: str
    speed: Mapping[str, Any]
    steps: tuple[int, ...]
    _scores: Floats = field(repr=False)  # (15625, marks, 4) for "rmi", (15625,) in per cent for "supernet"

    def values(self, variant: str = "") -> Floats:
        """Return the scores of all cells ``(15625,)``, higher is better, without NaN, read-only.

        An RMI table has the variants ":mixed" (minus the mixed loss after the last step, beta as the protocol says),
        ":sum" (sum of the three similarities, 0 to 3), "" (one of them, :func:`.parse_selection`), and the same after
        "@STEPS" (fewer steps). What was undefined counts as similarity 0 and the cross-entropy of guessing,
        ln(classes): features that are the same for all images resemble nothing, and RMI-NAS gives a diverged fit an
        infinite loss. A supernet's table has "" alone: accuracy in per cent.

        Raises:
            ConfigurationError: for a variant that the table does not have.
        """
        chosen = parse_selection(self.name + variant)
        if self.kind == "supernet":
            if chosen.variant:
                raise ConfigurationError(f"a supernet's table has one score: write '{self.name}', not '{variant}'")
            return self._scores
        steps = self.steps[-1] if chosen.steps is None else chosen.steps
        if steps not in self.steps:
            raise ConfigurationError(
                f"'{self.name}' holds scores after {', '.join(map(str, self.steps))} steps, not after {steps}"
            )
        parts = self._scores[:, self.steps.index(steps)]
        beta = float(self.facts["protocol"]["beta"])
        summed = parts[:, :TAPS].sum(axis=1)
        result: Floats = summed if chosen.summed else -(beta * (TAPS - summed) + (1.0 - beta) * parts[:, TAPS])
        result.flags.writeable = False
        return result

    def parts(self, steps: int | None = None) -> Floats:
        """Return similarity of the three taps and cross-entropy ``(15625, 4)`` of an RMI table, without NaN.

        Raises:
            ConfigurationError: for a supernet's table, or ``steps`` that the table does not have.
        """
        if self.kind != "rmi" or (steps is not None and steps not in self.steps):
            raise ConfigurationError(f"'{self.name}' holds no parts after {steps} steps")
        found: Floats = self._scores[:, -1 if steps is None else self.steps.index(steps)]
        return found


def read_rmi_parts(path: Path) -> RmiParts:
    """Read a file of :func:`.save_rmi`, of some or all cells.

    Raises:
        DataError: if it is missing, damaged, or of another kind.
    """
    meta, arrays, sha256 = read(path)
    return _rmi_parts(path, meta, arrays, sha256)


def _rmi_parts(path: Path, meta: Mapping[str, Any], arrays: Arrays, sha256: str) -> RmiParts:
    try:
        check_description(meta)
        indices, steps, parts = (arrays[name] for name in ("indices", "steps", "parts"))
        if (
            meta["kind"] != "rmi"
            or steps.ndim != 1
            or not len(steps)
            or parts.shape != (N_PARTS, len(steps), len(indices))
            or parts.dtype != np.float32
        ):
            raise ValueError("its arrays do not fit together")
        return RmiParts(
            NASBENCH201.check_indices(indices), tuple(map(int, steps)), parts.transpose(2, 1, 0).astype(np.float64),
            str(meta["dataset"]), MappingProxyType(meta["facts"]), sha256,
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(
            f"{path} is no table of representation mutual information ({reason(error)}): make it again"
        ) from None


def read_table(path: Path) -> ScoreTable:
    """Read a score table of all cells.

    Raises:
        DataError: if it is missing, damaged, or does not cover all cells.
    """
    meta, arrays, sha256 = read(path)
    kind = meta.get("kind")
    if kind == "rmi":
        found = _rmi_parts(path, meta, arrays, sha256)
        return ScoreTable(
            path.stem, "rmi", found.dataset, found.facts, _reduced(found.facts, FULL_RMI), sha256, read_speed(path),
            found.steps, _spread(path, found),
        )  # fmt: skip
    counts = _supernet_counts(path, meta, arrays, sha256)
    if len(np.unique(counts.indices)) < NASBENCH201.size:
        raise DataError(f"{path} holds {len(counts.indices):,} of {NASBENCH201.size:,} cells: score the others, too")
    values = np.empty(NASBENCH201.size)
    values[counts.indices] = 100.0 * counts.correct.astype(np.float64) / counts.images
    values.flags.writeable = False
    facts = MappingProxyType({**counts.facts, "images": counts.images})
    reduced = _reduced(facts, FULL_SUPERNET) or counts.images < FULL_FITNESS_IMAGES
    return ScoreTable(path.stem, "supernet", counts.dataset, facts, reduced, sha256, read_speed(path), (), values)


def read_supernet_counts(path: Path) -> SupernetCounts:
    """Read a file of :func:`.save_supernet`, of some or all cells.

    Raises:
        DataError: if it is missing, damaged, or of another kind.
    """
    return _supernet_counts(path, *read(path))


def _supernet_counts(path: Path, meta: Mapping[str, Any], arrays: Arrays, sha256: str) -> SupernetCounts:
    try:
        check_description(meta)
        indices, correct, images = arrays["indices"], arrays["correct"], int(meta["images"])
        if (
            meta["kind"] != "supernet"
            or correct.dtype.kind not in "iu"
            or correct.shape != indices.shape
            or int(correct.max(initial=0)) > images
        ):
            raise ValueError("its arrays do not fit together")
        return SupernetCounts(
            NASBENCH201.check_indices(indices), correct.astype(np.int64), images, str(meta["dataset"]),
            MappingProxyType(meta["facts"]), sha256,
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"{path} is no score table of this suite ({reason(error)}): make it again") from None


def filled(parts: Floats, dataset: str) -> Floats:
    """Return ``parts`` ``(..., 4)`` without NaN: what was undefined resembles nothing, and guesses."""
    undefined = np.array([0.0] * TAPS + [math.log(CLASSES[dataset])])
    return np.where(np.isnan(parts), undefined, parts)


def _spread(path: Path, found: RmiParts) -> Floats:
    """Return the parts of all cells ``(15625, marks, 4)`` without NaN: equivalent cells are one network."""
    classes = NASBENCH201.isomorphism_class()
    row_of = np.full(int(classes.max()) + 1, -1)
    row_of[classes[found.indices]] = np.arange(len(found.indices))
    if (row_of < 0).any():
        raise DataError(f"{path} holds {len(found.indices):,} of {len(row_of):,} distinct cells: score the others, too")
    spread: Floats = filled(found.parts, found.dataset)[row_of[classes]]
    spread.flags.writeable = False
    return spread


def _reduced(facts: Mapping[str, Any], full: Mapping[str, int]) -> bool:
    protocol, reference = facts["protocol"], facts.get("reference", {})
    return any(
        int(made[name]) < least
        for made, wanted in ((protocol, full), (reference, FULL_REFERENCE))
        for name, least in wanted.items()
        if name in made
    )


def read_speed(path: Path) -> Mapping[str, Any]:
    """Return what :func:`.save_speed` kept beside a table, empty for nothing.

    Raises:
        DataError: if it cannot be read.
    """
    beside = path.with_suffix(SPEED)
    if not beside.exists():
        return MappingProxyType({})
    try:
        found = dict(read_json(beside))
        check_speed(found)
        return MappingProxyType(found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(f"{beside} cannot be read ({reason(error)}): delete it") from None
