"""What the spaces of once-for-all share: ternary edges, unused layers, resolutions as two edges.

Source: Cai et al., "Once-for-All: Train One Network and Specialize it for Efficient Deployment", ICLR 2020 (arXiv
1908.09791). Every choice of these spaces has three values (depth, kernel, expansion, width), so a code is a row of
digits 0 to 2, as in LINAS's own encoding. A resolution, where it is searched, is two more edges: read as a number
n from 0 to 8 they mean the resolution at n * R // 9 of R. What a lower depth leaves unused is 0 in a canonical code,
and a resolution has its smallest n; so equal networks are equal codes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ArchitectureError
from suite.spaces.base import Codes
from suite.spaces.large import LargeSpace

PAIR = 9
"""Numbers that two ternary edges can write."""


class OnceForAllSpace(LargeSpace):
    """A space of networks at one or several resolutions.

    Attributes:
        resolutions: heights and widths of the input that may be chosen, ascending.
        n_body: edges before those of the resolution.

    Args:
        name: of the space.
        n_body: edges of everything but the resolution.
        n_networks: different networks at one resolution.
        resolutions: one, or 2 to 9.
    """

    def __init__(self, name: str, n_body: int, n_networks: int, resolutions: tuple[int, ...]) -> None:
        n_edges = n_body + 2 * (len(resolutions) > 1)
        super().__init__(name, n_edges, ("0", "1", "2"), n_networks * len(resolutions))
        self.n_body = n_body
        self.resolutions = resolutions
        self._numbers = -(-PAIR * np.arange(len(resolutions)) // len(resolutions))  # the smallest n of each

    # -- what a space says ---------------------------------------------------------------------------------------
    @abstractmethod
    def used(self, body: Codes) -> NDArray[np.bool_]:
        """Return which edges ``(n, n_body)`` mean something in networks with these ``body`` edges ``(n, n_body)``."""

    @abstractmethod
    def config(self, code: Codes) -> dict[str, Any]:
        """Return a canonical code ``(n_edges,)`` as once-for-all writes a network, with "r" for the resolution."""

    @abstractmethod
    def _body(self, config: Mapping[str, Any]) -> list[int]:
        """Return the ``n_body`` digits of a network that is written so; LookupError or ValueError if it is none."""

    def _folded(self, body: Codes) -> Codes:
        """Return ``body`` with values that mean the same as another written as that one."""
        return body

    # -- what follows from it ------------------------------------------------------------------------------------
    def canonical(self, codes: ArrayLike) -> Codes:
        """Return the code of each network, unused edges 0 ``(n, n_edges)``."""
        checked = self.check_codes(codes)
        body = self._folded(checked[:, : self.n_body])
        result = np.zeros_like(checked)
        result[:, : self.n_body] = np.where(self.used(body), body, 0)
        if self.n_edges > self.n_body:
            self._write_resolution(result, self.resolution_positions(checked))
        return result

    def resolution_positions(self, codes: Codes) -> NDArray[np.int64]:
        """Return which of :attr:`resolutions` ``(n,)`` each code has."""
        if self.n_edges == self.n_body:
            return np.zeros(len(codes), dtype=np.int64)
        numbers = 3 * codes[:, -2].astype(np.int64) + codes[:, -1]
        return np.asarray(numbers * len(self.resolutions) // PAIR)

    def resolutions_of(self, codes: ArrayLike) -> NDArray[np.int64]:
        """Return the height and width of the input ``(n,)`` of each code."""
        return np.array(self.resolutions)[self.resolution_positions(self.check_codes(codes))]

    def random(self, n: int, rng: np.random.Generator) -> Codes:
        """Draw ``n`` canonical codes ``(n, n_edges)``, every choice uniformly, as once-for-all and LINAS draw them.

        So every depth is as likely as any other, though most networks are deep.
        """
        codes = rng.integers(0, 3, size=(n, self.n_edges)).astype(np.uint8)
        if self.n_edges > self.n_body:
            self._write_resolution(codes, rng.integers(0, len(self.resolutions), size=n))
        return self.canonical(codes)

    def neighbours(self, code: ArrayLike) -> Codes:
        """Return the networks ``(k, n_edges)`` that differ from ``code`` in one choice, edge by edge, canonical.

        A layer that a larger depth adds has the choices 0; all other resolutions are neighbours.
        """
        centre = self.canonical(np.asarray(code)[None, :])
        used = np.flatnonzero(self.used(centre[:, : self.n_body])[0])
        result = np.repeat(centre, 2 * len(used), axis=0)
        for row, (edge, step) in enumerate((edge, step) for edge in used for step in (1, 2)):
            result[row, edge] = (centre[0, edge] + step) % 3
        others = np.delete(np.arange(len(self.resolutions)), self.resolution_positions(centre))
        resized = np.repeat(centre, len(others), axis=0)
        if len(others):
            self._write_resolution(resized, others)
        every = self.canonical(np.concatenate([result, resized]))
        every = every[(every != centre).any(axis=1)]
        return np.asarray(every[np.sort(np.unique(every, axis=0, return_index=True)[1])])

    def one_hot(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Return ``(n, 3 n_edges)`` of zeros and ones, edge by edge; all zeros where an edge is unused."""
        canonical = self.canonical(codes)
        hot = np.eye(3)[canonical]
        hot[:, : self.n_body] *= self.used(canonical[:, : self.n_body])[:, :, None]
        return hot.reshape(len(canonical), 3 * self.n_edges)

    def configs(self, codes: ArrayLike) -> list[dict[str, Any]]:
        """Return each network as once-for-all writes it; unused layers have the value 0."""
        return [self.config(code) for code in self.canonical(codes)]

    def from_configs(self, configs: Sequence[Mapping[str, Any]]) -> Codes:
        """Return the canonical codes ``(n, n_edges)`` of networks as once-for-all writes them.

        Raises:
            ArchitectureError: for a network that is not in the space.
        """
        codes = np.zeros((len(configs), self.n_edges), dtype=np.uint8)
        for row, config in zip(codes, configs, strict=True):
            try:
                body = self._body(config)
                position = self.resolutions.index(int(config.get("r", self.resolutions[-1])))
                if len(body) != self.n_body:
                    raise ValueError(f"{len(body)} choices")
            except (LookupError, TypeError, ValueError) as error:
                raise ArchitectureError(
                    f"no network of {self.name} (resolution {', '.join(map(str, self.resolutions))}): {error}"
                ) from None
            row[: self.n_body] = body
            if self.n_edges > self.n_body:
                self._write_resolution(row[None], np.array([position]))
        return self.canonical(codes)

    def names(self, codes: ArrayLike) -> list[str]:
        """Return each network as one text: resolution, then the stages, each after a bar."""
        return [self._name(config) for config in self.configs(codes)]

    @abstractmethod
    def _name(self, config: Mapping[str, Any]) -> str: ...

    @abstractmethod
    def _read(self, parts: list[str]) -> dict[str, Any]: ...

    def read(self, text: str) -> Codes:
        """Return the canonical code ``(1, n_edges)`` of a text of :meth:`names`, or of ``n_edges`` digits 0 to 2.

        Raises:
            ArchitectureError: for anything else.
        """
        if (code := self._digits(text)) is not None:
            return self.canonical(code)
        try:
            return self.from_configs([self._read([part.strip() for part in text.split("|")])])
        except (ArchitectureError, LookupError, ValueError):
            example = self.names(np.zeros((1, self.n_edges), dtype=np.uint8))[0]
            raise ArchitectureError(
                f"'{text[:120]}' names no network of {self.name}: write {self.n_edges} digits 0 to 2, or such as "
                f"'{example}'"
            ) from None

    def _write_resolution(self, codes: Codes, positions: NDArray[np.int64]) -> None:
        codes[:, -2], codes[:, -1] = np.divmod(self._numbers[positions], 3)
