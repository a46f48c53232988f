"""Search followed by NetAdapt against each alone and against random search, at equal numbers of evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.mobilenetv3.outcomes import Outcome, outcomes
from experiments.mobilenetv3.settings import COMBINATIONS, NETADAPT, QUANTILES, RANDOM, Method
from experiments.mobilenetv3.targets import ADAPTED_NOTE, NETADAPT_NOTE, RULE_NOTE
from suite.analysis.rank_tests import holm
from suite.analysis.statistics import vargha_delaney_a12, wilcoxon_holm
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

ALPHA = 0.05
RIVALS = ("search", "netadapt", "random")
HEADINGS = {"search": "search alone", "netadapt": "NetAdapt alone", "random": "random search"}


def report(
    records: Mapping[RunSpec, Record],
    benchmark: Benchmark,
    seeds: int,
    output: Output,
    stem: str,
    panels: Sequence[tuple[str, str]],
    metric: str = "latency",
) -> pd.DataFrame:
    """Write the table of paired comparisons over (data set, device) ``panels`` and return it."""
    rows = []
    for combination, alone in COMBINATIONS:
        for dataset, device in panels:
            rows.append(_row(records, benchmark, seeds, combination, alone, dataset, device, metric))
    frame = pd.DataFrame(rows)
    p = frame[[f"p_{rival}" for rival in RIVALS]].to_numpy()
    corrected = holm(p.ravel()).reshape(p.shape)
    for column, rival in enumerate(RIVALS):
        frame[f"p_{rival}"] = corrected[:, column]
    output.table(
        stem,
        frame,
        f"Search followed by NetAdapt against each alone and random search, {metric} targets: regret in points of "
        "12-epoch validation accuracy.",
        [
            ADAPTED_NOTE,
            RULE_NOTE + " Regret: its accuracy below that of the enumerated optimum within the target; median.",
            f"Pairs: {seeds} seeds at each of three targets. In every pair the rivals get as many evaluations as the "
            f"combination used before it ended by itself ('evaluations': mean). {NETADAPT_NOTE}",
            "p: Wilcoxon's signed-rank test on the pairs, Holm-corrected over this whole table. A12 above 0.5: the "
            "rival's regret is the larger. 'none': pairs in which the combination evaluated nothing within the target "
            "(infinite regret; kept, as the worst rank).",
            _tally(frame),
        ],
        headings={"regret": "combination"}
        | HEADINGS
        | {f"p_{rival}": f"p, {HEADINGS[rival]}" for rival in RIVALS}
        | {f"a12_{rival}": f"A12, {HEADINGS[rival]}" for rival in RIVALS},
        formats=dict.fromkeys(("regret", *RIVALS, *(f"a12_{rival}" for rival in RIVALS)), ".2f")
        | {f"p_{rival}": ".2g" for rival in RIVALS}
        | {"evaluations": ".0f"},
    )
    return frame


def _row(
    records: Mapping[RunSpec, Record],
    benchmark: Benchmark,
    seeds: int,
    combination: Method,
    alone: Method,
    dataset: str,
    device: str,
    metric: str,
) -> dict[str, Any]:
    found: dict[str, list[Outcome]] = {name: [] for name in ("combination", *RIVALS)}
    for quantile in QUANTILES:
        both = outcomes(records, benchmark, combination, dataset, device, quantile, seeds, metric)
        used = [each.evaluations for each in both]
        found["combination"] += both
        for name, method in zip(RIVALS, (alone, NETADAPT, RANDOM), strict=True):
            found[name] += outcomes(records, benchmark, method, dataset, device, quantile, seeds, metric, used)
    regrets = {name: np.array([run.regret for run in runs]) for name, runs in found.items()}
    tests = {test.second: test for test in wilcoxon_holm(regrets, versus="combination")}
    row: dict[str, Any] = {
        "method": combination.label,
        "dataset": DATASET_LABELS[dataset],
        "device": DEVICE_LABELS[device],
        "pairs": len(regrets["combination"]),
        "none": int(np.isinf(regrets["combination"]).sum()),
        "evaluations": float(np.mean([run.evaluations for run in found["combination"]])),
        "regret": _median(regrets["combination"]),
    }
    row |= {name: _median(regrets[name]) for name in RIVALS}
    row |= {f"p_{name}": tests[name].p for name in RIVALS}
    row |= {f"a12_{name}": vargha_delaney_a12(regrets[name], regrets["combination"]) for name in RIVALS}
    return row


def _median(regrets: np.ndarray) -> float:
    """Return the median; NaN where it is infinite, i.e. most runs found nothing within the target."""
    value = float(np.quantile(regrets, 0.5, method="inverted_cdf"))
    return value if np.isfinite(value) else float("nan")


def _tally(frame: pd.DataFrame) -> str:
    """Return how often each combination is better or worse than each rival, by the corrected test."""
    parts = []
    for method, rows in frame.groupby("method", sort=False):
        counts = []
        for rival in RIVALS:
            clear = rows[f"p_{rival}"] < ALPHA
            better = int((clear & (rows[f"a12_{rival}"] > 0.5)).sum())
            worse = int((clear & (rows[f"a12_{rival}"] < 0.5)).sum())
            counts.append(f"{HEADINGS[rival]}: better in {better}, worse in {worse}")
        parts.append(f"{method} (of {len(rows)}): " + "; ".join(counts))
    return f"At p < {ALPHA}: " + ". ".join(parts) + "."
