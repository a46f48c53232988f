"""The page of a study beside its tables, made from its results or again from its definition and records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from suite.analysis.pairing import Shared, shared_draws
from suite.comparison.building import build_results
from suite.comparison.making import kept_records, opener
from suite.comparison.problems import OpenBenchmark
from suite.comparison.report import Sources, comparison_page
from suite.comparison.results import Results
from suite.comparison.specs import run_specs
from suite.comparison.study import ComparisonStudy
from suite.comparison.study_text import FORMAT, read_study, to_toml
from suite.files import write_atomically
from suite.report.output import SURROGATE_MARK
from suite.study.pool import BenchmarkSource
from suite.study.spec import RunSpec

SEED = 0
"""Of the resampling: the same results give the same page."""


def studies_in(folder: Path) -> list[Path]:
    """Return the definitions of studies that ``suite compare`` wrote into ``folder``."""
    return [path for path in sorted(folder.glob("*.toml")) if FORMAT in path.read_text("utf-8", errors="replace")[:500]]


def write_page(study: ComparisonStudy, results: Results, benchmark: OpenBenchmark, out: Path) -> Path:
    """Write the page of a study into ``out`` and return its path; its name begins as those of the tables do.

    Raises:
        DataError: if the folder cannot be written.
    """
    mark = f"-{SURROGATE_MARK}" if results.surrogate else ""
    sources = Sources(f"suite compare {study.name}.toml --html", to_toml(study))
    text = comparison_page(results, study, benchmark, shared_in(study, benchmark), np.random.default_rng(SEED), sources)
    return write_atomically(out / f"{results.name}{mark}.html", text)


def write_page_of(path: Path, source: BenchmarkSource) -> Path:
    """Write the page of a finished study from its definition and the records beside it.

    Args:
        path: the study's TOML file.
        source: where the tables are.

    Raises:
        ConfigurationError: for a study whose runs are not all there.
        DataError: for a damaged record.
    """
    benchmark = opener(source)
    study = read_study(path, benchmark)
    records = kept_records(study, path.parent, benchmark)
    return write_page(study, build_results(study, records, benchmark), benchmark, path.parent)


def shared_in(study: ComparisonStudy, benchmark: OpenBenchmark) -> Shared:
    """Return what runs of equal seeds of two methods share; imported ones share nothing."""
    specs: Mapping[str, RunSpec] = {method: found[0] for (_, method), found in run_specs(study, benchmark).items()}

    def shared(first: str, second: str) -> str:
        known = first in specs and second in specs
        return shared_draws(specs[first], specs[second]) if known else ""

    return shared
