"""Tables by name: entry points of the group ``suite.plugins``, ``name = "module:TABLE"``."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final

from suite.errors import ConfigurationError, DataError, did_you_mean
from suite.plugins.benchmark import PluginBenchmark
from suite.plugins.table import EnumeratedTable

GROUP: Final = "suite.plugins"


def _points() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if found.get(point.name, point).value != point.value:
            raise ConfigurationError(f"the entry point '{point.name}' = {point.value} takes a name in use: rename it")
        found[point.name] = point
    return found


def names() -> list[str]:
    """Return the names of all tables of other packages; nothing of theirs is imported."""
    return sorted(_points())


def get(name: str) -> EnumeratedTable:
    """Return the table ``name``.

    Raises:
        UnknownNameError: naming the nearest name.
        ConfigurationError: if the entry point leads to something else, or to a table of another name.
        DataError: if the package cannot be imported.
    """
    points = _points()
    if name not in points:
        raise did_you_mean(name, sorted(points), "table of another package")
    try:
        found = points[name].load()
    except (ImportError, AttributeError) as error:
        raise DataError(f"the package of the table '{name}' cannot be imported ({error})") from None
    if not isinstance(found, EnumeratedTable):
        raise ConfigurationError(f"the entry point '{name}' is no suite.plugins.EnumeratedTable")
    if found.name != name:
        raise ConfigurationError(f"the entry point '{name}' leads to a table called '{found.name}': name both alike")
    return found


def load_plugin(name: str, data_dir: Path | None = None) -> PluginBenchmark:
    """Open the table ``name``; read once per process as long as its file stays the same.

    Raises:
        SuiteError: as :func:`get`, and for a file that is not what the table says.
    """
    table = get(name)
    try:
        stamp = table.file.stat()
    except OSError as error:
        raise DataError(f"the file of the table '{name}' cannot be read: {table.file} ({error.strerror})") from None
    return _opened(table, data_dir, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=4)
def _opened(table: EnumeratedTable, data_dir: Path | None, modified: int, size: int) -> PluginBenchmark:
    return PluginBenchmark(table, data_dir)
