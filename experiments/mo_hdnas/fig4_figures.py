"""Fig. 4, the figures: one per data set with six devices, and the Edge TPU as the paper shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.mo_hdnas.panels import FRONT_NOTE, draw_panel
from experiments.mo_hdnas.settings import DATASETS, DEVICES, MAIN_PROXY, THREE, TWO, search, searches
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
            numbers[device] = draw_panel(axes, benchmark, dataset, device, series, one_run)
            numbers[device]["published"] = _published(axes, dataset, device, "infeasible")
        one_legend(figure, [grid.flat[0]], columns=3)
        for axes in grid[-1]:
            axes.set_xlabel("latency (ms)")
        for axes in grid[:, 0]:
            axes.set_ylabel(f"{DATASET_LABELS[dataset]} test error (%)")
        output.figure(
            f"fig4-{dataset.lower()}",
            figure,
            {"proxy": MAIN_PROXY, "seeds": seeds, "panels": numbers},
            f"MO-HDNAS Fig. 4, {DATASET_LABELS[dataset]}: three objectives against two (valid@200 look-up).",
            FRONT_NOTE,
        )


def _edgetpu(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.7)
        for axes, dataset in zip(grid.flat, DATASETS, strict=True):
            specs = searches(THREE, dataset, "edgetpu", seeds, unmeasured="fastest")
            series = {THREE.name: [records[spec] for spec in specs]}
            numbers[dataset] = draw_panel(
                axes, benchmark, dataset, "edgetpu", series, records[specs[0]], unmeasured="fastest"
            )
            numbers[dataset]["published"] = _published(axes, dataset, "edgetpu", "fastest")
            axes.set_title(DATASET_LABELS[dataset])
            axes.set_xlabel("latency (ms); −1: unmeasured")
        grid[0, 0].set_ylabel("test error (%)")
        one_legend(figure, [grid.flat[0]], columns=5)
        output.figure(
            "fig4-edgetpu-unmeasured-fastest",
            figure,
            {"proxy": MAIN_PROXY, "seeds": seeds, "panels": numbers},
            "MO-HDNAS Fig. 4, Edge TPU with unmeasured architectures as the fastest (-1 ms), as in the paper "
            "(valid@200 look-up).",
            FRONT_NOTE,
        )


def _published(axes: Any, dataset: str, device: str, unmeasured: str) -> dict[str, Any]:
    points = published_for("mo_hdnas_fig4_points", dataset=dataset, device=device)
    if unmeasured == "infeasible":
        points = points[points["latency_ms"] > -1.0]
    latency, error = points["latency_ms"].to_numpy(), 100.0 - points["test_accuracy"].to_numpy()
    draw_published(axes, latency, error)
    return {"latency_ms": latency, "test_error": error}
