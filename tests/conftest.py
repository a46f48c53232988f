"""Shared fixtures. Real tables come from a local mirror; without one their tests skip with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def find_mirror() -> Path | None:
    """Return the folder ``<owner>/<repo>/<path>`` with the upstream files, if this machine has one."""
    candidates = [os.environ.get("SUITE_TEST_MIRROR"), ROOT.parent / "shared" / "data" / "upstream"]
    for candidate in candidates:
        if candidate and Path(candidate).is_dir():
            return Path(candidate)
    return None


@pytest.fixture(autouse=True)
def _no_tables_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the tables that the person running it may have installed."""
    monkeypatch.setenv("SUITE_DATA_DIR", str(tmp_path / "no-tables-here"))


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The mirror of upstream files; skips where there is none."""
    found = find_mirror()
    if found is None:
        pytest.skip("no mirror of the upstream files: set SUITE_TEST_MIRROR to a folder laid out <owner>/<repo>/<path>")
    return found


@pytest.fixture(scope="session")
def real_data_dir(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the real tables, converted from the mirror once per session (and per worker)."""
    from suite.tables.upstream.fetch import fetch

    directory = tmp_path_factory.mktemp("real-tables")
    fetch(directory, mirror=mirror, progress=False)
    return directory
