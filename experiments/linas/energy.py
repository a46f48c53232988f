"""Energy instead of latency as the hardware cost, on one device."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.kit.words import device_name
from experiments.linas.curves import EVALUATIONS_NOTE, HYPERVOLUME_NOTE, AllCurves
from experiments.linas.settings import COMPARED, ENERGY_DEVICE, LINAS, TARGETS
from experiments.linas.targets import CENSORING_NOTE, RATIO_NOTE, finite, ratio, reach
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DATASETS

COUNTS = (100, 300)


def report(curves: AllCurves, output: Output) -> None:
    """Write the table."""
    rows = []
    for dataset in DATASETS:
        for variant in COMPARED:
            at = np.median(curves.of(variant, dataset, ENERGY_DEVICE, "energy").at(COUNTS), axis=0)
            row: dict[str, Any] = {"dataset": DATASET_LABELS[dataset], "method": variant.label}
            row |= {f"hv_{count}": float(value) for count, value in zip(COUNTS, at, strict=True)}
            for target in TARGETS:
                found = reach(curves, variant, dataset, ENERGY_DEVICE, target, "energy")
                ours = reach(curves, LINAS, dataset, ENERGY_DEVICE, target, "energy")
                row |= {f"share_{target}": found.share, f"evaluations_{target}": finite(found.median)}
                row |= {f"ratio_{target}": str(ratio(found, ours))}
            rows.append(row)
    output.table(
        "energy",
        pd.DataFrame(rows),
        f"LINAS on valid@200 error and energy (mJ), {device_name(ENERGY_DEVICE)}: hypervolume and evaluations to "
        "targets.",
        [HYPERVOLUME_NOTE, EVALUATIONS_NOTE, f"{curves.seeds} seeds. {CENSORING_NOTE}", RATIO_NOTE],
        headings={f"hv_{count}": f"HV@{count}" for count in COUNTS}
        | {f"share_{target}": f"reach {target:.2f}" for target in TARGETS}
        | {f"evaluations_{target}": f"evaluations to {target:.2f}" for target in TARGETS}
        | {f"ratio_{target}": f"times LINAS, {target:.2f}" for target in TARGETS},
        formats={f"hv_{count}": ".3f" for count in COUNTS}
        | {f"share_{target}": ".2f" for target in TARGETS}
        | {f"evaluations_{target}": ".0f" for target in TARGETS},
    )
