"""Accuracy against latency at three targets: what each method found, beside the enumerated optimum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.mobilenetv3.outcomes import Outcome, optimum, outcomes, values
from experiments.mobilenetv3.settings import (
    BUDGET,
    METHODS,
    QUANTILES,
    TEST,
    target,
)
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import spread
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS, METRIC_UNITS

Found = dict[tuple[str, str, float, str], list[Outcome]]
"""(data set, device, quantile, method) -> an outcome per seed."""

ADAPTED_NOTE = (
    "A tabular adaptation: cells of NAS-Bench-201 instead of MobileNet layers, a policy of logits instead of MnasNet's "
    "recurrent controller, single-edge changes instead of shrunk layers. Search and adaptation see validation "
    "accuracy after 12 epochs (mean over trials), the stand-in for the papers' short trainings."
)
RULE_NOTE = (
    "All methods by one rule: of what a run evaluated within the target, the architecture with the highest 12-epoch "
    "validation accuracy; its 200-epoch accuracies are looked up."
)
TARGET_NOTE = (
    "Targets: 25, 50 and 75 % quantiles of the cost of connected architectures that the device could run, rounded up "
    "to 0.001."
)
UNMEASURED_NOTE = "Edge TPU: the architectures without a measurement (4,699 in the real tables) are infeasible."
NETADAPT_NOTE = (
    "NetAdapt alone: descents from seeds of its own (the most accurate of 10 random ones) until the budget ends."
)


def collect(
    records: Mapping[RunSpec, Record], benchmark: Benchmark, seeds: int, metric: str, panels: list[tuple[str, str]]
) -> Found:
    """Return the outcomes of all methods on (data set, device) ``panels``."""
    return {
        (dataset, device, quantile, method.name): outcomes(
            records, benchmark, method, dataset, device, quantile, seeds, metric
        )
        for dataset, device in panels
        for quantile in QUANTILES
        for method in METHODS
    }


def report(found: Found, benchmark: Benchmark, seeds: int, output: Output, stem: str, metric: str = "latency") -> None:
    """Write the table of test accuracies, the rows by method, and the picked cells as ``stem`` and ``stem-...``."""
    unit = METRIC_UNITS[metric]
    output.table(
        stem,
        pd.DataFrame([_row(found, benchmark, metric, *key) for key in dict.fromkeys(key[:3] for key in found)]),
        f"MobileNetV3's methods at three {metric} targets: test accuracy (%) of what was found within the target.",
        [
            ADAPTED_NOTE,
            RULE_NOTE,
            f"Methods: median over {seeds} seeds, {BUDGET.describe()} each at most; a dash where most runs found "
            f"nothing within the target. {NETADAPT_NOTE}",
            "'optimum': test accuracy of the enumerated architecture with the highest 12-epoch validation accuracy "
            "within the target; 'optimum (200)': of that with the highest 200-epoch validation accuracy. Their "
            "difference is what the 12-epoch proxy costs.",
            TARGET_NOTE,
            UNMEASURED_NOTE,
            notes.REPORTED_NOTE,
        ],
        headings={"target": f"target ({unit})", "optimum_full": "optimum (200)"}
        | {method.name: method.label for method in METHODS},
        formats=dict.fromkeys(("quantile", "optimum", "optimum_full", *(m.name for m in METHODS)), ".2f")
        | {"target": ".3f"},
    )
    output.rows(
        f"{stem}-by-method",
        pd.DataFrame([_summary(found[key], benchmark, metric, *key) for key in found]),
        f"MobileNetV3's methods at three {metric} targets: regret (points of 12-epoch validation accuracy), "
        "accuracies, cost and what each method itself returned; medians and quartiles over the seeds.",
        dict.fromkeys(("target", "cost", "returned_cost"), ".4f") | {"quantile": ".2f", "evaluations": ".1f"},
    )
    output.rows(
        f"{stem}-cells",
        pd.DataFrame([_cells(found[key], *key) for key in found]),
        f"MobileNetV3's methods at three {metric} targets: the architecture picked in each run, in the order of seeds "
        "(-1: none within the target), and the number of evaluations.",
        {"quantile": ".2f"},
    )


def _row(found: Found, benchmark: Benchmark, metric: str, dataset: str, device: str, quantile: float) -> dict[str, Any]:
    limit = target(benchmark, dataset, device, quantile, metric)
    test = benchmark.column(TEST, dataset)
    row: dict[str, Any] = {
        "dataset": DATASET_LABELS[dataset],
        "device": DEVICE_LABELS[device],
        "quantile": quantile,
        "target": limit,
        "optimum": float(test[optimum(benchmark, dataset, device, limit, metric)]),
        "optimum_full": float(test[optimum(benchmark, dataset, device, limit, metric, True)]),
    }
    for method in METHODS:
        runs = found[dataset, device, quantile, method.name]
        failed = sum(run.best < 0 for run in runs)
        row[method.name] = float("nan") if 2 * failed > len(runs) else spread([run.test for run in runs])["median"]
    return row


def _summary(
    runs: list[Outcome], benchmark: Benchmark, metric: str, dataset: str, device: str, quantile: float, method: str
) -> dict[str, Any]:
    row: dict[str, Any] = {"dataset": dataset, "device": device, "metric": metric, "quantile": quantile}
    row |= {"target": target(benchmark, dataset, device, quantile, metric), "method": method, "runs": len(runs)}
    row["failed"] = sum(run.best < 0 for run in runs)
    row["evaluations"] = float(np.mean([run.evaluations for run in runs]))
    for name in ("regret", "full", "test"):
        found = spread([getattr(run, name) for run in runs])
        row |= {f"{name}_{key}": found[key] for key in ("median", "q25", "q75")}
    row["cost"] = spread([run.cost for run in runs])["median"]
    returned = any(run.returned >= 0 for run in runs)
    row["returned_within"] = float(np.mean([run.returned_within for run in runs])) if returned else float("nan")
    for name in ("returned_cost", "returned_accuracy", "returned_test"):
        row[name] = spread([getattr(run, name) for run in runs])["median"]
    return row


def _cells(runs: list[Outcome], dataset: str, device: str, quantile: float, method: str) -> dict[str, Any]:
    return {
        "dataset": dataset, "device": device, "quantile": quantile, "method": method,
        "picked": " ".join(str(run.best) for run in runs),
        "evaluations": " ".join(str(run.evaluations) for run in runs),
    }  # fmt: skip


def points(found: Found, dataset: str, device: str, method: str) -> dict[str, Any]:
    """Return cost and test error of a method at the targets: medians and quartiles, for the figure."""
    result: dict[str, list[float]] = {"cost": [], "median": [], "q25": [], "q75": []}
    for quantile in QUANTILES:
        runs = [run for run in found[dataset, device, quantile, method] if run.best >= 0]
        error = spread([100.0 - run.test for run in runs])
        result["cost"].append(spread([run.cost for run in runs])["median"])
        for key in ("median", "q25", "q75"):
            result[key].append(error[key])
    return result


def reported_optima(benchmark: Benchmark, dataset: str, device: str) -> dict[str, np.ndarray]:
    """Return cost and test error of the optimum by 12-epoch validation accuracy at every limit, as steps."""
    from suite.report.fronts import reported_steps

    table = values(benchmark, dataset, device)
    cost, error = reported_steps(table[:, 1], table[:, 0], 100.0 - benchmark.column(TEST, dataset))
    return {"cost": cost, "error": error}
