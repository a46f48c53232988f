"""A comparison of outputs names every difference."""

from __future__ import annotations

from pathlib import Path

from suite.report.check import compare_folders, csv_differences, json_differences


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
