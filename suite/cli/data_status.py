"""What ``suite data status`` prints: a screen of lines, or every column and file."""

from __future__ import annotations

from typing import Any

from suite.cli.data_devices import status_lines

Facts = dict[str, Any]


def lines(facts: Facts, everything: bool) -> list[str]:
    """Return the lines for people.

    Args:
        facts: what :func:`suite.tables.status.data_status` returns.
        everything: name every column and every downloaded file; otherwise they are counted.
    """
    found = [f"data directory: {facts['data_dir']}"]
    if facts["tables"] == "none":
        found += [
            "tables: only the embedded SURROGATE (a fitted model); no real tables here",
            "get the real ones: suite data fetch [--mirror DIR], or suite data import --help for original files",
        ]
    elif facts["tables"] == "damaged":
        found += [f"tables: damaged ({facts['problem']})"]
    else:
        found += [f"tables: real, {facts['n_bytes'] / 1e6:.1f} MB, sha256 {facts['sha256']}"]
        found += _sources(facts["columns"], everything)
        found.append("  exact columns (macs_m, params) are computed")
    found += status_lines(facts["devices"])
    found += _downloads(facts["downloads"], everything)
    found += [f"unfinished download, continued by the next fetch: {path}" for path in facts["unfinished"]]
    if not everything and (facts["tables"] == "real" or facts["downloads"]):
        found.append("every column and file, with hashes: suite data status --all")
    return found


def _sources(columns: list[Facts], everything: bool) -> list[str]:
    """Return a line per file that the tables were made of, and its columns."""
    sources: dict[tuple[str, str, str], list[Facts]] = {}
    for column in columns:
        sources.setdefault((column["edition"], column["source"], column["sha256"]), []).append(column)
    found = []
    for (edition, source, digest), held in sorted(sources.items()):
        if everything:
            found.append(f"  {edition}: {source}, sha256 {digest}")
            found += [f"    {column['n_values']:6,d} values  {column['column']}" for column in held]
        else:
            datasets = dict.fromkeys(column["column"].split("/")[0] for column in held)
            found.append(f"  {edition}: {_count(held, 'column')} of {', '.join(datasets)}, from {source}")
    return found


def _downloads(files: list[Facts], everything: bool) -> list[str]:
    """Return a line per downloaded file, or one per group and one per file that is not whole."""
    found, groups = [], dict[str, list[Facts]]()
    for file in files:
        groups.setdefault(file["group"], []).append(file)
        state = "" if file["whole"] else "  (NOT WHOLE: remove it and fetch it again)"
        if everything or state:
            found.append(f"download: {file['group']}/{file['id']}, {file['n_bytes']:,} bytes, {file['path']}{state}")
    if everything:
        return found
    counted = [
        f"downloads of the group {name}: {_count(held, 'file')}, {sum(file['n_bytes'] for file in held) / 1e6:.1f} MB"
        for name, held in groups.items()
    ]
    return counted + found


def _count(things: list[Facts], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
