"""Where score tables lie: in the package, in ``$SUITE_SCORES``, and in the folder ``scores`` of the data directory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from suite.errors import DataError, UnknownNameError, did_you_mean
from suite.scores.naming import ALIASES
from suite.scores.table import ScoreTable, read_table
from suite.tables.location import data_directory

ENVIRONMENT_VARIABLE = "SUITE_SCORES"
SHIPPED = Path(__file__).with_name("tables")
MAKE = "'suite networks score' makes tables; put yours into DATA_DIR/scores or a folder named by $SUITE_SCORES"


def folders(data_dir: str | os.PathLike[str] | None = None) -> tuple[Path, ...]:
    """Return the folders that are searched; they need not exist.

    Args:
        data_dir: data directory; default as everywhere (:func:`suite.tables.location.data_directory`).
    """
    own = os.environ.get(ENVIRONMENT_VARIABLE)
    given = [Path(own).expanduser()] if own else []
    return (SHIPPED, *given, data_directory(data_dir) / "scores")


def names(data_dir: str | os.PathLike[str] | None = None) -> tuple[str, ...]:
    """Return the names of all tables at hand, sorted."""
    return tuple(sorted({path.stem for folder in folders(data_dir) for path in folder.glob("*.npz")}))


def find(name: str, data_dir: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the file of a table, or None if there is none of that name.

    Raises:
        DataError: if several folders hold different tables of that name.
    """
    found = [path for folder in folders(data_dir) if (path := folder / f"{name}.npz").is_file()]
    tables = {_read(path, *_stamp(path)).sha256: path for path in reversed(found)} if len(found) > 1 else {}
    if len(tables) > 1:
        raise DataError(f"different score tables are named '{name}': {', '.join(map(str, found))}; rename yours")
    return found[0] if found else None


def load(name: str, data_dir: str | os.PathLike[str] | None = None) -> ScoreTable:
    """Return a score table; it is read once as long as the file stays the same.

    Args:
        name: of the table, or an alias: "rmi", "default" (the default table of supernets).
        data_dir: data directory; default as everywhere.

    Raises:
        UnknownNameError: for an unknown name, with the known ones and how to make one.
        DataError: for a damaged or incomplete file, or two different tables of that name.
    """
    name = ALIASES.get(name, name)
    path = find(name, data_dir)
    if path is None:
        raise unknown(name, names(data_dir))
    return _read(path, *_stamp(path))


def unknown(name: str, known: Sequence[str], kind: str = "score table") -> UnknownNameError:
    """Return the error for a name that no table has: the nearest of the ``known`` ones, and how to make one."""
    return UnknownNameError(f"{did_you_mean(name, known, kind)}; {MAKE}")


def _stamp(path: Path) -> tuple[int, int, int]:
    facts = path.stat()
    beside = path.with_suffix(".speed.json")
    return facts.st_mtime_ns, facts.st_size, beside.stat().st_mtime_ns if beside.exists() else 0


@lru_cache(maxsize=64)
def _read(path: Path, modified: int, size: int, speed_modified: int) -> ScoreTable:
    return read_table(path)
