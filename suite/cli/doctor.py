"""``suite doctor``: what is installed, fetched and missing, and how to get it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option
from suite.errors import SuiteError


@click.command(cls=Grouped)
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@data_dir_option
def doctor(as_json: bool, data_dir: Path | None) -> None:
    """Say what is installed, fetched and missing, and which command gets it. Changes nothing.

    A missing group or extra is no error: most commands need none.
    """
    facts = diagnosis(data_dir)
    click.echo(json.dumps(facts, indent=1) if as_json else "\n".join(_lines(facts)))


def diagnosis(data_dir: Path | None) -> dict[str, Any]:
    """Return the facts: package, other packages of its name, extras, tables, groups, added devices, clone."""
    import platform

    from suite import installation
    from suite._version import __version__
    from suite.cli.clone import find_clone
    from suite.tables.location import data_directory
    from suite.tables.status import data_status
    from suite.tables.upstream.catalogue import files_of, groups, needed_by
    from suite.tables.upstream.fetch import group_present

    directory = data_directory(data_dir)
    status = data_status(directory)
    try:
        clone: str | None = str(find_clone(Path.cwd()))
    except SuiteError:
        clone = None
    return {
        "version": __version__,
        "python": platform.python_version(),
        "package": str(Path(installation.__file__).parent),
        "shadowed": installation.shadowed(),
        "other_distributions": list(installation.others()),
        "extras": installation.extras(),
        "data_dir": str(directory),
        "tables": status["tables"],
        "problem": status.get("problem", ""),
        "groups": {
            group: {
                "present": group_present(directory, group),
                "megabytes": round(sum(file.size for file in files_of(group)) / 1e6, 1),
                "holds": holds,
                "needed_by": needed_by(group),
            }
            for group, holds in groups().items()
        },
        "devices": {device["device"]: device.get("problem", "") for device in status["devices"]},
        "unfinished": status["unfinished"],
        "clone": clone,
    }


def _lines(facts: dict[str, Any]) -> list[str]:
    from suite import installation

    lines = [f"suite {facts['version']}, Python {facts['python']}, {facts['package']}"]
    if facts["shadowed"]:
        lines.append(f"PROBLEM: {facts['shadowed']}")
    for name in facts["other_distributions"]:
        lines.append(
            f"PROBLEM: the distribution '{name}' brings a package 'suite', too: pip uninstall {name}, then install "
            "hwnas-suite again"
        )
    for extra, packages in facts["extras"].items():
        missing = [name for name, version in packages.items() if version is None]
        have = ", ".join(f"{name} {version}" for name, version in packages.items() if version is not None)
        how = f"missing {', '.join(missing)}: pip install '.[{extra}]' in the clone, or pip install {' '.join(missing)}"
        state = "; ".join(part for part in (have, how if missing else "") if part)
        lines.append(f"extra {extra} ({installation.PURPOSES[extra]}): {state}")
    lines += ["", f"data directory: {facts['data_dir']}"]
    lines.append(
        {
            "real": "tables: real",
            "none": "tables: only the embedded SURROGATE (a fitted model); get the real ones: suite data fetch",
        }.get(facts["tables"], f"PROBLEM: tables are damaged ({facts['problem']})")
    )
    for group, fact in facts["groups"].items():
        how = f"suite data fetch --group {group}"
        state = "fetched" if fact["present"] else f"missing, {fact['megabytes']} MB: {how}"
        lines.append(f"group {group} ({fact['holds']}): {state}")
        lines.append(f"    needed by {fact['needed_by']}")
    for name, problem in facts["devices"].items():
        lines.append(f"added device {name}" + (f": PROBLEM: {problem}" if problem else ""))
    lines += [f"unfinished download, continued by the next fetch: {path}" for path in facts["unfinished"]]
    where = facts["clone"] or "this folder is in none; 'suite reproduce' needs one, nothing else does"
    return [*lines, "", f"clone of the repository: {where}"]
