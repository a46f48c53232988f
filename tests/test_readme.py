"""The README says what is so: its commands are those of CI, its links lead somewhere; it stays short."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
USAGE = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)


def test_two_commands_and_a_screen_and_a_half() -> None:
    reproduce, tests = (block.strip() for block in blocks(""))
    install = "python3 -m venv .venv && .venv/bin/pip install "
    assert reproduce == f"{install}. && .venv/bin/suite reproduce mo-hdnas hw-evrsnas"
    assert tests.startswith(install)
    assert "pytest" in tests
    assert len(README.splitlines()) <= 95


def test_ci_runs_the_test_command_of_the_readme():
    command = next(block.strip() for block in blocks("") if "pytest" in block)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_python_example_runs_as_written():
    (code,) = blocks("python", USAGE)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("surrogate") or done.stdout.startswith("real")
    assert "ms  |" in done.stdout


def test_every_command_of_the_readme_exists():
    from suite.cli.main import COMMANDS

    named = {span.split()[1] for span in re.findall(r"`(suite [^`]+)`", README)}
    named |= {
        line.split()[1] for block in blocks("", USAGE) for line in block.splitlines() if line.startswith("suite ")
    }
    assert len(named) > 8
    assert named <= set(COMMANDS)


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files_of_the_repository(path):
    prose = re.sub(r"^(`{3,})[^`]*\n.*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", prose) + re.findall(r'src="([^"]+)"', prose):
        if "://" not in target:
            assert (path.parent / target).exists(), target


OWN_LARGE = ["suite/networks/weights/supernet-uniform-n1-e8-i25000-b64.safetensors"]
"""Computed by the project; in half precision it would not give the shipped scores."""


def test_the_repository_carries_no_third_party_data_and_no_path_of_a_machine():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.splitlines()
    data = [name for name in names if name.endswith((".pth", ".pt", ".pkl", ".pickle", ".pbz2", ".parquet", ".npy"))]
    assert data == []
    large = [name for name in names if (ROOT / name).is_file() and (ROOT / name).stat().st_size > 1_000_000]
    assert large == OWN_LARGE
