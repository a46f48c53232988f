"""Figs. 2 and 4, the tables: how far the returned sets reach with two objectives and with three."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments import kit
from experiments.kit import Basis, Case, Column, Floats, Judged, Reading, Study
from experiments.mo_hdnas.runs import BUDGET, FIG2, FIG4, FITNESSES, PANELS, POPULATION, THREE, basis_of, search
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, CORRELATION, RELATIVE
from suite.study.record import Record

BELOW = "our runs end at lower latencies than the paper's single run"
ON_FRONT = (
    "the fitness puts a best architecture on the exact two-objective front, so two objectives can lead there; "
    "the paper's RMI need not rank it first"
)
OFF_FRONT = "the exact two-objective front of the fitness itself runs to longer latencies than the paper's single run"
FIG2_COLUMNS = (
    kit.DEVICE,
    kit.FITNESS,
    Column("unmeasured"),
    Column("best_ms", ".2f", "best arch. (ms)"),
    Column("on_front"),
    Column("stops_short", ".2f", "stops short", "mean"),
)

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
MARGINS = {LARGEST: RELATIVE, SMALLEST: RELATIVE, VOLUME: CORRELATION}
FIG4_COLUMNS = (
    kit.DATASET,
    kit.DEVICE,
    kit.FITNESS,
    Column("unmeasured"),
    Column("null", heading="null baseline"),
    Column("quantity"),
)
SETS = (kit.FITNESS_TEXT, *map(Column, ("dataset", "device", "seed", "size", "indices")))


def fig2(study: Study, output: Output) -> pd.DataFrame:
    """Write the largest latency found with two objectives beside the digitised one; return the rows."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        judged = study.judged(record)
        best, (_, largest) = judged.best_by_test, judged.cost_range(record.recommended)
        best_ms = float(np.nanmin(judged.measured[best]))
        return {
            "unmeasured": record.spec.unmeasured,
            "best_ms": best_ms,
            "on_front": kit.contains_any(judged.problem.exact_front(), best),
            "stops_short": largest < best_ms - 1e-9,
            "largest": largest,
            "accuracy": _accuracy_of_slowest(judged, record),
        }

    def beside_published(group: pd.DataFrame) -> dict[str, Any]:
        run = group.iloc[0]
        theirs = kit.reading("mo_hdnas_fig2", "max_latency_ms", "latency_error_ms", device=run["device"])
        why = ON_FRONT if run["on_front"] else OFF_FRONT
        return kit.compared(theirs, group["largest"], RELATIVE, basis_of(run), above=why, below=BELOW)

    runs = study.tidy(FIG2, measure)
    rows = kit.summarise(runs, ("fitness", "device", "unmeasured"), FIG2_COLUMNS, beside_published)
    caption = "MO-HDNAS Fig. 2 (CIFAR-10, two objectives): largest latency in the returned set, in ms."
    notes = [
        *kit.fitness_notes(*FITNESSES),
        kit.seeds_note(study.seeds) + " Published: one run, digitised.",
        kit.verdict_note(rows),
        "'Stops short': share of seeds whose set ends before the fastest best "
        "architecture; 'on front': a best architecture is on the exact front of the two searched objectives.",
        kit.EDGETPU_NOTE + " 'unmeasured' = fastest repeats that.",
        kit.REPORTED_NOTE,
    ]
    kit.write_table(output, "fig2-largest-latency", rows, (*FIG2_COLUMNS, *kit.compared_columns(2)), caption, notes)
    _fig2_accuracy(runs, notes[:2], output)
    return rows


def _accuracy_of_slowest(judged: Judged, record: Record) -> float:
    """Return the test accuracy of the set's slowest architecture (%); NaN if none of the set was measured."""
    latency = judged.measured[record.recommended]
    return float(judged.test[record.recommended[np.nanargmax(latency)]]) if np.isfinite(latency).any() else float("nan")


def _fig2_accuracy(runs: pd.DataFrame, notes: list[str], output: Output) -> None:
    """Write the test accuracy of the slowest architecture of each set; it describes, and selects nothing."""

    def beside_published(group: pd.DataFrame) -> dict[str, Any]:
        run = group.iloc[0]
        theirs = kit.reading("mo_hdnas_fig2", "test_accuracy", "accuracy_error", device=run["device"])
        return kit.compared(theirs, group["accuracy"], ACCURACY["cifar10"], basis_of(run))

    columns = FIG2_COLUMNS[:3]
    rows = kit.summarise(runs, ("fitness", "device", "unmeasured"), columns, beside_published)
    caption = "MO-HDNAS Fig. 2 (CIFAR-10, two objectives): test accuracy (%) at the largest latency."
    notes = [*notes, kit.verdict_note(rows), kit.EDGETPU_NOTE, kit.REPORTED_NOTE]
    kit.write_table(output, "fig2-accuracy", rows, (*columns, *kit.compared_columns(2)), caption, notes)


def fig4(study: Study, output: Output) -> pd.DataFrame:
    """Write extent and hypervolume of the sets beside the digitised ones, and the sets; return the first rows."""
    rows = pd.DataFrame([row for case in study.at_hand(FIG4) for row in _panel_rows(study, case)])
    nulls = _null_rows(study)
    caption = "MO-HDNAS Fig. 4: extent and hypervolume of the returned set (three objectives), 3 data sets x 6 devices."
    notes = [
        *kit.fitness_notes(*FITNESSES),
        kit.seeds_note(study.seeds) + " Published: one run, digitised; markers hidden under others are missing.",
        "Hypervolume of (latency, test error) relative to that of their exact front over connected cells, normalised "
        "by its ideal and nadir, point 1.1 (as reference 2); it describes the sets, theirs and ours alike, by the "
        "reported metric and selected nothing. Its reading error is the change when every point is shifted by the "
        "reading errors.",
        kit.verdict_note(rows),
        *kit.nulls_reached(nulls),
        kit.EDGETPU_NOTE + " 'unmeasured' = fastest repeats that; extents are those of measured architectures.",
        kit.REPORTED_NOTE,
    ]
    table = pd.concat([rows, pd.DataFrame(nulls)])
    kit.write_table(output, "fig4-comparison", table, (*FIG4_COLUMNS, *kit.compared_columns(3)), caption, notes)
    caption = f"MO-HDNAS Fig. 4: architecture indices returned by each run, on {kit.short(kit.RMI)} and on valid@200."
    kit.write_rows(output, "fig4-returned-sets", returned_sets(study), SETS, caption)
    return rows


def digitised_points(dataset: str, device: str) -> pd.DataFrame:
    """Return the digitised points of a panel, without those at -1 ms, which the Edge TPU could not run."""
    points = kit.published_for("mo_hdnas_fig4_points", dataset=dataset, device=device)
    return points[points["latency_ms"] > -1.0]


def _published(judged: Judged, dataset: str, device: str) -> dict[str, Reading]:
    """Return the published largest and smallest latency and the hypervolume of one panel."""
    points = digitised_points(dataset, device)
    plane = np.stack([points["latency_ms"], 100.0 - points["test_accuracy"]], axis=1)
    error = np.array([points["latency_error_ms"].iloc[0], points["accuracy_error"].iloc[0]], dtype=np.float64)
    volume, better, worse = (judged.reported_hypervolume(plane + sign * error) for sign in (0, -1, 1))
    readings = {
        LARGEST: Reading(float(plane[:, 0].max()), float(error[0])),
        SMALLEST: Reading(float(plane[:, 0].min()), float(error[0])),
        VOLUME: Reading(volume, max(better - volume, volume - worse)),
    }
    cell = partial(kit.cell_of, "mo_hdnas_fig4_panels", dataset=dataset, device=device)
    return {name: replace(reading, cell=cell(name)) for name, reading in readings.items()}


def _quantities(judged: Judged, sets: Iterable[ArrayLike]) -> dict[str, Floats]:
    """Return the same of sets of architectures, one number per set."""
    every = list(sets)
    ranges = np.array([judged.cost_range(each) for each in every])
    volumes = [judged.reported_hypervolume(judged.reported_points(each)) for each in every]
    return {LARGEST: ranges[:, 1], SMALLEST: ranges[:, 0], VOLUME: np.array(volumes)}


def _panel_rows(study: Study, case: Case) -> list[dict[str, Any]]:
    """Return the comparisons of one panel: largest and smallest latency, hypervolume."""
    judged, device = study.judged(case), case["device"]
    published = _published(judged, case["dataset"], device)
    masked = device == "edgetpu" and case.spec.unmeasured == "infeasible"
    keys = {**case.keys, "unmeasured": case.spec.unmeasured}
    rows = []
    for name, ours in _quantities(judged, [run.recommended for run in study.runs(case)]).items():
        above, below = (WHY_MASKED, WHY_MASKED) if masked else WHY[name]
        cells = kit.compared(published[name], ours, MARGINS[name], basis_of(keys), above=above, below=below)
        rows.append({**keys, "quantity": name, **cells})
    return rows


def _null_rows(study: Study) -> list[dict[str, Any]]:
    """Return the same of sets that no network had a part in, on every panel."""
    rows = []
    for dataset, device in PANELS:
        judged = study.judged(search(THREE, dataset, device))
        published = _published(judged, dataset, device)
        sets = kit.null_sets(
            study.benchmark, dataset, judged.measured, BUDGET.queries or 0, POPULATION, study.seeds
        )  # fmt: skip
        for label, found in sets.items():
            for name, ours in _quantities(judged, found).items():
                cells = kit.compared(published[name], ours, MARGINS[name], Basis(kit.NO_NETWORK, kit.NULL))
                rows.append({"dataset": dataset, "device": device, "null": label, "quantity": name, **cells})
    return rows


def returned_sets(study: Study) -> pd.DataFrame:
    """Return one row per run with the indices it returned, ascending."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        indices = np.sort(record.recommended)
        return {"size": len(indices), "indices": " ".join(str(index) for index in indices)}

    shown = [case for case in FIG4 if case["fitness"] != kit.VALID_12 and case.spec.unmeasured == "infeasible"]
    return study.tidy(shown, measure)
