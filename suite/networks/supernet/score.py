"""The accuracies of all 15,625 cells with one trained supernet's weights: in chunks, each kept as soon as finished.

A chunk is the cells that share their first three edges (125 of them), so that they also share the computation of what
these edges lead to. Decoded hard, cells that differ only in edges whose result is zero or cannot reach the output are
one network, scored once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from suite.errors import ConfigurationError
from suite.networks.cells import N_NODES, NONE, POOL, SKIP, running_edges
from suite.networks.chunks import claim, keep, kept
from suite.networks.rmi.speed import keep_speed
from suite.networks.supernet.batchwise import BatchwiseSupernet
from suite.networks.supernet.folded import FoldedSupernet
from suite.networks.supernet.model import Supernet
from suite.networks.supernet.prefix import DECODINGS, PREFIX
from suite.networks.threads import one_thread
from suite.spaces.nasbench201 import EDGES, NASBENCH201
from suite.workers import in_workers

PART = 50
"""Images that go through the network at once: fixed, for the last digits may depend on it."""

EVALUATION_BATCH = 1024
"""The same for a supernet that normalises by the batch, as in NEvoNAS (pEvoNAS: 2,048)."""

Codes = NDArray[np.int64]
Counts = NDArray[np.uint16]
Progress = Callable[[int, int], object]


def distinct_paths(codes: ArrayLike) -> Codes:
    """Return ``codes`` ``(n, 6)`` with ``none`` on every edge that gives zero or whose result reaches no output."""
    return np.array([_live(tuple(int(kind) for kind in code)) for code in np.asarray(codes)], dtype=np.int64)


def _live(code: Sequence[int]) -> tuple[int, ...]:
    filled = [True] + [False] * (N_NODES - 1)
    kinds = list(code)
    for edge, (target, source) in enumerate(EDGES):  # sources come before their targets
        if not filled[source] and kinds[edge] in (SKIP, POOL):
            kinds[edge] = NONE  # of zero; a convolution of zero is batch norm's constant
        filled[target] = filled[target] or kinds[edge] != NONE
    return tuple(kind if live else NONE for kind, live in zip(kinds, running_edges(kinds), strict=True))


def correct_answers(
    supernet: Supernet,
    codes: ArrayLike,
    images: Tensor,
    labels: Tensor,
    *,
    decoding: str = "softmax",
    batch: int = PART,
) -> Counts:
    """Return how many of ``images`` each cell classifies correctly, ``(n,)``; on one thread, on the CPU.

    Args:
        supernet: the trained supernet; in evaluation where it has running statistics.
        codes: ``(n, 6)`` cells; those that share their first three edges should follow each other.
        images: ``(m, 3, h, w)`` normalised.
        labels: ``(m,)``.
        decoding: "softmax" or "hard".
        batch: images at once; with batch statistics the results depend on it, and its images are normalised together.

    Raises:
        ConfigurationError: for another decoding, a cell with operations that the supernet does not hold, or more than
            65,535 images.
    """
    if decoding not in DECODINGS:
        raise ConfigurationError(f"a cell is decoded by softmax or hard, not '{decoding}'")
    if len(images) > np.iinfo(np.uint16).max:
        raise ConfigurationError("scoring takes at most 65,535 images")
    cells = [tuple(code) for code in np.asarray(codes).tolist()]
    for cell in cells:
        if any(kind not in kinds for kinds, kind in zip(supernet.allowed, cell, strict=True)):
            raise ConfigurationError(f"the edges of the supernet hold {supernet.allowed}, the cell is {cell}")
    counts = np.zeros(len(cells), dtype=np.uint16)
    supernet.eval()
    with one_thread():
        run = (FoldedSupernet if supernet.tracks else BatchwiseSupernet)(supernet, decoding).logits
        for start in range(0, len(images), batch):
            answers = labels[start : start + batch]
            for number, logits in enumerate(run(images[start : start + batch], cells)):
                counts[number] += int((logits.argmax(dim=1) == answers).sum())
    return counts


def score_cells(
    folder: Path,
    supernet: Supernet,
    images: Tensor,
    labels: Tensor,
    settings: dict[str, Any],
    *,
    decoding: str = "softmax",
    batch: int = PART,
    indices: ArrayLike | None = None,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> Counts:
    """Return the correct answers ``(n,)`` of the architectures ``indices``; finished chunks in ``folder`` are kept.

    Args:
        folder: of this supernet, decoding and set of images; made if it is not there.
        supernet, images, labels, decoding, batch: as for :func:`correct_answers`.
        settings: plain values that say which supernet and images these are; the folder is bound to them.
        indices: architectures, each once; default all 15,625.
        jobs: processes; the counts do not depend on it.
        progress: called with the numbers of finished and of all networks (fewer than cells with hard decoding).

    Raises:
        DataError: if ``folder`` holds results of other settings.
        ConfigurationError: as :func:`correct_answers`.
    """
    chosen = np.arange(NASBENCH201.size) if indices is None else np.asarray(indices, dtype=np.int64)
    codes = NASBENCH201.codes(chosen).astype(np.int64)
    paths, position = np.unique(distinct_paths(codes) if decoding == "hard" else codes, axis=0, return_inverse=True)
    _, groups = np.unique(paths[:, :PREFIX], axis=0, return_inverse=True)
    bound = {**settings, "decoding": decoding, "batch": batch, "images": len(images), "indices": chosen.tolist()}
    claim(folder, bound)
    chunks = [np.flatnonzero(groups.ravel() == group) for group in range(int(groups.max()) + 1)]
    found = {n: kept(folder / f"chunk-{n:03d}.npy", (len(rows),), np.uint16) for n, rows in enumerate(chunks)}
    counts = {number: values for number, values in found.items() if values is not None}
    done = sum(map(len, counts.values()))
    progress(done, len(paths))
    pending = [(folder / f"chunk-{n:03d}.npy", n, paths[rows]) for n, rows in enumerate(chunks) if n not in counts]
    for number, values in _run(pending, jobs, supernet, images, labels, decoding, batch):
        counts[number] = values
        done += len(values)
        progress(done, len(paths))
    total = np.zeros(len(paths), dtype=np.uint16)
    for number, rows in enumerate(chunks):
        total[rows] = counts[number]
    return total[position.ravel()]


def _run(pending: list[tuple[Path, int, Codes]], jobs: int, *arguments: Any) -> Iterator[tuple[int, Counts]]:
    return in_workers(_score_chunk, [(*task, *arguments) for task in pending], jobs, ordered=False)


def _score_chunk(
    path: Path, number: int, codes: Codes, supernet: Supernet, images: Tensor, labels: Tensor, decoding: str, batch: int
) -> tuple[int, Counts]:
    """Score one chunk and keep it."""
    start = time.perf_counter()
    counts = correct_answers(supernet, codes, images, labels, decoding=decoding, batch=batch)
    keep(path, counts)
    keep_speed(path, len(codes), time.perf_counter() - start)
    return number, counts
