"""How well the predictors rank and predict: latency beside 2202.12954 Table 3, accuracy by predictor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column, Floats, Study
from experiments.linas import words
from suite.algorithms.linas_predictors import make_predictor
from suite.kernels.ridge import percentage_error
from suite.report.output import Output
from suite.study.setting import Setting

SIZES = (100, 200, 500, 1000)
TEST = 500
TRIALS = 10
STATED = 0.86
"""2202.12954: Kendall's tau above 0.86 for all platforms and spaces (its table's smallest value is 0.8637)."""

ACCURACY_PREDICTORS = ("ridge", "svr", "stacked")
ACCURACY_SIZES = (50, 100, 200, 300, 500)

LATENCY_COLUMNS = (
    kit.DATASET,
    kit.DEVICE,
    *(Column(f"tau_{size}", ".3f", f"tau, {size}", "mean") for size in SIZES),
    Column("tau_min", ".3f", "smallest", "smallest", f"tau_{SIZES[-1]}"),
    Column("mape", ".2f", "MAPE (%)", "mean", f"mape_{SIZES[-1]}"),
)
ACCURACY_COLUMNS = (
    kit.DATASET,
    Column("predictor"),
    Column("size", heading="training architectures"),
    Column("tau", ".3f", "tau (mean)", "mean"),
    Column("tau_min", ".3f", "smallest", "smallest", "tau"),
    Column("tau_max", ".3f", "largest", "largest", "tau"),
    Column("mape", ".2f", "MAPE (%)", "mean"),
)
PLATFORMS = ("SKX", "CLX", "V100", "A100")


def _generator(*parts: str) -> np.random.Generator:
    return kit.generator("linas-predictors", *parts, octets=8)


def trials(values: Floats, features: Floats, predictor: str, sizes: Iterable[int], name: str) -> pd.DataFrame:
    """Return Kendall's tau and percentage error, columns ``trial``, ``size``, ``tau``, ``mape``.

    The test architectures are the same in all trials, the training ones are drawn anew; both among the measured ones.

    Args:
        values: ``(size,)`` what is predicted, NaN = not measured.
        features: ``(size, d)`` one-hot codes.
        predictor: its name.
        sizes: numbers of training architectures.
        name: of the quantity, for the random draws: the same draws for every predictor.
    """
    from scipy.stats import kendalltau

    measured = _generator(name, "test").permutation(np.flatnonzero(~np.isnan(values)))
    test, rest = measured[:TEST], measured[TEST:]
    rows = []
    for trial in range(TRIALS):
        order = _generator(name, "training", str(trial)).permutation(rest)
        for size in sizes:
            train = order[:size]
            model = make_predictor(predictor).fit(features[train], values[train, None])
            predicted = model.predict(features[test])
            tau = kendalltau(values[test], predicted[:, 0]).statistic
            mape = 100.0 * float(percentage_error(values[test, None], predicted)[0])
            rows.append({"trial": trial, "size": size, "tau": tau, "mape": mape})
    return pd.DataFrame(rows)


def latency(study: Study, output: Output) -> None:
    """Write how well ridge ranks latencies, and the printed table."""
    features = _features(study)
    found = []
    for dataset, device in kit.PROBLEMS:
        cost = study.judged(Setting(dataset, kit.VALID, device)).cost
        table = trials(cost, features, "ridge", SIZES, f"{dataset}/{device}").pivot(index="trial", columns="size")
        table.columns = [f"{name}_{size}" for name, size in table.columns]
        found.append(table.assign(dataset=dataset, device=device))
    rows = kit.summarise(pd.concat(found), ("dataset", "device"), LATENCY_COLUMNS)
    rows["above"] = rows[f"tau_{SIZES[-1]}"] > STATED
    printed = kit.published("concurrentnas_table3")
    spaces, percentages = words.LATENCY_NOTES
    low, high = printed["kendall_tau"].min(), printed["kendall_tau"].max()
    above = words.LATENCY_ABOVE.format(stated=STATED, above=int(rows["above"].sum()), problems=len(rows))
    notes = [spaces.format(low=low, high=high), percentages, above]
    kit.write_table(
        output,
        "latency-prediction",
        rows,
        (*LATENCY_COLUMNS, Column("above", heading=f"above {STATED}")),
        words.LATENCY,
        notes,
    )
    quoted = printed.pivot(index="space", columns="platform", values="kendall_tau").reset_index()
    columns = (Column("space"), *map(Column, PLATFORMS))
    notes = ["Quoted; other spaces and platforms."]
    kit.write_table(output, "published-latency-prediction", quoted, columns, words.PRINTED, notes)


def accuracy(study: Study) -> pd.DataFrame:
    """Return tau and percentage error of the accuracy predictors, one row per data set, predictor and size."""
    features = _features(study)
    found = [
        trials(values, features, predictor, ACCURACY_SIZES, dataset).assign(dataset=dataset, predictor=predictor)
        for dataset in kit.DATASETS
        for values in (study.judged(Setting(dataset, kit.VALID)).error,)
        for predictor in ACCURACY_PREDICTORS
    ]
    return kit.summarise(pd.concat(found), ("dataset", "predictor", "size"), ACCURACY_COLUMNS)


def accuracy_table(rows: pd.DataFrame, output: Output) -> None:
    """Write how well each predictor ranks and predicts the accuracy."""
    kit.write_table(output, "accuracy-prediction", rows, ACCURACY_COLUMNS, words.ACCURACY, words.ACCURACY_NOTES)


def _features(study: Study) -> Any:
    space = study.benchmark.space
    return space.one_hot(space.all_codes)
