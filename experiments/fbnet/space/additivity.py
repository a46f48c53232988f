"""How far latencies of FBNets are sums of block latencies, on HELP's 27 devices; and what the blocks cost."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import kit
from experiments.fbnet.space import words
from experiments.kit import Column
from suite.report.looks import DEVICES as DEVICE_LOOKS
from suite.report.output import Output
from suite.spaces.fbnet import CIFAR100, OPERATIONS, SKIP
from suite.tables.columns import DEVICE_LABELS
from suite.tables.fbnet_lut import ADDITIVE, fit_lut, held_out_r2
from suite.tables.fbnet_macs import macs_table
from suite.tables.help_latencies import HelpLatencies

PICOSECOND = 1e-9
"""In ms."""
COLUMNS = (
    Column("device"),
    Column("kind"),
    Column("median_ms", ".2f", "median (ms)"),
    Column("rms_ms", ".2g", "rms residual (ms)"),
    Column("max_ms", ".2g", "largest (ms)"),
    Column("rms_percent", ".2g", "rms (% of median)"),
    Column("r2", ".4f", "R² (12 shapes)"),
    Column("r2_held_out", ".4f", "R², held out"),
    Column("r2_per_layer", ".4f", "R², per layer"),
    Column("constant_ms", ".3f", "constant (ms)"),
)


def table(files: HelpLatencies, output: Output) -> None:
    """Write the table of fits."""
    devices = sorted(files.devices("fbnet"), key=lambda name: (name not in ADDITIVE, name))
    rows = [_fit(files, device) for device in devices]
    kit.write_table(output, "additivity", rows, COLUMNS, words.ADDITIVITY, words.ADDITIVITY_NOTES)


def _fit(files: HelpLatencies, device: str) -> dict[str, Any]:
    codes, latency = files.fbnet_codes, files.fbnet(device)
    lut, free = fit_lut(codes, latency, device), fit_lut(codes, latency, device, tied=False)
    return {
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


def _clean(value: float) -> float:
    """Return 0 for what is rounding: its digits differ from machine to machine."""
    return value if abs(value) > PICOSECOND else 0.0


def figure(files: HelpLatencies, output: Output) -> None:
    """Draw the latency per million multiply-accumulates of each block, relative to k3_e6, mean over the shapes."""
    macs = macs_table(CIFAR100)
    macs = macs - macs[:, SKIP:]  # as the entries: relative to the layer's skip
    numbers: dict[str, Any] = {}
    with kit.drawing(output, "block-costs", words.COSTS, legend=4, venue="neurips", columns=1, height_in=2.6) as drawn:
        axes = drawn.axes
        for place, device in enumerate(ADDITIVE):
            lut = fit_lut(files.fbnet_codes, files.fbnet(device), device)
            share = lut.blocks_ms[:, :SKIP].mean(axis=0) / macs[:, :SKIP].mean(axis=0)
            relative = share / share[OPERATIONS.index("k3_e6")]
            axes.plot(
                np.arange(SKIP) + 0.08 * (place - 1.5), relative, linestyle="none", marker=DEVICE_LOOKS[device].marker,
                color=DEVICE_LOOKS[device].color, label=DEVICE_LOOKS[device].label,
            )  # fmt: skip
            numbers[device] = relative
        axes.axhline(1.0, color="#888888", linewidth=0.6)
        axes.set_xticks(range(SKIP), OPERATIONS[:SKIP], rotation=30, ha="right")
        axes.set_ylim(0.0, None)
        axes.set_ylabel("latency per MAC,\nrelative to k3_e6")
        axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        drawn.numbers |= {"blocks": OPERATIONS[:SKIP], "relative_latency_per_mac": numbers}
