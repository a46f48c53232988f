"""Search followed by NetAdapt against each alone and against random search, at equal numbers of evaluations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments import kit
from experiments.kit import Case, Column, Study
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.found import outcomes
from experiments.mobilenetv3.runs import COMBINATIONS, NETADAPT, RANDOM, Method, at_targets
from suite.analysis.pairing import shared_by
from suite.report.output import Output

ALPHA = 0.05
RIVALS = {"search": "search alone", "netadapt": "NetAdapt alone", "random": "random search"}
COLUMNS = (
    kit.METHOD,
    kit.DATASET,
    kit.DEVICE_IN_FULL,
    Column("runs"),
    Column("none"),
    Column("evaluations", ".0f"),
    Column("regret", ".2f", "combination"),
    *(Column(rival, ".2f", heading) for rival, heading in RIVALS.items()),
    *(Column(f"p_{rival}", ".2g", f"p, {heading}") for rival, heading in RIVALS.items()),
    *(Column(f"a12_{rival}", ".2f", f"A12, {heading}") for rival, heading in RIVALS.items()),
)


def report(
    study: Study, output: Output, stem: str, datasets: Sequence[str], devices: Sequence[str], metric: str = "latency"
) -> pd.DataFrame:
    """Write the table of comparisons on the problems and return its rows."""
    rows = pd.DataFrame(
        [
            _row(study, combination, alone, dataset, device, metric)
            for combination, alone in COMBINATIONS
            for dataset in datasets
            for device in devices
        ]
    )
    tests = [f"p_{rival}" for rival in RIVALS]
    rows[tests] = kit.holm_of_table(rows[tests])
    cells = pd.DataFrame([test for tests in rows["tests"] for test in tests])
    notes = [*words.COMBINATION_NOTES, kit.tests_note(cells), _tally(rows)]
    kit.write_table(output, stem, rows, COLUMNS, words.COMBINATION, notes, metric=metric, seeds=study.seeds)
    return rows


def _row(study: Study, combination: Method, alone: Method, dataset: str, device: str, metric: str) -> dict[str, Any]:
    def cases(line: Method) -> tuple[Case, ...]:
        return at_targets(study.benchmark, (line,), (dataset,), (device,), metric)

    both = outcomes(study, cases(combination))
    used = dict(zip(zip(both["quantile"], both["seed"], strict=True), both["evaluations"], strict=True))
    runs = {"combination": both}
    for rival, line in zip(RIVALS, (alone, NETADAPT, RANDOM), strict=True):
        runs[rival] = outcomes(study, cases(line), used)
    regrets = {name: found["regret"].to_numpy() for name, found in runs.items()}
    shared = shared_by({name: found["spec"].iloc[0] for name, found in runs.items()})
    targets = {name: found["quantile"].to_numpy() for name, found in runs.items()}
    tests = kit.against("combination", regrets, shared, targets)
    return {
        "line": combination,
        "dataset": dataset,
        "device": device,
        "runs": len(both),
        "tests": [tests[rival] for rival in RIVALS],
        "none": int(np.isinf(both["regret"]).sum()),
        "evaluations": both["evaluations"].mean(),
        "regret": _median(regrets["combination"]),
        **{rival: _median(regrets[rival]) for rival in RIVALS},
        **{f"p_{rival}": tests[rival]["p"] for rival in RIVALS},
        **{f"a12_{rival}": tests[rival]["larger"] for rival in RIVALS},
    }


def _median(regrets: ArrayLike) -> float:
    """Return the median; NaN where it is infinite, i.e. most runs found nothing within the target."""
    value = float(np.quantile(np.asarray(regrets, dtype=np.float64), 0.5, method="inverted_cdf"))
    return value if np.isfinite(value) else float("nan")


def _tally(frame: pd.DataFrame) -> str:
    """Return how often each combination is better or worse than each rival, by the corrected test."""
    parts = []
    for line, rows in frame.groupby("line", sort=False):
        counts = []
        for rival, heading in RIVALS.items():
            clear = rows[f"p_{rival}"] < ALPHA
            better = int((clear & (rows[f"a12_{rival}"] > 0.5)).sum())
            worse = int((clear & (rows[f"a12_{rival}"] < 0.5)).sum())
            counts.append(f"{heading}: better in {better}, worse in {worse}")
        parts.append(f"{line.label} (of {len(rows)}): " + "; ".join(counts))
    return f"At p < {ALPHA}: " + ". ".join(parts) + "."
