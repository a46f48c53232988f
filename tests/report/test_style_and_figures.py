"""Figures: exact widths, embedded TrueType, the same bytes again, and no trace left in matplotlib's settings."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from suite.errors import ConfigurationError, DataError
from suite.report.figures import numbers_json, save_figure
from suite.report.style import RC, SERIES, WIDTHS_IN, new_figure, publication_style, series_style, width_in


def made(stem: Path) -> list[Path]:
    with publication_style():
        figure, grid = new_figure(1, 2, venue="ieee", columns=2, height_in=2.0)
        for axes, name in zip(grid[0], ("mo_hdnas", "nsga2"), strict=True):
            style = series_style(name)
            axes.step([1, 2, 3], [3, 2, 1], where="post", marker=style.marker, label=style.label, **style.line())
            axes.set_xlabel("latency (ms), χ")
        figure.legend(loc="outside upper center")
        return save_figure(figure, stem, {"x": np.array([1.0, 2.0]), "nothing": np.nan})


def pdf_text(path: Path) -> bytes:
    """Return a PDF with its compressed streams opened."""
    raw = path.read_bytes()
    opened = [raw]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_the_same_bytes_again_whatever_the_users_settings(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in made(tmp_path / "a" / "figure")]
    with matplotlib.rc_context({"font.size": 20, "pdf.fonttype": 3, "lines.linewidth": 5, "axes.grid": True}):
        second = [path.read_bytes() for path in made(tmp_path / "b" / "figure")]
    assert first == second


def test_settings_are_as_before(tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    made(tmp_path / "figure")
    assert dict(matplotlib.rcParams) == before


def test_pdf_has_the_exact_width_truetype_fonts_and_no_date(tmp_path: Path) -> None:
    pdf = made(tmp_path / "figure")[0]
    text = pdf_text(pdf)
    box = re.search(rb"/MediaBox \[ ?([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) ?\]", text)
    assert box is not None
    assert float(box.group(3)) == pytest.approx(72 * width_in("ieee", 2), abs=0.01)
    assert b"/FontFile2" in text
    assert b"/Type3" not in text
    assert b"CreationDate" not in text


def test_sizes_and_fonts_are_fit_for_print() -> None:
    sizes = [
        value for key, value in RC.items() if key.endswith("size") and key.startswith(("font", "axes.t", "axes.l"))
    ]
    assert all(7 <= size <= 9 for size in sizes)
    assert RC["pdf.fonttype"] == RC["ps.fonttype"] == 42
    assert WIDTHS_IN["ieee"] == (3.5, 7.16)
    with pytest.raises(ConfigurationError, match="ieee"):
        width_in("nature")


def test_series_differ_in_more_than_colour() -> None:
    looks = {(style.marker, str(style.linestyle)) for style in SERIES.values()}
    assert len(looks) == len(SERIES)
    assert series_style("a_new_method") == series_style("a_new_method")
    assert series_style("a_new_method").label == "a new method"


def test_numbers_are_rounded_and_nan_is_null() -> None:
    text = numbers_json(
        {"a": np.float64(1 / 3), "b": [np.nan, 1], "c": {"d": np.array([True])}, "e": None, "n": np.int64(3)}
    )
    assert json.loads(text) == {"a": 0.3333333, "b": [None, 1], "c": {"d": [True]}, "e": None, "n": 3}
    with pytest.raises(TypeError, match="object"):
        numbers_json({"a": object()})


def test_refused_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):
        made(tmp_path / "file" / "figure")
