"""Figures on disk: vector PDF, PNG, and the plotted numbers as JSON beside them, byte-stable.

Regressions are found in the numbers; pixels also depend on the matplotlib and FreeType versions.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from suite.files import write_atomically
from suite.report.style import publication_style

PNG_DPI = 160
RASTER_DPI = 220
"""Resolution of the rasterised background inside a PDF."""
SIGNIFICANT_DIGITS = 7
"""Digits kept in the JSON: enough to redraw, few enough to be the same on every platform."""


def save_figure(figure: Any, stem: Path, numbers: Mapping[str, Any]) -> list[Path]:
    """Write ``stem.pdf``, ``stem.png`` and ``stem.json`` and return the three paths.

    Args:
        figure: a matplotlib figure; its size in inches is kept (no tight cropping), so that a column width stays exact.
        stem: path without a suffix; folders are made.
        numbers: what is plotted: nested mappings and sequences (numpy arrays too) of numbers, texts and None.

    Raises:
        DataError: if the folder cannot be written.
    """
    contents: dict[str, bytes | str] = {**images_of(figure), "json": numbers_json(numbers)}
    return [write_atomically(path, contents[path.suffix[1:]]) for path in figure_paths(stem)]


def figure_paths(stem: Path) -> list[Path]:
    """Return where :func:`save_figure` writes."""
    return [stem.with_name(f"{stem.name}.{suffix}") for suffix in ("pdf", "png", "json")]


def lay_out(figure: Any) -> None:
    """Put everything on a figure at its place for good."""
    with publication_style():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def images_of(figure: Any, kinds: Collection[str] = ("pdf", "png")) -> dict[str, bytes]:
    """Return suffix -> what :func:`save_figure` writes under it, for some or all of "pdf" and "png"."""
    images: dict[str, bytes] = {}
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    if not isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):
        lay_out(figure)  # once, not once a format
    with publication_style():
        for suffix, options in (
            ("pdf", {"metadata": {"Creator": None, "Producer": None, "CreationDate": None}, "dpi": RASTER_DPI}),
            ("png", {"metadata": {"Software": None}, "dpi": PNG_DPI}),
        ):
            if suffix not in kinds:
                continue
            buffer = io.BytesIO()
            figure.savefig(buffer, format=suffix, **options)
            images[suffix] = buffer.getvalue()
    return images


def numbers_json(numbers: Mapping[str, Any]) -> str:
    """Return ``numbers`` as JSON with rounded floats, one line per list of plain values; NaN becomes null."""
    return _render(_plain(numbers), "") + "\n"


def _plain(value: Any) -> Any:
    """Return ``value`` with numpy types replaced, floats rounded, and non-finite numbers as None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):  # arrays, columns of frames, numpy's own numbers
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (bool, str, int)) or value is None:
        return value
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None
    raise TypeError(f"no JSON for a {type(value).__name__}")


def _render(value: Any, indent: str) -> str:
    inner = indent + " "
    if isinstance(value, dict) and value:
        items = (f"{inner}{json.dumps(key)}: {_render(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return "[\n" + ",\n".join(f"{inner}{_render(item, inner)}" for item in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
