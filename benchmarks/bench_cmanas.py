"""Time of one whole CMANAS run of 100 generations on a table, beside the library's own steps alone.

``python -m pytest benchmarks/bench_cmanas.py --benchmark-only``; nothing here fails for being slow.
"""

from __future__ import annotations

import numpy as np

from suite.algorithms.cmanas import CMANAS
from suite.kernels.cma_es import CMAES
from suite.spaces import NASBENCH201
from suite.testing import run

TABLE = np.random.Generator(np.random.PCG64(0)).random((NASBENCH201.size, 1))


def test_one_run_of_100_generations(benchmark):
    def one():
        algorithm = CMANAS(NASBENCH201, rng=np.random.default_rng(0))
        run(algorithm, lambda codes: TABLE[NASBENCH201.index(codes)], 10_000)

    benchmark.pedantic(one, rounds=10, warmup_rounds=1)


def test_100_updates_of_the_distribution_alone(benchmark):
    def one():
        distribution, rng = CMAES(30, sigma=1.3), np.random.default_rng(0)
        for _ in range(100):
            points = distribution.sample(rng)
            distribution.update(points, points[:, 0])

    benchmark.pedantic(one, rounds=10, warmup_rounds=1)
