"""Search methods, one file a paper, all behind one ask/tell interface; found by name through the registry."""

from suite.algorithms.archive import Archive
from suite.algorithms.base import Algorithm
from suite.algorithms.registry import create, describe, get, names, parameters

__all__ = ["Algorithm", "Archive", "create", "describe", "get", "names", "parameters"]
