"""Figures: rank correlation per device, learning curves, predicted against measured latency."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import kit
from experiments.help import trained, words
from experiments.help.correlations import devices_of
from suite.correlation import spearman
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.tables.help_latencies import HelpLatencies

SPACES = ("nasbench201", "fbnet")
LOOKS = {
    label: SeriesStyle(label, OKABE_ITO[color], marker, "none")
    for label, color, marker in (
        ("HELP, 10 measurements", "blue", "o"),
        ("HELP, 20 measurements", "sky", "s"),
        ("HELP, as the reference code (20)", "green", "D"),
        ("Meta-SGD, as the reference code (10)", "orange", "^"),
        ("MAML, as the reference code (10)", "purple", "v"),
    )
}
SHORT = {"titan_rtx_256": "Titan RTX\nbatch 256", "gold_6226": "Gold 6226", "pixel2": "Pixel 2"}
SHORT |= {"raspi4": "Raspberry\nPi 4", "eyeriss": "ASIC-\nEyeriss", "fpga": "FPGA", "mean": "mean"}
CURVES = {
    name: SeriesStyle(trained.METHOD_LABELS[name], OKABE_ITO[color], "", line)
    for name, color, line in (("help", "blue", "-"), ("meta-sgd", "orange", "--"), ("maml", "purple", ":"))
}


def by_device(output: Output) -> None:
    """Draw Spearman's correlation per device, one marker and range per method, and the published values."""
    with kit.drawing(
        output, "correlation-by-device", words.BY_DEVICE, words.BY_DEVICE_NOTE, panels=2, legend=3,
        height_in=3.2, width_ratios=(7, 4),
    ) as drawn:  # fmt: skip
        for axes, space in zip(drawn.grid[0], SPACES, strict=True):
            drawn.numbers[space] = _device_panel(axes, space)
        drawn.axes.set_ylabel("Spearman correlation")
        drawn.legend_of = list(drawn.grid[0])


def _device_panel(axes: Any, space: str) -> dict[str, Any]:
    """Draw one space; return the plotted numbers by protocol."""
    numbers: dict[str, Any] = {}
    devices, shown = list(devices_of(space)), _shown(space)
    places = np.arange(len(devices))
    for number, protocol in enumerate(shown):
        x = places + (number - (len(shown) - 1) / 2) * 0.15
        printed = _printed(space, protocol.method)[devices].astype(float)
        label = "published, of the same method" if not number else "_"
        axes.scatter(x, printed, marker="_", s=90, color=OKABE_ITO["black"], label=label, zorder=3)
        found = protocol.by_seed(space)[devices]
        kit.draw_ranges(axes, x, found, LOOKS[protocol.label])
        numbers[protocol.label] = {device: found[device].tolist() for device in devices}
    axes.set_xticks(places, [SHORT[device] for device in devices], fontsize=6)
    axes.set_title(trained.SPACE_LABELS[space])
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    methods = {protocol.method for protocol in shown}
    return numbers | {
        "published": {
            method: _printed(space, method)[devices].to_dict()
            for method in trained.METHODS.values()
            if method in methods
        }
    }


def _printed(space: str, method: str) -> Any:
    return kit.published_row(trained.SOURCES[space], method=trained.METHOD_LABELS[method])


def _shown(space: str) -> list[trained.Protocol]:
    every = [protocol for method in trained.METHOD_LABELS for protocol in trained.protocols(method)]
    return [protocol for protocol in every if protocol.label in LOOKS and not protocol.by_seed(space).empty]


def curves(output: Output) -> None:
    """Draw the validation devices' mean correlation over the episodes."""
    with kit.drawing(
        output, "learning-curves", words.CURVES, words.CURVES_NOTE, panels=2, height_in=2.6, sharey=True
    ) as drawn:
        for axes, space in zip(drawn.grid[0], SPACES, strict=True):
            drawn.numbers[space] = _curves_panel(axes, space)
        drawn.axes.set_ylabel("Spearman correlation,\nvalidation devices")


def _curves_panel(axes: Any, space: str) -> dict[str, Any]:
    """Draw one space; return the plotted numbers by method."""
    numbers: dict[str, Any] = {}
    for method, look in CURVES.items():
        part = kit.rows_where(trained.rows("help_curves"), space=space, method=method, reading="published")
        if part.empty:
            continue
        table = part.pivot_table(index="episode", columns="seed", values="valid_mean")
        count = table.shape[1]
        label = f"{look.label} ({count} seed{'s' if count > 1 else ''})"
        axes.plot(table.index, table.median(axis=1), **look.line(), label=label)
        low, high = table.min(axis=1), table.max(axis=1)
        axes.fill_between(table.index, low, high, color=look.color, alpha=0.2, linewidth=0)
        by_seed = {str(seed): table[seed].tolist() for seed in table}
        numbers[method] = {"episode": table.index.tolist(), "spearman": by_seed}
    axes.set_title(trained.SPACE_LABELS[space])
    axes.set_xlabel("episodes of meta-training")
    axes.set_ylim(0.5, 1.0)
    axes.grid(linewidth=0.3, alpha=0.5)
    axes.legend(loc="center right", bbox_to_anchor=(1.0, 0.68))
    return numbers


def predicted_against_measured(tables: HelpLatencies, output: Output) -> None:
    """Draw predicted against measured latency of the unseen devices, ten measurements each."""
    every = trained.rows("help_predictions")
    seed = int(every["seed"].min())
    note = f"Every eighth architecture of each trimmed query set, seed {seed}; line: equal; ρ: Spearman's, of these."
    with kit.drawing(
        output, "predicted-against-measured", words.PREDICTED, note, rows=2, panels=3, height_in=4.4
    ) as drawn:
        drawn.numbers["seed"] = seed
        for axes, device in zip(drawn.grid.flat, trained.TEST_DEVICES["nasbench201"], strict=True):
            part = kit.rows_where(every, seed=seed, device=device)
            truth = tables.nasbench201(device)[part["index"].to_numpy()]
            ours = part["predicted_ms"].to_numpy()
            ends = [float(min(truth.min(), ours.min())), float(max(truth.max(), ours.max()))]
            axes.plot(ends, ends, color=OKABE_ITO["black"], linewidth=0.6)
            axes.scatter(truth, ours, s=8, color=OKABE_ITO["blue"], alpha=0.7, linewidths=0)
            rho = spearman(ours, truth)
            axes.set_title(f"{trained.DEVICE_LABELS[device]}, ρ = {rho:.2f}")
            axes.grid(linewidth=0.3, alpha=0.5)
            drawn.numbers[device] = {"measured_ms": truth.tolist(), "predicted_ms": ours.tolist(), "spearman": rho}
        drawn.figure.supxlabel("measured latency (ms)")
        drawn.figure.supylabel("predicted latency (ms)")
