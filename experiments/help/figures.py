"""Figures: rank correlation per device, learning curves, predicted against measured latency."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.help.trained import (
    DEVICE_LABELS,
    METHOD_LABELS,
    SPACE_LABELS,
    TEST_DEVICES,
    Protocol,
    protocols,
    trained,
)
from experiments.published import published_for
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.tables.help_latencies import HelpLatencies

LOOKS = {
    "HELP, 10 measurements": (OKABE_ITO["blue"], "o"),
    "HELP, 20 measurements": (OKABE_ITO["sky"], "s"),
    "HELP, as the reference code (20)": (OKABE_ITO["green"], "D"),
    "Meta-SGD, as the reference code (10)": (OKABE_ITO["orange"], "^"),
    "MAML, as the reference code (10)": (OKABE_ITO["purple"], "v"),
}
SHORT = {"titan_rtx_256": "Titan RTX\nbatch 256", "gold_6226": "Gold 6226", "pixel2": "Pixel 2"}
SHORT |= {"raspi4": "Raspberry\nPi 4", "eyeriss": "ASIC-\nEyeriss", "fpga": "FPGA", "mean": "mean"}
LINES = {"help": "-", "meta-sgd": "--", "maml": ":"}
CURVE_COLORS = {"help": OKABE_ITO["blue"], "meta-sgd": OKABE_ITO["orange"], "maml": OKABE_ITO["purple"]}


def by_device(output: Output) -> None:
    """Draw Spearman's correlation per device, one marker and range per method, beside the published values."""
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 2, height_in=3.2, width_ratios=(7, 4))
        for axes, space in zip(grid[0], ("nasbench201", "fbnet"), strict=True):
            shown = _shown(space)
            devices = (*TEST_DEVICES[space], "mean")
            places = np.arange(len(devices))
            printed = published_for("help_table3" if space == "nasbench201" else "help_table2", method="HELP").iloc[0]
            values = [float(printed[device]) for device in devices]
            axes.scatter(places, values, marker="_", s=420, color=OKABE_ITO["black"], label="HELP, published", zorder=1)
            for number, protocol in enumerate(shown):
                table = protocol.by_seed(space)[list(devices)]
                color, marker = LOOKS[protocol.label]
                shift = (number - (len(shown) - 1) / 2) * 0.15
                middle = table.median()
                axes.errorbar(
                    places + shift, middle, yerr=[middle - table.min(), table.max() - middle], fmt=marker, color=color,
                    label=f"{protocol.label}", linewidth=0.8,
                )  # fmt: skip
                numbers.setdefault(space, {})[protocol.label] = {d: table[d].tolist() for d in devices}
            numbers[space]["published"] = dict(zip(devices, values, strict=True))
            axes.set_xticks(places, [SHORT[device] for device in devices], fontsize=6)
            axes.set_title(SPACE_LABELS[space])
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        grid[0, 0].set_ylabel("Spearman correlation")
        shown_labels: dict[str, Any] = {}
        for axes in grid[0]:
            for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
                shown_labels.setdefault(label, handle)
        figure.legend(list(shown_labels.values()), list(shown_labels), loc="outside upper center", ncols=3)
        output.figure(
            "correlation-by-device",
            figure,
            numbers,
            "Rank correlation of predicted and measured latency on devices unseen in meta-training.",
            "Marker: median over seeds; bar: smallest to largest seed. Trimmed query sets.",
        )


def _shown(space: str) -> list[Protocol]:
    every = [protocol for method in METHOD_LABELS for protocol in protocols(method) if protocol.label in LOOKS]
    return [protocol for protocol in every if not protocol.by_seed(space).empty]


def curves(output: Output) -> None:
    """Draw the validation devices' mean correlation over the episodes."""
    frame = trained("help_curves")
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 2, height_in=2.6, sharey=True)
        for axes, space in zip(grid[0], ("nasbench201", "fbnet"), strict=True):
            for method, label in METHOD_LABELS.items():
                reading = "sound" if method == "help" else "published"  # the baselines' published numbers are compared
                part = frame[(frame["space"] == space) & (frame["method"] == method) & (frame["reading"] == reading)]
                if part.empty:
                    continue
                table = part.pivot_table(index="episode", columns="seed", values="valid_mean")
                color, line = CURVE_COLORS[method], LINES[method]
                n = table.shape[1]
                seeds = f"{n} seed" + ("s" if n > 1 else "")
                axes.plot(table.index, table.median(axis=1), color=color, linestyle=line, label=f"{label} ({seeds})")
                axes.fill_between(
                    table.index, table.min(axis=1), table.max(axis=1), color=color, alpha=0.2, linewidth=0
                )
                numbers.setdefault(space, {})[method] = {
                    "episode": table.index.tolist(),
                    "spearman": {str(seed): table[seed].tolist() for seed in table},
                }
            axes.set_title(SPACE_LABELS[space])
            axes.set_xlabel("episodes of meta-training")
            axes.set_ylim(0.5, 1.0)
            axes.grid(linewidth=0.3, alpha=0.5)
            axes.legend(loc="center right", bbox_to_anchor=(1.0, 0.68))
        grid[0, 0].set_ylabel("Spearman correlation,\nvalidation devices")
        output.figure(
            "learning-curves",
            figure,
            numbers,
            "Meta-training: mean rank correlation of the four validation devices, which choose the checkpoint.",
            "Line: median over seeds; band: smallest to largest seed. Values below 0.5 are cut off. HELP by the sound "
            "reading, the baselines as the reference code.",
        )


def predicted_against_measured(tables: HelpLatencies, output: Output) -> None:
    """Draw predicted against measured latency of the unseen devices, ten measurements each."""
    frame = trained("help_predictions")
    seed = int(frame["seed"].min())
    frame = frame[frame["seed"] == seed]
    numbers: dict[str, Any] = {"seed": seed}
    with publication_style():
        figure, grid = new_figure(2, 3, height_in=4.4)
        for axes, device in zip(grid.flat, TEST_DEVICES["nasbench201"], strict=True):
            part = frame[frame["device"] == device]
            truth = tables.nasbench201(device)[part["index"].to_numpy()]
            ours = part["predicted_ms"].to_numpy()
            ends = [float(min(truth.min(), ours.min())), float(max(truth.max(), ours.max()))]
            axes.plot(ends, ends, color=OKABE_ITO["black"], linewidth=0.6)
            axes.scatter(truth, ours, s=8, color=OKABE_ITO["blue"], alpha=0.7, linewidths=0)
            axes.set_title(DEVICE_LABELS[device])
            axes.grid(linewidth=0.3, alpha=0.5)
            numbers[device] = {"measured_ms": truth.tolist(), "predicted_ms": ours.tolist()}
        figure.supxlabel("measured latency (ms)")
        figure.supylabel("predicted latency (ms)")
        output.figure(
            "predicted-against-measured",
            figure,
            numbers,
            "HELP with ten measurements of an unseen device: predicted against measured latency, NAS-Bench-201.",
            f"Every eighth architecture of each trimmed query set, seed {seed}; line: equal.",
        )
