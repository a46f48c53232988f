"""What ``suite reproduce`` wrote, read back: experiments with their tables, figures and verdicts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.errors import DataError
from suite.report.output import VERDICTS

INDEX = "README.md"
LEDGER = "ledger.csv"
_LINK = re.compile(r"\[(\w+)\]\(([^)\s]+)\)")
_MADE = re.compile(r"^Made by `([^`]+)`\. ?(.*)$")


@dataclass(frozen=True)
class Item:
    """One table or figure.

    Attributes:
        stem: its name in the folder.
        caption: what it shows.
        files: suffix -> path.
    """

    stem: str
    caption: str
    files: Mapping[str, Path]

    @property
    def is_figure(self) -> bool:
        """Whether it is an image."""
        return bool({"png", "gif"} & set(self.files))


@dataclass(frozen=True)
class Made:
    """One experiment.

    Attributes:
        name: of its folder.
        title: heading.
        introduction: what was done.
        command: that makes it.
        provenance: the tables that it was made from.
        items: tables and figures, in the order of its index.
        verdicts: rows of its ``verdicts.csv`` as texts, each with the name and the command of the experiment.
    """

    name: str
    title: str
    introduction: str
    command: str
    provenance: str
    items: Sequence[Item]
    verdicts: Sequence[Mapping[str, str]]


def is_results(folder: Path) -> bool:
    """Return whether :func:`read_results` finds an experiment in ``folder``."""
    return bool(_indices(folder))


def read_results(folder: Path, names: Sequence[str] = ()) -> list[Made]:
    """Return the experiments below ``folder``.

    Args:
        folder: a results folder, the folder of one experiment, or one that holds ``results/``.
        names: of the experiments to read; all without one.

    Raises:
        DataError: if there is none, or a file that an index names is missing.
    """
    found = [_read(path) for path in _indices(folder) if not names or path.parent.name in names]
    if not found:
        raise DataError(f"{folder} holds no results: give a folder that 'suite compare' or 'suite reproduce' wrote")
    return found


def results_root(folder: Path) -> Path:
    """Return the folder that holds the experiments' folders."""
    if _is_index(folder / INDEX):
        return folder.parent
    return folder / "results" if (folder / "results").is_dir() else folder


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV as texts."""
    return list(csv.DictReader(io.StringIO(_text(path))))


def _indices(folder: Path) -> list[Path]:
    if _is_index(folder / INDEX):
        return [folder / INDEX]
    root = results_root(folder)
    return [path for path in sorted(root.glob(f"*/{INDEX}")) if _is_index(path)]


def _is_index(path: Path) -> bool:
    return path.is_file() and any(_MADE.match(line) for line in _text(path).splitlines())


def _read(index: Path) -> Made:
    folder = index.parent
    lines = _text(index).splitlines()
    title = next((line[2:] for line in lines if line.startswith("# ")), folder.name)
    made = next(position for position, line in enumerate(lines) if _MADE.match(line))
    match = _MADE.match(lines[made])
    command, provenance = match.groups() if match else ("", "")
    introduction = " ".join(line for line in lines[1:made] if line.strip())
    items = [_item(folder, line) for line in lines[made:] if line.startswith("| ") and "](" in line]
    verdicts = folder / f"{VERDICTS}.csv"
    rows = rows_of(verdicts) if verdicts.is_file() else []
    return Made(
        folder.name,
        title,
        introduction,
        command,
        provenance,
        [item for item in items if item.stem != VERDICTS],
        [{**row, "experiment": folder.name, "command": command} for row in rows],
    )


def _item(folder: Path, line: str) -> Item:
    stem, links, caption = re.split(r"(?<!\\)\|", line.strip().strip("|"), maxsplit=2)
    files = {suffix: (folder / target).resolve() for suffix, target in _LINK.findall(links)}
    missing = [str(path) for path in files.values() if not path.is_file()]
    if missing:
        raise DataError(f"{folder / INDEX} names {missing[0]}, which is not there: make the results again")
    return Item(stem.strip(), caption.strip().replace("\\|", "|"), files)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path} ({error}): make the results again") from None
