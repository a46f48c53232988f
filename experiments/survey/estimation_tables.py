"""Tables of the estimation grid: each measure by strategy, number of measurements and device, and the best of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column
from experiments.survey.costs import KINDS, cost_name
from experiments.survey.estimation import COLUMNS, MEASURES
from experiments.survey.strategies import BY_NAME, DRAWS, SIZES, designed, label
from experiments.survey.trained import LEAK_MARK, leaks, trained_note
from suite.report.output import Output

KEY = ["strategy", "device", "metric", "measurements"]
TITLES = {
    "kendall": ("kendall", "Kendall's tau", ".3f"),
    "spearman": ("spearman", "Spearman's rank correlation", ".3f"),
    "mape": ("mape", "mean absolute percentage error (%)", ".1f"),
    "within_5": ("within-5-percent", "share of predictions at most 5 % off", ".3f"),
    "within_10": ("within-10-percent", "share of predictions at most 10 % off", ".3f"),
}
"""Measure -> file, words, format."""
RANKED = {"kendall": ("tau", ".3f", False), "mape": ("MAPE", ".1f", True)}
"""Measures by which the best strategy is found: heading, format, whether smaller is better."""

REFERENCE = "measurement (reference)"


def grid_notes(frame: pd.DataFrame) -> list[str]:
    """Return what stands below every table of the grid."""
    draws = ", ".join(f"{count} at {size}" for size, count in DRAWS.items())
    return [
        "Mean over three data sets and the draws of the measured architectures: "
        f"{draws} measurements (fewer if fewer seeds were asked for). Test set: all other "
        "architectures that are connected and that the device could run (10,000 to 15,274 architectures).",
        "'Measurement': the table itself, by definition without error; it costs one measurement per architecture, and "
        "the tables hold no repeated measurements that would show its noise.",
        "A look-up table measures its base and 24 neighbours. A dash at Edge TPU: no cell without a path was compiled "
        "for it, so all-none has no base. FPGA energy is seven times FPGA latency everywhere: the rows are the same.",
        "ASIC-Eyeriss and FPGA costs are estimates of analytical tools, exact functions of the numbers of operations "
        "(mostly sums): what predicts them well need not predict a measured device. Their many equal costs keep tau-b "
        "below 1 for a model that is right to a fraction of a per cent but not equal where they are.",
        trained_note(frame),
    ]


def by_cost(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return one row per strategy and number of measurements, one column per cost: means over data sets and draws."""
    means = frame.groupby(KEY, sort=False)[measure].mean()
    rows: list[dict[str, Any]] = [{"strategy": REFERENCE, "measurements": None}]
    rows[0] |= {cost_name(*kind): 1.0 if measure != "mape" else 0.0 for kind in KINDS}
    for name in (name for name in BY_NAME if name in set(frame["strategy"])):
        sizes = sorted(set(frame.loc[frame["strategy"] == name, "measurements"]))
        if designed(name):
            sizes = sizes[-1:]  # 25, of which Edge TPU could run one less for all-3x3
        for size in sizes:
            row: dict[str, Any] = {"strategy": label(name), "measurements": size}
            for device, metric in KINDS:
                size_here = _size_here(frame, name, device, metric, size)
                mark = LEAK_MARK if leaks(name, device) else ""
                value = means.get((name, device, metric, size_here), float("nan"))
                row[cost_name(device, metric)] = _cell(value, measure, mark)
            rows.append(row)
    return pd.DataFrame(rows)


def _size_here(frame: pd.DataFrame, name: str, device: str, metric: str, size: int) -> int:
    if not designed(name):
        return size
    chosen = kit.rows_where(frame, strategy=name, device=device, metric=metric)
    return int(chosen["measurements"].max()) if len(chosen) else size


def _cell(value: float, measure: str, mark: str) -> Any:
    return f"{format(value, TITLES[measure][2])}{mark}" if mark and np.isfinite(value) else value


def best(frame: pd.DataFrame, sizes: Sequence[int] = SIZES) -> pd.DataFrame:
    """Return, per cost and budget, the strategy with the best mean and the next one, by Kendall's tau and by MAPE.

    A strategy is eligible with at most the budget's measurements. Not eligible are rows that saw the device in their
    training (:func:`leaks`), and strategies that have rows on some of the data sets only.
    """
    sets = frame.groupby("strategy")["dataset"].nunique()
    everywhere = set(sets[sets == sets.max()].index)
    eligible = [
        strategy in everywhere and not leaks(strategy, device)
        for strategy, device in zip(frame["strategy"], frame["device"], strict=True)
    ]
    honest = frame[eligible]
    groups = honest.groupby(KEY, sort=False)
    means = groups.agg(**{f"{m}_{how}": (m, how) for m in RANKED for how in ("mean", "std")}).reset_index()
    rows = []
    for device, metric in KINDS:
        here = kit.rows_where(means, device=device, metric=metric)
        for size in sizes:
            row: dict[str, Any] = {"cost": cost_name(device, metric), "budget": size}
            for measure, (_, _, ascending) in RANKED.items():
                fits = here[here["measurements"] <= size]
                order = fits.sort_values(f"{measure}_mean", ascending=ascending, kind="stable")
                ranked = order.drop_duplicates("strategy").reset_index(drop=True)
                for place, prefix in enumerate(("best", "next")):
                    if place >= len(ranked):  # nothing, or nothing else, has so few measurements
                        row |= {f"{prefix}_{measure}_by": None, f"{prefix}_{measure}": None}
                        continue
                    each = ranked.iloc[place]
                    row[f"{prefix}_{measure}_by"] = f"{label(each['strategy'])}: {each['measurements']}"
                    row[f"{prefix}_{measure}"] = float(each[f"{measure}_mean"])
                    if place == 0:
                        row[f"{measure}_std"] = float(each[f"{measure}_std"])
            rows.append(row)
    return pd.DataFrame(rows)


def report(frame: pd.DataFrame, output: Output) -> None:
    """Write the rows, one table per measure, and the best strategies."""
    caption = "One row per strategy, cost, number of measurements and draw: rank correlation and relative error."
    kit.write_rows(output, "estimation", frame, COLUMNS, caption)
    notes = grid_notes(frame)
    for measure in MEASURES:
        stem, words, digits = TITLES[measure]
        costs = [Column(cost_name(*kind), digits) for kind in KINDS]
        columns = (Column("strategy"), Column("measurements", "d"), *costs)
        caption = f"Cost estimation by strategy and number of measurements: {words}."
        kit.write_table(output, stem, by_cost(frame, measure), columns, caption, notes)
    _best(frame, output)


def _best(frame: pd.DataFrame, output: Output) -> None:
    columns = [Column("cost"), Column("budget")]
    for measure, (name, digits, _) in RANKED.items():
        columns.append(Column(f"best_{measure}_by", heading=f"best by {name}"))
        columns.append(Column(f"best_{measure}", digits, name))
        columns.append(Column(f"{measure}_std", digits, "std"))
        columns.append(Column(f"next_{measure}_by", heading=f"next by {name}"))
        columns.append(Column(f"next_{measure}", digits, name))
    caption = (
        "Which strategy estimates a cost best with at most so many measurements: by Kendall's tau, and by MAPE (%)."
    )
    every = grid_notes(frame)
    notes = [
        "Number after the colon: measurements it used. 'std': standard deviation over data sets and draws, to "
        "compare with the distance to the next strategy.",
        "These draws cannot tell apart strategies that differ by less than that. Strategies with rows on "
        "some of the data sets only, and rows marked '*', are not among the candidates.",
        *every[:1],
        *every[3:],
    ]
    kit.write_table(output, "best-strategy", best(frame), columns, caption, notes)
