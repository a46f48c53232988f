"""The pages on algorithms hold what they say: code blocks run, and every method has its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from suite.algorithms import names

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = sorted((DOCS / "algorithms").glob("*.md"))


def python_blocks(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_blocks_run(page: Path) -> None:
    for block in python_blocks(page):
        exec(compile(block, page.name, "exec"), {"__name__": "example"})


def test_every_algorithm_has_its_place_on_the_overview() -> None:
    overview = (DOCS / "algorithms" / "README.md").read_text(encoding="utf-8")
    assert [name for name in names() if f"`{name}`" not in overview] == []
    linked = set(re.findall(r"\]\((\w+\.md)\)", overview))
    assert linked == {page.name for page in PAGES} - {"README.md"}
