"""A folder of made-up score tables, and no other tables but those of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.scores import find


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "scores-of-mine"
    own.mkdir()
    monkeypatch.setenv("SUITE_SCORES", str(own))
    monkeypatch.setenv("SUITE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("suite.scores.places.SHIPPED", tmp_path / "package")
    assert find("rmi-n1-s10") is None
    return own
