"""A long scoring in one small file: the finished chunks as a table of some cells, and chunks from such a table.

So a computation goes on on another machine: the file has protocol, reference model's hash, cells, marks and parts
(:func:`suite.scores.save_rmi`: five decimals, as in the complete table), ``.speed.json`` beside it the seconds. The
order of the cells is stated in code (:mod:`.stratified`), so that the same command makes the same chunks there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.networks.chunks import keep, kept
from suite.networks.rmi.score import PARTS, Protocol
from suite.networks.rmi.speed import keep_speed
from suite.scores import RmiParts, read_rmi_parts, read_speed

Chunks = Sequence[tuple[Path, NDArray[np.int64]]]


def finished(chunks: Chunks, protocol: Protocol) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the cells of the finished ``chunks``, ascending, and their parts ``(n, marks, 4)``.

    Raises:
        DataError: if none is finished.
    """
    shape = (len(protocol.marks), len(PARTS))
    found = [
        (cells, scores)
        for path, cells in chunks
        if (scores := kept(path, (len(cells), *shape), np.float32)) is not None
    ]
    if not found:
        raise DataError("no chunk of this protocol is finished: run the command without --finished first")
    cells = np.concatenate([cells for cells, _ in found])
    order = np.argsort(cells)
    return cells[order], np.concatenate([scores for _, scores in found])[order]


def read_partial(path: Path, protocol: Protocol, reference: str) -> RmiParts:
    """Return the scores in ``path`` if they are of ``protocol`` and the reference model of that hash.

    Raises:
        DataError: if not, or if the file is missing or damaged.
    """
    found = read_rmi_parts(path)
    if dict(found.facts["protocol"]) != protocol.facts or found.facts["reference_sha256"] != reference:
        raise DataError(f"{path} holds scores of another protocol or reference model: give the one of this command")
    return found


def put_chunks(path: Path, known: RmiParts, chunks: Chunks, marks: int) -> None:
    """Make those of the unfinished ``chunks`` whose cells are all ``known``.

    Args:
        path: from which they are known; what is beside it about the speed goes with them.
        known: some cells.
        chunks: of the computation.
        marks: how many a cell has.

    Raises:
        DataError: if a chunk cannot be written.
    """
    row_of = {int(index): row for row, index in enumerate(known.indices)}
    seconds = read_speed(path).get("seconds_per_architecture")
    for chunk, cells in chunks:
        rows = [row_of[int(index)] for index in cells if int(index) in row_of]
        if len(rows) < len(cells) or kept(chunk, (len(cells), marks, len(PARTS)), np.float32) is not None:
            continue
        keep(chunk, known.parts[rows].astype("<f4"))
        if seconds is not None:
            keep_speed(chunk, len(cells), float(seconds) * len(cells), own=False)
