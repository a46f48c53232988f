"""Animations on disk: a GIF that has the same bytes whenever the same numbers are drawn by the same matplotlib."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from suite.files import write_atomically
from suite.report.style import publication_style

GIF_DPI = 90


def save_animation(
    figure: Any, stem: Path, draw: Callable[[int], None], frames: int, frames_per_second: int = 8
) -> Path:
    """Write ``stem.gif`` and return its path; it loops for ever.

    Args:
        figure: a matplotlib figure; its layout is fixed before the first frame, so that nothing jumps.
        stem: path without a suffix; folders are made.
        draw: called with 0 to ``frames - 1`` to change what the figure shows.
        frames: number of frames, at least 1.
        frames_per_second: speed.

    Raises:
        DataError: if the folder cannot be written.
    """
    from matplotlib.animation import PillowWriter

    with publication_style(), tempfile.TemporaryDirectory(prefix="suite-animation-") as folder:
        draw(0)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        path = Path(folder) / "animation.gif"
        writer = PillowWriter(fps=frames_per_second)
        with writer.saving(figure, str(path), GIF_DPI):
            for frame in range(frames):
                draw(frame)
                writer.grab_frame()
        return write_atomically(stem.with_name(stem.name + ".gif"), path.read_bytes())
