"""Per device and data set: the cell found, its latency and accuracy, beside optimum, random search and REINFORCE."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.fbnet.baselines import reinforce
from experiments.fbnet.outcomes import Found, Records, found, median, optimum
from experiments.fbnet.settings import EDGETPU_NOTE, EVALUATIONS, FEWER, PANEL, PAPER, PROXY
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.report.verdicts import spread
from suite.tables.columns import DATASET_LABELS, DATASETS, DEVICE_LABELS, DEVICES

LOOKS = {
    "DNAS (tabular)": ("o", OKABE_ITO["blue"]),
    "best that DNAS told": ("s", OKABE_ITO["sky"]),
    "random search": ("P", OKABE_ITO["purple"]),
    "REINFORCE": ("^", OKABE_ITO["orange"]),
}
LOSS_NOTE = (
    "Loss: CE · 0.2 · log(LAT)^0.6 with LAT in µs and CE = -log(accuracy): a stand-in, as the tables hold no "
    "cross-entropy. Regret: loss relative to the smallest of the enumerated space, minus 1."
)
Methods = dict[tuple[str, str, str], list[Found]]


def report(benchmark: Benchmark, records: Records, seeds: int, output: Output) -> None:
    """Write the table of cells, the comparison of methods with its figure, and one row per seed."""
    methods = compare(benchmark, records, seeds)
    _cells(benchmark, methods, seeds, output)
    _methods(methods, seeds, output)
    _figure(methods, seeds, output)
    rows = [
        {"dataset": dataset, "device": device, "method": name, "seed": seed, **vars(each)}
        for (dataset, device, name), line in methods.items()
        for seed, each in enumerate(line)
    ]
    formats = {"loss": ".6f", "regret": ".6f", "latency_ms": ".5f", "valid": ".4f", "test": ".4f"}
    output.rows("per-seed", pd.DataFrame(rows), "DNAS (tabular) and baselines: what every seed found.", formats)


def compare(benchmark: Benchmark, records: Records, seeds: int) -> Methods:
    """Return what every seed of every method found, by (data set, device, method); REINFORCE on one data set only."""
    result: Methods = {}
    names = dict(zip(LOOKS, ("own", "told", "random"), strict=False))
    for dataset in DATASETS:
        for device in DEVICES:
            for name, pick in names.items():
                result[dataset, device, name] = found(benchmark, records, PAPER, dataset, device, seeds, pick)
            if dataset == PANEL:
                result[dataset, device, "REINFORCE"] = reinforce(benchmark, dataset, device, seeds)
    return result


def _cells(benchmark: Benchmark, methods: Methods, seeds: int, output: Output) -> None:
    rows = []
    for dataset in DATASETS:
        for device in DEVICES:
            line = methods[dataset, device, "DNAS (tabular)"]
            best = optimum(benchmark, PAPER, dataset, device)
            middle = sorted(line, key=lambda each: (each.loss, each.index))[(len(line) - 1) // 2]
            rows.append(
                {
                    "dataset": DATASET_LABELS[dataset],
                    "device": DEVICE_LABELS[device],
                    "cell": benchmark.space.digits([middle.index])[0],
                    "latency_ms": median([each.latency_ms for each in line]),
                    "valid": median([each.valid for each in line]),
                    "test": median([each.test for each in line]),
                    "test_min": min(each.test for each in line),
                    "test_max": max(each.test for each in line),
                    "regret": 100.0 * median([each.regret for each in line]),
                    "best_cell": benchmark.space.digits([best.index])[0],
                    "best_latency_ms": best.latency_ms,
                    "best_valid": best.valid,
                    "best_test": best.test,
                    "optimal": float(np.mean([each.index == best.index for each in line])),
                }
            )
    output.table(
        "cells",
        pd.DataFrame(rows),
        "DNAS (tabular): the cell found for each device, its latency and accuracy, beside the exact optimum of the "
        "loss.",
        [
            LOSS_NOTE,
            "Cell: the one of the seed with the median loss, as six digits (operations of the edges 1←0, 2←0, 2←1, "
            "3←0, 3←1, 3←2: 0 none, 1 skip, 2 conv 1x1, 3 conv 3x3, 4 avg pool). Medians over "
            f"{seeds} seeds; 'optimal': share of the seeds that return the optimum. 'Optimum': enumerated; "
            "its test accuracy selects nothing either.",
            f"{EVALUATIONS:,} evaluations a run; fitness: {notes.PROXY_NAMES[PROXY]}, a look-up, not a supernet's.",
            EDGETPU_NOTE,
            notes.REPORTED_NOTE,
        ],
        headings={
            "latency_ms": "latency (ms)",
            "regret": "regret (%)",
            "test_min": "min",
            "test_max": "max",
            "best_cell": "optimum",
            "best_latency_ms": "its latency (ms)",
            "best_valid": "its valid",
            "best_test": "its test",
        },
        formats=dict.fromkeys(("valid", "test", "test_min", "test_max", "best_valid", "best_test", "optimal"), ".2f")
        | {"latency_ms": ".3f", "best_latency_ms": ".3f", "regret": ".3f"},
    )


def _methods(methods: Methods, seeds: int, output: Output) -> None:
    rows = []
    for (dataset, device, name), line in methods.items():
        regret = spread([100.0 * each.regret for each in line])
        rows.append(
            {
                "dataset": DATASET_LABELS[dataset],
                "device": DEVICE_LABELS[device],
                "method": name,
                "seeds": len(line),
                "evaluations": line[0].evaluations,
                "distinct": float(np.mean([each.distinct for each in line])),
                "regret_median": regret["median"],
                "regret_q25": regret["q25"],
                "regret_q75": regret["q75"],
                "regret_max": regret["maximum"],
                "latency_ms": median([each.latency_ms for each in line]),
                "test": median([each.test for each in line]),
            }
        )
    output.table(
        "methods",
        pd.DataFrame(rows),
        "Regret of the loss (%) by method at the same number of evaluations.",
        [
            LOSS_NOTE,
            "'DNAS (tabular)' returns the best of 6 architectures drawn in the end, as the paper does; 'best that DNAS "
            "told', random search (without repeats) and REINFORCE return the best of everything told. A table makes "
            "every one of these evaluations exact; for a supernet that is not so.",
            f"{seeds} seeds; REINFORCE on CIFAR-100 only, {FEWER} seeds at most, with the learning rate of DNAS.",
            notes.REPORTED_NOTE,
        ],
        headings={
            "regret_median": "regret, median (%)",
            "regret_q25": "lower quartile",
            "regret_q75": "upper quartile",
            "regret_max": "largest",
            "latency_ms": "latency (ms)",
        },
        formats=dict.fromkeys(("regret_median", "regret_q25", "regret_q75", "regret_max", "latency_ms"), ".3f")
        | {"distinct": ".0f", "test": ".2f"},
    )


def _figure(methods: Methods, seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, len(DATASETS), height_in=2.9, sharey=True)
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            shown = [name for name in LOOKS if (dataset, DEVICES[0], name) in methods]
            for place, name in enumerate(shown):
                marker, color = LOOKS[name]
                lines = [spread([100.0 * each.regret for each in methods[dataset, device, name]]) for device in DEVICES]
                middle, low, high = (np.array([line[key] for line in lines]) for key in ("median", "q25", "q75"))
                x = np.arange(len(DEVICES)) + 0.17 * (place - (len(shown) - 1) / 2)
                axes.errorbar(
                    x, middle, yerr=[middle - low, high - middle], fmt=marker, color=color, markersize=3.5,
                    linewidth=0.8, capsize=1.5, linestyle="none", label=name,
                )  # fmt: skip
                numbers.setdefault(dataset, {})[name] = {"median": middle, "q25": low, "q75": high}
            axes.set_yscale("symlog", linthresh=0.1)
            axes.set_ylim(-0.02, None)
            names = [DEVICE_LABELS[device].split(" (")[0] for device in DEVICES]
            axes.set_xticks(range(len(DEVICES)), names, rotation=40, ha="right")
            axes.set_title(DATASET_LABELS[dataset])
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        grid[0, 0].set_ylabel("regret of the loss (%)")
        one_legend(figure, list(grid[0]), columns=4)
        output.figure(
            "methods",
            figure,
            {"seeds": seeds, "devices": DEVICES, "regret_percent": numbers},
            "Regret of the loss against the enumerated optimum, by device and method: median and interquartile range "
            f"over {seeds} seeds (REINFORCE: CIFAR-100 only, {FEWER}); {EVALUATIONS:,} evaluations each.",
            "The axis is linear below 0.1 %.",
        )
