"""Correlations, latencies and strategies beside the numbers of the pilot study, recomputed from public files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Basis, Column, Reading
from experiments.survey.correlations import COEFFICIENTS, LABELS
from experiments.survey.strategies import label
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant
from suite.estimators import registry
from suite.report.output import Output
from suite.report.verdicts import CORRELATION, EXACT_CRITERION, MEAN_CRITERION

SPACE, DATASET = "nas-bench-201", "cifar10"
CORRELATION_WHY = (
    "equal latencies that differ in the last bit are ties here, which the pilot study counted as differences"
)
RANGE_WHY = "the tables' own column has another value"
PILOT_BASE = {"lut_none": "none", "lut_skip": "skip", "lut_3x3": "3x3"}
PILOT_DRAWS = 3
FIXED = ("macs", *PILOT_BASE)
"""Strategies without a draw: computed on all 15,625 cells, disconnected ones included, as the pilot study did."""

ROUNDED_WHY = (
    "equal latencies of this device differ in the last bit, which the pilot study counted as differences; rounded to "
    "nine significant digits the look-up table is exact"
)
PROTOCOL = "another protocol: disconnected cells are left out of fit and test here, and are in both in the pilot study"
MORE = {
    "ridge": f"{PROTOCOL}; the penalty is chosen by leave-one-out, not scikit-learn's default of 1",
    "svr": PROTOCOL,
    "random_forest": PROTOCOL,
    "gradient_boosting": PROTOCOL,
    "mlp": f"{PROTOCOL}; settings of the MLP that the pilot study does not state",
}
"""What differs from the pilot study wherever its mean is outside our draws, above or below them."""

EXTREMES: dict[str, Callable[[NDArray[np.float64]], Any]] = {
    "minimum": np.nanmin, "median": np.nanmedian, "maximum": np.nanmax,
}  # fmt: skip

CORRELATION_COLUMNS = (
    kit.DATASET,
    Column("first", show=LABELS.__getitem__),
    Column("second", show=LABELS.__getitem__),
    Column("coefficient"),
    *kit.pilot_columns(4),
    Column("raw", ".4f", "ours, not rounded"),
)
STRATEGY_COLUMNS = (
    Column("strategy", show=label),
    kit.DEVICE_IN_FULL,
    Column("measurements", "d"),
    *(column for column in kit.pilot_columns(3) if column.key != "reading_error"),
)
EXACT, DRAWN = Basis(kit.ARITHMETIC, kit.PILOT), Basis(kit.REPLAY, kit.PILOT)


def correlations(benchmark: Benchmark, output: Output) -> None:
    """Write the rank correlations between devices beside the pilot study's."""
    rows = []
    for line in kit.published_for("survey_correlations", space=SPACE).itertuples():
        a, b = (benchmark.column(name, line.dataset) for name in (line.first, line.second))
        of = COEFFICIENTS[line.coefficient]
        ours, pilot = of(significant(a), significant(b)), Reading(line.value, line.rounding)
        rows.append(
            {
                "dataset": line.dataset,
                "first": line.first,
                "second": line.second,
                "coefficient": line.coefficient,
                **kit.pilot_cells(kit.looked_up(pilot, ours, CORRELATION_WHY, EXACT)),
                "raw": of(a, b),
            }
        )
    caption = "Rank correlations between devices beside those that the pilot study recomputed from HELP's files."
    notes = [
        "Neither is a published number: the tables of the HW-NAS-Bench paper were not available. 'Ours': costs "
        "rounded to nine significant digits, as in the correlation tables. 'Not rounded': as stored, as in the pilot "
        "study; the two differ where ASIC-Eyeriss's equal latencies differ in the last bit.",
        exact_note(rows),
    ]
    kit.write_table(output, "correlations-comparison", rows, CORRELATION_COLUMNS, caption, notes)


def exact_note(rows: Iterable[dict[str, Any]]) -> str:
    """Return the criterion of exact verdicts and their outcomes."""
    return kit.verdict_note(rows, EXACT_CRITERION)


def ranges(benchmark: Benchmark, output: Output) -> None:
    """Write the smallest, median and largest latencies beside the pilot study's."""

    def latencies(line: Any) -> NDArray[np.float64]:
        return benchmark.column(f"{line.device}_latency_ms", line.dataset)

    rows = range_rows(SPACE, latencies, RANGE_WHY)
    caption = "Smallest, median and largest latency on CIFAR-10 beside those of the pilot study."
    notes = ["All 15,625 cells, disconnected ones included.", exact_note(rows)]
    kit.write_table(output, "latency-ranges", rows, RANGES, caption, notes)


def range_rows(space: str, latencies: Callable[[Any], NDArray[np.float64]], why: str) -> list[dict[str, Any]]:
    """Return smallest, median and largest latency of one space beside the pilot study's.

    Args:
        space: as the reported file names it.
        latencies: a line of the reported file -> the latencies (ms) that it is about; NaN where not measured.
        why: reason to give where a value differs.
    """
    rows = []
    for line in kit.published_for("survey_latency_ranges", space=space).itertuples():
        latency = latencies(line)
        for digits, (name, of) in zip(str(line.digits).split(), EXTREMES.items(), strict=True):
            pilot, ours = Reading(float(getattr(line, name)), 0.5 * 10.0 ** -int(digits)), float(of(latency))
            cells = kit.pilot_cells(kit.looked_up(pilot, ours, why, EXACT))
            rows.append({"device": line.device, "quantity": name, **cells})
    return rows


RANGES = (kit.DEVICE_IN_FULL, Column("quantity"), *kit.pilot_columns(4))
"""Of :func:`range_rows`, ms."""


def strategies(benchmark: Benchmark, grid: pd.DataFrame, output: Output) -> None:
    """Write Kendall's tau of strategies beside the pilot study's."""
    rows: list[dict[str, Any]] = []
    for line in kit.published_for("survey_strategies").itertuples():
        pilot = Reading(line.kendall, line.rounding)
        if line.strategy in FIXED:
            cells = kit.looked_up(pilot, fixed_tau(benchmark, line.strategy, line.device), ROUNDED_WHY, EXACT)
        else:
            ours, why = drawn(grid, line.strategy, line.device, line.measurements), MORE[line.strategy]
            mean = replace(pilot, runs=PILOT_DRAWS)
            cells = kit.compared(mean, ours, CORRELATION, DRAWN, above=why, below=why)
        key = {"strategy": line.strategy, "device": line.device, "measurements": line.measurements or None}
        rows.append({**key, **kit.pilot_cells(cells)})
    caption = "Kendall's tau of strategies on CIFAR-10 latency beside those of the pilot study (no published numbers)."
    counted = kit.verdict_note(rows, MEAN_CRITERION)
    notes = [
        "MACs and look-up tables: over all 15,625 cells, costs rounded to nine significant digits; no draw. "
        "Others: our draws, connected cells only; the pilot study gives the mean of "
        "three draws with scikit-learn's defaults, disconnected cells included, 5,000 test cells.",
        f"MACs and look-up tables: {EXACT_CRITERION}. {counted}",
    ]
    kit.write_table(output, "strategies-comparison", rows, STRATEGY_COLUMNS, caption, notes)


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


def drawn(grid: pd.DataFrame, strategy: str, device: str, measurements: int) -> Sequence[float]:
    """Return tau on CIFAR-10 latency, one per draw."""
    where = {"strategy": strategy, "device": device, "measurements": measurements}
    chosen = kit.rows_where(grid, dataset=DATASET, metric="latency", **where)
    return [float(value) for value in chosen["kendall"]]
