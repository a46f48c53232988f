"""How the methods of one comparison look: no two share colour and marker, or colour and line, so also in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from suite.report.style import OKABE_ITO, SERIES, SeriesStyle

COLORS = (*(color for key, color in OKABE_ITO.items() if key not in ("black", "yellow")), "#8B4513", "#7F7F7F")
MARKERS = "oDs^vPX<>ph*dH8"
LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (3, 1)), (0, (4, 2)), (0, (1, 1)))

LABELS = {
    "pymoo_age_moea": "AGE-MOEA (pymoo)",
    "pymoo_moead": "MOEA/D (pymoo)",
    "pymoo_spea2": "SPEA2 (pymoo)",
    "pymoo_sms_emoa": "SMS-EMOA (pymoo)",
    "pymoo_nsga3": "NSGA-III (pymoo)",
    "pymoo_rvea": "RVEA (pymoo)",
    "ibea": "IBEA",
    "mo_regularized_evolution": "MO-REA",
    "pareto_local_search": "Pareto local search",
    "linas_exhaustive": "LINAS, exhaustive",
    "parego": "ParEGO",
    "ehvi": "EHVI",
    "motpe": "MOTPE",
    "mo_asha": "MO-ASHA",
    "freerea": "FreeREA",
    "etf_moenas": "E-TF-MOENAS",
    "bananas": "BANANAS",
    "lsbo": "LSBO",
    "mo_bananas": "MO-BANANAS",
    "rsbo": "RSBO",
}
"""Names for people of methods without a style of their own in :data:`suite.report.style.SERIES`."""


def method_styles(names: Sequence[str]) -> dict[str, SeriesStyle]:
    """Return the style of each method, in the order of ``names``.

    Those in :data:`suite.report.style.SERIES` keep theirs. Each other one takes the first colour, marker and line that
    are free: the colour used least so far, with a marker that no method has yet, as long as there is one.
    """
    styles = {name: SERIES[name] for name in names if name in SERIES}
    for name in names:
        if name not in styles:
            styles[name] = _free(name, list(styles.values()))
    return {name: styles[name] for name in names}


def _free(name: str, taken: Sequence[SeriesStyle]) -> SeriesStyle:
    colors = [style.color for style in taken]
    markers = [style.marker for style in taken]
    looks = {(style.color, style.marker) for style in taken} | {(style.color, str(style.linestyle)) for style in taken}
    best = min(
        (
            (colors.count(color), markers.count(marker), order, color, marker, line)
            for order, (line, color, marker) in enumerate(product(LINES, COLORS, MARKERS))
            if (color, marker) not in looks and (color, str(line)) not in looks
        ),
        key=lambda each: each[:3],
        default=None,
    )
    if best is None:  # more methods than looks: colour and marker alone
        number = len(taken)
        return SeriesStyle(label(name), COLORS[number % len(COLORS)], MARKERS[number % len(MARKERS)], LINES[0])
    return SeriesStyle(label(name), best[3], best[4], best[5])


def label(name: str) -> str:
    """Return a method's name for people."""
    if name in SERIES:
        return SERIES[name].label
    return LABELS.get(name, name.replace("_", " "))


def relabelled(styles: dict[str, SeriesStyle], labels: dict[str, str]) -> dict[str, SeriesStyle]:
    """Return the styles with other labels where some are given."""
    return {name: replace(style, label=labels.get(name, style.label)) for name, style in styles.items()}
