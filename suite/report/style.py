"""Publication style: column widths, fonts, and one colour, marker and line style per series.

Nothing here changes matplotlib's global settings for good: everything is drawn and saved inside
:func:`publication_style`, which starts from matplotlib's own defaults, so that a user's ``matplotlibrc`` changes no
byte of a figure.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from suite.errors import ConfigurationError
from suite.report.venues import VENUES, Venue

WIDTHS_IN: dict[str, tuple[float, float]] = {
    **{name: venue.widths_in for name, venue in VENUES.items()},
    "ieee": (3.5, 7.16),
    "neurips": (5.5, 5.5),
    "iclr": (5.5, 5.5),
    "icml": (3.25, 6.75),
}
"""Figure widths in inches for one and two columns, from the venues' author instructions."""

_VENUE: ContextVar[Venue | None] = ContextVar("venue", default=None)

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}
"""The colour-blind-safe palette of Okabe and Ito."""

FAINT = "#B8B8B8"
"""Background points: the whole space, dominated points."""

RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib, so the same glyphs are embedded everywhere
    "mathtext.fontset": "dejavusans",
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "figure.titlesize": 8,
    "figure.labelsize": 8,
    "pdf.fonttype": 42,  # TrueType: submission systems refuse Type 3
    "ps.fonttype": 42,
    "pdf.compression": 6,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 1.5,
    "ytick.minor.size": 1.5,
    "lines.linewidth": 1.1,
    "lines.markersize": 3.5,
    "legend.frameon": False,
    "legend.handlelength": 2.2,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
    "svg.hashsalt": "suite",
}


@dataclass(frozen=True)
class SeriesStyle:
    """How one series looks everywhere: told apart by colour, by marker and by line style, so also in grey."""

    label: str
    color: str
    marker: str
    linestyle: Any

    def line(self) -> dict[str, Any]:
        """Return the keywords of ``Axes.plot`` and ``Axes.step``."""
        return {"color": self.color, "linestyle": self.linestyle}


_DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (3, 1)))
_MARKERS = "osD^vPX<>"

_BROWN, _GREY, _DARK_ORANGE = "#8B4513", "#7F7F7F", "#B35900"

SERIES: dict[str, SeriesStyle] = {
    "mo_hdnas": SeriesStyle("MO-HDNAS", OKABE_ITO["blue"], "o", "-"),
    "mo_hdnas_two": SeriesStyle("MO-HDNAS without χ", _DARK_ORANGE, "s", "--"),
    "mo_hdnas_upper": SeriesStyle("MO-HDNAS on valid@200", OKABE_ITO["sky"], "v", "-."),
    "mo_hdnas_two_upper": SeriesStyle("MO-HDNAS without χ on valid@200", OKABE_ITO["purple"], "^", ":"),
    "nsga2": SeriesStyle("NSGA-II", OKABE_ITO["green"], "D", "-."),
    "pymoo_nsga2": SeriesStyle("NSGA-II (pymoo)", OKABE_ITO["sky"], "v", (0, (5, 1, 1, 1, 1, 1))),
    "random_search": SeriesStyle("random search", OKABE_ITO["purple"], "P", ":"),
    "hw_evrsnas": SeriesStyle("HW-EvRSNAS", OKABE_ITO["vermilion"], "^", "--"),
    "linas": SeriesStyle("LINAS", OKABE_ITO["vermilion"], "p", "-"),
    "weaknas": SeriesStyle("WeakNAS-style", OKABE_ITO["orange"], "s", (0, (3, 1))),
    "regularized_evolution": SeriesStyle("REA", OKABE_ITO["sky"], "h", "--"),
    "reinforce": SeriesStyle("REINFORCE", OKABE_ITO["green"], ">", (0, (4, 2))),
    "bohb": SeriesStyle("BOHB", _GREY, "X", (0, (3, 1))),
    "local_search": SeriesStyle("local search", OKABE_ITO["black"], "<", (0, (1, 1))),
    "cmanas": SeriesStyle("CMANAS", OKABE_ITO["vermilion"], "v", "-"),
    "evnas": SeriesStyle("EvNAS", OKABE_ITO["blue"], "s", (0, (3, 1, 1, 1))),
    "pevonas": SeriesStyle("pEvoNAS", OKABE_ITO["orange"], "^", "-."),
    "nevonas": SeriesStyle("NEvoNAS", _BROWN, "d", (0, (5, 1, 1, 1))),
    "mnasnet": SeriesStyle("MnasNet", OKABE_ITO["orange"], "<", "--"),
    "netadapt": SeriesStyle("NetAdapt", OKABE_ITO["green"], "s", "-."),
    "mobilenetv3": SeriesStyle("MobileNetV3", OKABE_ITO["black"], "*", "-"),
    "fbnet_dnas": SeriesStyle("DNAS (tabular)", _BROWN, "H", "-"),
    "rmi_nas": SeriesStyle("RMI-NAS", _BROWN, "X", "--"),
    "published": SeriesStyle("published (digitised)", OKABE_ITO["vermilion"], "x", "none"),
    "exact": SeriesStyle("exact front", OKABE_ITO["black"], "", "-"),
}
"""By name in the registry, of the papers' methods and of what stands beside them: no two look alike."""


def series_style(name: str) -> SeriesStyle:
    """Return the style of a series; an unknown ``name`` gets one that depends on the name only."""
    known = SERIES.get(name)
    if known is not None:
        return known
    number = zlib.crc32(name.encode())
    colors = [color for key, color in OKABE_ITO.items() if key not in ("black", "yellow")]
    return SeriesStyle(
        name.replace("_", " "),
        colors[number % len(colors)],
        _MARKERS[number % len(_MARKERS)],
        _DASHES[number % len(_DASHES)],
    )


@contextmanager
def publication_style() -> Iterator[None]:
    """Draw or save inside this context; matplotlib's settings are as before afterwards."""
    from matplotlib import style

    with style.context(["default", RC, _venue_rc()]):
        yield


@contextmanager
def drawn_for(venue: Venue | None) -> Iterator[None]:
    """Draw every figure inside this context in the widths and typeface of a venue; None changes nothing."""
    token = _VENUE.set(venue)
    try:
        yield
    finally:
        _VENUE.reset(token)


def _venue_rc() -> dict[str, Any]:
    venue = _VENUE.get()
    if venue is None:
        return {}
    small = {key: venue.size_pt - 1 for key, size in RC.items() if key.endswith("size") and size == 7}
    text = {key: venue.size_pt for key, size in RC.items() if key.endswith("size") and size == 8}
    return {"font.family": venue.font, "mathtext.fontset": "stix", **text, **small}


def width_in(venue: str, columns: int = 1) -> float:
    """Return the figure width in inches of a ``venue`` for one or two ``columns``.

    Raises:
        ConfigurationError: for an unknown venue or number of columns.
    """
    if venue not in WIDTHS_IN or columns not in (1, 2):
        raise ConfigurationError(
            f"no figure width for {venue}, {columns} columns: use 1 or 2 columns of {', '.join(WIDTHS_IN)}"
        )
    return WIDTHS_IN[venue][columns - 1]


def new_figure(
    rows: int = 1, panels: int = 1, *, venue: str = "ieee", columns: int = 2, height_in: float = 3.0, **axes: Any
) -> tuple[Any, Any]:
    """Return a figure of the venue's exact width (of :func:`drawn_for`'s, if any) and its axes ``(rows, panels)``.

    To be called inside :func:`publication_style`. The figure belongs to no pyplot state; ``axes`` goes to
    ``Figure.subplots`` (``sharex``, ``sharey``, ...).
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    given = _VENUE.get()
    width = width_in(given.name if given is not None else venue, columns)
    figure = Figure(figsize=(width, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, panels, squeeze=False, **axes)
