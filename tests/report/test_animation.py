"""Animations: the same bytes every time, every frame, marked if they show the surrogate."""

from __future__ import annotations

from pathlib import Path

from suite.report.output import Output
from suite.report.style import new_figure, publication_style


def animate(root: Path, surrogate: bool = False) -> bytes:
    output = Output(root, "moving", "edition", surrogate)
    with publication_style():
        figure, grid = new_figure(height_in=1.5, columns=1)
        (line,) = grid[0, 0].plot([0, 1], [0, 0])

        def draw(frame: int) -> None:
            line.set_ydata([0, 0.01 * frame])

        output.animation("a", figure, draw, 4, "A moving line.")
    page = output.index("Moving", "What moves.", "suite reproduce moving").read_text(encoding="utf-8")
    assert "| a | [gif](" in page
    return (output.figures / "a.gif").read_bytes()


def test_frames_and_bytes(tmp_path: Path) -> None:
    from PIL import Image

    first = animate(tmp_path / "one")
    assert first == animate(tmp_path / "two")
    with Image.open(tmp_path / "one" / "figures" / "moving" / "a.gif") as image:
        assert image.n_frames == 4


def test_a_surrogate_animation_says_so(tmp_path: Path) -> None:
    assert animate(tmp_path, surrogate=True) != animate(tmp_path)
    assert (tmp_path / "figures" / "surrogate" / "moving" / "a.gif").exists()
