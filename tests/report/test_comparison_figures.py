"""Figures of comparisons: what is drawn is what was given, in the right size, told apart in grey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from suite.algorithms import registry
from suite.report.comparison.attainment import attainment_figure
from suite.report.comparison.curves import profiles_figure, runtime_figure
from suite.report.comparison.intervals import intervals_figure
from suite.report.comparison.looks import label, method_styles
from suite.report.comparison.pairs import equivalence_figure, improvement_figure
from suite.report.comparison.ranks import critical_difference_figure
from suite.report.figures import save_figure
from suite.report.style import SERIES, width_in

NAMES = ["nsga2", "random_search", "of_my_own", "ibea"]
PAIRS = [(a, b) for i, a in enumerate(NAMES) for b in NAMES[i + 1 :]]


def curve(seed: int) -> dict[str, Any]:
    share = np.sort(np.random.default_rng(seed).random(20))
    x = np.geomspace(0.01, 1, 20)
    return {"threshold": x, "budget": x, "share": share, "low": share * 0.9, "high": np.minimum(1, share * 1.1)}


def drawings() -> dict[str, tuple[Any, dict[str, Any]]]:
    estimates = {name: (0.1 * k, 0.1 * k - 0.02, 0.1 * k + 0.02) for k, name in enumerate(NAMES)}
    return {
        "intervals": intervals_figure({"IQM": estimates}),
        "profiles": profiles_figure({n: curve(k) for k, n in enumerate(NAMES)}, "regret"),
        "runtime": runtime_figure({n: curve(k) for k, n in enumerate(NAMES)}, "queries", np.geomspace(1, 0.01, 11)),
        "ranks": critical_difference_figure(dict(zip(NAMES, (2.5, 1.5, 3.0, 3.0), strict=True)), 1.2, [NAMES[:2]]),
        "improvement": improvement_figure(NAMES, dict.fromkeys(PAIRS, 0.7), dict.fromkeys(PAIRS, 0.01)),
        "equivalence": equivalence_figure(NAMES, dict.fromkeys(PAIRS, (0.1, 0.7, 0.2))),
        "attainment": attainment_figure(
            ("nsga2", "ibea"), {"nsga2": np.array([[1.0, 2], [2, 1]]), "ibea": np.empty((0, 2))},
            (np.array([1.0, 2]), np.array([1.0, 2])), np.array([[0, 0.5], [-0.5, 0.25]]), np.array([[1.0, 1]]),
            ("error", "latency"),
        ),
    }  # fmt: skip


@pytest.mark.filterwarnings("error")
def test_every_figure_has_an_exact_width_and_its_bytes_and_numbers_are_stable(tmp_path: Path) -> None:
    for turn in ("once", "again"):
        for name, (figure, numbers) in drawings().items():
            columns = 2 if name in ("intervals", "attainment") else 1
            assert figure.get_size_inches()[0] == width_in("ieee", columns)
            save_figure(figure, tmp_path / turn / name, numbers)
    for path in sorted((tmp_path / "once").iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_no_text_of_a_rank_diagram_leaves_it() -> None:
    long = [f"a method with a long name {k}" for k in range(9)]
    figure, _ = critical_difference_figure({n: 1.0 + k for k, n in enumerate(long)}, 3.0, [long[:4], long[2:6]])
    figure.draw_without_rendering()
    box = figure.bbox
    for text in figure.axes[0].texts:
        extent = text.get_window_extent()
        assert box.x0 <= extent.x0 <= extent.x1 <= box.x1, text.get_text()
        assert box.y0 <= extent.y0 <= extent.y1 <= box.y1, text.get_text()


def test_the_row_is_better_than_the_column() -> None:
    _, numbers = improvement_figure(["a", "b"], {("a", "b"): 0.9}, {("a", "b"): 0.2})
    assert numbers["improvement"][1, 0] == 0.9  # the second, b, is better than a
    assert numbers["improvement"][0, 1] == pytest.approx(0.1)
    assert numbers["significant"] == [[False, False], [False, False]]


def test_rows_of_intervals_stand_best_first_and_what_is_infinite_last() -> None:
    _, numbers = intervals_figure({"mean": {"a": (np.nan, np.nan, np.nan), "b": (2.0, 1, 3), "c": (1.0, 0, np.inf)}})
    assert numbers["order"] == ["c", "b", "a"]


def test_all_methods_at_once_are_told_apart() -> None:
    names = [*registry.names(), *(f"imported {k}" for k in range(6))]
    styles = method_styles(names)
    assert list(styles) == names
    assert len({(style.color, style.marker) for style in styles.values()}) == len(names)
    assert all(styles[name] == SERIES[name] for name in names if name in SERIES)
    assert len({label(name) for name in names}) == len(names)
    few = method_styles(["nsga2", "x", "y"])
    assert len({style.marker for style in few.values()}) == len({style.color for style in few.values()}) == 3
