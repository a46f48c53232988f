"""Fig. 4, the figures: one per data set with six devices, and the Edge TPU as the paper shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments import notes
from experiments.mo_hdnas.panels import FRONT_NOTE, draw_panel
from experiments.mo_hdnas.settings import DATASETS, DEVICES, RMI, THREE, TWO, UPPER, search, searches
from experiments.published import published_for
from suite.benchmark import Benchmark
from suite.report.fronts import draw_published, one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the four figures."""
    for dataset in DATASETS:
        _six_devices(benchmark, records, seeds, dataset, output)
    _edgetpu(benchmark, records, seeds, output)


def _six_devices(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, dataset: str, output: Output
) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(2, 3, height_in=4.9, sharey=True)
        for axes, device in zip(grid.flat, DEVICES, strict=True):
            series = {
                variant.name: [records[spec] for spec in searches(variant, dataset, device, seeds)]
                for variant in (THREE, TWO)
            }
            one_run = records[search(THREE, dataset, device, seed=0)]
            upper = [records[spec] for spec in searches(THREE, dataset, device, seeds, UPPER)]
            numbers[device] = draw_panel(
                axes, benchmark, dataset, device, series, one_run, lines={f"{THREE.name}_upper": upper}
            )
            numbers[device]["published"] = _published(axes, dataset, device, "infeasible")
        one_legend(figure, [grid.flat[0]], columns=3)
        for axes in grid[-1]:
            axes.set_xlabel("latency (ms)")
        for axes in grid[:, 0]:
            axes.set_ylabel(f"{DATASET_LABELS[dataset]} test error (%)")
        output.figure(
            f"fig4-{dataset.lower()}",
            figure,
            {"proxy": RMI, "upper": UPPER, "seeds": seeds, "panels": numbers},
            f"MO-HDNAS Fig. 4, {DATASET_LABELS[dataset]}: three objectives against two, search on {notes.short(RMI)}; "
            f"three objectives on a look-up of {notes.short(UPPER)} as the upper bound.",
            FRONT_NOTE,
        )


def _edgetpu(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.7)
        for axes, dataset in zip(grid.flat, DATASETS, strict=True):
            specs, on_look_up = (
                searches(THREE, dataset, "edgetpu", seeds, accuracy, unmeasured="fastest") for accuracy in (RMI, UPPER)
            )
            series = {THREE.name: [records[spec] for spec in specs]}
            upper = {f"{THREE.name}_upper": [records[spec] for spec in on_look_up]}
            numbers[dataset] = draw_panel(
                axes, benchmark, dataset, "edgetpu", series, records[specs[0]], unmeasured="fastest", lines=upper
            )
            numbers[dataset]["published"] = _published(axes, dataset, "edgetpu", "fastest")
            axes.set_title(DATASET_LABELS[dataset])
            axes.set_xlabel("latency (ms); −1: unmeasured")
        grid[0, 0].set_ylabel("test error (%)")
        one_legend(figure, [grid.flat[0]], columns=5)
        output.figure(
            "fig4-edgetpu-unmeasured-fastest",
            figure,
            {"proxy": RMI, "upper": UPPER, "seeds": seeds, "panels": numbers},
            "MO-HDNAS Fig. 4, Edge TPU with unmeasured architectures as the fastest (-1 ms), as in the paper; "
            f"search on {notes.short(RMI)}, and on {notes.short(UPPER)} as the upper bound.",
            FRONT_NOTE,
        )


def _published(axes: Any, dataset: str, device: str, unmeasured: str) -> dict[str, Any]:
    points = published_for("mo_hdnas_fig4_points", dataset=dataset, device=device)
    if unmeasured == "infeasible":
        points = points[points["latency_ms"] > -1.0]
    latency, error = points["latency_ms"].to_numpy(), 100.0 - points["test_accuracy"].to_numpy()
    draw_published(axes, latency, error)
    return {"latency_ms": latency, "test_error": error}
