"""``find_best`` of the originals, over all architectures at once."""

from __future__ import annotations

import numpy as np

from suite.compat.records import EPOCHS, Records, check_hp, check_training_set, table_of
from suite.errors import ConfigurationError


def find_best(
    records: Records, dataset: str, metric_on_set: str, flop_max: float | None, param_max: float | None, hp: str
) -> tuple[int, float]:
    """Return the index with the highest mean validation accuracy within the limits, and that accuracy; -1 for none.

    Args:
        records: the tables.
        dataset: training set; "cifar10" means "cifar10-valid", as in the originals.
        metric_on_set: "valid" or "x-valid".
        flop_max, param_max: the most multiply-accumulates and parameters, both in millions; None for no limit.
        hp: epochs of the training.

    Raises:
        ConfigurationError: for another set: test accuracy selects nothing.
    """
    of = table_of(check_training_set(dataset))
    if metric_on_set not in ("valid", "x-valid"):
        raise ConfigurationError(f"'{metric_on_set}' of {dataset} selects nothing here, validation does: write 'valid'")
    benchmark = records.benchmark
    accuracy = benchmark.column(f"valid_accuracy_{EPOCHS[check_hp(hp)]}", of)
    within = ~np.isnan(accuracy)
    for column, most in (("macs_m", flop_max), ("params", None if param_max is None else 1e6 * param_max)):
        if most is not None:
            within = within & (benchmark.column(column, of) <= most)
    if not within.any():
        return -1, float("nan")
    best = int(np.argmax(np.where(within, accuracy, -np.inf)))
    return best, float(accuracy[best])
