"""Search spaces: codes, indices, strings, neighbours and equivalence. They know nothing of tables or devices."""

from suite.spaces.base import Codes, Indices, SearchSpace
from suite.spaces.grid import GridSpace
from suite.spaces.nasbench201 import NASBENCH201, NASBench201Space

__all__ = ["NASBENCH201", "Codes", "GridSpace", "Indices", "NASBench201Space", "SearchSpace"]
