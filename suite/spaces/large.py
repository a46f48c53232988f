"""Spaces that are too large for indices: architectures are codes alone, equal networks are equal codes."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ArchitectureError
from suite.spaces.base import Codes
from suite.spaces.grid import GridSpace


class LargeSpace(GridSpace):
    """A grid whose networks cannot be listed; what asks and tells codes works, what needs an index says so.

    Every code of the grid names a network. Where several name the same one, ``canonical`` returns the one code that
    stands for it; methods are asked for canonical codes only (:meth:`.Algorithm.ask`).

    Attributes:
        size: number of different networks, exact.

    Args:
        name: of the space.
        n_edges: length of a code.
        operations: names of the operations, 2 to 10.
        size: number of different networks; default all codes of the grid.

    Raises:
        ArchitectureError: for codes or texts that are not in the space, and from everything that needs an index.
    """

    indexed = False

    def __init__(self, name: str, n_edges: int, operations: tuple[str, ...], size: int | None = None) -> None:
        super().__init__(n_edges=1, n_operations=len(operations), operations=operations)  # no powers: they overflow
        self.name = name
        self.n_edges = n_edges
        self.size = len(operations) ** n_edges if size is None else size

    def names(self, codes: ArrayLike) -> list[str]:
        """Return each code as one text, which :meth:`read` takes: here its digits."""
        return ["".join(str(operation) for operation in code) for code in self.check_codes(codes)]

    def read(self, text: str) -> Codes:
        """Return the canonical code ``(1, n_edges)`` that ``text`` names.

        Raises:
            ArchitectureError: for anything else.
        """
        code = self._digits(text)
        if code is None:
            raise ArchitectureError(
                f"'{text[:80]}' names no network of {self.name}: write {self.n_edges} digits 0 to "
                f"{self.n_operations - 1}"
            )
        return self.canonical(code)

    def _digits(self, text: str) -> Codes | None:
        """Return the code ``(1, n_edges)`` of a text of digits; None if it is no such text."""
        digits = text.strip()
        if len(digits) != self.n_edges or not set(digits) <= {str(k) for k in range(self.n_operations)}:
            return None
        return np.array([[int(digit) for digit in digits]], dtype=np.uint8)

    def parse(self, text: str) -> int:
        """Refuse: see :meth:`read`."""
        self._no_index()

    def index(self, codes: ArrayLike) -> NoReturn:
        """Refuse: there are no indices."""
        self._no_index()

    def codes(self, indices: ArrayLike) -> NoReturn:
        """Refuse: there are no indices."""
        self._no_index()

    def strings(self, indices: ArrayLike) -> list[str]:
        """Refuse: see :meth:`names`."""
        self._no_index()

    def isomorphism_class(self) -> NDArray[np.int32]:
        """Refuse: there is no list of all networks."""
        self._no_index()

    def connected(self) -> NDArray[np.bool_]:
        """Refuse: there is no list of all networks."""
        self._no_index()

    def _no_index(self) -> NoReturn:
        raise ArchitectureError(
            f"{self.name} has {self.size:.2g} networks, which have no indices: use codes (n, {self.n_edges}), names() "
            "and read()"
        )
