"""Correlations and strategies beside the numbers of the pilot study, which recomputed them from public files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import comparison
from experiments.published import published_for
from experiments.survey import ranges
from experiments.survey.correlations import COEFFICIENTS, label
from experiments.survey.settings import LABELS
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant
from suite.estimators import registry
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, exact, within_spread
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

SPACE, DATASET = "nas-bench-201", "cifar10"
CORRELATION_WHY = "the tables' own columns, read by the suite, give another value"
RANGE_WHY = "the tables' own column has another value"
FIXED = ("macs", "lut_none", "lut_skip", "lut_3x3")
"""Strategies without a draw: computed on all 15,625 cells, disconnected ones included, as the pilot study did."""
PILOT_BASE = {"lut_none": "none", "lut_skip": "skip", "lut_3x3": "3x3"}
PROTOCOL = "another protocol: disconnected cells are left out of fit and test here, and are in both in the pilot study"
MORE = {
    "ridge": f"{PROTOCOL}; the penalty is chosen by leave-one-out, not scikit-learn's default of 1",
    "svr": PROTOCOL,
    "random_forest": PROTOCOL,
    "gradient_boosting": PROTOCOL,
    "mlp": f"{PROTOCOL}; settings of the MLP that the pilot study does not state",
}
"""What differs from the pilot study wherever its mean is outside our draws, above or below them."""


def report(benchmark: Benchmark, frame: pd.DataFrame, output: Output) -> None:
    """Write the comparisons of correlations, latency ranges and strategies."""
    _correlations(benchmark, output)
    _ranges(benchmark, output)
    _strategies(benchmark, frame, output)


def _correlations(benchmark: Benchmark, output: Output) -> None:
    rows = []
    for each in published_for("survey_correlations", space=SPACE).itertuples():
        a, b = (benchmark.column(name, each.dataset) for name in (each.first, each.second))
        of = COEFFICIENTS[each.coefficient]
        ours = of(a, b)
        rows.append(
            {
                "dataset": DATASET_LABELS[each.dataset],
                "first": label(each.first),
                "second": label(each.second),
                "coefficient": each.coefficient,
                "pilot": each.value,
                "ours": ours,
                "difference": ours - each.value,
                "verdict": str(exact(each.value, ours, each.rounding, CORRELATION_WHY)),
                "rounded": of(significant(a), significant(b)),
            }
        )
    output.table(
        "correlations-comparison",
        pd.DataFrame(rows),
        "Rank correlations between devices beside those that the pilot study recomputed from HELP's files.",
        [
            "Neither is a published number: the tables of the HW-NAS-Bench paper were not at hand. 'Ours': costs "
            "exactly as stored, as in the pilot study. 'Rounded': to nine significant digits, the value of the "
            "correlation tables; the two differ where ASIC-Eyeriss's equal latencies differ in the last bit.",
            comparison.verdict_note(rows, EXACT_CRITERION),
        ],
        formats=dict.fromkeys(("ours", "rounded"), ".4f") | {"pilot": ".3f", "difference": "+.4f"},
    )


def _ranges(benchmark: Benchmark, output: Output) -> None:
    ranges.report(
        SPACE,
        lambda line: benchmark.column(f"{line.device}_latency_ms", line.dataset),
        RANGE_WHY,
        output,
        "latency-ranges",
        "Smallest, median and largest latency on CIFAR-10 beside those of the pilot study.",
        ["All 15,625 cells, disconnected ones included."],
        digits=".3f",
    )


def _strategies(benchmark: Benchmark, frame: pd.DataFrame, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    for each in published_for("survey_strategies").itertuples():
        if each.strategy in FIXED:
            ours = [fixed_tau(benchmark, each.strategy, each.device)]
            same = exact(each.kendall, ours[0], each.rounding, ROUNDED_WHY)
        else:
            ours = drawn(frame, each.strategy, each.device, each.measurements)
            same = within_spread(
                each.kendall, each.rounding, ours, above=MORE[each.strategy], below=MORE[each.strategy]
            )
        compared = comparison.compared(each.kendall, each.rounding, ours, above="", below="", verdict=same)
        rows.append(
            {
                "strategy": LABELS[each.strategy],
                "device": DEVICE_LABELS[each.device],
                "measurements": each.measurements or None,
                **compared,
            }
        )
    output.table(
        "strategies-comparison",
        pd.DataFrame(rows).drop(columns="reading_error").astype({"measurements": "Int64"}),
        "Kendall's tau of strategies on CIFAR-10 latency beside those of the pilot study (no published numbers).",
        [
            "MACs and look-up tables: over all 15,625 cells, costs rounded to nine significant digits; no draw, hence "
            "min and max are the one value. Others: our draws, connected cells only; the pilot study gives the mean of "
            "three draws with scikit-learn's defaults, disconnected cells included, 5,000 test cells.",
            f"Verdict: MACs and look-up tables by '{EXACT_CRITERION}', the others by the range of our draws "
            f"({comparison.verdict_note(rows).removeprefix('Verdict: ')})",
        ],
        headings={key: text for key, text in comparison.HEADINGS.items() if key != "reading_error"}
        | {"published": "pilot"},
        formats={key: text for key, text in comparison.formats(3).items() if key != "reading_error"},
    )


ROUNDED_WHY = (
    "equal latencies of this device differ in the last bit, which the pilot study counted as differences; rounded to "
    "nine significant digits the look-up table is exact"
)


def fixed_tau(benchmark: Benchmark, strategy: str, device: str) -> float:
    """Return Kendall's tau over all measured cells of a strategy that has no draw."""
    latency = benchmark.column(f"{device}_latency_ms", DATASET)
    if strategy == "macs":
        predicted = benchmark.column("macs_m", DATASET)
    else:
        table = registry.create("lut", benchmark.space, base=PILOT_BASE[strategy])
        own = table.measurements(25, np.random.default_rng(0))  # a look-up table draws nothing
        predicted = table.fit(own, latency[own]).predict(np.arange(benchmark.space.size))
    return kendall(significant(predicted), significant(latency))


def drawn(frame: pd.DataFrame, strategy: str, device: str, measurements: int) -> Sequence[float]:
    """Return tau on CIFAR-10 latency, one per draw."""
    chosen = frame[
        (frame["strategy"] == strategy)
        & (frame["device"] == device)
        & (frame["metric"] == "latency")
        & (frame["dataset"] == DATASET)
        & (frame["measurements"] == measurements)
    ]
    return [float(value) for value in chosen["kendall"]]
