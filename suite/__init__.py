"""Reproduction suite for hardware-aware neural architecture search on NAS-Bench-201 and HW-NAS-Bench tables."""

from __future__ import annotations

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
