"""The grid: every strategy on every cost, from every number of measurements, over several draws.

Of one draw, the architectures that were not measured for the fit are the test set: all of them, as far as they are
connected and the device could run them. The estimators are those that ``--cost`` gives a search with the same seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.survey.metrics import score
from experiments.survey.quantities import Setting, true_cost
from experiments.survey.settings import SETTINGS, STRATEGIES, Strategy
from suite.benchmark import Benchmark
from suite.estimators import registry
from suite.estimators.cost_source import parse_cost_source
from suite.estimators.estimated import draw_seed, fitted_estimator
from suite.estimators.lut import BASES

Floats = NDArray[np.float64]
FORMATS = {"kendall": ".5f", "spearman": ".5f", "mape": ".4f", "within_5": ".5f", "within_10": ".5f"}
MEASURES = tuple(FORMATS)


def predictions(benchmark: Benchmark, setting: Setting, text: str, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """Return the predicted costs ``(15625,)`` (NaN where the device could not run it) and what was measured ``(n,)``.

    Args:
        benchmark: the tables.
        setting: the cost.
        text: strategy and number of measurements, as ``--cost`` takes them.
        seed: decides the draw of what is measured, and whatever else is random in the estimator.
    """
    if setting.metric != "arithmetic_intensity":
        _, costs, rows = fitted_estimator(benchmark, setting.dataset, setting.device, setting.metric, text, seed)
        return costs, rows
    # ASIC-Eyeriss's arithmetic intensity is no cost that a search takes; estimated in the same way
    truth = true_cost(benchmark, setting)
    chosen = parse_cost_source(text)
    streams = draw_seed(chosen.text, setting.dataset, setting.device, setting.metric, seed).spawn(2)
    draw, own = (np.random.Generator(np.random.PCG64(stream)) for stream in streams)
    estimator = registry.create(chosen.name, benchmark.space, rng=own, **dict(chosen.params))
    column = benchmark.column(setting.column, setting.dataset)
    candidates = np.arange(benchmark.space.size) if estimator.designed else np.flatnonzero(~np.isnan(truth))
    rows = estimator.measurements(chosen.n, draw, candidates)
    return estimator.fit(rows, column[rows]).predict(np.arange(benchmark.space.size)), rows


def row(benchmark: Benchmark, setting: Setting, strategy: Strategy, text: str, seed: int) -> dict[str, Any]:
    """Return one row of the grid."""
    predicted, measured = predictions(benchmark, setting, text, seed)
    truth = true_cost(benchmark, setting)
    test = ~np.isnan(truth)
    test[measured] = False
    found = score(predicted[test], truth[test])
    return {
        "strategy": strategy.name,
        "dataset": setting.dataset,
        "device": setting.device,
        "metric": setting.metric,
        "measurements": len(measured),
        "seed": seed,
        **{name: getattr(found, name) for name in MEASURES},
        "n_test": found.n,
    }


def has_base(benchmark: Benchmark, setting: Setting, strategy: Strategy) -> bool:
    """Return whether a look-up table can be made: its base was measured (Edge TPU has no cell without a path)."""
    if strategy.sizes is not None:
        return True
    base = benchmark.space.index(np.full((1, benchmark.space.n_edges), BASES[strategy.estimator.removeprefix("lut:")]))
    return bool(np.isfinite(benchmark.column(setting.column, setting.dataset)[base[0]]))


def twin(benchmark: Benchmark, setting: Setting) -> Setting:
    """Return the setting whose rows are those of ``setting`` too: the latency, if the energy is a multiple of it.

    The energies of the FPGA are seven times its latencies everywhere, and no strategy depends on the unit.
    """
    if setting.metric != "energy":
        return setting
    other = Setting(setting.dataset, setting.device, "latency")
    ratio = true_cost(benchmark, setting) / true_cost(benchmark, other)
    return other if np.nanmax(ratio) - np.nanmin(ratio) <= 1e-9 * np.nanmax(ratio) else setting


def grid(
    benchmark: Benchmark,
    seeds: int,
    settings: Sequence[Setting] = SETTINGS,
    strategies: Sequence[Strategy] = STRATEGIES,
    workers: int = -1,
) -> pd.DataFrame:
    """Return all rows, cost by cost.

    Args:
        benchmark: the tables.
        seeds: largest number of draws.
        settings: the costs.
        strategies: how they are estimated.
        workers: processes; 1 works here, -1 takes every core. Rows and their order do not depend on it.
    """
    twins = {setting: twin(benchmark, setting) for setting in settings}
    tasks = [
        (setting, strategy, text, draws)
        for setting in dict.fromkeys(twins.values())
        for strategy in strategies
        if has_base(benchmark, setting, strategy)
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
    by_setting: dict[Setting, list[dict[str, Any]]] = {}
    for (setting, *_), rows in zip(tasks, found, strict=True):
        by_setting.setdefault(setting, []).extend(rows)
    return pd.DataFrame(
        [{**each, "metric": setting.metric} for setting in settings for each in by_setting[twins[setting]]]
    )


def _rows(benchmark: Benchmark, setting: Setting, strategy: Strategy, text: str, draws: int) -> list[dict[str, Any]]:
    return [row(benchmark, setting, strategy, text, seed) for seed in range(draws)]
