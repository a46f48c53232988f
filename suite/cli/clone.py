"""The clone of the repository that a command is called in, and its experiments."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

from suite.errors import ConfigurationError


def find_clone(start: Path) -> Path:
    """Return the nearest folder from ``start`` upward that holds the repository.

    Raises:
        ConfigurationError: outside a clone.
    """
    for folder in (start, *start.parents):
        if (folder / "experiments" / "__init__.py").is_file() and (folder / "pyproject.toml").is_file():
            return folder
    raise ConfigurationError(
        f"this command needs a clone of the repository, and {start} is in none: change to the clone's folder "
        "(git clone gives it; the experiments are not part of the installed package)"
    )


def import_experiments(root: Path) -> ModuleType:
    """Return the clone's package ``experiments``; it is not installed, so its folder is put on the path.

    Raises:
        ConfigurationError: if another package of that name is imported already.
    """
    import importlib

    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    package = importlib.import_module("experiments")
    if Path(str(package.__file__)).resolve().parent != (root / "experiments").resolve():
        raise ConfigurationError(f"another package 'experiments' ({package.__file__}) hides that of {root}: remove it")
    return package
