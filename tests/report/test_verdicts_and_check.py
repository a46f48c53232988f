"""Verdicts follow their criteria; a comparison of outputs names every difference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suite.report.check import compare_folders, csv_differences, json_differences
from suite.report.verdicts import exact, not_reproducible, spread, tally, within_spread


@pytest.mark.parametrize(
    ("ours", "outcome"), [(4.670, "match"), (4.665, "match"), (4.6649, "deviates: why"), (0.9, "deviates: why")]
)
def test_exact(ours: float, outcome: str) -> None:
    assert str(exact(4.67, ours, 0.005, "why")) == outcome


@pytest.mark.parametrize(
    ("published", "outcome"),
    [(2.0, "match"), (0.9, "match"), (0.89, "deviates: up"), (3.1, "match"), (3.2, "deviates: down")],
)
def test_within_spread(published: float, outcome: str) -> None:
    assert str(within_spread(published, 0.1, [1.0, 3.0, np.nan], above="up", below="down")) == outcome


def test_no_result_is_not_reproducible() -> None:
    assert str(within_spread(1.0, 0.1, [np.nan], above="", below="")).startswith("not reproducible")
    assert np.isnan(spread([np.nan])["median"])
    assert spread([1, 2, 10]) == {"median": 2, "q25": 1.5, "q75": 6, "minimum": 1, "maximum": 10}
    assert (
        tally(["match", "deviates: x", "match", str(not_reproducible("y"))]) == "2 match, 1 deviate, 1 not reproducible"
    )


def test_every_difference_is_named(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for root, cell, number, picture in ((old, "1", "2", "p"), (new, "1.5", "3", "q")):
        folder = root / "results" / "x"
        folder.mkdir(parents=True)
        (folder / "t.csv").write_text(f"a,b\n{cell},2\n3,4\n")
        (folder / "f.json").write_text(f'{{"a": [1, {{"b": {number}}}]}}')
        (folder / "f.png").write_text(picture)
        (folder / "same.md").write_text("same\n")
    (old / "results/x/gone.csv").write_text("a\n")
    (new / "results/x/new.md").write_text("a\n")
    found = compare_folders(old, new, ["results/x"])
    assert found.compared == 4
    assert sorted(found.differences) == [
        "results/x/f.json: /a/1/b: committed 2, now 3",
        "results/x/gone.csv: is committed, but no longer made",
        "results/x/new.md: is not committed",
        "results/x/t.csv: row 1, a: committed '1', now '1.5'",
    ]
    assert len(found.notes) == 1
    assert "f.png" in found.notes[0]


def test_shapes_that_differ() -> None:
    assert list(csv_differences("a,b\n1,2\n", "a,c\n1,2\n")) == ["columns: committed [['a', 'b']], now [['a', 'c']]"]
    assert list(csv_differences("a\n1\n2\n", "a\n1\n")) == ["rows: committed 2, now 1"]
    assert list(json_differences({"a": 1}, {"b": [1, 2]})) == ["/a: only committed", "/b: only now"]
    assert list(json_differences([1, 2], [1])) == [": committed [1, 2], now [1]"]
