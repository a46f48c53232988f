"""Scoring every distinct architecture: in chunks, each kept as soon as it is finished, in any number of processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from suite.networks.chunks import claim, keep, kept
from suite.networks.rmi.score import PARTS, Batch, Protocol, score
from suite.networks.rmi.score_resume import put_chunks, read_partial
from suite.networks.rmi.speed import keep_speed, speed
from suite.scores import save_rmi
from suite.spaces.nasbench201 import NASBENCH201
from suite.workers import in_workers

CHUNK = 16
"""Architectures per file: what a kill costs at most per process."""

Scores = NDArray[np.float32]
Progress = Callable[[int, int], object]


def representatives() -> NDArray[np.int64]:
    """Return the first index of each of the 6,466 classes of equivalent cells, in the order of the classes."""
    return np.unique(NASBENCH201.isomorphism_class(), return_index=True)[1].astype(np.int64)


def score_all(
    folder: Path,
    protocol: Protocol,
    batch: Batch,
    *,
    reference: str,
    indices: Sequence[int] | NDArray[np.int64] | None = None,
    jobs: int = 1,
    resume: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> Scores:
    """Return the parts of the loss ``(n, marks, 4)`` of ``indices``; finished chunks in ``folder`` are kept.

    Args:
        folder: of this protocol, data set and seed; made if it is not there.
        protocol: the protocol.
        batch: the one batch; its device is where scoring takes place.
        reference: hash of the reference model's weights; chunks scored against another one are refused.
        indices: architectures, in the order in which they are scored; default the representatives of all classes.
        jobs: processes; the scores do not depend on it.
        resume: a file of some of the scores (:mod:`.score_resume`), which are taken instead of being made again.
        progress: called with the numbers of finished and of all architectures.

    Raises:
        DataError: if ``folder`` or ``resume`` holds scores of another protocol or reference model.
    """
    chosen = representatives() if indices is None else np.asarray(indices, dtype=np.int64)
    bind(folder, protocol, reference, chosen)
    chunks = chunks_of(folder, chosen)
    if resume is not None:
        put_chunks(resume, read_partial(resume, protocol, reference), chunks, len(protocol.marks))
    shape = (len(protocol.marks), len(PARTS))
    found = {
        path: scores for path, chunk in chunks if (scores := kept(path, (len(chunk), *shape), np.float32)) is not None
    }
    done = sum(len(scores) for scores in found.values())
    progress(done, len(chosen))
    pending = [(path, chunk) for path, chunk in chunks if path not in found]
    for path, scores in _run(pending, batch, protocol, jobs):
        found[path] = scores
        done += len(scores)
        progress(done, len(chosen))
    return np.concatenate([found[path] for path, _ in chunks])


def bind(folder: Path, protocol: Protocol, reference: str, indices: NDArray[np.int64]) -> None:
    """Bind ``folder`` to a protocol, the hash of a reference model's weights and the architectures in their order.

    Raises:
        DataError: if it holds scores of others, or cannot be written.
    """
    claim(folder, {"protocol": protocol.facts, "reference": reference, "indices": indices.tolist()})


def chunks_of(folder: Path, indices: NDArray[np.int64]) -> list[tuple[Path, NDArray[np.int64]]]:
    """Return the files in ``folder`` and the architectures of each; a file is there once it is finished."""
    starts = range(0, len(indices), CHUNK)
    return [(folder / f"chunk-{number:04d}.npy", indices[start : start + CHUNK]) for number, start in enumerate(starts)]


def save_scores(
    path: Path,
    indices: NDArray[np.int64],
    scores: Scores,
    protocol: Protocol,
    reference: str,
    trained: Mapping[str, Any] | None = None,
) -> Path:
    """Write the scores as a score table (:mod:`suite.scores`), with how they were made; return the path.

    Args:
        path: ``NAME.npz``.
        indices: ``(n,)`` architectures.
        scores: ``(n, marks, 4)``.
        protocol: the protocol.
        reference: hash of the reference model's weights.
        trained: how those were trained, as their file says: network, epochs, test accuracy.

    Raises:
        DataError: if it cannot be written.
    """
    facts = {"reference": dict(trained)} if trained else {}
    return save_rmi(path, indices, scores, protocol.marks, protocol=protocol.facts, reference=reference, facts=facts)


def table_name(protocol: Protocol) -> str:
    """Return how a score table is called: its protocol, the data set unless CIFAR-10, the seed unless 0."""
    dataset = "" if protocol.dataset == "cifar10" else f"-{protocol.dataset}"
    return protocol.name + dataset + (f"-seed{protocol.seed}" if protocol.seed else "")


def speed_of(folder: Path, device: str, jobs: int) -> dict[str, Any]:
    """Return how fast the chunks in ``folder`` were scored (:func:`.speed.speed`)."""
    return speed(sorted(folder.glob("chunk-*.npy")), device, jobs)


def _run(
    pending: list[tuple[Path, NDArray[np.int64]]], batch: Batch, protocol: Protocol, jobs: int
) -> Iterator[tuple[Path, Scores]]:
    arguments = (batch.inputs.cpu(), batch.labels.cpu(), [gram.cpu() for gram in batch.grams])
    device = str(batch.inputs.device)
    tasks = [(path, chunk, arguments, device, protocol) for path, chunk in pending]
    return in_workers(_score_chunk, tasks, jobs, ordered=False)


def _score_chunk(
    path: Path,
    chunk: NDArray[np.int64],
    arguments: tuple[torch.Tensor, torch.Tensor, list[torch.Tensor]],
    device: str,
    protocol: Protocol,
) -> tuple[Path, Scores]:
    """Score one chunk and keep it."""
    inputs, labels, grams = arguments
    batch = Batch(inputs.to(device), labels.to(device), tuple(gram.to(device) for gram in grams))
    codes = NASBENCH201.codes(chunk)
    start = time.perf_counter()
    scores = np.stack([score(codes[row], batch, protocol, identity=int(i)) for row, i in enumerate(chunk)])
    seconds = time.perf_counter() - start
    keep(path, scores.astype("<f4"))
    keep_speed(path, len(chunk), seconds)
    return path, scores
