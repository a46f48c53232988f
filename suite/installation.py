"""What is installed: this package, its extras, and other distributions whose package has the same name."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path
from types import ModuleType

DISTRIBUTION = "hwnas-suite"
EXTRAS = {
    "torch": ("torch", "safetensors"),
    "age-moea": ("numba",),
    "fast": ("numba",),
    "optuna": ("optuna",),
    "dask": ("distributed",),
    "slurm": ("submitit",),
}
"""Extra -> the packages that it brings."""
PURPOSES = {
    "torch": "train and score networks",
    "age-moea": "the method pymoo_age_moea",
    "fast": "long studies with NSGA-II and its kin, LINAS or RMI-NAS 1.2 to 2.6 times as fast, networks a little",
    "optuna": "suite.adapters for Optuna, the method motpe",
    "dask": "--engine dask",
    "slurm": "--engine slurm",
}
"""Extra -> what it is for; none is needed for the rest."""


def extras() -> dict[str, dict[str, str | None]]:
    """Return extra -> package -> its version; None where it is not installed. Nothing is imported."""
    return {extra: {name: _version(name) for name in names} for extra, names in EXTRAS.items()}


def _version(name: str) -> str | None:
    from importlib import metadata

    if util.find_spec(name) is None:
        return None
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"


def others() -> tuple[str, ...]:
    """Return the other installed distributions that bring a package ``suite``, sorted."""
    from importlib import metadata  # slow to import, and every command imports this module

    found = metadata.packages_distributions().get("suite", [])
    return tuple(sorted({name for name in found if name.lower().replace("_", "-") != DISTRIBUTION}))


def shadowed(package: ModuleType | None = None) -> str:
    """Return in one line that another package ``suite`` stands before this one; "" if none does.

    Args:
        package: what ``import suite`` gives; default that of this process.
    """
    package = package or sys.modules["suite"]
    home = Path(__file__).resolve().parent
    where = [Path(path).resolve() for path in getattr(package, "__path__", [])]
    if where[:1] == [home] and getattr(package, "_HOME", None) is not None:
        return ""
    found = getattr(package, "__file__", None) or (str(where[0]) if where else "an unknown place")
    return (
        f"the package 'suite' of {found} hides that of {DISTRIBUTION} in {home}: remove it (pip uninstall suite) and "
        f"install {DISTRIBUTION} again, or use an environment of its own"
    )
