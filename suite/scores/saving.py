"""Writing score tables; the name of a table is the name of its file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import DataError
from suite.files import write_atomically
from suite.scores.archive import write
from suite.scores.table import DECIMALS, N_PARTS, SPEED
from suite.spaces.nasbench201 import NASBENCH201


def save_rmi(
    path: Path,
    indices: ArrayLike,
    parts: ArrayLike,
    steps: Sequence[int],
    *,
    protocol: Mapping[str, Any],
    reference: str,
    facts: Mapping[str, Any] | None = None,
) -> Path:
    """Write the parts of the loss of some or all cells; return the path.

    Args:
        path: ``NAME.npz``.
        indices: ``(n,)`` cells, each in another class of equivalent cells.
        parts: ``(n, marks, 4)`` similarity of the three taps and cross-entropy; not finite where undefined.
        steps: ``(marks,)`` updates after which they were taken, ascending.
        protocol: dataset, cells, steps, batch, beta, seed, ...: the fields of ``suite.networks.rmi.score.Protocol``.
        reference: sha256 of the reference model's weights.
        facts: whatever else made the table, JSON-serialisable, such as the reference model's test accuracy.

    Raises:
        DataError: for shapes that do not fit, or if the file cannot be written.
    """
    chosen, values = _indices(indices), np.array(parts, dtype=np.float64)
    if values.shape != (len(chosen), len(steps), N_PARTS) or not len(steps) or list(steps) != sorted(set(steps)):
        raise DataError(f"scores {values.shape} of {len(chosen)} cells after {list(steps)} steps do not fit together")
    if len(np.unique(NASBENCH201.isomorphism_class()[chosen])) < len(chosen):
        raise DataError("two of the cells are equivalent, and have one score: give one cell of each class")
    with np.errstate(over="ignore"):  # what single precision cannot hold has diverged
        rounded = np.round(values, DECIMALS).astype(np.float32)
    rounded[~np.isfinite(rounded)] = np.nan  # one bit pattern for undefined, so that equal tables have equal bytes
    meta = {
        "kind": "rmi",
        "dataset": str(protocol["dataset"]),
        "facts": {**(facts or {}), "protocol": dict(protocol), "reference_sha256": reference},
    }
    write(
        path,
        meta,
        # parts of one kind lie together, which packs better
        {"indices": chosen, "steps": np.array(steps, dtype=np.uint16), "parts": rounded.transpose(2, 1, 0)},
    )
    return path


def save_supernet(
    path: Path, indices: ArrayLike, correct: ArrayLike, images: int, facts: Mapping[str, Any], *, dataset: str = ""
) -> Path:
    """Write how many images a trained supernet classified correctly with each cell; return the path.

    Args:
        path: ``NAME.npz``.
        indices: ``(n,)`` cells, all different.
        correct: ``(n,)`` counts from 0 to ``images``.
        images: evaluated images, at most 65,535.
        facts: JSON-serialisable; with "protocol", the fields of ``SupernetProtocol``.
        dataset: of the images; default the protocol's.

    Raises:
        DataError: for counts that do not fit, missing facts, or if the file cannot be written.
    """
    chosen, counts = _indices(indices), np.asarray(correct)
    if (
        counts.shape != chosen.shape
        or not 0 < images <= np.iinfo(np.uint16).max
        or len(np.unique(chosen)) < len(chosen)
    ):
        raise DataError(
            f"counts {counts.shape} of {len(chosen)} different cells on {images} images do not fit together"
        )
    if not np.isfinite(counts).all() or ((counts < 0) | (counts > images) | (counts != np.floor(counts))).any():
        raise DataError(f"a count of correct images is a whole number from 0 to {images}")
    if not isinstance(facts.get("protocol"), Mapping):
        raise DataError("the facts of a supernet's scores need the protocol that trained it")
    meta = {
        "kind": "supernet",
        "dataset": dataset or str(facts["protocol"]["dataset"]),
        "images": int(images),
        "facts": {**facts, "protocol": dict(facts["protocol"])},
    }
    write(path, meta, {"indices": chosen, "correct": counts.astype(np.uint16)})
    return path


def save_speed(path: Path, speed: Mapping[str, float | int | str]) -> Path:
    """Keep how fast a table was made beside it, in ``NAME.speed.json``, so that the table itself has no timings.

    Args:
        path: of the table.
        speed: e.g. ``seconds_per_architecture``, ``architectures``, ``device``, ``peak_mib``.

    Raises:
        DataError: if the file cannot be written.
    """
    return write_atomically(path.with_suffix(SPEED), json.dumps(dict(speed), indent=1, sort_keys=True) + "\n")


def _indices(indices: ArrayLike) -> NDArray[np.uint16]:
    return NASBENCH201.check_indices(np.atleast_1d(np.asarray(indices))).astype(np.uint16)
