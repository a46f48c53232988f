"""How far latencies of FBNets are sums of block latencies, on HELP's 27 devices; and what the blocks cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.spaces.fbnet import CIFAR100, OPERATIONS, SKIP
from suite.tables.columns import DEVICE_LABELS
from suite.tables.fbnet_lut import ADDITIVE, fit_lut, held_out_r2
from suite.tables.fbnet_macs import macs_table
from suite.tables.help_latencies import HelpLatencies

PICOSECOND = 1e-9
"""In ms."""
COLORS = dict(zip(ADDITIVE, ("blue", "vermilion", "green", "purple"), strict=True))
MARKERS = dict(zip(ADDITIVE, "os^D", strict=True))


def report(files: HelpLatencies, output: Output) -> None:
    """Write the table of fits and the figure of block costs."""
    rows = []
    codes = files.fbnet_codes
    for device in sorted(files.devices("fbnet"), key=lambda name: (name not in ADDITIVE, name)):
        latency = files.fbnet(device)
        lut, free = fit_lut(codes, latency, device), fit_lut(codes, latency, device, tied=False)
        rows.append(
            {
                "device": DEVICE_LABELS[device] if device in ADDITIVE else device,
                "kind": "sum by construction" if device in ADDITIVE else "measured end to end",
                "median_ms": float(np.median(latency)),
                "rms_ms": _clean(lut.residual_rms_ms),
                "max_ms": _clean(lut.residual_max_ms),
                "rms_percent": 100.0 * _clean(lut.residual_rms_ms) / float(np.median(latency)),
                "r2": lut.r2,
                "r2_held_out": held_out_r2(codes, latency),
                "r2_per_layer": free.r2,
                "constant_ms": _clean(lut.constant_ms),
            }
        )
    output.table(
        "additivity",
        pd.DataFrame(rows),
        "A look-up table fitted by least squares to the latencies of 5,000 FBNets (CIFAR-100 variant), per device.",
        [
            "97 numbers: 12 shapes of layers x 8 blocks, each relative to the layer's skip, and the constant, which is "
            "the latency of the network that skips all layers; stem, header, pooling, classifier and the skips' own "
            "entries cannot be told apart in a sum. 'Per layer': 177 numbers, without tying layers of one shape.",
            "Residuals: root mean square (also in per cent of the median) and largest; 0 is below a picosecond: "
            "rounding. Held out: R² on the last 1,000 networks of a table fitted to the first 4,000.",
            "Raspberry Pi 4, Pixel 3, ASIC-Eyeriss, FPGA: residuals are rounding, so the table behind HW-NAS-Bench's "
            "sums is recovered exactly up to those constants. Its FPGA table charges nothing for a network without "
            "blocks. Phones other than the Pixel 3 were read to whole milliseconds. Latencies as published with HELP.",
        ],
        headings={
            "median_ms": "median (ms)",
            "rms_ms": "rms residual (ms)",
            "max_ms": "largest (ms)",
            "rms_percent": "rms (% of median)",
            "r2": "R² (12 shapes)",
            "r2_held_out": "R², held out",
            "r2_per_layer": "R², per layer",
            "constant_ms": "constant (ms)",
        },
        formats={
            "median_ms": ".2f", "rms_ms": ".2g", "max_ms": ".2g", "rms_percent": ".2g", "r2": ".4f",
            "r2_held_out": ".4f", "r2_per_layer": ".4f", "constant_ms": ".3f",
        },
    )  # fmt: skip
    _figure(files, output)


def _clean(value: float) -> float:
    """Return 0 for what is rounding: its digits differ from machine to machine."""
    return value if abs(value) > PICOSECOND else 0.0


def _figure(files: HelpLatencies, output: Output) -> None:
    """Draw the latency per million multiply-accumulates of each block, relative to k3_e6, mean over the shapes."""
    macs = macs_table(CIFAR100)
    macs = macs - macs[:, SKIP:]  # as the entries: relative to the layer's skip
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 1, venue="neurips", columns=1, height_in=2.6)
        axes = grid[0, 0]
        for place, device in enumerate(ADDITIVE):
            lut = fit_lut(files.fbnet_codes, files.fbnet(device), device)
            share = lut.blocks_ms[:, :SKIP].mean(axis=0) / macs[:, :SKIP].mean(axis=0)
            relative = share / share[OPERATIONS.index("k3_e6")]
            axes.plot(
                np.arange(SKIP) + 0.08 * (place - 1.5), relative, linestyle="none", marker=MARKERS[device],
                color=OKABE_ITO[COLORS[device]], label=DEVICE_LABELS[device],
            )  # fmt: skip
            numbers[device] = relative
        axes.axhline(1.0, color="#888888", linewidth=0.6)
        axes.set_xticks(range(SKIP), OPERATIONS[:SKIP], rotation=30, ha="right")
        axes.set_ylim(0.0, None)
        axes.set_ylabel("latency per MAC,\nrelative to k3_e6")
        axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        one_legend(figure, [axes], columns=4)
        output.figure(
            "block-costs",
            figure,
            {"blocks": OPERATIONS[:SKIP], "relative_latency_per_mac": numbers},
            "What a block costs per multiply-accumulate on each device, relative to k3_e6 on the same device; means "
            "over the 22 layers, both relative to skip.",
        )
