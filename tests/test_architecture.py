"""Who may import whom: the table of docs/architecture.md, held against the sources."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.imports import ROOT, graph, imported, sources

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
OPEN_TO_ALL = {"errors", "_version"}
KIT = "experiments.kit"


def table() -> dict[str, set[str]]:
    rows = re.findall(r"^\| `([\w/]+)` \|[^|]*\|([^|]*)\|$", PAGE, flags=re.MULTILINE)
    return {part: set(re.findall(r"`([\w/]+)`", others)) for part, others in rows}


def actual() -> dict[str, set[str]]:
    """Return part -> imported parts of ``suite``, as the page names them; its root only passes names on."""
    short = {name: name.removeprefix("suite.").replace(".", "/") for name in graph("suite")}
    return {
        short[name]: {short[other] for other in others if other.startswith("suite.")} - OPEN_TO_ALL
        for name, others in graph("suite").items()
        if name not in ("suite", "suite._version")
    }


def test_the_table_names_every_part() -> None:
    assert set(table()) == set(actual())


@pytest.mark.parametrize("part", sorted(table()))
def test_a_part_imports_what_the_table_says(part: str) -> None:
    assert actual().get(part, set()) == table()[part]


def test_no_part_imports_one_below_it_so_that_there_are_no_circles() -> None:
    order = list(table())
    upward = {part: [other for other in table()[part] if order.index(other) > order.index(part)] for part in order}
    assert {part: others for part, others in upward.items() if others} == {}


def test_the_drawing_names_modules_that_exist() -> None:
    (drawing,) = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)
    named = set(re.findall(r"(?<![\w/<])([a-z_]+/[a-z_]+)(?![\w/])", drawing)) - {"experiments/kit"}
    assert len(named) > 8
    assert [name for name in sorted(named) if not (ROOT / "suite" / f"{name}.py").is_file()] == []


def test_suite_imports_no_experiment_and_no_paper_another_one() -> None:
    papers = {
        f"experiments.{path.name}" for path in (ROOT / "experiments").iterdir() if (path / "__init__.py").is_file()
    } - {KIT}
    found = {
        (name, other)
        for name, others in graph("suite", "experiments").items()
        for other in others
        if (other in papers and name != "experiments") or (other.startswith("experiments") and name.startswith("suite"))
    }
    assert found == set()


def test_every_experiment_loads_without_torch() -> None:
    load = "for name in experiments.REGISTRY: experiments.load(name)"
    code = f"import sys\nsys.modules['torch'] = None\nimport experiments\n{load}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_torch_is_imported_at_the_top_of_networks_and_help_alone() -> None:
    pattern = re.compile(r"^(?:import torch|from torch|import safetensors|from safetensors)", flags=re.MULTILINE)
    users = {name for name, path in sources("suite") if pattern.search(path.read_text(encoding="utf-8"))}
    allowed = ("suite.networks.", "suite.estimators.help.")
    assert [name for name in sorted(users) if not name.startswith(allowed)] == []


def test_imports_within_functions_and_by_name_are_seen(tmp_path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "import suite.files\n\ndef f():\n    from suite import scores\n    from suite.study.spec import RunSpec\n"
        "HOME = {'run': 'suite.cli.run:run', 'word': 'suite', 'other': 'suite.no_module'}\n"
    )
    assert imported(module) == {"suite.files", "suite.scores", "suite.study.spec", "suite.cli.run"}
