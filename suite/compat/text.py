"""Architecture strings in other forms, and an architecture's results in lines for people."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suite.compat.facts import LackingError
from suite.errors import ArchitectureError
from suite.spaces.nasbench201 import OPERATIONS

if TYPE_CHECKING:
    from suite.compat.results import ArchResults

_SHOWN = {
    "cifar10-valid": {"x-valid": "valid"},
    "cifar10": {"ori-test": "test"},
    "cifar100": {"x-valid": "valid", "x-test": "test"},
    "ImageNet16-120": {"x-valid": "valid", "x-test": "test"},
}


def cell_lists(text: str) -> list[tuple[tuple[str, int], ...]]:
    """Return for each node of an architecture string the pairs of operation and source node.

    Raises:
        ArchitectureError: for a text that is none.
    """
    nodes = []
    for node in text.split("+"):
        pairs = [part.partition("~") for part in node.split("|") if part]
        if not pairs or not all(operation and source.isdigit() for operation, _, source in pairs):
            raise ArchitectureError(f"'{text}' is no architecture string such as |none~0|+|none~0|skip_connect~1|+...")
        nodes.append(tuple((operation, int(source)) for operation, _, source in pairs))
    return nodes


def cell_matrix(text: str, operations: Sequence[str] | None = None) -> NDArray[np.float64]:
    """Return the matrix ``(nodes, nodes)`` whose entry (target, source) is the operation's place among ``operations``.

    Raises:
        ArchitectureError: for a text that is no architecture string, or an operation that is not among them.
    """
    known = list(operations or OPERATIONS)
    nodes = cell_lists(text)
    matrix = np.zeros((len(nodes) + 1, len(nodes) + 1))
    for target, pairs in enumerate(nodes, start=1):
        for operation, source in pairs:
            if operation not in known or source >= target:
                raise ArchitectureError(
                    f"'{operation}~{source}' of '{text}' is none of {', '.join(known)} from a node before"
                )
            matrix[target, source] = known.index(operation)
    return matrix


def information(results: ArchResults) -> list[str]:
    """Return what is held of an architecture, two lines a training set."""
    lines = [results.arch_str, f"datasets : {results.get_dataset_names()}, arch-index={results.arch_index}"]
    for name in results.get_dataset_names():
        cost = results.get_compute_costs(name)
        sizes = f"FLOP={cost['flops']:6.2f} M, Params={cost['params']:.3f} MB, latency=None ms."
        measured = [f"train : [time = {cost['T-train@total']:.2f} s]"]
        for where, short in _SHOWN[name].items():
            with contextlib.suppress(LackingError):
                accuracy = results.get_metrics(name, where)["accuracy"]
                measured.append(f"{short} : [top1 = {accuracy:.2f}%]")
        lines += [f"{name:14s} {sizes}", f"{name:14s} {', '.join(measured)}"]
    return lines
