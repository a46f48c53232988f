"""Which undisclosed choices the nine published points speak for: penalty, fitness, evaluations, and what is plotted."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.hw_evrsnas import words
from experiments.kit import Case, Column, Judged, Study
from experiments.kit.constrained import LOOK_UP_WEIGHT, NINE_LIMITS_MS, NINE_PANEL, PENALTIES, constrained
from experiments.kit.inference import FACTOR_COLUMNS, Evidence, marginals, power, together
from suite.algorithms.hw_evrsnas import penalised_error
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.record import Record

SEEDS = 10
FITNESSES = (*kit.MAIN_FITNESSES, kit.VALID_12)
WEIGHTS = (1.0, 0.1, 10.0)
"""Of the penalty, in those of the experiment."""

EVALUATIONS = (2000, 1000, 400)
PICKS = ("best fitness", "best test accuracy")
"""What a point shows: the cell that the search returned, or of all that it evaluated within the limit the one of the
highest test accuracy. The second describes what may have been plotted; nothing here searches or selects by it."""

FACTORS: dict[str, tuple[str, ...]] = {
    "what is plotted": PICKS,
    "fitness": FITNESSES,
    "penalty": PENALTIES,
    "weight of the penalty": tuple(f"weight x {weight:g}" for weight in WEIGHTS),
    "evaluations": tuple(f"{count} evaluations" for count in EVALUATIONS),
}
"""Every choice and its levels; the first of each is the default."""

FLOOR = 0.01
"""Chance that a point is not what it seems, so that no single one decides."""

RESAMPLES, TRUTHS = 400, 300
COLUMNS = (
    Column("choice"),
    Column("level", show=words.level),
    Column("prior", ".2f"),
    Column("probability", ".3f"),
    Column("low", ".3f", "95 % from"),
    Column("high", ".3f", "to"),
    Column("half", ".3f", "half the bandwidth"),
    Column("double", ".3f", "double"),
    Column("synthetic", ".3f", "synthetic likelihood"),
    *FACTOR_COLUMNS,
    Column("power", ".2f"),
    Column("reading"),
)
POINTS = (
    Column("limit_ms", ".1f", "limit (ms)"),
    Column("published", ".1f"),
    Column("ceiling", ".2f", "highest test accuracy"),
    *(
        Column(f"{place}_{kind}", ".2f", f"{pick}: {text}")
        for place, pick in enumerate(PICKS)
        for kind, text in (("low", "2.5 %"), ("middle", "median"), ("high", "97.5 %"))
    ),
)


def search(fitness: str, penalty: str, weight: float, limit_ms: float) -> Case:
    """Return the search at one limit under these choices; its weight is a multiple of the experiment's."""
    spec = constrained(*NINE_PANEL, limit_ms, penalty, fitness, weight)
    return Case(spec, {"fitness": fitness, "penalty": penalty, "limit_ms": limit_ms}, most=SEEDS)


CASES = tuple(search(*chosen) for chosen in product(FITNESSES, PENALTIES, WEIGHTS, NINE_LIMITS_MS))


def plotted(record: Record, judged: Judged) -> NDArray[np.float64]:
    """Return the test accuracies ``(picks, evaluations)`` that a point may show of a run."""
    params = dict(record.spec.params)
    limit, weight = (
        float(str(params.get(name, default)))
        for name, default in (("cost_limit", ""), ("penalty_weight", LOOK_UP_WEIGHT))
    )
    found = np.empty((len(PICKS), len(EVALUATIONS)))
    for place, count in enumerate(EVALUATIONS):
        rows = record.indices[:count].astype(np.int64)
        fitness = penalised_error(
            judged.error[rows], judged.cost[rows], limit,
            penalty="two-sided" if params["penalty"] == "two-sided" else "one-sided",
            penalty_weight=weight,
        )  # fmt: skip
        within = judged.cost[rows] <= limit
        found[0, place] = judged.test[rows[fitness.argmin()]]  # the elite keeps the best of the run
        found[1, place] = judged.test[rows[within]].max() if within.any() else judged.test[rows].min()
    return found


def evidence(study: Study) -> list[Evidence]:
    """Return the nine points, each with the runs of its limit; ``(picks, fitness, penalty, weight, evaluations, n, "
    "1)``."""
    parts = []
    for limit in NINE_LIMITS_MS:
        reading = kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", "accuracy_error", latency_limit_ms=limit)
        cells = []
        for fitness, penalty, weight in product(FITNESSES, PENALTIES, WEIGHTS):
            case = search(fitness, penalty, weight, limit)
            judged = study.judged(case)
            cells.append([plotted(run, judged) for run in study.runs(case)])
        shape = (len(FITNESSES), len(PENALTIES), len(WEIGHTS), -1, len(PICKS), len(EVALUATIONS))
        table = np.array(cells).reshape(shape).transpose(4, 0, 1, 2, 5, 3)[..., None]
        name = f"{limit:g} ms"
        parts.append(Evidence(name, table, np.array([reading.value]), np.array([reading.error]), FLOOR))
    return parts


def report(study: Study, output: Output) -> None:
    """Write the tables and the figure."""
    parts = evidence(study)
    rows = marginals(parts, FACTORS, kit.generator("inference", "hw-evrsnas"), RESAMPLES)
    for axis, factor in enumerate(FACTORS):
        told = power(parts, axis, kit.generator("inference", "hw-evrsnas", factor, "power"), TRUTHS)[0]
        for row in rows:
            row |= {"power": told} if row["choice"] == factor else {}
    frame = pd.DataFrame(rows)
    kit.write_table(output, "inference", frame, COLUMNS, words.INFERENCE, words.inference_notes(frame, parts))
    points = _points(study, parts)
    kit.write_table(output, "inference-points", points, POINTS, words.POINTS, [words.POINTS_NOTE, kit.REPORTED_NOTE])
    _figure(points, frame, output)


def _points(study: Study, parts: list[Evidence]) -> pd.DataFrame:
    """Return the published points beside those of simulated runs, all other choices weighed by their probability."""
    judged = study.judged(CASES[0])
    joint = together([each.likelihood() for each in parts])
    rows = []
    for limit, each in zip(NINE_LIMITS_MS, parts, strict=True):
        row: dict[str, Any] = {"limit_ms": limit, "published": float(each.printed[0])}
        row["ceiling"] = float(np.nanmax(np.where(judged.cost <= limit, judged.test, np.nan)))
        for place in range(len(PICKS)):
            values = each.simulated[place, ..., 0]
            weights = np.broadcast_to(joint[place][..., None], values.shape).ravel()
            order = np.argsort(values.ravel())
            share = np.cumsum(weights[order]) / weights.sum()
            ends = [float(values.ravel()[order][np.searchsorted(share, level)]) for level in (0.025, 0.5, 0.975)]
            row |= dict(zip((f"{place}_low", f"{place}_middle", f"{place}_high"), ends, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def _figure(points: pd.DataFrame, rows: pd.DataFrame, output: Output) -> None:
    looks = (
        SeriesStyle(PICKS[0], OKABE_ITO["blue"], "o", "none"),
        SeriesStyle(PICKS[1], OKABE_ITO["orange"], "s", "none"),
    )
    numbers: dict[str, Any] = {}
    with kit.drawing(output, "inference", words.INFERENCE_FIGURE, panels=2, legend=4, height_in=2.8) as drawn:
        left, right = drawn.grid[0]
        for place, look in enumerate(looks):
            ends = [points[f"{place}_{name}"].to_numpy() for name in ("middle", "low", "high")]
            x = points["limit_ms"].to_numpy() + 0.12 * (place - 0.5)
            kit.draw_bars(left, x, ends[0], ends[1], ends[2], look, markersize=3.5, capsize=1.5)
            numbers[look.label] = dict(zip(("median", "low", "high"), ends, strict=True))
        left.plot(
            points["limit_ms"], points["ceiling"], "_", color=OKABE_ITO["black"], label="highest within the limit"
        )
        left.errorbar(
            points["limit_ms"], points["published"], yerr=0.3, fmt="x", color=OKABE_ITO["vermilion"], label="published",
            linewidth=0.8, markersize=4,
        )  # fmt: skip
        left.set_xlabel("latency limit (ms)")
        left.set_ylabel("CIFAR-100 test accuracy (%)")
        labels = [f"{words.level(level)}{' penalty' * (level in PENALTIES)}" for level in rows["level"]]
        y = -np.arange(len(rows)) - 0.8 * np.cumsum(rows["choice"] != rows["choice"].shift())
        middle, low, high = (rows[key].to_numpy() for key in ("probability", "low", "high"))
        span = [np.maximum(middle - low, 0.0), np.maximum(high - middle, 0.0)]
        right.errorbar(middle, y, xerr=span, fmt="o", color=OKABE_ITO["green"], linewidth=0.8, markersize=3.5)
        right.plot(rows["prior"], y, "|", color="#7F7F7F", markersize=7)
        right.set_yticks(y, labels)
        right.set_xlim(-0.03, 1.03)
        right.set_xlabel("posterior probability (grey: prior)")
        drawn.numbers |= {
            "points": numbers,
            "published": points["published"],
            "probability": dict(zip(rows["choice"] + ": " + labels, rows["probability"], strict=True)),
        }
