"""``import suite`` beside another distribution of that name: one line, and nothing where there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import suite

HOME = Path(suite.__file__).parent


def imported(site: Path) -> str:
    """What ``import suite`` says in a process of its own, from a copy of the package's root in ``site``."""
    package = site / "suite"
    package.mkdir(parents=True)
    for name in ("__init__.py", "_version.py"):
        shutil.copy(HOME / name, package / name)
    code = f"import sys; sys.path.insert(0, {str(site)!r}); import suite; print(suite.__file__)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert Path(done.stdout.strip()).parent == package
    return done.stderr


@pytest.mark.parametrize("name", ["suite-1.0.1.dist-info", "suite-1.0.1.egg-info"])
def test_another_distribution_called_suite_is_said_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    said = imported(tmp_path)
    assert said.count("another distribution, 'suite 1.0.1', is installed") == 1
    assert "pip uninstall suite" in said
    assert "Traceback" not in said


def test_nothing_is_said_otherwise(tmp_path: Path) -> None:
    for name in (
        "hwnas_suite-0.1.0.dist-info",
        "suite_tools-2.0.dist-info",
        "pytest_suite-1.0.dist-info",
        "suite-notes",
    ):
        (tmp_path / name).mkdir()
    assert imported(tmp_path) == ""
