"""Score tables that this project made itself: one score per cell, computed from real networks, shipped as files.

``load("rmi-n1-s8").values()`` are representation mutual information scores, higher is better. A fitness names a table
as ``score:NAME[@STEPS][:sum]`` or ``supernet:NAME`` (:mod:`suite.objectives.fitness`). Nothing here needs torch:
networks make the files (``suite networks score``), numpy reads them. ``docs/scores.md`` describes them.
"""

from suite.scores.naming import DEFAULT_RMI, DEFAULT_SUPERNET, Selection, parse_selection
from suite.scores.places import ENVIRONMENT_VARIABLE, find, folders, load, names, unknown
from suite.scores.saving import save_rmi, save_speed, save_supernet
from suite.scores.table import (
    RmiParts,
    ScoreTable,
    SupernetCounts,
    filled,
    read_rmi_parts,
    read_speed,
    read_supernet_counts,
    read_table,
)
from suite.scores.texts import describe, reductions

__all__ = [
    "DEFAULT_RMI",
    "DEFAULT_SUPERNET",
    "ENVIRONMENT_VARIABLE",
    "RmiParts",
    "ScoreTable",
    "Selection",
    "SupernetCounts",
    "describe",
    "filled",
    "find",
    "folders",
    "load",
    "names",
    "parse_selection",
    "read_rmi_parts",
    "read_speed",
    "read_supernet_counts",
    "read_table",
    "reductions",
    "save_rmi",
    "save_speed",
    "save_supernet",
    "unknown",
]
