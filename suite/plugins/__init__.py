"""Enumerated spaces of other packages: a description and a file of accuracies and costs, found by an entry point.

A package names an :class:`EnumeratedTable` in the entry point group ``suite.plugins``; its name is then a data set
of every command (docs/your-own-table.md).
"""

from __future__ import annotations

from suite.plugins.table import EnumeratedTable

__all__ = ["EnumeratedTable"]
