"""NetAdapt by itself: its steps from the 3x3 cell as figures, and the ablation of delta and criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from experiments.kit.again import run_again
from experiments.mobilenetv3.outcomes import optimum, outcome, values
from experiments.mobilenetv3.settings import (
    DATASETS,
    DESCENTS,
    DEVICES,
    QUANTILES,
    Method,
    from_cell,
    searches,
    target,
)
from experiments.mobilenetv3.targets import ADAPTED_NOTE, TARGET_NOTE
from suite.algorithms.netadapt import NetAdapt, Step
from suite.analysis.rank_tests import holm
from suite.analysis.statistics import vargha_delaney_a12, wilcoxon_holm
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import spread
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DEVICE_LABELS

PAPER = DESCENTS[0]
SHARES = ("within", "improved_steps", "improving", "raising")


def steps_of(record: Record, benchmark: Benchmark) -> list[Step]:
    """Return the log of a NetAdapt run, rebuilt from its record: the run is made again and has to ask the same."""
    return cast(NetAdapt, run_again(record, benchmark)).steps


def report(records: Mapping[RunSpec, Record], benchmark: Benchmark, seeds: int, output: Output) -> None:
    """Write the step log and the ablation."""
    output.rows(
        "steps",
        pd.DataFrame(_step_rows(records, benchmark)),
        "NetAdapt from the cell of 3x3 convolutions to the 25 % target: every state, with the proposals of the step "
        "that led to it.",
        dict.fromkeys(("target", "cost", "delta_cost"), ".5f") | {"delta": ".2f"},
    )
    frame = pd.DataFrame(
        [row for device in DEVICES for row in _ablation_rows(records, benchmark, seeds, "cifar10", device)]
    )
    tested = frame["p"].notna()
    frame.loc[tested, "p"] = holm(frame.loc[tested, "p"].to_numpy())
    output.table(
        "netadapt-ablation",
        frame,
        "NetAdapt's criterion and delta, CIFAR-10: one descent from each found seed, three targets.",
        [
            ADAPTED_NOTE,
            f"{seeds} seeds at each of three targets; the same architectures to start from for all variants: the most "
            "accurate above the target of 10 random ones. 'ratio' is MobileNetV3's accuracy change over latency "
            "change, 'accuracy' NetAdapt's most accurate proposal; the paper has the ratio with 1 %.",
            "'steps', 'evaluations': means. 'within': share of descents that ended within the target (the others found "
            "no proposal). 'gap': searched accuracy of the enumerated optimum within the target minus that of the end, "
            "median in points over those within.",
            "'improved steps': share of accepted steps with a higher accuracy than before (change above 0: the ratio "
            "then prefers the smallest reduction); 'improving': the same share of all qualifying proposals; 'raising': "
            "share of all proposals that raise the latency.",
            "p: Wilcoxon's signed-rank test of the gap against the paper's variant, an end above the target counting "
            "as the worst; Holm-corrected over this table; A12 above 0.5: the paper's gap is the larger.",
            TARGET_NOTE,
        ],
        headings={"improved_steps": "improved steps", "a12": "A12"},
        formats=dict.fromkeys((*SHARES, "gap", "a12"), ".2f") | {"steps": ".2f", "evaluations": ".0f", "p": ".2g"},
    )


def _step_rows(records: Mapping[RunSpec, Record], benchmark: Benchmark) -> list[dict[str, Any]]:
    rows = []
    for dataset in DATASETS:
        for device in DEVICES:
            limit = target(benchmark, dataset, device, QUANTILES[0])
            for descent in DESCENTS:
                for step in path(records, benchmark, descent, dataset, device):
                    rows.append(
                        {
                            "dataset": dataset, "device": device, "target": limit, **descent.params,
                            "step": step.number, "index": int(benchmark.space.index(step.code[None])[0]),
                            "accuracy": 100.0 - step.error, "cost": step.cost,
                            "delta_accuracy": step.delta_accuracy, "delta_cost": step.delta_cost,
                            "proposals": step.proposals, "raising": step.raising,
                            "qualifying": step.qualifying, "improving": step.improving,
                        }
                    )  # fmt: skip
    return rows


def path(
    records: Mapping[RunSpec, Record], benchmark: Benchmark, descent: Method, dataset: str, device: str
) -> list[Step]:
    """Return the steps of a descent from the 3x3 cell to the lowest target."""
    (spec,) = searches(benchmark, from_cell(descent), dataset, device, QUANTILES[0], 1)
    return steps_of(records[spec], benchmark)


def _ablation_rows(
    records: Mapping[RunSpec, Record], benchmark: Benchmark, seeds: int, dataset: str, device: str
) -> list[dict[str, Any]]:
    rows, gaps = [], {}
    for descent in DESCENTS:
        ends, logs = [], []
        for quantile in QUANTILES:
            limit = target(benchmark, dataset, device, quantile)
            for spec in searches(benchmark, descent, dataset, device, quantile, seeds):
                ends.append(_end(records[spec], benchmark, limit))
                logs.append(steps_of(records[spec], benchmark))
        gaps[descent.name] = np.array([gap for gap, _ in ends])
        rows.append(
            {
                "device": DEVICE_LABELS[device],
                "variant": descent.label,
                **_log_shares(logs),
                "evaluations": float(np.mean([evaluations for _, evaluations in ends])),
                "within": float(np.mean(np.isfinite(gaps[descent.name]))),
                "gap": spread(gaps[descent.name])["median"],
            }
        )
    tests = {test.second: test for test in wilcoxon_holm(gaps, versus=PAPER.name)}
    for row, descent in zip(rows, DESCENTS, strict=True):
        found = tests.get(descent.name)
        row["p"] = found.p if found else float("nan")
        row["a12"] = vargha_delaney_a12(gaps[PAPER.name], gaps[descent.name]) if found else float("nan")
    return rows


def _end(record: Record, benchmark: Benchmark, limit: float) -> tuple[float, int]:
    """Return the gap of the end of a descent (infinite above the target) and the number of evaluations."""
    spec = record.spec
    assert spec.device is not None
    found = outcome(record, benchmark, limit)
    if not found.returned_within:
        return float("inf"), found.evaluations
    best = optimum(benchmark, spec.dataset, spec.device.text, limit, spec.metric)
    error = values(benchmark, spec.dataset, spec.device.text, spec.metric)[:, 0]
    return float(error[found.returned] - error[best]), found.evaluations


def _log_shares(logs: list[list[Step]]) -> dict[str, float]:
    """Return the mean number of steps and the shares that the step logs give; NaN where no step was taken."""
    taken = [step for log in logs for step in log if step.number > 0]
    qualifying = sum(step.qualifying for step in taken)
    proposals = sum(step.proposals for step in taken)
    return {
        "steps": len(taken) / len(logs),
        "improved_steps": float(np.mean([step.delta_accuracy > 0 for step in taken])) if taken else float("nan"),
        "improving": sum(step.improving for step in taken) / qualifying if qualifying else float("nan"),
        "raising": sum(step.raising for step in taken) / proposals if proposals else float("nan"),
    }
