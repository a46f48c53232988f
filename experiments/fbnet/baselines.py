"""REINFORCE on FBNet's loss: one objective that no run specification names, so it is run here, by ask and tell."""

from __future__ import annotations

import numpy as np

from experiments.fbnet.outcomes import Found, describe, losses
from experiments.fbnet.settings import EVALUATIONS, EXPERIMENT, FEWER, OWN_END, PAPER, PROXY, RATE
from suite.algorithms import create
from suite.benchmark import Benchmark
from suite.study.spec import RunSpec, rng_for


def reinforce(benchmark: Benchmark, dataset: str, device: str, seeds: int) -> list[Found]:
    """Return what REINFORCE found with the evaluations and the learning rate of DNAS, on the same loss.

    It returns the best of everything told.
    """
    loss = losses(benchmark, PAPER, dataset, device)
    result = []
    for seed in range(min(seeds, FEWER)):
        spec = RunSpec(
            experiment=EXPERIMENT,
            algorithm="reinforce",
            dataset=dataset,
            device=device,
            fitness=PROXY,
            budget=OWN_END,
            seed=seed,
        )
        search = create("reinforce", benchmark.space, rng=rng_for(spec), learning_rate=RATE)
        told = np.empty(EVALUATIONS, dtype=np.int64)
        for step in range(EVALUATIONS):
            code = search.ask()
            told[step] = benchmark.space.index(code)[0]
            search.tell(code, loss[told[step], None, None])
        index = int(told[np.nanargmin(loss[told])])
        result.append(describe(benchmark, PAPER, dataset, device, index, told))
    return result
