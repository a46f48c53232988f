"""Fig. 4: fronts with three objectives on three data sets and six devices (the paper's main result), the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import comparison, notes
from experiments.mo_hdnas.panels import DEVICE_TITLES
from experiments.mo_hdnas.settings import DATASETS, DEVICES, MAIN, PROXIES, RMI, THREE, searches
from experiments.published import published_for
from experiments.quantities import latency_range, reported_hypervolume, reported_points
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS

LARGEST, SMALLEST, VOLUME = "largest latency (ms)", "smallest latency (ms)", "hypervolume"

WHY = {
    LARGEST: (
        "all our seeds return slower architectures than the paper's run shows",
        "the paper's run shows slower architectures than any of our seeds returns",
    ),
    SMALLEST: (
        "the paper's run shows faster architectures than any of our seeds returns",
        "all our seeds return faster architectures than the paper's run shows",
    ),
    VOLUME: (
        "all our sets cover more; markers hidden under others are missing from the reading",
        "the paper's set covers more than any of ours",
    ),
}
"""Quantity -> reason if all of ours are larger, reason if all are smaller."""

WHY_MASKED = "the paper's set spends members on unmeasured architectures at -1 ms, which are infeasible here"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> list[dict[str, Any]]:
    """Write the comparison with the digitised points, and the sets that were returned; return the rows."""
    rows = [
        row
        for accuracy in PROXIES
        for dataset in DATASETS
        for device in DEVICES
        for row in panel_rows(benchmark, records, seeds, dataset, device, accuracy)
    ]
    for accuracy in MAIN:
        for dataset in DATASETS:
            rows += panel_rows(benchmark, records, seeds, dataset, "edgetpu", accuracy, "fastest")
    output.table(
        "fig4-comparison",
        pd.DataFrame(rows),
        "MO-HDNAS Fig. 4: extent and hypervolume of the returned set (three objectives), 3 data sets x 6 devices.",
        [
            *notes.fitness_notes(*PROXIES),
            notes.seeds_note(seeds) + " Published: one run, digitised; markers hidden under others are missing.",
            "Hypervolume of (latency, test error) relative to that of their exact front, normalised by its ideal and "
            "nadir, reference 1.1; it describes the sets, theirs and ours alike, by the reported metric and selected "
            "nothing. Its reading error is the change when every point is shifted by the reading errors.",
            comparison.verdict_note(rows),
            notes.EDGETPU_NOTE + " 'unmeasured' = fastest repeats that; extents are those of measured architectures.",
            notes.REPORTED_NOTE,
        ],
        headings=comparison.HEADINGS,
        formats=comparison.formats(3),
    )
    output.rows(
        "fig4-returned-sets",
        returned_sets(records, seeds),
        f"MO-HDNAS Fig. 4: architecture indices returned by each run, on {notes.short(RMI)} and on valid@200.",
    )
    return rows


def panel_rows(
    benchmark: Benchmark,
    records: Mapping[RunSpec, Record],
    seeds: int,
    dataset: str,
    device: str,
    accuracy: str,
    unmeasured: str = "infeasible",
) -> list[dict[str, Any]]:
    """Return the comparisons of one panel: largest and smallest latency, hypervolume."""
    points = published_for("mo_hdnas_fig4_points", dataset=dataset, device=device)
    points = points[points["latency_ms"] > -1.0]  # the Edge TPU points at -1 ms were never measured
    plane = np.stack([points["latency_ms"], 100.0 - points["test_accuracy"]], axis=1)
    reading = np.array([points["latency_error_ms"].iloc[0], points["accuracy_error"].iloc[0]], dtype=np.float64)
    volume, better, worse = (
        reported_hypervolume(benchmark, dataset, device, plane + sign * reading) for sign in (0, -1, 1)
    )
    runs = [records[spec] for spec in searches(THREE, dataset, device, seeds, accuracy, unmeasured)]
    ranges = np.array([latency_range(run, benchmark) for run in runs])
    volumes = [reported_hypervolume(benchmark, dataset, device, reported_points(run, benchmark)) for run in runs]
    quantities = (
        (LARGEST, plane[:, 0].max(), reading[0], ranges[:, 1]),
        (SMALLEST, plane[:, 0].min(), reading[0], ranges[:, 0]),
        (VOLUME, volume, max(better - volume, volume - worse), np.array(volumes)),
    )
    masked = device == "edgetpu" and unmeasured == "infeasible"
    rows = []
    for name, value, error, ours in quantities:
        above, below = (WHY_MASKED, WHY_MASKED) if masked else WHY[name]
        rows.append(
            {
                "dataset": DATASET_LABELS[dataset],
                "device": DEVICE_TITLES[device],
                "proxy": notes.short(accuracy),
                "unmeasured": unmeasured,
                "quantity": name,
                **comparison.compared(float(value), float(error), ours, above=above, below=below),
            }
        )
    return rows


def returned_sets(records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    """Return one row per run with the indices it returned, ascending."""
    rows = []
    for accuracy in MAIN:
        for dataset in DATASETS:
            for device in DEVICES:
                for spec in searches(THREE, dataset, device, seeds, accuracy):
                    indices = np.sort(records[spec].recommended)
                    rows.append(
                        {
                            "proxy": spec.fitness.text,
                            "dataset": dataset,
                            "device": device,
                            "seed": spec.seed,
                            "size": len(indices),
                            "indices": " ".join(str(index) for index in indices),
                        }
                    )
    return pd.DataFrame(rows)
