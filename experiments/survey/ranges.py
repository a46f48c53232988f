"""Smallest, median and largest latencies beside those of the pilot study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import comparison
from experiments.published import published_for
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, exact
from suite.tables.columns import DEVICE_LABELS

QUANTITIES = (("minimum", np.nanmin), ("median", np.nanmedian), ("maximum", np.nanmax))


def report(
    space: str,
    latencies: Callable[[Any], NDArray[np.float64]],
    why: str,
    output: Output,
    stem: str,
    caption: str,
    notes: Sequence[str] = (),
    digits: str = ".2f",
) -> None:
    """Write the table of one space.

    Args:
        space: as the reported file names it.
        latencies: a line of the reported file -> the latencies (ms) that it is about; NaN where not measured.
        why: reason to give where a value differs.
        output: where to.
        stem, caption, notes: of the table.
        digits: format of the pilot's values.
    """
    rows = []
    for line in published_for("survey_latency_ranges", space=space).itertuples():
        latency = latencies(line)
        places = [int(text) for text in str(line.digits).split()]
        for place, (name, of) in zip(places, QUANTITIES, strict=True):
            pilot, ours = float(getattr(line, name)), float(of(latency))
            rows.append(
                {
                    "device": DEVICE_LABELS[line.device],
                    "quantity": name,
                    "pilot_ms": pilot,
                    "ours_ms": ours,
                    "verdict": str(exact(pilot, ours, 0.5 * 10.0**-place, why)),
                }
            )
    output.table(
        stem,
        pd.DataFrame(rows),
        caption,
        [*notes, comparison.verdict_note(rows, EXACT_CRITERION)],
        headings={"pilot_ms": "pilot (ms)", "ours_ms": "ours (ms)"},
        formats={"pilot_ms": digits, "ours_ms": ".4f"},
    )
