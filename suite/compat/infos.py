"""``arch2infos_dict`` of the originals, made when it is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from suite.compat.records import EPOCHS
from suite.compat.results import ArchResults

if TYPE_CHECKING:
    from suite.compat.base import BenchmarkAPI


class Infos(Mapping[int, Mapping[str, ArchResults]]):
    """Index -> hyper-parameters -> results, made when looked up."""

    def __init__(self, api: BenchmarkAPI) -> None:
        self._api = api

    def __getitem__(self, index: int) -> Mapping[str, ArchResults]:
        if index not in self:
            raise KeyError(index)
        return {hp: self._api.query_meta_info_by_index(index, hp) for hp in EPOCHS}

    def __contains__(self, index: object) -> bool:
        return isinstance(index, (int, np.integer)) and bool(0 <= index < len(self._api))

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._api)))

    def __len__(self) -> int:
        return len(self._api)
