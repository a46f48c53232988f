"""Two scores of the same cells: which ranks them better by true accuracy, with an interval from resampled cells."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments.kit.columns import Column
from suite.correlation import kendall

RESAMPLES = 400
LEVEL = 0.95
INTERVAL_NOTE = (
    f"Tau: Kendall's with validation accuracy after 200 epochs. Interval of the difference: {LEVEL:.0%}, "
    f"{RESAMPLES} resamples of the cells, in pairs. The reading says where it leaves out 0; no correction for "
    "the number of rows."
)


def columns(default: str = "the default") -> tuple[Column, ...]:
    """Return the columns of :func:`compare`, in its order; ``default`` is what the other score is called."""
    return (
        Column("agreement", "+.3f", f"tau with {default}'s score"),
        Column("tau", "+.3f", "tau with accuracy"),
        Column("tau_default", "+.3f", f"tau of {default}"),
        Column("difference", "+.3f"),
        Column("low", "+.3f", f"{100 * LEVEL:g} % from"),
        Column("high", "+.3f", "to"),
        Column("reading"),
    )


def compare(key: str, theirs: ArrayLike, ours: ArrayLike, accuracy: ArrayLike) -> dict[str, Any]:
    """Return how two scores ``(n,)`` of the same cells agree, and which ranks them better by ``accuracy`` ``(n,)``.

    Args:
        key: text that seeds the resampling.
        theirs: the score in question, higher is better.
        ours: the one that it is compared with.
        accuracy: the true one.
    """
    other, default, truth = (np.asarray(values, dtype=np.float64) for values in (theirs, ours, accuracy))
    digest = hashlib.sha256(key.encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
    drawn = rng.integers(len(truth), size=(RESAMPLES, len(truth)))
    differences = np.array([kendall(other[rows], truth[rows]) - kendall(default[rows], truth[rows]) for rows in drawn])
    low, high = np.nanquantile(differences, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return {
        "agreement": kendall(other, default),
        "tau": kendall(other, truth),
        "tau_default": kendall(default, truth),
        "difference": kendall(other, truth) - kendall(default, truth),
        "low": low,
        "high": high,
        "reading": "ranks better" if low > 0 else "ranks worse" if high < 0 else "no difference seen",
    }


def summary(frame: pd.DataFrame, default: str = "the default") -> str:
    """Return in words how many rows say what."""
    counts = frame["reading"].value_counts()
    said = ", ".join(f"'{name}' in {count}" for name, count in counts.items())
    agreement = frame["agreement"]
    return (
        f"Reading of the {len(frame)} rows: {said}. The other protocol's score and {default}'s agree by a tau of "
        f"{agreement.min():+.3f} to {agreement.max():+.3f}."
    )
