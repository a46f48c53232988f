"""CI, workflows, tox, pre-commit and metadata agree on Pythons, checks and versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from suite import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOW = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
TOX = (ROOT / "tox.ini").read_text(encoding="utf-8")


def test_pythons_are_the_same_everywhere() -> None:
    classifiers = PROJECT["project"]["classifiers"]
    versions = [match[1] for text in classifiers if (match := re.fullmatch(r".*Python :: (3\.\d+)", text))]
    (matrix,) = re.findall(r"python: (\[.*\])", WORKFLOW)
    assert re.findall(r"3\.\d+", matrix) == versions
    assert [f"py{version.replace('.', '')}" for version in versions] == re.findall(r"py3\d+", TOX.splitlines()[1])
    assert PROJECT["project"]["requires-python"] == f">={versions[0]}"


def test_the_workflow_runs_what_ci_runs() -> None:
    checks = re.findall(r"^\.venv/bin/((?:ruff|mypy).*)$", CI, flags=re.MULTILINE)
    assert len(checks) == 3
    steps = re.findall(r"- run: (.*)", WORKFLOW)
    assert [check for check in [*checks, "python -m pytest -n 2"] if check not in steps] == []
    assert "python -m pytest -n 2" in CI


def test_pre_commit_runs_the_tools_of_the_lint_extra() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    tools = {re.match(r"\w+", text)[0] for text in PROJECT["project"]["optional-dependencies"]["lint"]}
    assert {entry.split()[0] for entry in re.findall(r"entry: (.*)", hooks)} == tools


def test_the_lowest_versions_are_those_of_the_metadata() -> None:
    pinned = dict(
        re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "requirements/lowest.txt").read_text(), flags=re.MULTILINE)
    )
    for text in PROJECT["project"]["dependencies"]:
        name, lowest = text.split(">=")
        assert (pinned[name] + ".0").startswith(lowest), f"{text} is tested with {pinned[name]}"


def test_one_version() -> None:
    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_locked_set_is_hashed_complete_and_listed_with_licences() -> None:
    text = (ROOT / "requirements/development.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9_.-]+)==[^\n]*(\n(?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+)", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^\S+==", text, re.MULTILINE))  # none without a hash
    locked = {name for name, _ in entries}
    extras = PROJECT["project"]["optional-dependencies"]
    for requirement in [*PROJECT["project"]["dependencies"], *extras["test"], *extras["lint"]]:
        assert re.match(r"[A-Za-z0-9_-]+", requirement)[0].lower() in locked, requirement
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    listed = {name for row in re.findall(r"^\| ([a-z0-9_, -]+) \|", page, re.MULTILINE) for name in row.split(", ")}
    assert sorted(locked - listed) == []
    workflow = (ROOT / ".github/workflows/supply-chain.yml").read_text(encoding="utf-8")
    for command in re.findall(r"^(pip-audit [^\n]*)$", page, re.MULTILINE):
        assert command in workflow
