"""The guide docs/adding-an-algorithm.md, followed step by step in a copy of the tree; a step left out is noticed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "adding-an-algorithm.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^(?P<lead>[^\n]*)\n\n(?P<fence>`{3,})(?P<language>\w*)\n(?P<text>.*?)\n(?P=fence)$", re.MULTILINE | re.DOTALL
)
FILE = re.compile(r"File `(\S+)`:$")
LINE = re.compile(r"(?:Line|Row) at the end of (?:`(?P<name>\w+)`|the table) in `(?P<path>\S+)`:$")
# what a person runs who has forgotten a step: all that concerns the completeness of the tree
COMPLETENESS = [
    "tests/test_docs_algorithms.py::test_every_algorithm_has_its_place_on_the_overview",
    "tests/algorithms/test_registry.py::test_every_method_of_this_package_is_in_the_registry",
    "tests/test_conformance.py::test_every_built_in_algorithm_has_a_case",
    "tests/golden/test_golden.py::test_everything_with_a_version_has_a_golden_value",
]


def blocks() -> list[re.Match[str]]:
    """The code blocks of the guide; the last line before each says where it goes."""
    return list(BLOCK.finditer(GUIDE))


def with_line(text: str, name: str | None, line: str) -> str:
    """``text`` with ``line`` at the end of the tuple or dictionary ``name``, or of the last table."""
    rows = text.splitlines()
    if name is None:
        last = max(at for at, row in enumerate(rows) if row.startswith("|"))
        return "\n".join([*rows[: last + 1], line, *rows[last + 1 :]]) + "\n"
    start = next(at for at, row in enumerate(rows) if row.startswith(f"{name}:"))
    end = next(at for at, row in enumerate(rows) if at > start and row[:1] in (")", "}"))
    return "\n".join([*rows[:end], f"    {line}", *rows[end:]]) + "\n"


def steps(tree: Path) -> dict[str, str]:
    """Path -> content after the guide's steps on ``tree``, one path a step."""
    found = {}
    for block in blocks():
        if file := FILE.search(block["lead"]):
            found[file[1]] = block["text"] + "\n"
        elif line := LINE.search(block["lead"]):
            before = (tree / line["path"]).read_text(encoding="utf-8")
            found[line["path"]] = with_line(before, line["name"], block["text"])
    return found


def environment(*folders: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    return {**own, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}


def python(cwd: Path, *arguments: str, path: tuple[Path, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment(*(path or (cwd,))), capture_output=True, text=True, timeout=250, check=False
    )  # fmt: skip


def checked(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the guide touches and what the tests read."""
    copy = tmp_path_factory.mktemp("stranger") / "repository"
    for folder in ("suite", "tests", "docs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture(scope="module")
def changes(tree: Path) -> dict[str, str]:
    return steps(tree)


@pytest.fixture(scope="module")
def followed(tree: Path, changes: dict[str, str]) -> Path:
    """The copy after all steps, the golden value included."""
    for path, content in changes.items():
        (tree / path).write_text(content, encoding="utf-8")
    (command,) = (block["text"] for block in blocks() if "tests.golden" in block["text"])
    done = python(tree, *command.split()[1:])
    assert done.returncode == 0, done.stdout + done.stderr
    return tree


def test_the_guide_names_every_place_once() -> None:
    named = [(FILE.search(block["lead"]) or LINE.search(block["lead"])) for block in blocks()]
    assert len([match for match in named if match]) == 5  # method, name, case, page, row of the overview


def test_a_stranger_who_follows_the_guide_is_done(followed: Path) -> None:
    every = ["tests/test_conformance.py", "tests/golden", "tests/test_docs_algorithms.py"]
    every += ["tests/algorithms/test_registry.py"]
    assert all(each in GUIDE for each in every)
    done = checked(followed, *every, "-k", "simulated_annealing or every")
    assert done.returncode == 0, done.stdout
    passed = int(re.search(r"(\d+) passed", done.stdout)[1])  # type: ignore[index]
    assert passed >= 9 + 1 + 4  # the kit's checks, the golden run, and completeness


@pytest.mark.parametrize(
    ("left_out", "noticed_by"),
    [
        ("suite/algorithms/registry.py", "test_every_method_of_this_package_is_in_the_registry"),
        ("tests/algorithms/cases.py", "test_every_built_in_algorithm_has_a_case"),
        ("docs/algorithms/simulated_annealing.md", "test_every_algorithm_has_its_place_on_the_overview"),
        ("docs/algorithms/README.md", "test_every_algorithm_has_its_place_on_the_overview"),
        ("tests/golden/algorithms.json", "test_everything_with_a_version_has_a_golden_value"),
    ],
)
def test_a_step_left_out_is_noticed(followed: Path, left_out: str, noticed_by: str) -> None:
    path, before = followed / left_out, ROOT / left_out
    after = path.read_text(encoding="utf-8")
    try:
        path.unlink()
        if before.exists():
            shutil.copy(before, path)
        done = checked(followed, *COMPLETENESS)
    finally:
        path.write_text(after, encoding="utf-8")
    assert done.returncode == 1, done.stdout
    assert re.search(rf"FAILED .*{noticed_by}", done.stdout), done.stdout


def test_a_package_of_ones_own(tmp_path: Path) -> None:
    method, kit = (block for block in blocks() if block["language"] == "python")
    points = tomllib.loads(next(block["text"] for block in blocks() if block["language"] == "toml"))
    ((group, entries),) = points["project"]["entry-points"].items()
    package, info = tmp_path / "my_package", tmp_path / "my_package-1.0.dist-info"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "annealing.py").write_text(method["text"], encoding="utf-8")
    (tmp_path / "kit.py").write_text(kit["text"] + "\n\nTestSimulatedAnnealing().run_all()\n", encoding="utf-8")
    search = ["-m", "suite.cli.main", "run", "simulated_annealing", "--dataset", "cifar10", "--budget", "30"]
    search += ["--out", str(tmp_path / "records")]
    done = python(tmp_path, "kit.py", path=(tmp_path, ROOT))
    assert done.returncode == 0, done.stderr
    done = python(tmp_path, *search, path=(tmp_path, ROOT))
    assert done.returncode != 0
    assert "simulated_annealing" in done.stderr  # without its entry point it has no name
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n", encoding="utf-8")
    lines = [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = python(tmp_path, *search, path=(tmp_path, ROOT))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "records").rglob("*.npz"))
