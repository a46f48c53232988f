"""Ablation of the reward: w = -0.07, w = -0.15 and the hard constraint; controller and headroom on CIFAR-10."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.mobilenetv3.outcomes import Outcome, outcomes
from experiments.mobilenetv3.settings import (
    BOTH_HARD,
    DATASETS,
    DEVICES,
    HARD,
    HEADROOMS,
    QUANTILES,
    SOFT,
    SOFT_SMALL,
    VARIANTS,
    Method,
    target,
)
from experiments.mobilenetv3.targets import ADAPTED_NOTE, RULE_NOTE, TARGET_NOTE
from suite.analysis.rank_tests import holm
from suite.analysis.statistics import vargha_delaney_a12, wilcoxon_holm
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import spread
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

REWARDS = (SOFT, SOFT_SMALL, HARD)
WITHIN = {quantile: f"within_{100 * quantile:.0f}" for quantile in QUANTILES}
RATIO = {quantile: f"ratio_{100 * quantile:.0f}" for quantile in QUANTILES}
TEST_NOTE = (
    "Regret: median over the pairs, of the best evaluated within the target, in points of 12-epoch validation "
    "accuracy. p: Wilcoxon's signed-rank test of the regret against the first variant on the same seeds and targets, "
    "Holm-corrected over this table; A12 above 0.5: the first variant's regret is the larger."
)
SCALE_NOTE = (
    "With the soft reward the target only scales all rewards: (LAT/TAR)^w = LAT^w TAR^-w. The order of architectures, "
    "and a search by Adam, do not depend on it, so one run serves all three targets (the tests compare such runs). "
    "The exponent alone decides at which latency the search ends."
)


def report(records: Mapping[RunSpec, Record], benchmark: Benchmark, seeds: int, output: Output) -> None:
    """Write both tables."""
    panels = [(dataset, device) for dataset in DATASETS for device in DEVICES]
    _write(
        _frame(records, benchmark, seeds, panels, REWARDS),
        output,
        "reward-ablation",
        "Reward of the platform-aware search: w = -0.07, w = -0.15 and the hard constraint.",
        [SCALE_NOTE],
    )
    panels = [("cifar10", device) for device in DEVICES]
    frames = [
        _frame(records, benchmark, seeds, panels, (SOFT, *(each for each in VARIANTS if each not in HEADROOMS))),
        _frame(records, benchmark, seeds, panels, (BOTH_HARD, *HEADROOMS)),
    ]
    _write(
        pd.concat(frames, ignore_index=True),
        output,
        "variants",
        "Added: the autoregressive controller, and the headroom of the search before NetAdapt, CIFAR-10.",
        [
            "Each group is compared with its own first variant: the independent controller, and a headroom of 1.5 "
            f"('{BOTH_HARD.label}'). Headroom: the search's target over the target."
        ],
    )


def _write(frame: pd.DataFrame, output: Output, stem: str, caption: str, further: list[str]) -> None:
    tested = frame["p"].notna()
    frame.loc[tested, "p"] = holm(frame.loc[tested, "p"].to_numpy())
    names = {WITHIN[q]: f"within, {100 * q:.0f} %" for q in QUANTILES}
    names |= {RATIO[q]: f"cost/target, {100 * q:.0f} %" for q in QUANTILES}
    output.table(
        stem,
        frame,
        caption,
        [
            ADAPTED_NOTE,
            RULE_NOTE,
            "'within': share of runs whose returned architecture (the best by the reward, or the end of NetAdapt) "
            "keeps the target at that quantile; 'cost/target': its median cost over the target.",
            *further,
            TEST_NOTE,
            TARGET_NOTE,
        ],
        headings=names | {"a12": "A12"},
        formats=dict.fromkeys((*WITHIN.values(), *RATIO.values(), "regret", "a12"), ".2f") | {"p": ".2g"},
    )


def _frame(
    records: Mapping[RunSpec, Record],
    benchmark: Benchmark,
    seeds: int,
    panels: list[tuple[str, str]],
    variants: tuple[Method, ...],
) -> pd.DataFrame:
    rows = []
    for dataset, device in panels:
        found = {
            variant.name: [
                run
                for quantile in QUANTILES
                for run in outcomes(records, benchmark, variant, dataset, device, quantile, seeds)
            ]
            for variant in variants
        }
        regrets = {name: np.array([run.regret for run in runs]) for name, runs in found.items()}
        first = variants[0].name
        tests = {test.second: test for test in wilcoxon_holm(regrets, versus=first)}
        for variant in variants:
            name = variant.name
            row = {"dataset": DATASET_LABELS[dataset], "device": DEVICE_LABELS[device], "variant": variant.label}
            row |= _returned(found[name], benchmark, dataset, device, seeds)
            row["regret"] = spread(regrets[name])["median"]
            row["p"] = tests[name].p if name in tests else float("nan")
            row["a12"] = vargha_delaney_a12(regrets[first], regrets[name]) if name in tests else float("nan")
            rows.append(row)
    return pd.DataFrame(rows)


def _returned(runs: list[Outcome], benchmark: Benchmark, dataset: str, device: str, seeds: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for place, quantile in enumerate(QUANTILES):
        chosen = runs[place * seeds : (place + 1) * seeds]
        limit = target(benchmark, dataset, device, quantile)
        row[WITHIN[quantile]] = float(np.mean([run.returned_within for run in chosen]))
        row[RATIO[quantile]] = spread([run.returned_cost / limit for run in chosen])["median"]
    return row
