"""Tables of the estimation grid: each measure by strategy, number of measurements and device, and the best of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.survey.estimation import FORMATS, MEASURES
from experiments.survey.settings import DRAWS, LABELS, SETTINGS, SIZES
from experiments.survey.trained import LEAK_MARK, leaks, trained_note
from suite.report.output import Output
from suite.tables.columns import DEVICE_LABELS

COSTS = tuple(dict.fromkeys((setting.device, setting.metric) for setting in SETTINGS))
KEY = ["strategy", "device", "metric", "measurements"]
TITLES = {
    "kendall": ("kendall", "Kendall's tau", ".3f"),
    "spearman": ("spearman", "Spearman's rank correlation", ".3f"),
    "mape": ("mape", "mean absolute percentage error (%)", ".1f"),
    "within_5": ("within-5-percent", "share of predictions at most 5 % off", ".3f"),
    "within_10": ("within-10-percent", "share of predictions at most 10 % off", ".3f"),
}
"""Measure -> file, words, format."""
LARGER_IS_BETTER = {"kendall": True, "spearman": True, "mape": False, "within_5": True, "within_10": True}
REFERENCE = "measurement (reference)"


def cost_name(device: str, metric: str) -> str:
    """Return the heading of one cost, the same for all data sets."""
    return f"{DEVICE_LABELS[device].split(' (')[0]} {metric}"


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
    rows[0] |= {cost_name(*cost): 1.0 if measure != "mape" else 0.0 for cost in COSTS}
    for name in (name for name in LABELS if name in set(frame["strategy"])):
        sizes = sorted(set(frame.loc[frame["strategy"] == name, "measurements"]))
        if name.startswith("lut_"):
            sizes = sizes[-1:]  # 25, of which Edge TPU could run one less for all-3x3
        for size in sizes:
            row: dict[str, Any] = {"strategy": LABELS[name], "measurements": size}
            for device, metric in COSTS:
                size_here = _size_here(frame, name, device, metric, size)
                mark = LEAK_MARK if leaks(name, device) else ""
                value = means.get((name, device, metric, size_here), float("nan"))
                row[cost_name(device, metric)] = _cell(value, measure, mark)
            rows.append(row)
    return pd.DataFrame(rows).astype({"measurements": "Int64"})


def _size_here(frame: pd.DataFrame, name: str, device: str, metric: str, size: int) -> int:
    if not name.startswith("lut_"):
        return size
    chosen = frame[(frame["strategy"] == name) & (frame["device"] == device) & (frame["metric"] == metric)]
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
    means = groups.agg(**{f"{m}_{how}": (m, how) for m in ("kendall", "mape") for how in ("mean", "std")}).reset_index()
    rows = []
    for device, metric in COSTS:
        here = means[(means["device"] == device) & (means["metric"] == metric)]
        for size in sizes:
            row: dict[str, Any] = {"cost": cost_name(device, metric), "budget": size}
            for measure in ("kendall", "mape"):
                fits = here[here["measurements"] <= size]
                order = fits.sort_values(f"{measure}_mean", ascending=not LARGER_IS_BETTER[measure], kind="stable")
                ranked = order.drop_duplicates("strategy").reset_index(drop=True)
                for place, prefix in enumerate(("best", "next")):
                    if place >= len(ranked):  # nothing, or nothing else, has so few measurements
                        row |= {f"{prefix}_{measure}_by": None, f"{prefix}_{measure}": None}
                        continue
                    each = ranked.iloc[place]
                    row[f"{prefix}_{measure}_by"] = _named(each)
                    row[f"{prefix}_{measure}"] = float(each[f"{measure}_mean"])
                    if place == 0:
                        row[f"{measure}_std"] = float(each[f"{measure}_std"])
            rows.append(row)
    return pd.DataFrame(rows)


def _named(each: Any) -> str:
    return f"{LABELS[each['strategy']]}: {each['measurements']}"


def report(frame: pd.DataFrame, output: Output) -> None:
    """Write the rows, one table per measure, and the best strategies."""
    output.rows(
        "estimation",
        frame,
        "One row per strategy, cost, number of measurements and draw: rank correlation and relative error.",
        FORMATS,
    )
    notes = grid_notes(frame)
    for measure in MEASURES:
        stem, words, digits = TITLES[measure]
        table = by_cost(frame, measure)
        costs = {column: digits for column in table.columns if column not in ("strategy", "measurements")}
        output.table(
            stem, table, f"Cost estimation by strategy and number of measurements: {words}.", notes, formats=costs
        )
    output.table(
        "best-strategy",
        best(frame),
        "Which strategy estimates a cost best with at most so many measurements: by Kendall's tau, and by MAPE (%).",
        [
            "Number after the colon: measurements it used. 'std': standard deviation over data sets and draws, to be "
            "held against the distance to the next strategy.",
            "Two strategies that differ by less than that are not told apart by these draws. Strategies with rows on "
            "some of the data sets only, and rows marked '*', are not among the candidates.",
            *notes[:1],
            *notes[3:],
        ],
        headings={
            "best_kendall_by": "best by tau",
            "best_kendall": "tau",
            "kendall_std": "std",
            "next_kendall_by": "next by tau",
            "next_kendall": "tau ",
            "best_mape_by": "best by MAPE",
            "best_mape": "MAPE",
            "mape_std": "std ",
            "next_mape_by": "next by MAPE",
            "next_mape": "MAPE ",
        },
        formats={"best_kendall": ".3f", "kendall_std": ".3f", "next_kendall": ".3f"}
        | dict.fromkeys(("best_mape", "mape_std", "next_mape"), ".1f"),
    )
