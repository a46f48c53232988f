"""The NAS-Bench-201 cell space: 4 nodes, 6 edges, 5 operations, 15,625 cells, in the benchmark's official order.

Source: Dong and Yang, "NAS-Bench-201", ICLR 2020, section 2.1. A code is the operation of each of the six edges
``1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2``; an index is the architecture's number in the official files.

The official order is a shuffle of the lexicographic order by Python's ``random`` with the seed 88. It is derived here,
so no file has to be shipped for it, and checked against its hash, so that a Python with another shuffle is noticed.
"""

from __future__ import annotations

import hashlib
import random
import re
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ArchitectureError, DataError
from suite.spaces.base import Codes, Indices
from suite.spaces.cell_graph import connected
from suite.spaces.grid import GridSpace

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
EDGES = ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2))
"""The edges as ``(target node, source node)``."""

_ORDER_SEED = 88
_ORDER_SHA256 = "1d3bb98de011b645ca1cf0585b09293d60b9456cac5d10e6ca296bbb3c55513e"
_CELL = re.compile(r"\|(\w+)~0\|\+\|(\w+)~0\|(\w+)~1\|\+\|(\w+)~0\|(\w+)~1\|(\w+)~2\|")


class NASBench201Space(GridSpace):
    """The 15,625 cells. All look-ups are vectorised; numpy integers of any width are accepted.

    Attributes:
        edges: :data:`EDGES`, of the nodes that a cell has and other spaces have not.

    Raises:
        ArchitectureError: from every method, for codes, indices or strings that are not in the space.
    """

    def __init__(self) -> None:
        super().__init__(n_edges=6, n_operations=5, operations=OPERATIONS)
        self.name = "nas-bench-201"
        self.edges = EDGES

    def __reduce__(self) -> str:
        """Return the name of the one instance, so that a copy in another process is that one, too."""
        return "NASBENCH201"

    @cached_property
    def _rank_of_index(self) -> NDArray[np.int64]:
        order = list(range(self.size))
        random.Random(_ORDER_SEED).shuffle(order)
        ranks = np.array(order, dtype=np.int64)
        if hashlib.sha256(ranks.astype("<u2").tobytes()).hexdigest() != _ORDER_SHA256:
            raise DataError(
                "this Python shuffles differently: the official order cannot be derived; use CPython 3.11 to 3.13"
            )
        ranks.flags.writeable = False
        return ranks

    @cached_property
    def _index_of_rank(self) -> NDArray[np.int64]:
        inverse = np.empty(self.size, dtype=np.int64)
        inverse[self._rank_of_index] = np.arange(self.size)
        inverse.flags.writeable = False
        return inverse

    def index(self, codes: ArrayLike) -> Indices:
        """Return the official indices ``(n,)`` of ``codes`` ``(n, 6)``."""
        return self._index_of_rank[self.rank(self.check_codes(codes))]

    def codes(self, indices: ArrayLike) -> Codes:
        """Return the codes ``(n, 6)`` of official ``indices`` ``(n,)``."""
        return self.unrank(self._rank_of_index[self.check_indices(indices)])

    @cached_property
    def all_codes(self) -> Codes:
        """All architectures in official order, ``(15625, 6)``, read-only."""
        codes = self.codes(np.arange(self.size))
        codes.flags.writeable = False
        return codes

    def strings(self, indices: ArrayLike) -> list[str]:
        """Return the architecture strings as the official files write them."""
        names = [tuple(OPERATIONS[op] for op in code) for code in self.codes(indices)]
        return ["|{}~0|+|{}~0|{}~1|+|{}~0|{}~1|{}~2|".format(*cell) for cell in names]

    def digits(self, indices: ArrayLike) -> list[str]:
        """Return the six operation digits (order of :data:`OPERATIONS`) of ``indices`` as text."""
        return super().strings(indices)

    def parse(self, text: str) -> int:
        """Return the index that ``text`` names: an index, an architecture string or six operation digits.

        Raises:
            ArchitectureError: naming what is wrong and what is accepted.
        """
        text = str(text).strip()
        if "|" not in text:
            if re.fullmatch(r"[0-9]{6}", text) and max(text) >= str(self.n_operations):
                raise ArchitectureError(
                    f"'{text}' names no architecture: six digits are read as operations, 0 to {self.n_operations - 1} "
                    f"each; an index has at most five digits, 0 to {self.size - 1}"
                )
            return super().parse(text)
        match = _CELL.fullmatch(text)
        if match is None:
            raise ArchitectureError(
                f"malformed architecture string '{text}': expected |op~0|+|op~0|op~1|+|op~0|op~1|op~2| "
                f"with op one of {', '.join(OPERATIONS)}"
            )
        unknown = [name for name in match.groups() if name not in OPERATIONS]
        if unknown:
            raise ArchitectureError(f"unknown operation '{unknown[0]}' in '{text}' (known: {', '.join(OPERATIONS)})")
        code = np.array([[OPERATIONS.index(name) for name in match.groups()]])
        return int(self.index(code)[0])

    def _names_nothing(self, text: str) -> ArchitectureError:
        return ArchitectureError(
            f"'{text}' names no architecture: give an index (0 to {self.size - 1}), six digits 0 to 4, or text "
            "such as |skip_connect~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|nor_conv_1x1~2|"
        )

    def isomorphism_class(self) -> NDArray[np.int32]:
        """Return the class ``(15625,)`` of each architecture, 0 to 6,465, in order of first appearance.

        Two cells are equivalent when they compute the same function by the benchmark's own canonical form
        (NATS-Bench, ``CellStructure.to_unique_str`` with ``consider_zero=True``).
        """
        return self._classes

    def connected(self) -> NDArray[np.bool_]:
        """Return which cells ``(15625,)`` have a path without ``none`` from input to output; 341 have none."""
        return self._connected

    @cached_property
    def _connected(self) -> NDArray[np.bool_]:
        result = connected(self.all_codes)
        result.flags.writeable = False
        return result

    @cached_property
    def _classes(self) -> NDArray[np.int32]:
        from suite.spaces.isomorphism import canonical_forms

        ids: dict[str, int] = {}
        result = np.array(
            [ids.setdefault(form, len(ids)) for form in canonical_forms(self.all_codes, OPERATIONS)], dtype=np.int32
        )
        result.flags.writeable = False
        return result


NASBENCH201 = NASBench201Space()
"""The one instance of the space; its tables are made on first use and shared."""
