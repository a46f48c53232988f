"""Reproduction suite for hardware-aware neural architecture search on NAS-Bench-201 and HW-NAS-Bench tables."""

from __future__ import annotations

import os
import warnings
from importlib import import_module
from typing import TYPE_CHECKING

from suite._version import __version__

if TYPE_CHECKING:
    from suite.accuracy import AccuracyProtocol
    from suite.benchmark import Benchmark, load_benchmark

__all__ = ["AccuracyProtocol", "Benchmark", "__version__", "load_benchmark"]

_HOME = {
    "AccuracyProtocol": "suite.accuracy",
    "Benchmark": "suite.benchmark",
    "load_benchmark": "suite.benchmark",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use: ``import suite`` and ``suite --help`` should not wait for numpy."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'suite' has no attribute '{name}'")


def _say_if_the_name_is_taken() -> None:
    """Warn in one line where a distribution called ``suite`` is installed beside this package: both own its folder.

    Only names in the folder above are looked at, so that ``import suite`` stays quick; ``suite doctor`` looks closer.
    """
    above = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not os.path.isdir(above):  # imported from an archive
        return
    for name in os.listdir(above):
        if name.startswith("suite-") and name.endswith((".dist-info", ".egg-info")):
            other = name.rpartition(".")[0].replace("-", " ")
            warnings.warn(
                f"another distribution, '{other}', is installed with a package of this name: pip uninstall suite, then "
                "install hwnas-suite again ('suite doctor' says more)",
                RuntimeWarning,
                stacklevel=3,
            )


_say_if_the_name_is_taken()
