"""How devices and operations look in every figure: one order, name, colour, marker and line each, also told in grey."""

from __future__ import annotations

from dataclasses import dataclass

from suite.report.style import OKABE_ITO, SeriesStyle

DEVICES: dict[str, SeriesStyle] = {
    "edgegpu": SeriesStyle("Edge GPU", OKABE_ITO["blue"], "o", "-"),
    "raspi4": SeriesStyle("Raspberry Pi 4", OKABE_ITO["vermilion"], "s", "--"),
    "edgetpu": SeriesStyle("Edge TPU", OKABE_ITO["green"], "^", "-."),
    "pixel3": SeriesStyle("Pixel 3", OKABE_ITO["orange"], "D", ":"),
    "eyeriss": SeriesStyle("ASIC-Eyeriss", OKABE_ITO["purple"], "v", (0, (5, 1, 1, 1))),
    "fpga": SeriesStyle("FPGA", OKABE_ITO["black"], "*", (0, (3, 1, 1, 1, 1, 1))),
}
"""The devices of HW-NAS-Bench in the order of its tables."""


@dataclass(frozen=True)
class OperationLook:
    """How an operation of a NAS-Bench-201 cell looks.

    Attributes:
        label: its name for readers.
        color: of its area, or of its edge in a drawing of a cell.
        hatch: of its area, for grey print.
    """

    label: str
    color: str
    hatch: str


OPERATIONS: dict[str, OperationLook] = {
    "none": OperationLook("none", "#F2F2F2", ""),
    "skip_connect": OperationLook("skip", "#8C8C8C", "...."),
    "nor_conv_1x1": OperationLook("conv 1x1", OKABE_ITO["sky"], ""),
    "nor_conv_3x3": OperationLook("conv 3x3", OKABE_ITO["blue"], ""),
    "avg_pool_3x3": OperationLook("avg pool 3x3", OKABE_ITO["orange"], "////"),
}
"""By name; the areas differ in lightness or hatch."""
