"""How a method looks on the page: the colours and names of the figures, markers and dashes as SVG has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from suite.report.style import OKABE_ITO, SERIES, series_style

_DASHES: Mapping[str, str] = {"-": "", "--": "7 4", "-.": "8 3 2 3", ":": "2 3"}
_MORE_DASHES = ("10 2 2 2", "4 2")
_COLORS = tuple(color for name, color in OKABE_ITO.items() if name not in ("black", "yellow"))
_MARKERS = "osD^vPX<>pd"


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
    """Return a look for each name; two that would look alike are told apart, known series keep theirs.

    Args:
        names: in the order of the page.
        labels: name -> text for readers; else that of the figures' style.
    """
    names = list(names)
    looks = {name: series_style(name) for name in names}
    found: dict[str, Series] = {}
    dashes = [*_DASHES.values(), *_MORE_DASHES]
    for name in sorted(names, key=lambda name: name not in SERIES):
        look = looks[name]
        color, dash, marker = look.color, _dash(look.linestyle), look.marker
        taken = {(each.color, each.dash) for each in found.values()}
        if name not in SERIES or (color, dash) in taken:
            used = [each.color for each in found.values()]
            free = [(c, d) for d in dashes for c in _COLORS if (c, d) not in taken]
            color, dash = min(free, key=lambda pair: used.count(pair[0]), default=(color, dash))
            shapes = [each.marker for each in found.values()]
            marker = min(_MARKERS, key=shapes.count)
        found[name] = Series(name, (labels or {}).get(name, look.label), color, dash, marker)
    return [found[name] for name in names]


def _dash(style: Any) -> str:
    """Return a line style of matplotlib as ``stroke-dasharray``; its lengths are in line widths, here 2 px."""
    if isinstance(style, str):
        return _DASHES.get(style, "")
    return " ".join(f"{2 * length:g}" for length in style[1])
