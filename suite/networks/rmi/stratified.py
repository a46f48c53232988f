"""The order in which all cells are scored: a stratified sample first, so that a part of a long computation is of use.

The sample is :data:`PER_STRATUM` random cells and as many others of the best decile by validation accuracy, in turn;
then come the rest, shuffled: the cells scored so far, less those of the second kind, are a random sample of all. No
score depends on the order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

ORDER_SEED = 14
PER_STRATUM = 60

BEST = (
    77, 258, 497, 749, 977, 1317, 1425, 1451, 1654, 2472, 2506, 2552, 2590, 2720, 2778, 2870, 3166, 3261, 3424,
    3474, 3697, 3858, 4237, 4269, 4354, 4641, 4747, 4800, 4926, 5553, 5884, 6022, 6119, 6186, 6687, 6697, 7548,
    7906, 8290, 9121, 9208, 9302, 10165, 10189, 10641, 10902, 11692, 11915, 12175, 12617, 12855, 12967, 13431,
    13539, 14624, 14709, 14805, 14866, 14985, 15291,
)  # fmt: skip
"""Cells of the best decile that are none of the random ones, as :func:`draw_best` drew them from the mean validation
accuracy after 200 epochs on CIFAR-10 (NATS-tss-v1_0); a list, since the package does not bring the accuracies."""


def scoring_order(every: ArrayLike) -> NDArray[np.int64]:
    """Return the cells ``every`` ``(n,)``, the first index of each class, in the order in which they are scored."""
    shuffled = _shuffled(every)
    turns = np.column_stack([shuffled[:PER_STRATUM], BEST]).ravel()
    return np.concatenate([turns, shuffled[~np.isin(shuffled, turns)]])


def draw_best(every: ArrayLike, accuracy: ArrayLike) -> NDArray[np.int64]:
    """Return :data:`PER_STRATUM` cells of the best decile, ascending: how :data:`BEST` was made.

    Args:
        every: ``(n,)`` cells, as above; at ties the first of them counts as the better one.
        accuracy: ``(n,)`` of them.
    """
    best = np.asarray(every)[np.argsort(-np.asarray(accuracy), kind="stable")][: len(np.asarray(every)) // 10]
    others = best[~np.isin(best, _shuffled(every)[:PER_STRATUM])]
    drawn = np.random.Generator(np.random.PCG64([ORDER_SEED, 1])).permutation(np.sort(others))
    return np.sort(drawn[:PER_STRATUM])


def _shuffled(every: ArrayLike) -> NDArray[np.int64]:
    return np.random.Generator(np.random.PCG64(ORDER_SEED)).permutation(np.asarray(every, dtype=np.int64))
