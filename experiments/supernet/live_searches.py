"""The four papers' searches, each on the supernet that it trains itself: one row per search; needs torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import pandas as pd

from experiments.kit.kept import WORK_REMEDY, kept
from experiments.kit.supernet_papers.methods import Method
from experiments.supernet.live_tables import FILE, LINES, SEARCHED_ON, row_of
from suite.benchmark import Benchmark
from suite.errors import did_you_mean
from suite.files import clear_write_errors, make_folder, write_atomically
from suite.objectives.live import LIVE_VERSION, LiveSettings
from suite.reading.texts import read_frame
from suite.report.tables import csv_text
from suite.spaces.nasbench201 import NASBENCH201
from suite.study.identity import versions
from suite.study.runner import prepare
from suite.study.spec import RunSpec

FORMATS = {"error": ".4f", "tau": ".4f"}
Progress = Callable[[str, int], object]


@dataclass(frozen=True)
class Unit:
    """One search: a name in :data:`.live_tables.LINES`, the supernet's settings and a seed."""

    name: str
    settings: LiveSettings
    seed: int

    @property
    def line(self) -> Method:
        """The method on its fitness."""
        return LINES[self.name](self.settings)

    @property
    def spec(self) -> RunSpec:
        """The search, as ``suite run`` makes it."""
        return replace(self.line.search(SEARCHED_ON), seed=self.seed)

    def path(self, work: Path, benchmark: Benchmark) -> Path:
        """Return where the finished search is kept; one by other code or beside other tables is another."""
        parts = [self.spec.digest(benchmark.data_hash), versions(self.spec), LIVE_VERSION]
        return work / f"{self.name}-{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]}.json"


def units(names: Sequence[str], seeds: int, settings: LiveSettings) -> list[Unit]:
    """Return the searches, all lines of a seed before those of the next.

    Args:
        names: keys of :data:`.live_tables.LINES`; none takes all.
        seeds: number of seeds.
        settings: of the supernets; what is 0 or empty is the method's own, as is ``inherit``.

    Raises:
        UnknownNameError: for another key.
    """
    for name in names:
        if name not in LINES:
            raise did_you_mean(name, LINES, "search on a supernet of its own")
    return [Unit(name, settings, seed) for seed in range(seeds) for name in dict.fromkeys(names or LINES)]


def searched(benchmark: Benchmark, unit: Unit, work: Path, progress: Progress) -> dict[str, Any]:
    """Return the row of one search: read from ``work``, or made and kept there.

    Raises:
        ConfigurationError: if torch is missing, or settings do not fit the method.
        DataError: if images are missing, ``work`` cannot be written or holds a damaged search.
    """
    return kept(unit.path(work, benchmark), lambda: _search(benchmark, unit, progress))


def _search(benchmark: Benchmark, unit: Unit, progress: Progress) -> dict[str, Any]:
    """Search, and return the row: of several returned cells the one of the lowest error when it was last asked."""
    spec, label = unit.spec, f"{unit.line.label}, seed {unit.seed}"
    problem, search, _ = prepare(spec, benchmark)
    last: dict[int, float] = {}  # cell -> its error when it was last asked
    queries, most = 0, spec.budget.queries or 0
    while not search.finished and queries < most:
        codes = search.ask()
        errors = problem(codes)
        search.tell(codes, errors)
        queries += len(codes)
        last.update(zip(NASBENCH201.index(codes).tolist(), errors[:, 0].tolist(), strict=True))
        progress(label, queries)
    returned = NASBENCH201.index(search.recommend()).tolist()
    best = min(returned, key=lambda cell: last.get(cell, np.inf))
    return row_of(unit.name, spec.fitness.text, unit.seed, best, last, queries, benchmark)


def write(rows: Sequence[dict[str, Any]], benchmark: Benchmark, out: Path) -> Path:
    """Write ``rows`` to ``out``; what it holds of other tables, settings and methods stays."""
    frame = pd.DataFrame(rows).assign(data_hash=benchmark.data_hash)
    keys = ["line", "fitness", "seed", "data_hash"]
    if out.is_file():
        old = read_frame(out, dtype={"data_hash": str})
        frame = pd.concat([old, frame], ignore_index=True).drop_duplicates(keys, keep="last")
    return write_atomically(out, csv_text(frame.sort_values(keys, kind="stable"), FORMATS))


def search_all(
    benchmark: Benchmark,
    names: Sequence[str],
    seeds: int,
    settings: LiveSettings,
    work: Path,
    out: Path | None,
    progress: Progress = lambda what, queries: None,
) -> tuple[int, Path]:
    """Make searches and write their rows after each; return their number and the path.

    Args:
        benchmark: the tables: what returned cells are worth, and the true accuracies that errors are ranked against.
        names, seeds, settings: as for :func:`units`.
        work: folder of finished searches; made if it is not there.
        out: the CSV; default :data:`.live_tables.FILE`.
        progress: called after each batch of a search with its name and the number of queries so far.

    Raises:
        UnknownNameError: as :func:`units`.
        ConfigurationError, DataError: as :func:`searched`.
    """
    wanted = units(names, seeds, settings)
    make_folder(work, WORK_REMEDY)
    path = out or FILE
    make_folder(path.parent)
    with clear_write_errors(path), TemporaryFile(dir=path.parent):
        pass  # said now, not after the first search, which takes long
    rows: list[dict[str, Any]] = []
    for unit in wanted:
        rows.append(searched(benchmark, unit, work, progress))
        write(rows, benchmark, path)
    return len(rows), path
