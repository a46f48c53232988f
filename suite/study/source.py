"""Where the tables of a run are opened, by whichever process makes it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from suite.benchmark import load_benchmark
from suite.objectives.predicted import AnyBenchmark
from suite.ofa import OFA_SPACES, load_ofa
from suite.tables.columns import DATASETS, check_name
from suite.tables.location import data_directory


@dataclass(frozen=True)
class BenchmarkSource:
    """Where the tables are opened by this process and by each worker.

    Attributes:
        data_dir: as for :func:`suite.load_benchmark`.
        source: "auto", "real" or "surrogate".
    """

    data_dir: str | os.PathLike[str] | None = None
    source: str = "auto"

    def open(self, dataset: str | None = None) -> AnyBenchmark:
        """Return the benchmark that holds ``dataset``; by default NAS-Bench-201's.

        A once-for-all space is the data set of its own benchmark (:mod:`suite.ofa`).

        Raises:
            UnknownNameError: for a data set that neither the suite nor another package has.
            DataError: for tables that are absent or damaged.
        """
        if (name := brought(dataset)) is None:
            return load_benchmark(self.data_dir, self.source)
        if name in OFA_SPACES:
            return load_ofa(name, self.data_dir)
        from suite.plugins.registry import load_plugin

        return load_plugin(name, data_directory(self.data_dir))

    def resolved(self, benchmark: AnyBenchmark) -> BenchmarkSource:
        """Return where ``benchmark`` came from, without "auto" and without this process's environment."""
        if benchmark.kind in ("plugin", "predicted"):
            return BenchmarkSource(str(data_directory(self.data_dir)), self.source)
        if benchmark.is_surrogate:
            return BenchmarkSource(str(data_directory(self.data_dir)), "surrogate")  # added devices lie there, too
        return BenchmarkSource(str(data_directory(self.data_dir)), "real")


def brought(dataset: str | None) -> str | None:
    """Return ``dataset`` if it has a benchmark of its own, None if it is NAS-Bench-201's.

    It has one if another package brings its table (:mod:`suite.plugins`), or if it is a once-for-all space.

    Raises:
        UnknownNameError: if it is neither.
    """
    if dataset is None or dataset in DATASETS:
        return None
    if dataset in OFA_SPACES:
        return dataset
    from suite.plugins.registry import names

    return check_name(dataset, (*DATASETS, *OFA_SPACES, *names()), "dataset")
