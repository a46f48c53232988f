"""Hook of MkDocs: the site's pages and navigation, from the files where they stand and from what is made of the code.

The site keeps the repository's tree, so that links between pages hold on both. Tutorials are executed, unless
``SUITE_DOCS_RUN`` is 0: their pages have no outputs then.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import commands
import gallery
import reference
import tutorials
from links import Linker, targets
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
INDEX = "docs/README.md"
ABOUT = ("CONTRIBUTING.md", "CHANGELOG.md", "RELEASE.md", "SECURITY.md")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every page and every file that one leads to, and set the navigation."""
    written = sources(ROOT)
    made = {**commands.command_pages(command_line()), **gallery.gallery_pages(ROOT), **reference.reference_pages(ROOT)}
    scripts = sorted((ROOT / "docs" / "tutorials").glob("*.py"))
    shown = {script.relative_to(ROOT).as_posix(): script for script in scripts}
    names = {**{path: path for path in written}, **{path: path.removesuffix(".py") + ".md" for path in shown}}
    linker = Linker(ROOT, {**names, "figures": gallery.SHEET, **{page: page for page in made}})
    outputs = ran(scripts)
    for path, script in shown.items():
        text = tutorials.page_of(script, outputs.get(script.stem))
        add(files, config, names[path], linker.rewrite(text, path))
        add(files, config, f"{path}.txt", script)
        for picture in sorted(outputs[script.stem].rglob("*.png")) if outputs else ():
            below = picture.relative_to(outputs[script.stem]).as_posix()
            add(files, config, f"docs/tutorials/{script.stem}/{below}", picture.read_bytes())
    for path, text in {**written, **made}.items():
        add(files, config, path, linker.rewrite(text, path))
    for picture in sorted((ROOT / "figures").glob("*/*.png")):  # the contact sheet's, which are no Markdown links
        if picture.parent.name != "surrogate":
            linker.files[picture.relative_to(ROOT).as_posix()] = picture
    for page, file in linker.files.items():
        if files.get_file_from_path(page) is None:
            add(files, config, page, file)
    config.nav = navigation(written, made, names)
    return files


def command_line() -> Any:
    """Return the command group of the suite."""
    from suite.cli.main import cli

    return cli


def sources(root: Path) -> dict[str, str]:
    """Return path in the repository -> text of every page that is written by hand or with the results.

    Of the tables among the results those are pages that another page leads to; the others are had as CSV.
    """
    paths = [root / "README.md", *sorted((root / "docs").rglob("*.md")), *(root / name for name in ABOUT)]
    written = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    results = [*sorted(root.glob("results/*.md")), *sorted(root.glob("results/*/README.md"))]
    results = [path for path in results if path.parent.name != "surrogate"]
    named = {path for source, text in written.items() for path in targets(text, source)}
    results += [root / path for path in sorted(named) if path.startswith("results/") and path.endswith(".md")]
    results += [root / "experiments" / "reported" / "README.md"]
    for path in results:
        written.setdefault(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    return written


def ran(scripts: list[Path]) -> dict[str, Path]:
    """Run the tutorials, all at once; return name -> folder of what came out, nothing if they are not to be run.

    Raises:
        PluginError: if one fails.
    """
    if os.environ.get("SUITE_DOCS_RUN") == "0":
        return {}
    folder = Path(tempfile.mkdtemp(prefix="suite-docs-"))
    running = {script.stem: tutorials.started(script, folder / script.stem, ROOT) for script in scripts}
    for name, process in running.items():
        _, errors = process.communicate()
        if process.returncode:
            raise PluginError(f"docs/tutorials/{name}.py fails:\n{errors}")
    return {name: folder / name for name in running}


def add(files: Files, config: MkDocsConfig, path: str, content: str | bytes | Path) -> None:
    """Add a page or a file to the site."""
    given = {"abs_src_path": str(content)} if isinstance(content, Path) else {"content": content}
    files.append(File.generated(config, path, **given))


def navigation(written: dict[str, str], made: dict[str, str], names: dict[str, str]) -> list[Any]:
    """Return the navigation: the sections of docs/README.md with their pages, and what is made of the code."""
    sections: dict[str, list[Any]] = {}
    for part in re.split(r"^## ", written[INDEX], flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        linked = re.findall(r"^\| \[[^\]]+\]\(([^)]+)\)", text, flags=re.MULTILINE)
        sections[title.strip()] = [names[f"docs/{path}"] for path in linked]
    sections["Start"] = ["README.md", INDEX, *sections["Start"]]
    algorithms = [path for path in written if path.startswith("docs/algorithms/")]
    sections["Methods"] = sorted(algorithms, key=lambda path: (not path.endswith("README.md"), path))
    listed = {path for paths in sections.values() for path in paths}
    results = [path for path in written if path.startswith("results/") and path not in listed]
    pages = [path for path in results if path.endswith("/README.md") and path != "results/README.md"]
    tables = [path for path in results if path not in pages and path not in ("results/README.md", "results/ledger.md")]
    sections["Results"] += [
        {"All published numbers": ["results/ledger.md", "experiments/reported/README.md"]},
        {"All experiments": ["results/README.md", *({Path(path).parent.name: path} for path in pages)]},
        {"Single tables": [{path.removeprefix("results/").removesuffix(".md"): path} for path in tables]},
    ]
    figures = [path for path in made if path.startswith("gallery/")]
    sections["Gallery"] = [gallery.SHEET, *({Path(path).stem: path} for path in figures if path != gallery.SHEET)]
    sections["Reference"] = [
        {"Commands": [path for path in made if path.startswith("commands/")]},
        {"Python": [path for path in made if path.startswith("reference/")]},
    ]
    sections["Project"] += ABOUT
    order = ("Start", "Tutorials", "How to", "Methods", "Results", "Gallery", "Reference", "Project")
    return [{title: sections[title]} for title in order]
