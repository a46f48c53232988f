"""How a method looks on the page: the colours, names and marks of the figures, dashes as SVG has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from suite.report.comparison.looks import method_styles

_DASHES: Mapping[str, str] = {"-": "", "--": "7 4", "-.": "8 3 2 3", ":": "2 3"}


@dataclass(frozen=True)
class Series:
    """One series, told apart by colour, dashes and marker, so also in grey.

    Attributes:
        name: as in the data.
        label: for readers.
        color: hexadecimal.
        dash: ``stroke-dasharray``; "" for a whole line.
        marker: as in matplotlib, such as ``o``.
    """

    name: str
    label: str
    color: str
    dash: str
    marker: str


def series_of(names: Iterable[str], labels: Mapping[str, str] | None = None) -> list[Series]:
    """Return the look of each method, in the order of ``names``; no two look alike.

    Args:
        names: in the order of the page.
        labels: name -> text for readers; else that of the figures.
    """
    return [
        Series(name, (labels or {}).get(name, style.label), style.color, _dash(style.linestyle), style.marker)
        for name, style in method_styles(list(names)).items()
    ]


def _dash(style: Any) -> str:
    """Return a line style of matplotlib as ``stroke-dasharray``; its lengths are in line widths, here 2 px."""
    if isinstance(style, str):
        return _DASHES.get(style, "")
    return " ".join(f"{2 * length:g}" for length in style[1])
