"""One colour, marker and line per method in all figures of NAS-Bench-201."""

from __future__ import annotations

from suite.report.style import OKABE_ITO, SeriesStyle, series_style

_STYLES = {
    "RS": (OKABE_ITO["purple"], "P", ":"),
    "REA": (OKABE_ITO["green"], "D", "-."),
    "REINFORCE (learning rate 0.01)": (OKABE_ITO["blue"], ">", (0, (4, 2))),
    "REINFORCE": (OKABE_ITO["sky"], "v", (0, (5, 1, 1, 1, 1, 1))),
    "BOHB": ("#7F7F7F", "X", (0, (3, 1))),
    "local search": (OKABE_ITO["black"], "<", (0, (1, 1))),
    "CMANAS": (OKABE_ITO["vermilion"], "o", "-"),
    "EvNAS": (OKABE_ITO["blue"], "s", "-"),
    "pEvoNAS": (OKABE_ITO["orange"], "^", "-"),
    "NEvoNAS": ("#8B4513", ">", "-"),
}


def method_style(label: str) -> SeriesStyle:
    """Return the style of a method by the start of its label, so that variants look like their method."""
    for name, (color, marker, line) in _STYLES.items():
        if label.startswith(name):
            return SeriesStyle(label, color, marker, line)
    return series_style(label)
