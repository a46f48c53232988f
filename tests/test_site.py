"""The documentation site: tutorials run, pages are complete, and it is built without a warning where its builder is."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from suite.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "docs" / "site"
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.py"))


def module(name: str) -> ModuleType:
    """One of the site's own modules, which are in no package."""
    spec = importlib.util.spec_from_file_location(f"site_{name}", SITE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found  # dataclasses look it up
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("script", TUTORIALS, ids=lambda script: script.stem)
def test_a_tutorial_runs_on_the_surrogate_and_becomes_a_page(script: Path, tmp_path: Path) -> None:
    tutorials = module("tutorials")
    process = tutorials.started(script, tmp_path / "run", ROOT)
    _, errors = process.communicate(timeout=250)
    assert process.returncode == 0, errors
    page = tutorials.page_of(script, tmp_path / "run")
    results = json.loads((tmp_path / "run" / tutorials.CELLS).read_text(encoding="utf-8"))
    assert sum(bool(result["printed"].strip()) for result in results) >= 2
    for result in results:
        assert result["printed"].rstrip() in page
        for picture in result["pictures"]:
            assert f"![{picture}]" in page
    if script.stem == "best_cell":
        assert [picture for result in results for picture in result["pictures"]] == ["front.png"]
        assert "tables: SURROGATE" in page


def test_cells_keep_every_line_of_code_at_its_place() -> None:
    tutorials = module("tutorials")
    source = '"""# Title\n\nText.\n"""\n\nimport os\n\n# %%\n# ## Two\n#\n# Words.\n\nx = 1\n\n# %%\ny = x + 1\n'
    cells = tutorials.cells_of(source)
    assert [cell.text for cell in cells] == ["# Title\n\nText.", "## Two\n\nWords.", ""]
    assert [cell.code for cell in cells] == ["import os", "x = 1", "y = x + 1"]
    lines = source.splitlines()
    assert [lines[cell.line - 1] for cell in cells] == ["import os", "x = 1", "y = x + 1"]
    with pytest.raises(ValueError, match="docstring"):
        tutorials.cells_of("x = 1\n")


def test_every_command_and_option_is_on_a_page() -> None:
    pages = module("commands").command_pages(cli)
    assert set(pages) == {"commands/index.md", *(f"commands/{name}.md" for name in COMMANDS)}

    def check(command: click.Command, context: click.Context, page: str) -> None:
        assert f" {context.command_path}\n" in page
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert re.search(rf"`[^`]*{re.escape(option.opts[0])}\b[^`]*`", page), (context.command_path, option)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                check(below, click.Context(below, info_name=name, parent=context), page)

    root = click.Context(cli, info_name="suite")
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None
        check(command, click.Context(command, info_name=name, parent=root), pages[f"commands/{name}.md"])


def test_plain_text_is_shown_as_it_is() -> None:
    escaped = module("commands").escaped
    assert escaped("a_b <c> [d] `e_f` | *") == r"a\_b \<c\> \[d\] `e_f` \| \*"


def test_every_figure_is_on_the_sheet_and_on_a_page_with_its_caption_and_command() -> None:
    pages = module("gallery").gallery_pages(ROOT)
    sheet = pages["gallery/index.md"]
    figures = [path for path in (ROOT / "figures").glob("*/*.png") if path.parent.name != "surrogate"]
    assert len(figures) > 50
    for path in figures:
        assert sheet.count(f'src="../figures/{path.parent.name}/{path.name}"') == 1
        page = pages[f"gallery/{path.parent.name}.md"]
        assert f"suite reproduce {path.parent.name}\n" in page
        assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["caption"] in page


def test_links_of_a_page(tmp_path: Path) -> None:
    links = module("links")
    for name in ("docs/a.md", "results/x/t.md", "results/x/t.csv", "suite/m.py", "figures/x/f.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    linker = links.Linker(tmp_path, {"docs/a.md": "docs/a.md", "docs/t.py": "docs/t.md", "figures": "gallery/index.md"})
    text = "[a](a.md#b) [t](t.py) [c](../results/x/t.md) [m](../suite/m.py) [all](../figures/) [no](no.md)\n"
    code = "```\n[a](../suite/m.py)\n```\n"
    made = (
        "[a](a.md#b) [t](t.md) [c](../results/x/t.csv) [m](../suite/m.py.txt) [all](../gallery/index.md) [no](no.md)\n"
    )
    assert linker.rewrite(text + code, "docs/a.md") == made + code
    assert set(linker.files) == {"results/x/t.csv", "suite/m.py.txt"}
    assert linker.rewrite('<img src="figures/x/f.png">', "README.md") == '<img src="figures/x/f.png">'
    assert "figures/x/f.png" in linker.files


@pytest.mark.timeout(900)
def test_the_site_is_built_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="needs the extra: pip install '.[docs]'")
    build = ["-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", str(SITE / "mkdocs.yml")]
    environment = {**os.environ, "SUITE_DOCS_RUN": "0", "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *build, "--site-dir", str(tmp_path)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for source in [ROOT / "README.md", *(path for path in (ROOT / "docs").rglob("*.md"))]:
        page = source.relative_to(ROOT).with_suffix(".html").as_posix().replace("README", "index")
        assert (tmp_path / page).is_file(), page
    for page in ("index.html", "gallery/index.html", "reference/analysis.html", "commands/run.html"):
        text = (tmp_path / page).read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)[^>]+src=[\"']?([^\"'\s>]+)", text)
        loaded += re.findall(r"<link[^>]+rel=[\"']?(?:stylesheet|icon|preconnect)[\"']?[^>]*>", text)
        assert loaded
        assert [each for each in loaded if "//" in each.replace("file://", "")] == []
        assert ":::" not in text
    for path in re.findall(r'src="([^"]+)"', (tmp_path / "gallery" / "index.html").read_text(encoding="utf-8")):
        assert (tmp_path / "gallery" / path).is_file(), path
