"""One run made again in this process, for what a record does not hold: the algorithm itself, after its last tell."""

from __future__ import annotations

import numpy as np

from suite.algorithms.base import Algorithm
from suite.benchmark import Benchmark
from suite.errors import DataError
from suite.study.record import Record
from suite.study.runner import prepare


def run_again(record: Record, benchmark: Benchmark) -> Algorithm:
    """Return the algorithm of ``record`` after its run was made again.

    Raises:
        DataError: if the run does not ask the recorded architectures again.
    """
    problem, algorithm, _ = prepare(record.spec, benchmark)
    indices = record.indices.astype(np.int64)
    start = 0
    for size in record.batch_sizes.astype(np.int64):
        codes = algorithm.ask()[:size]
        if not np.array_equal(problem.space.index(codes), indices[start : start + size]):
            raise DataError(
                "a recorded run came out otherwise when it was made again: is the record of another version?"
            )
        algorithm.tell(codes, problem(codes))
        start += int(size)
    return algorithm
