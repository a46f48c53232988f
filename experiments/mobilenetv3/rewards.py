"""Ablation of the reward: w = -0.07, w = -0.15 and the hard constraint; controller and headroom on CIFAR-10."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter

import pandas as pd

from experiments import kit
from experiments.kit import QUANTILES, Column, Study
from experiments.mobilenetv3 import runs, words
from experiments.mobilenetv3.found import outcomes
from suite.report.output import Output


def _within(quantile: float) -> Callable[[pd.DataFrame], float]:
    return lambda rows: float(rows.loc[rows["quantile"] == quantile, "returned_within"].mean())


def _ratio(quantile: float) -> Callable[[pd.DataFrame], float]:
    def median(rows: pd.DataFrame) -> float:
        chosen = rows[rows["quantile"] == quantile]
        return kit.spread(chosen["returned_cost"] / chosen["target"])["median"]

    return median


VARIANT = Column("variant", of="line", show=attrgetter("label"))
P, A12 = Column("p", ".2g"), Column("a12", ".2f", "A12", of="smaller")
COLUMNS = (
    kit.DATASET,
    kit.DEVICE_IN_FULL,
    VARIANT,
    *(
        column
        for share in QUANTILES
        for column in (
            Column(f"within_{100 * share:.0f}", ".2f", f"within, {100 * share:.0f} %", _within(share)),
            Column(f"ratio_{100 * share:.0f}", ".2f", f"cost/target, {100 * share:.0f} %", _ratio(share)),
        )
    ),
    Column("regret", ".2f", value="median"),
)


def report(study: Study, output: Output) -> None:
    """Write both tables."""
    rewards = _rows(study, kit.DATASETS, (runs.SOFT, runs.SOFT_SMALL, runs.HARD))
    _write(rewards, output, "reward-ablation", words.REWARDS, words.SCALE)
    groups = ((runs.SOFT, runs.AUTOREGRESSIVE), (runs.BOTH_HARD, *runs.HEADROOMS))
    variants = pd.concat([_rows(study, ("cifar10",), group) for group in groups], ignore_index=True)
    _write(variants, output, "variants", words.VARIANTS, words.VARIANT_GROUPS)


def _rows(study: Study, datasets: Sequence[str], variants: Sequence[runs.Method]) -> pd.DataFrame:
    """Return a row per problem and variant, tested against the first variant."""
    found = outcomes(study, runs.at_targets(study.benchmark, variants, datasets))
    measure, targets = itemgetter("regret"), itemgetter("quantile")
    return kit.summarise_against(variants[0].key, found, ("dataset", "device"), COLUMNS, measure, targets)


def _write(rows: pd.DataFrame, output: Output, stem: str, caption: str, further: str) -> None:
    corrected = rows.assign(p=kit.holm_of_table(rows["p"]))
    columns, notes = (*COLUMNS, P, A12), [*words.REWARDS_NOTES, kit.tests_note(rows)]
    kit.write_table(output, stem, corrected, columns, caption, notes, further=further)
