"""The grid: every strategy on every cost, from every number of measurements, over several draws.

Of one draw, the architectures that were not measured for the fit are the test set: all of them, as far as they are
connected and the device could run them. The estimators are those that ``--cost-source`` gives a search of that seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit import Column, Floats
from experiments.survey.costs import COSTS, Cost, true_cost
from experiments.survey.metrics import score
from experiments.survey.strategies import STRATEGIES, Strategy
from suite.benchmark import Benchmark
from suite.estimators import registry
from suite.estimators.cost_source import parse_cost_source
from suite.estimators.estimated import draw_seed, fitted_estimator
from suite.estimators.lut import BASES

FORMATS = {"kendall": ".5f", "spearman": ".5f", "mape": ".4f", "within_5": ".5f", "within_10": ".5f"}
MEASURES = tuple(FORMATS)
KEYS = ("strategy", "dataset", "device", "metric", "measurements", "seed")
COLUMNS = (*map(Column, KEYS), *(Column(name, digits) for name, digits in FORMATS.items()), Column("n_test"))
"""Of a row of the grid."""


def predictions(benchmark: Benchmark, cost: Cost, text: str, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """Return the predicted costs ``(15625,)`` (NaN where the device could not run it) and what was measured ``(n,)``.

    Args:
        benchmark: the tables.
        cost: what is estimated.
        text: strategy and number of measurements, as ``--cost-source`` takes them.
        seed: decides the draw of what is measured, and whatever else is random in the estimator.
    """
    if cost.metric != "arithmetic_intensity":
        _, predicted, rows = fitted_estimator(benchmark, cost.dataset, cost.device, cost.metric, text, seed)
        return predicted, rows
    # ASIC-Eyeriss's arithmetic intensity is no cost that a search takes; estimated in the same way
    truth = true_cost(benchmark, cost)
    chosen = parse_cost_source(text)
    streams = draw_seed(chosen.text, cost.dataset, cost.device, cost.metric, seed).spawn(2)
    draw, own = (np.random.Generator(np.random.PCG64(stream)) for stream in streams)
    estimator = registry.create(chosen.name, benchmark.space, rng=own, **dict(chosen.params))
    column = benchmark.column(cost.column, cost.dataset)
    candidates = np.arange(benchmark.space.size) if estimator.designed else np.flatnonzero(~np.isnan(truth))
    rows = estimator.measurements(chosen.n, draw, candidates)
    return estimator.fit(rows, column[rows]).predict(np.arange(benchmark.space.size)), rows


def row(benchmark: Benchmark, cost: Cost, strategy: Strategy, text: str, seed: int) -> dict[str, Any]:
    """Return one row of the grid."""
    predicted, measured = predictions(benchmark, cost, text, seed)
    truth = true_cost(benchmark, cost)
    test = ~np.isnan(truth)
    test[measured] = False
    found = score(predicted[test], truth[test])
    return {
        "strategy": strategy.name,
        "dataset": cost.dataset,
        "device": cost.device,
        "metric": cost.metric,
        "measurements": len(measured),
        "seed": seed,
        **{name: getattr(found, name) for name in MEASURES},
        "n_test": found.n,
    }


def has_base(benchmark: Benchmark, cost: Cost, strategy: Strategy) -> bool:
    """Return whether a look-up table can be made: its base was measured (Edge TPU has no cell without a path)."""
    if not strategy.designed:
        return True
    base = benchmark.space.index(np.full((1, benchmark.space.n_edges), BASES[strategy.estimator.removeprefix("lut:")]))
    return bool(np.isfinite(benchmark.column(cost.column, cost.dataset)[base[0]]))


def twin(benchmark: Benchmark, cost: Cost) -> Cost:
    """Return the cost whose rows are those of ``cost`` too: the latency, if the energy is a multiple of it.

    The energies of the FPGA are seven times its latencies everywhere, and no strategy depends on the unit.
    """
    if cost.metric != "energy":
        return cost
    other = Cost(cost.dataset, cost.device, "latency")
    ratio = true_cost(benchmark, cost) / true_cost(benchmark, other)
    return other if np.nanmax(ratio) - np.nanmin(ratio) <= 1e-9 * np.nanmax(ratio) else cost


def grid(
    benchmark: Benchmark,
    seeds: int,
    costs: Sequence[Cost] = COSTS,
    strategies: Sequence[Strategy] = STRATEGIES,
    workers: int = -1,
) -> pd.DataFrame:
    """Return all rows, cost by cost.

    Args:
        benchmark: the tables.
        seeds: largest number of draws.
        costs: what is estimated.
        strategies: how they are estimated.
        workers: processes; 1 works here, -1 takes every core. Rows and their order do not depend on it.
    """
    twins = {cost: twin(benchmark, cost) for cost in costs}
    tasks = [
        (cost, strategy, text, draws)
        for cost in dict.fromkeys(twins.values())
        for strategy in strategies
        if has_base(benchmark, cost, strategy)
        for text, draws in strategy.draws(seeds).items()
    ]
    if workers == 1:
        found = [_rows(benchmark, *task) for task in tasks]
    else:
        import joblib

        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            # neighbouring tasks differ by far in length (124 and 900 measurements, ridge and forest): one at a time
            found = joblib.Parallel(n_jobs=workers, batch_size=1)(
                joblib.delayed(_rows)(benchmark, *task) for task in tasks
            )
    by_cost: dict[Cost, list[dict[str, Any]]] = {}
    for (cost, *_), rows in zip(tasks, found, strict=True):
        by_cost.setdefault(cost, []).extend(rows)
    return pd.DataFrame([{**each, "metric": cost.metric} for cost in costs for each in by_cost[twins[cost]]])


def _rows(benchmark: Benchmark, cost: Cost, strategy: Strategy, text: str, draws: int) -> list[dict[str, Any]]:
    return [row(benchmark, cost, strategy, text, seed) for seed in range(draws)]
